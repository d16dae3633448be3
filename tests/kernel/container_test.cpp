// SPDX-License-Identifier: Apache-2.0
// Scopes on containers. A container is a cgroup that has a name such as runtimes give.
#include <fcntl.h>
#include <mntent.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>
#include <ctime>
#include <fstream>
#include <memory>
#include <set>

#include <catch2/catch.hpp>

#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

constexpr const char* kPrefix = "/nonexistent/container-";

// Where the collector looks for containers: cpuset of version 1 if it is mounted, else version 2.
std::string hierarchy() {
  const std::unique_ptr<FILE, int (*)(FILE*)> mounts(setmntent("/proc/self/mounts", "r"), endmntent);
  std::string found;
  while (const mntent* entry = mounts ? getmntent(mounts.get()) : nullptr) {
    if (std::strcmp(entry->mnt_type, "cgroup") == 0 && hasmntopt(entry, "cpuset") != nullptr) return entry->mnt_dir;
    if (std::strcmp(entry->mnt_type, "cgroup2") == 0) found = entry->mnt_dir;
  }
  return found;
}

class Container {
 public:
  explicit Container(char digit) : id_(64, digit), path_(hierarchy() + "/" + id_) {
    rmdir(path_.c_str());
    made_ = mkdir(path_.c_str(), 0755) == 0;
    // A cpuset takes processes once it has processors and memory; version 2 inherits them.
    for (const char* file : {"/cpuset.cpus", "/cpuset.mems"}) {
      std::ifstream parent(hierarchy() + file);
      std::ofstream(path_ + file) << parent.rdbuf();
    }
  }
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;
  ~Container() { rmdir(path_.c_str()); }
  explicit operator bool() const { return made_; }
  const std::string& id() const { return id_; }

  // In a child: moves there.
  bool enter() const {
    const int fd = open((path_ + "/cgroup.procs").c_str(), O_WRONLY);
    return fd >= 0 && write(fd, "0", 1) == 1;
  }

 private:
  std::string id_, path_;
  bool made_ = false;
};

int mark(const std::string& name) {
  return syscall(SYS_openat, AT_FDCWD, (kPrefix + name).c_str(), O_RDONLY, 0) == -1 ? 0 : 1;
}

// Leaves the mark for a while: the collector learns of a container a moment after it was made.
int mark_inside(const Container& container, const std::string& name) {
  if (!container.enter()) return 2;
  for (int i = 0; i < 100; ++i) {
    if (mark(name) != 0) return 1;
    const timespec pause{0, 5'000'000};
    nanosleep(&pause, nullptr);
  }
  return 0;
}

std::set<std::string> marks_with(const std::vector<std::string>& scopes) {
  const Container before('a');
  if (!before) {
    skip("cgroups cannot be made in \"" + hierarchy() + "\"");
    return {"skipped"};
  }
  std::vector<std::string> arguments{"--trace", "event=openat"};
  for (const std::string& scope : scopes) arguments.insert(arguments.end(), {"--trace", scope});
  Collector collector(arguments);
  const Container after('b');
  const int entered = fork_child([&] { return mark_inside(before, "before"); }).status;
  if (entered == 2) {
    skip("processes cannot be moved into cgroups");
    return {"skipped"};
  }
  run_child([&] { return mark_inside(after, "after"); });
  run_child([] { return mark("host"); });
  std::set<std::string> marks;
  for (const Record& record : collector.stop().records) {
    const std::string path = record.arg("pathname");
    const std::size_t at = path.find(kPrefix);
    if (at == std::string::npos) continue;
    const std::size_t begin = at + std::strlen(kPrefix);
    marks.insert(path.substr(begin, path.size() - begin - 1));
  }
  return marks;
}

using Marks = std::set<std::string>;

void check(const std::vector<std::string>& scopes, const Marks& expected) {
  const Marks marks = marks_with(scopes);
  if (marks != Marks{"skipped"}) CHECK(marks == expected);
}

// A container to be, made and removed by a child of its own each; skips where cgroups cannot be made.
void check_container_event(const std::string& event, bool is_removal) {
  const std::string path = hierarchy() + "/docker-" + std::string(64, is_removal ? 'd' : 'c') + ".scope";
  rmdir(path.c_str());
  if (mkdir(path.c_str(), 0755) != 0 || rmdir(path.c_str()) != 0)
    return skip("cgroups cannot be made in " + hierarchy());
  Collector& collector = hook_collector();
  const Child maker = run_child([&] { return mkdir(path.c_str(), 0755) == 0 ? 0 : 1; });
  const Child remover = run_child([&] { return rmdir(path.c_str()) == 0 ? 0 : 1; });
  const Child& child = is_removal ? remover : maker;
  const Record record = collector.expect(event, child.pid);
  check_context(record, child);
  CHECK(record.arg("runtime") == quoted("docker"));
  CHECK(record.arg("container_id") == quoted(std::string(64, is_removal ? 'd' : 'c')));
  if (!is_removal) CHECK(record.arg("ctime") == record.member("timestamp"));
}

}  // namespace

void provoke_container_create() {
  check_container_event("container_create", false);
}

void provoke_container_remove() {
  check_container_event("container_remove", true);
}

TEST_CASE("scope container passes what happens in containers, old and new", "[container]") {
  check({"container"}, {"before", "after"});
}

TEST_CASE("scope container=new passes containers that started later", "[container]") {
  check({"container=new"}, {"after"});
}

TEST_CASE("scope container!=new passes containers that ran before", "[container]") {
  check({"container!=new"}, {"before"});
}

TEST_CASE("scope container=ID passes the container whose id begins so", "[container]") {
  check({"container=bbbbbbbb"}, {"after"});
}

TEST_CASE("scope !container passes what happens outside", "[container]") {
  check({"!container", "comm=kernel_tests"}, {"host"});
}

}  // namespace trace::kernel_tests
