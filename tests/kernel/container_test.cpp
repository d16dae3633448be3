// SPDX-License-Identifier: Apache-2.0
// Scopes of containers. A cgroup with the name that a runtime gives is all that a container is to
// the collector, so the tests make such cgroups: of the cpuset hierarchy where version 1 is used,
// else of version 2.
#include <fcntl.h>
#include <mntent.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <set>

#include <catch2/catch.hpp>

#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

std::string container_hierarchy() {
  const std::unique_ptr<FILE, int (*)(FILE*)> mounts(setmntent("/proc/self/mounts", "r"),
                                                     endmntent);
  std::string version2;
  while (const mntent* entry = mounts ? getmntent(mounts.get()) : nullptr) {
    const std::string type = entry->mnt_type;
    if (type == "cgroup" && hasmntopt(entry, "cpuset") != nullptr) return entry->mnt_dir;
    if (type == "cgroup2") version2 = entry->mnt_dir;
  }
  return version2;
}

void copy_word(const std::string& from, const std::string& to) {
  std::ifstream in(from);
  std::string word;
  if (in >> word) std::ofstream(to) << word;
}

// A cgroup by the name of a container, removed with it.
class Container {
 public:
  explicit Container(char digit)
      : id_(64, digit), path_(container_hierarchy() + "/docker-" + id_ + ".scope") {
    if (container_hierarchy().empty() || mkdir(path_.c_str(), 0755) != 0) return;
    made_ = true;
    for (const char* need : {"/cpuset.cpus", "/cpuset.mems"})
      copy_word(container_hierarchy() + need, path_ + need);
  }
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;
  ~Container() { rmdir(path_.c_str()); }
  bool made() const { return made_; }
  const std::string& id() const { return id_; }
  // Moves the calling process into it.
  bool enter() const {
    const int fd = open((path_ + "/cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC);
    const bool entered = fd >= 0 && write(fd, "0", 1) == 1;
    close(fd);
    return entered;
  }

 private:
  std::string id_, path_;
  bool made_ = false;
};

// Leaves a mark in the stream: an openat that fails.
int mark(const char* name) {
  return syscall(SYS_openat, AT_FDCWD, (std::string("/nonexistent/in-") + name).c_str(), O_RDONLY,
                 0) == -1
             ? 0
             : 1;
}
int mark_in(const Container& container, const char* name) {
  return container.enter() ? mark(name) : 1;
}
// For a second: what happens in a new container is passed from when the collector has read of it.
int keep_marking_in(const Container& container, const char* name) {
  if (!container.enter()) return 1;
  int failed = 0;
  for (int i = 0; i < 1000 && failed == 0; ++i) {
    failed = mark(name);
    usleep(1000);
  }
  return failed;
}

std::vector<std::string> traced(const std::string& filter) {
  return {"--trace", "event=openat", "--trace", "comm=kernel_tests",
          "--trace", filter,         "--trace", "openat.pathname=/nonexistent/in-*"};
}

// Ends the collector; the marks that came, with the container that each was said to be in.
std::set<std::string> marks_of(Collector& collector) {
  std::set<std::string> found;
  for (const Record& record : collector.stop().records) {
    if (record.name != "openat") continue;
    const std::string path = record.arg("pathname");
    found.insert(path.substr(path.rfind('-') + 1, path.size() - path.rfind('-') - 2) +
                 record.member("containerId"));
  }
  return found;
}

}  // namespace

TEST_CASE("scope container passes what happens inside, and says where", "[filter]") {
  const Container one('a');
  const Container two('b');
  if (!one.made() || !two.made()) return skip("cgroups cannot be made in " + container_hierarchy());
  Collector inside(traced("container"));
  Collector outside(traced("!container"));
  Collector by_id(traced("container=" + two.id().substr(0, 12)));
  Collector by_other_id(traced("container!=" + two.id()));
  run_child([&] { return mark("host") + mark_in(one, "one"); });
  run_child([&] { return mark_in(two, "two"); });
  CHECK(marks_of(inside) ==
        std::set<std::string>{"one" + quoted(one.id()), "two" + quoted(two.id())});
  CHECK(marks_of(outside) == std::set<std::string>{"host\"\""});
  CHECK(marks_of(by_id) == std::set<std::string>{"two" + quoted(two.id())});
  CHECK(marks_of(by_other_id) == std::set<std::string>{"one" + quoted(one.id())});
}

TEST_CASE("scope container=new passes containers that began later, container!=new the others",
          "[filter]") {
  const Container old('c');
  if (!old.made()) return skip("cgroups cannot be made in " + container_hierarchy());
  Collector only_new(traced("container=new"));
  Collector only_old(traced("container!=new"));
  const Container later('d');
  run_child([&] { return mark_in(old, "old"); });
  run_child([&] { return keep_marking_in(later, "new"); });
  CHECK(marks_of(only_new) == std::set<std::string>{"new" + quoted(later.id())});
  CHECK(marks_of(only_old) == std::set<std::string>{"old" + quoted(old.id())});
}

}  // namespace trace::kernel_tests
