// SPDX-License-Identifier: Apache-2.0
// Files opened, deleted, renamed. How their paths are spelt: path_table_test.cpp.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

#include <catch2/catch.hpp>

#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

bool opens(const std::string& path, int flags = O_RDONLY) {
  const int fd = open(path.c_str(), flags, 0600);
  return fd >= 0 && close(fd) == 0;
}

// Makes a directory in the current one and goes there.
bool enter_new(const std::string& name) {
  return mkdir(name.c_str(), 0700) == 0 && chdir(name.c_str()) == 0;
}

// Opens a file at the end of `names`, each a directory below the one before, and expects its whole
// path.
void check_nested(const std::vector<std::string>& names) {
  const TempDir dir;
  std::string path = dir.path();
  for (const std::string& name : names) path += '/' + name;
  path += "/file";
  const Child child = run_child([&] {
    if (chdir(dir.path().c_str()) != 0) return 1;
    for (const std::string& name : names) {
      if (!enter_new(name)) return 1;
    }
    return opens("file", O_CREAT | O_RDWR) ? 0 : 1;
  });
  const Record opened = hook_collector().expect("security_file_open", child.pid, [](const Record& record) {
    return record.arg("syscall_pathname") == quoted("file");
  });
  CHECK(opened.arg("pathname") == quoted(path));
}

}  // namespace

void provoke_security_file_open() {
  Collector& collector = hook_collector();
  const TempDir dir;
  const std::string path = dir.file("opened");
  write_file(path, "x");
  const Child child = run_child(
      [&] { return chdir(dir.path().c_str()) == 0 && opens("opened", O_RDWR | O_APPEND | O_NONBLOCK) ? 0 : 1; });
  const Record opened = collector.expect("security_file_open", child.pid);
  check_context(opened, child);
  const struct stat file = status_of(path);
  CHECK(opened.member("syscall") == quoted("openat"));
  CHECK(opened.arg("pathname") == quoted(path));
  CHECK((opened.number("flags") & (O_ACCMODE | O_APPEND | O_NONBLOCK | O_TRUNC)) == (O_RDWR | O_APPEND | O_NONBLOCK));
  CHECK(opened.arg("dev") == std::to_string(kernel_dev(file)));
  CHECK(opened.arg("inode") == std::to_string(file.st_ino));
  CHECK(opened.arg("ctime") == std::to_string(ctime_ns(file)));
  CHECK(opened.arg("syscall_pathname") == quoted("opened"));
}

TEST_CASE("an opened symlink is its target by path, itself as given", "[hook]") {
  Collector& collector = hook_collector();
  const TempDir dir;
  write_file(dir.file("target"), "x");
  REQUIRE(symlink("target", dir.file("link").c_str()) == 0);
  const Child child = run_child([&] { return opens(dir.file("link")) ? 0 : 1; });
  const Record opened = collector.expect("security_file_open", child.pid);
  CHECK(opened.arg("pathname") == quoted(dir.file("target")));
  CHECK(opened.arg("syscall_pathname") == quoted(dir.file("link")));
}

TEST_CASE("a descriptor with O_PATH is no open", "[hook]") {
  Collector& collector = hook_collector();
  const TempDir dir;
  write_file(dir.file("opened"), "x");
  const Child child = run_child([&] { return opens(dir.file("opened"), O_PATH) && opens(dir.file("opened")) ? 0 : 1; });
  const Record first = collector.expect("security_file_open", child.pid);
  CHECK((first.number("flags") & O_PATH) == 0);
}

TEST_CASE("a path of 40 directories is whole", "[hook]") {
  std::vector<std::string> names;
  for (int i = 0; i < 40; ++i) names.push_back("directory-" + std::to_string(i));
  check_nested(names);
}

TEST_CASE("a path of nearly PATH_MAX bytes is whole", "[hook]") {
  check_nested(std::vector<std::string>(15, std::string(255, 'n')));
}

void provoke_security_inode_unlink() {
  Collector& collector = hook_collector();
  const TempDir dir;
  const std::string path = dir.file("deleted");
  write_file(path, "x");
  const struct stat file = status_of(path);
  const Child child = run_child([&] { return unlink(path.c_str()); });
  const Record deleted = collector.expect("security_inode_unlink", child.pid);
  check_context(deleted, child);
  CHECK(deleted.arg("pathname") == quoted(path));
  if (deleted.provider() == "sys_exit") return;  // the catalog says so: the file is gone by then
  CHECK(deleted.arg("inode") == std::to_string(file.st_ino));
  CHECK(deleted.arg("dev") == std::to_string(kernel_dev(file)));
  CHECK(deleted.arg("ctime") == std::to_string(ctime_ns(file)));
}

TEST_CASE("a relative deletion has an absolute path", "[hook]") {
  Collector& collector = hook_collector();
  const TempDir dir;
  write_file(dir.file("deleted"), "x");
  const Child child = run_child([&] {
    const int fd = open(dir.path().c_str(), O_RDONLY | O_DIRECTORY);
    return unlinkat(fd, "deleted", 0);
  });
  const Record deleted = collector.expect("security_inode_unlink", child.pid);
  CHECK(deleted.arg("pathname") == quoted(dir.file("deleted")));
}

TEST_CASE("what lies in the root has one slash", "[hook]") {
  Collector& collector = hook_collector();
  const std::string name = "trace-kernel-" + std::to_string(getpid()), path = '/' + name;
  write_file(path, "x");
  const Child child = run_child([&] {
    return chdir("/") == 0 && rename(name.c_str(), (name + 'x').c_str()) == 0 ? unlink((name + 'x').c_str()) : 1;
  });
  const Record renamed = collector.expect("security_inode_rename", child.pid);
  CHECK(renamed.arg("old_path") == quoted(path));
  CHECK(renamed.arg("new_path") == quoted(path + 'x'));
  CHECK(collector.expect("security_inode_unlink", child.pid).arg("pathname") == quoted(path + 'x'));
}

void provoke_security_inode_rename() {
  Collector& collector = hook_collector();
  const TempDir dir;
  write_file(dir.file("before"), "x");
  const Child child =
      run_child([&] { return chdir(dir.path().c_str()) == 0 ? rename("before", dir.file("after").c_str()) : 1; });
  const Record renamed = collector.expect("security_inode_rename", child.pid);
  check_context(renamed, child);
  CHECK(renamed.arg("old_path") == quoted(dir.file("before")));
  CHECK(renamed.arg("new_path") == quoted(dir.file("after")));
}

TEST_CASE("files that are exchanged are renamed both", "[hook]") {
  Collector& collector = hook_collector();
  const TempDir dir;
  write_file(dir.file("one"), "1");
  write_file(dir.file("two"), "2");
  const Child child = run_child(
      [&] { return renameat2(AT_FDCWD, dir.file("one").c_str(), AT_FDCWD, dir.file("two").c_str(), RENAME_EXCHANGE); });
  const Record first = collector.expect("security_inode_rename", child.pid);
  CHECK(first.arg("old_path") == quoted(dir.file("two")));
  CHECK(first.arg("new_path") == quoted(dir.file("one")));
  const Record second = collector.expect("security_inode_rename", child.pid, [&](const Record& record) {
    return record.arg("old_path") == quoted(dir.file("one"));
  });
  CHECK(second.arg("new_path") == quoted(dir.file("two")));
}

void provoke_security_inode_symlink() {
  Collector& collector = hook_collector();
  const TempDir dir;
  const Child child = run_child([&] {
    const int fd = open(dir.path().c_str(), O_RDONLY | O_DIRECTORY);
    return symlinkat("leads/nowhere", fd, "link");
  });
  const Record linked = collector.expect("security_inode_symlink", child.pid);
  check_context(linked, child);
  CHECK(linked.arg("linkpath") == quoted(dir.file("link")));
  CHECK(linked.arg("target") == quoted("leads/nowhere"));
}

}  // namespace trace::kernel_tests
