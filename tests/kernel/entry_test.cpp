// SPDX-License-Identifier: Apache-2.0
// Names that are made and removed, and what of a file is changed.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>

#include <catch2/catch.hpp>

#include "tests/kernel/machine.h"
#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

constexpr const char* kDeleted = "\"deletedPath\":true";

bool has(const Record& record, const char* text) {
  return record.line.find(text) != std::string::npos;
}

// The event of a child that does `act`, a system call that returns 0.
Record event_of(const char* event, const std::function<int()>& act) {
  const Child child = run_child(act);
  return hook_collector().expect(event, child.pid);
}

}  // namespace

void provoke_security_inode_link() {
  const TempDir dir;
  write_file(dir.file("file"), "x");
  const struct stat file = status_of(dir.file("file"));
  const Child child = run_child([&] { return link(dir.file("file").c_str(), dir.file("too").c_str()); });
  const Record linked = hook_collector().expect("security_inode_link", child.pid);
  check_context(linked, child);
  CHECK(linked.arg("old_path") == quoted(dir.file("file")));
  CHECK(linked.arg("new_path") == quoted(dir.file("too")));
  if (linked.provider() == "sys_exit") return;
  CHECK(linked.arg("inode") == std::to_string(file.st_ino));
  CHECK(linked.arg("dev") == std::to_string(kernel_dev(file)));
}

void provoke_security_inode_mkdir() {
  const TempDir dir;
  const Child child = run_child([&] {
    umask(0);  // some file systems take it off later
    return mkdir(dir.file("made").c_str(), 01777);
  });
  const Record made = hook_collector().expect("security_inode_mkdir", child.pid);
  check_context(made, child);
  CHECK(made.arg("pathname") == quoted(dir.file("made")));
  CHECK(made.number("mode") == 01777);
}

void provoke_security_inode_rmdir() {
  const TempDir dir;
  REQUIRE(mkdir(dir.file("gone").c_str(), 0700) == 0);
  const Child child = run_child([&] { return rmdir(dir.file("gone").c_str()); });
  const Record removed = hook_collector().expect("security_inode_rmdir", child.pid);
  check_context(removed, child);
  CHECK(removed.arg("pathname") == quoted(dir.file("gone")));
}

void provoke_security_inode_mknod() {
  const TempDir dir;
  const Child child = run_child([&] {
    umask(0);
    return mknod(dir.file("device").c_str(), S_IFCHR | 0666, makedev(1, 0x345));
  });
  const Record made = hook_collector().expect("security_inode_mknod", child.pid);
  check_context(made, child);
  CHECK(made.arg("file_name") == quoted(dir.file("device")));
  CHECK(made.number("mode") == (S_IFCHR | 0666));
  CHECK(made.number("dev") == (1 << 20 | 0x345));
}

void provoke_chmod_common() {
  const TempDir dir;
  write_file(dir.file("file"), "x");
  const Child child = run_child([&] { return chmod(dir.file("file").c_str(), 04755); });
  const Record changed = hook_collector().expect("chmod_common", child.pid);
  check_context(changed, child);
  CHECK(changed.arg("pathname") == quoted(dir.file("file")));
  CHECK(changed.number("mode") == 04755);
}

void provoke_security_path_chown() {
  const TempDir dir;
  write_file(dir.file("file"), "x");
  const Child child = run_child([&] { return chown(dir.file("file").c_str(), 12, static_cast<gid_t>(-1)); });
  const Record changed = hook_collector().expect("security_path_chown", child.pid);
  check_context(changed, child);
  CHECK(changed.arg("pathname") == quoted(dir.file("file")));
  CHECK(changed.number("owner") == 12);
  CHECK(changed.number("group") == -1);
}

// However the file is named: by a descriptor, by one and an empty path, by the link of /proc.
TEST_CASE("a change by descriptor is told of, also in a user namespace", "[hook]") {
  Collector& collector = hook_collector();
  const TempDir dir;
  const std::string path = dir.file("file");
  write_file(path, "x");
  REQUIRE(chmod(dir.path().c_str(), 0777) == 0);
  constexpr int kNotPermitted = 2;
  constexpr auto kAsIs = static_cast<gid_t>(-1);
  const Child child = fork_child([&] {
    const int fd = open(path.c_str(), O_RDWR);
    if (unshare(CLONE_NEWUSER) != 0) return kNotPermitted;
    write_file("/proc/self/uid_map", "0 0 1");
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    const bool changed = fchown(fd, 0, kAsIs) == 0 && fchownat(fd, "", 0, kAsIs, AT_EMPTY_PATH) == 0 &&
                         chown(link.c_str(), 0, kAsIs) == 0 && fchmod(fd, 0640) == 0 && ftruncate(fd, 7) == 0;
    return changed ? 0 : 1;
  });
  if (child.status == kNotPermitted) return skip("user namespaces cannot be made");
  REQUIRE(child.status == 0);
  for (const char* call : {"fchown", "fchownat", has_call("chown") ? "chown" : "fchownat", "fchmod", "ftruncate"}) {
    const std::string_view event = call == std::string_view("fchmod")      ? "chmod_common"
                                   : call == std::string_view("ftruncate") ? "do_truncate"
                                                                           : "security_path_chown";
    INFO(call);
    const Record changed =
        collector.expect(event, child.pid, [&](const Record& one) { return one.member("syscall") == quoted(call); });
    CHECK(changed.arg("pathname") == quoted(path));
    if (event == "security_path_chown") {
      CHECK(changed.number("owner") == 0);
      CHECK(changed.number("group") == -1);
    }
  }
}

// It is refused before it is looked at by any module (fs/open.c, chown_common()): there is nothing to tell of but the call.
TEST_CASE("an owner that the user namespace does not have is an error of the call alone", "[hook]") {
  Collector collector({"--trace", "event=fchown,security_path_chown"});
  const TempDir dir;
  write_file(dir.file("file"), "x");
  const Child child = fork_child([&] {
    const int fd = open(dir.file("file").c_str(), O_RDWR);
    if (unshare(CLONE_NEWUSER) != 0) return 2;
    return fchown(fd, 0, static_cast<gid_t>(-1)) == -1 && errno == EINVAL && fchown(fd, -1, -1) == 0 ? 0 : 1;
  });
  if (child.status == 2) return skip("user namespaces cannot be made");
  REQUIRE(child.status == 0);
  CHECK(collector.expect("fchown", child.pid).member("returnValue") == "-22");
  CHECK(collector.expect("security_path_chown", child.pid).number("owner") == -1);
  std::size_t checks = 0;
  for (const Record& record : collector.stop().records)
    checks += record.member("eventName") == quoted("security_path_chown") ? 1 : 0;
  CHECK(checks <= 1);
}

void provoke_do_truncate() {
  const TempDir dir;
  write_file(dir.file("file"), "x");
  const struct stat file = status_of(dir.file("file"));
  const Child child = run_child([&] { return truncate(dir.file("file").c_str(), 1LL << 33); });
  const Record changed = hook_collector().expect("do_truncate", child.pid);
  check_context(changed, child);
  CHECK(changed.arg("pathname") == quoted(dir.file("file")));
  CHECK(changed.arg("inode") == std::to_string(file.st_ino));
  CHECK(changed.arg("dev") == std::to_string(kernel_dev(file)));
  CHECK(changed.number("length") == 1LL << 33);
}

void provoke_security_sb_mount() {
  const TempDir dir;
  const Child child = fork_child([&] {
    if (!enter_own_mounts()) return 2;
    return mount("what", dir.path().c_str(), "tmpfs", MS_NOSUID | 0xC0ED0000, "size=4k");
  });
  if (child.status == 2) return skip("mount namespaces cannot be made");
  const Record mounted = hook_collector().expect(
      "security_sb_mount", child.pid, [&](const Record& record) { return record.arg("path") == quoted(dir.path()); });
  CHECK(mounted.arg("dev_name") == quoted("what"));
  CHECK(mounted.arg("path") == quoted(dir.path()));
  CHECK(mounted.arg("type") == quoted("tmpfs"));
  CHECK(mounted.number("flags") == MS_NOSUID);
}

// The calls of Linux 5.2 that programs for mounting use by now; the C library of Debian 12 has no names for what they take.
void provoke_security_move_mount() {
  const TempDir dir;
  const Child child = fork_child([&] {
    if (!enter_own_mounts()) return 2;
    const auto context = static_cast<int>(syscall(SYS_fsopen, "tmpfs", 0));
    syscall(SYS_fsconfig, context, 1 /* FSCONFIG_SET_STRING */, "source", "what", 0);
    syscall(SYS_fsconfig, context, 6 /* FSCONFIG_CMD_CREATE */, nullptr, nullptr, 0);
    const auto mounted = static_cast<int>(syscall(SYS_fsmount, context, 0, 0));
    return static_cast<int>(
        syscall(SYS_move_mount, mounted, "", AT_FDCWD, (dir.path() + "//.").c_str(), 4 /* MOVE_MOUNT_F_EMPTY_PATH */));
  });
  if (child.status == 2) return skip("mount namespaces cannot be made");
  const Record moved = hook_collector().expect("security_move_mount", child.pid);
  CHECK(moved.arg("path") == quoted(dir.path()));
  CHECK(moved.arg("dev_name") == quoted("what"));
  CHECK(moved.arg("type") == quoted("tmpfs"));
}

TEST_CASE("the folder of a test goes without what is mounted in it", "[support]") {
  const TempDir kept;
  write_file(kept.file("file"), "x");
  run_child([&] {
    if (!enter_own_mounts()) return 0;  // then no test can mount anything
    const TempDir gone;
    mkdir(gone.file("inner").c_str(), 0700);
    if (mount(kept.path().c_str(), gone.file("inner").c_str(), nullptr, MS_BIND, nullptr) != 0) return 0;
    if (mount(kept.path().c_str(), gone.path().c_str(), nullptr, MS_BIND, nullptr) != 0) return 1;
    return 0;
  });
  CHECK(status_of(kept.file("file")).st_size == 1);
}

TEST_CASE("a bind mount has no type", "[hook]") {
  const TempDir dir;
  const Child child = fork_child([&] {
    if (!enter_own_mounts()) return 2;
    return mount("/", dir.path().c_str(), nullptr, MS_BIND, nullptr);
  });
  if (child.status == 2) return skip("mount namespaces cannot be made");
  const Record mounted = hook_collector().expect(
      "security_sb_mount", child.pid, [&](const Record& record) { return record.arg("path") == quoted(dir.path()); });
  CHECK(mounted.arg("dev_name") == quoted("/"));
  CHECK(mounted.arg("type") == quoted(""));
}

TEST_CASE("a file that is changed by its descriptor has its path", "[hook]") {
  const TempDir dir;
  const std::string path = dir.file("file");
  write_file(path, "x");
  const auto by_descriptor = [&](const std::function<int(int)>& act) {
    return [path, act] {
      const int fd = open(path.c_str(), O_RDWR);
      return fd < 0 ? 1 : act(fd);
    };
  };
  CHECK(event_of("chmod_common", by_descriptor([](int fd) { return fchmod(fd, 0600); })).arg("pathname") ==
        quoted(path));
  CHECK(event_of("security_path_chown", by_descriptor([](int fd) { return fchown(fd, 0, 0); })).arg("pathname") ==
        quoted(path));
  CHECK(event_of("security_path_chown", by_descriptor([](int fd) { return fchownat(fd, "", 0, 0, AT_EMPTY_PATH); }))
            .arg("pathname") == quoted(path));
  const Record cut = event_of("do_truncate", by_descriptor([](int fd) { return ftruncate(fd, 7); }));
  CHECK(cut.arg("pathname") == quoted(path));
  CHECK(cut.number("length") == 7);
  const std::string too = dir.file("too");
  const Record linked =
      event_of("security_inode_link",
               by_descriptor([too](int fd) { return linkat(fd, "", AT_FDCWD, too.c_str(), AT_EMPTY_PATH); }));
  CHECK(linked.arg("old_path") == quoted(path));
  CHECK(linked.arg("new_path") == quoted(too));
}

TEST_CASE("what follows a symbolic link has the path of the target, what does not that of the link", "[hook]") {
  const TempDir dir;
  const std::string file = dir.file("file"), to = dir.file("link");
  write_file(file, "x");
  REQUIRE(symlink("file", to.c_str()) == 0);
  CHECK(event_of("chmod_common", [&] { return chmod(to.c_str(), 0600); }).arg("pathname") == quoted(file));
  CHECK(event_of("security_path_chown", [&] { return chown(to.c_str(), 0, 0); }).arg("pathname") == quoted(file));
  CHECK(event_of("security_path_chown", [&] { return lchown(to.c_str(), 0, 0); }).arg("pathname") == quoted(to));
  CHECK(event_of("do_truncate", [&] { return truncate(to.c_str(), 3); }).arg("pathname") == quoted(file));
  const auto links = [&](const char* name, int flags) {
    return event_of("security_inode_link",
                    [&, name, flags] { return linkat(AT_FDCWD, to.c_str(), AT_FDCWD, dir.file(name).c_str(), flags); });
  };
  CHECK(links("a", 0).arg("old_path") == quoted(to));
  CHECK(links("b", AT_SYMLINK_FOLLOW).arg("old_path") == quoted(file));
  const Record by_proc = event_of("chmod_common", [&] {
    const int fd = open(file.c_str(), O_PATH);
    return chmod(("/proc/self/fd/" + std::to_string(fd)).c_str(), 0600);
  });
  CHECK(by_proc.arg("pathname") == quoted(file));
}

TEST_CASE("a slash at the end follows a link to a directory", "[hook]") {
  const TempDir dir;
  REQUIRE(mkdir(dir.file("directory").c_str(), 0700) == 0);
  REQUIRE(symlink("directory", dir.file("link").c_str()) == 0);
  CHECK(event_of("security_path_chown", [&] {
          return lchown((dir.file("link") + "//").c_str(), 0, 0);
        }).arg("pathname") == quoted(dir.file("directory")));
  CHECK(event_of("security_inode_mkdir", [&] {
          return mkdir((dir.file("made") + "/").c_str(), 0700);
        }).arg("pathname") == quoted(dir.file("made")));
  CHECK(event_of("security_inode_rmdir", [&] { return rmdir((dir.file("made") + "///").c_str()); }).arg("pathname") ==
        quoted(dir.file("made")));
}

TEST_CASE("the path of a deleted file is marked", "[hook]") {
  const TempDir dir;
  const std::string path = dir.file("file");
  const auto deleted = [&](const std::function<int(int)>& act) {
    return [path, act] {
      const int fd = open(path.c_str(), O_RDWR | O_CREAT, 0600);
      return fd < 0 || unlink(path.c_str()) != 0 ? 1 : act(fd);
    };
  };
  const Record changed = event_of("chmod_common", deleted([](int fd) { return fchmod(fd, 0600); }));
  CHECK(changed.arg("pathname") == quoted(path));
  CHECK(has(changed, kDeleted));
  const Child child = run_child(
      deleted([](int fd) { return open(("/proc/self/fd/" + std::to_string(fd)).c_str(), O_RDONLY) < 0 ? 1 : 0; }));
  const auto by_proc = [](const Record& record) { return has(record, "/proc/self/fd/"); };
  const Record opened = hook_collector().expect("security_file_open", child.pid, by_proc);
  CHECK(opened.arg("pathname") == quoted(path));
  CHECK(has(opened, kDeleted));
}

TEST_CASE("a path of more than PATH_MAX bytes has its end, and is marked", "[hook]") {
  const TempDir dir;
  const std::string name(250, 'd');
  const Record made = event_of("security_inode_mknod", [&] {
    if (chdir(dir.path().c_str()) != 0) return 1;
    for (int i = 0; i < 20; ++i) {
      if (mkdir(name.c_str(), 0700) != 0 || chdir(name.c_str()) != 0) return 1;
    }
    return mkfifo("fifo", 0600);
  });
  const std::string path = made.arg("file_name");
  CHECK(path.size() > 3800);
  CHECK(path.find(name + "/fifo\"") != std::string::npos);
  CHECK(made.member("provenance").find("\"truncated\":[\"file_name\"]") != std::string::npos);
}

// On ext4 a text of more than 60 bytes is in no inode, on tmpfs one of more than 128.
TEST_CASE("what cannot be resolved is as it was given, made absolute, and marked", "[hook]") {
  const TempDir dir;
  const std::string directory = dir.file(std::string(200, 'd'));
  REQUIRE(mkdir(directory.c_str(), 0700) == 0);
  REQUIRE(mkdir((directory + "/x").c_str(), 0700) == 0);
  REQUIRE(symlink(directory.c_str(), dir.file("link").c_str()) == 0);
  const Record made = event_of(
      "security_inode_mkdir", [&] { return chdir(dir.path().c_str()) == 0 ? mkdir("./link//.//x/../made", 0700) : 1; });
  INFO(made.line);
  const bool unresolved = has(made, "\"unresolvedPath\":true");
  CHECK(made.arg("pathname") == quoted(unresolved ? dir.file("link/made") : directory + "/made"));
  if (made.provider() != "sys_exit") CHECK_FALSE(unresolved);
}

}  // namespace trace::kernel_tests
