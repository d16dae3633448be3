// SPDX-License-Identifier: Apache-2.0
// Cgroups. A hierarchy of version 2 if one is mounted, else of version 1.
#include <fcntl.h>
#include <mntent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <optional>

#include <catch2/catch.hpp>

#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

struct Hierarchy {
  std::string mount_point;
  bool version2 = false;
};

std::optional<Hierarchy> find_hierarchy() {
  const std::unique_ptr<FILE, int (*)(FILE*)> mounts(setmntent("/proc/self/mounts", "r"), endmntent);
  std::optional<Hierarchy> found;
  while (const mntent* entry = mounts ? getmntent(mounts.get()) : nullptr) {
    const std::string type = entry->mnt_type;
    if (type == "cgroup2") return Hierarchy{entry->mnt_dir, true};
    if (type == "cgroup" && !found) found = Hierarchy{entry->mnt_dir, false};
  }
  return found;
}

// A cgroup of the test's own, removed with it.
class Cgroup {
 public:
  explicit Cgroup(const Hierarchy& hierarchy)
      : name_("/trace-test-" + std::to_string(getpid())), path_(hierarchy.mount_point + name_) {
    rmdir(path_.c_str());
  }
  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;
  ~Cgroup() { rmdir(path_.c_str()); }
  bool make() const { return mkdir(path_.c_str(), 0755) == 0; }
  bool remove() const { return rmdir(path_.c_str()) == 0; }
  const std::string& name() const { return name_; }  // as the hierarchy has it
  const std::string& path() const { return path_; }

 private:
  std::string name_, path_;
};

bool write_word(const std::string& path, const std::string& word) {
  const int fd = open(path.c_str(), O_WRONLY);
  return fd >= 0 && write(fd, word.data(), word.size()) == static_cast<ssize_t>(word.size());
}

// Runs `test` with a cgroup to be, or skips.
void with_cgroup(const std::function<void(const Hierarchy&, const Cgroup&)>& test) {
  const auto hierarchy = find_hierarchy();
  if (!hierarchy) return skip("no cgroup hierarchy is mounted");
  const Cgroup cgroup(*hierarchy);
  if (!cgroup.make()) return skip("cgroups cannot be made in " + hierarchy->mount_point);
  cgroup.remove();
  test(*hierarchy, cgroup);
}

}  // namespace

void provoke_cgroup_mkdir() {
  with_cgroup([](const Hierarchy& hierarchy, const Cgroup& cgroup) {
    Collector& collector = hook_collector();
    const Child child = run_child([&] { return cgroup.make() ? 0 : 1; });
    const Record made = collector.expect("cgroup_mkdir", child.pid);
    check_context(made, child);
    CHECK(made.arg("cgroup_id") == std::to_string(status_of(cgroup.path()).st_ino));
    CHECK(made.arg("cgroup_path") == quoted(cgroup.name()));
    CHECK((made.arg("hierarchy_id") == "0") == hierarchy.version2);
  });
}

void provoke_cgroup_rmdir() {
  with_cgroup([](const Hierarchy& hierarchy, const Cgroup& cgroup) {
    Collector& collector = hook_collector();
    REQUIRE(cgroup.make());
    const auto inode = status_of(cgroup.path()).st_ino;
    const Child child = run_child([&] { return cgroup.remove() ? 0 : 1; });
    const Record removed = collector.expect("cgroup_rmdir", child.pid);
    check_context(removed, child);
    CHECK(removed.arg("cgroup_id") == std::to_string(inode));
    CHECK(removed.arg("cgroup_path") == quoted(cgroup.name()));
    CHECK((removed.arg("hierarchy_id") == "0") == hierarchy.version2);
  });
}

void provoke_cgroup_attach_task() {
  with_cgroup([](const Hierarchy&, const Cgroup& cgroup) {
    Collector& collector = hook_collector();
    REQUIRE(cgroup.make());
    const Child child = run_child([&] { return write_word(cgroup.path() + "/cgroup.procs", "0") ? 0 : 1; });
    const Record attached = collector.expect("cgroup_attach_task", child.pid);
    check_context(attached, child);
    CHECK(attached.arg("cgroup_path") == quoted(cgroup.name()));
    CHECK(attached.arg("comm") == quoted("kernel_tests"));
    CHECK(attached.arg("pid") == attached.member("hostProcessId"));
  });
}

}  // namespace trace::kernel_tests
