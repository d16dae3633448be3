// SPDX-License-Identifier: Apache-2.0
// However a path is spelt, an event says what it led to: every spelling below with every act that has a path.
//
// The act is made in a directory that is reached by the spelling; what the event must say is written down beside it, from the
// root of the mount namespace on, as /proc/PID/fd would have it.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/kernel/child.h"
#include "tests/kernel/collector.h"
#include "tests/kernel/machine.h"
#include "tests/kernel/record.h"
#include "tests/kernel/skip.h"

namespace trace::kernel_tests {
namespace {

// A directory as a process spells it. `text` ends in a slash, or is empty: a name is added.
struct Spelling {
  std::string name;
  std::string text;
  std::string plain;     // the same directory, plainly: what the acts need is prepared there
  std::string expected;  // what events must say
  std::function<bool()> enter = [] { return true; };  // in the child, before
  std::function<int()> dirfd = {};                    // null: by the path alone
  bool is_foreign = false;  // through another mount namespace, or none, in which nothing can be mounted
  std::string origin = {};  // what events must say of its other path (bpf/put/origin.h); empty: nothing
};

// What a process does to a file or directory, and the argument of the event that says where.
struct Act {
  std::string name;  // and of the file
  std::string event, argument;
  mode_t prepared;  // type of what must be there before; 0: nothing
  std::function<long(int dirfd, const char* path)> act;
  bool only_by_path = false;  // there is no such call with a directory's descriptor
};

// The older calls have no descriptor; both kinds are tried, by the spelling, where the architecture has them.
bool is_at(int dirfd) {
  return dirfd != AT_FDCWD || SYS_unlink < 0;
}

// A new file system, by the calls of Linux 5.2.
long attach_mount(int dirfd, const char* path) {
  constexpr int kCreate = 6, kFromDescriptor = 4;  // FSCONFIG_CMD_CREATE, MOVE_MOUNT_F_EMPTY_PATH
  const long context = syscall(SYS_fsopen, "tmpfs", 0);
  if (context < 0 || syscall(SYS_fsconfig, context, kCreate, nullptr, nullptr, 0) != 0) return -1;
  const long mount = syscall(SYS_fsmount, context, 0, 0);
  return mount < 0 ? -1 : syscall(SYS_move_mount, mount, "", dirfd, path, kFromDescriptor);
}

// Of those that take two paths the other one is relative, too: a name in the working directory.
std::vector<Act> acts() {
  return {
      {"open", "security_file_open", "pathname", S_IFREG,
       [](int d, const char* p) { return syscall(SYS_openat, d, p, O_RDONLY); }},
      {"unlink", "security_inode_unlink", "pathname", S_IFREG,
       [](int d, const char* p) { return is_at(d) ? syscall(SYS_unlinkat, d, p, 0) : syscall(SYS_unlink, p); }},
      {"rename-from", "security_inode_rename", "old_path", S_IFREG,
       [](int d, const char* p) {
         const std::string to = std::string(p) + "-gone";
         return is_at(d) ? syscall(SYS_renameat, d, p, d, to.c_str()) : syscall(SYS_rename, p, to.c_str());
       }},
      {"rename-to", "security_inode_rename", "new_path", 0,
       [](int d, const char* p) {
         const std::string from = std::string(p) + "-old";
         syscall(SYS_mknodat, d, from.c_str(), S_IFREG | 0600, 0);
         return is_at(d) ? syscall(SYS_renameat2, d, from.c_str(), d, p, 0) : syscall(SYS_rename, from.c_str(), p);
       }},
      {"link-from", "security_inode_link", "old_path", S_IFREG,
       [](int d, const char* p) {
         const std::string to = std::string(p) + "-too";
         return is_at(d) ? syscall(SYS_linkat, d, p, d, to.c_str(), 0) : syscall(SYS_link, p, to.c_str());
       }},
      {"link-to", "security_inode_link", "new_path", 0,
       [](int d, const char* p) {
         const std::string from = std::string(p) + "-old";
         syscall(SYS_mknodat, d, from.c_str(), S_IFREG | 0600, 0);
         return is_at(d) ? syscall(SYS_linkat, d, from.c_str(), d, p, 0) : syscall(SYS_link, from.c_str(), p);
       }},
      {"symlink", "security_inode_symlink", "linkpath", 0,
       [](int d, const char* p) {
         return is_at(d) ? syscall(SYS_symlinkat, "nowhere", d, p) : syscall(SYS_symlink, "nowhere", p);
       }},
      {"mkdir", "security_inode_mkdir", "pathname", 0,
       [](int d, const char* p) { return is_at(d) ? syscall(SYS_mkdirat, d, p, 0750) : syscall(SYS_mkdir, p, 0750); }},
      {"rmdir", "security_inode_rmdir", "pathname", S_IFDIR,
       [](int d, const char* p) {
         return is_at(d) ? syscall(SYS_unlinkat, d, p, AT_REMOVEDIR) : syscall(SYS_rmdir, p);
       }},
      {"mknod", "security_inode_mknod", "file_name", 0,
       [](int d, const char* p) {
         return is_at(d) ? syscall(SYS_mknodat, d, p, S_IFIFO | 0600, 0) : syscall(SYS_mknod, p, S_IFIFO | 0600, 0);
       }},
      {"chmod", "chmod_common", "pathname", S_IFREG,
       [](int d, const char* p) { return is_at(d) ? syscall(SYS_fchmodat, d, p, 0700) : syscall(SYS_chmod, p, 0700); }},
      {"chown", "security_path_chown", "pathname", S_IFREG,
       [](int d, const char* p) {
         return is_at(d) ? syscall(SYS_fchownat, d, p, 0, 0, 0) : syscall(SYS_lchown, p, 0, 0);
       }},
      {"truncate", "do_truncate", "pathname", S_IFREG, [](int, const char* p) { return syscall(SYS_truncate, p, 100); },
       true},
      {"mount", "security_sb_mount", "path", S_IFDIR,
       [](int, const char* p) { return syscall(SYS_mount, "nothing", p, "tmpfs", 0, nullptr); }, true},
      {"move-mount", "security_move_mount", "path", S_IFDIR, attach_mount},
  };
}

bool make_directory(const std::string& path) {
  return mkdir(path.c_str(), 0755) == 0;
}

bool bind_mount(const std::string& from, const std::string& to) {
  return mount(from.c_str(), to.c_str(), nullptr, MS_BIND, nullptr) == 0;
}

constexpr const char* kOtherRoot = "root of a mount namespace";

// Makes `path` the root of this process's mount namespace.
bool pivot_to(const std::string& path) {
  return bind_mount(path, path) && chdir(path.c_str()) == 0 && syscall(SYS_pivot_root, ".", ".") == 0 &&
         umount2(".", MNT_DETACH) == 0 && chdir("/") == 0;
}

bool enter_jail(const std::string& path) {
  return chroot(path.c_str()) == 0 && chdir("/") == 0;
}

// What is there for the spellings, in an empty directory `t`.
void furnish(const std::string& t) {
  for (const char* name : {"/etc", "/x", "/jail", "/jail/etc", "/root", "/root/etc", "/bind", "/over", "/a", "/a/b"}) {
    REQUIRE(make_directory(t + name));
  }
  REQUIRE(symlink((t + "/etc").c_str(), (t + "/absolute").c_str()) == 0);
  REQUIRE(symlink("x/../etc", (t + "/relative").c_str()) == 0);
  REQUIRE(symlink("../../relative", (t + "/a/b/chain").c_str()) == 0);
  REQUIRE(symlink("/etc", (t + "/jail/inside").c_str()) == 0);
  REQUIRE(symlink("/proc/self/cwd", (t + "/here").c_str()) == 0);
}

// Directories that are reached through a mount that shows them once more.
std::vector<Spelling> mounted_spellings(const std::string& t) {
  const std::string etc = t + "/etc", bind = t + "/bind";
  const auto bound = [etc, bind] { return bind_mount(etc, bind); };
  const auto detached = [etc] {
    return static_cast<int>(syscall(SYS_open_tree, AT_FDCWD, etc.c_str(), OPEN_TREE_CLONE));
  };
  return {
      {"bind mount", bind + "/", etc, bind, bound, {}, false, etc},
      {"bind mount from within", "", etc, bind, [=] { return bound() && chdir(bind.c_str()) == 0; }, {}, false, etc},
      {"out of a bind mount", bind + "/../etc/", etc, etc, bound},
      {"bind mount of a directory above",
       bind + "/etc/",
       etc,
       bind + "/etc",
       [=] { return bind_mount(t, bind); },
       {},
       false,
       etc},
      {"bind mount of a bind mount",
       t + "/x/",
       etc,
       t + "/x",
       [=] { return bound() && bind_mount(bind, t + "/x"); },
       {},
       false,
       etc},
      {"mounted on itself", etc + "/", etc, etc, [=] { return bind_mount(etc, etc); }},
      {"bind mount in a chroot",
       "/etc/",
       "/etc",
       t + "/jail/etc",
       [=] { return bind_mount(etc, t + "/jail/etc") && enter_jail(t + "/jail"); },
       {},
       false,
       etc},
      {"bind mount that was taken away",
       "",
       etc,
       "",
       [=] { return bound() && chdir(bind.c_str()) == 0 && umount2(bind.c_str(), MNT_DETACH) == 0; },
       {},
       true,
       etc},
      {"mount in no namespace", "", etc, "", [] { return true; }, detached, true, etc},
  };
}

std::vector<Spelling> plain_spellings(const std::string& t) {
  const std::string etc = t + "/etc";
  const auto in = [](const std::string& path) { return [path] { return chdir(path.c_str()) == 0; }; };
  const auto by = [](const std::string& path) { return [path] { return open(path.c_str(), O_PATH | O_DIRECTORY); }; };
  std::string dots, ups;
  for (int i = 0; i < 900; ++i) dots += "./";
  for (int i = 0; i < 300; ++i) ups += "x/../";
  return {
      {"plain", etc + "/", etc, etc},
      {"double slash", "//" + t + "//etc///", etc, etc},
      {"dot", t + "/./etc/./", etc, etc},
      {"dotdot", t + "/x/../etc/", etc, etc},
      {"above the root", "/../.." + etc + "/", etc, etc},
      {"a thousand slashes", t + std::string(3000, '/') + "etc/", etc, etc},
      {"a thousand dots", t + "/" + dots + "etc/", etc, etc},
      {"there and back", t + "/" + ups + "etc/", etc, etc},
      {"absolute link", t + "/absolute/", etc, etc},
      {"relative link", t + "/relative/", etc, etc},
      {"chain of links", t + "/a/b/chain/", etc, etc},
      {"link and back", t + "/a/b/chain/../etc/", etc, etc},
      {"working directory", "", etc, etc, in(etc)},
      {"relative", "../etc/", etc, etc, in(t + "/x")},
      {"descriptor", "", etc, etc, [] { return true; }, by(etc)},
      {"descriptor and back", "../relative/", etc, etc, [] { return true; }, by(t + "/x")},
      {"/proc/self/root", "/proc/self/root" + etc + "/", etc, etc},
      {"/proc/thread-self/root", "/proc/thread-self/root" + etc + "/", etc, etc},
      {"/proc/PID/root",
       "/proc/" + std::to_string(getpid()) + "/root" + etc + "/",
       etc,
       etc,
       [] { return true; },
       {},
       true},
      {"/proc/self/cwd", "/proc/self/cwd/", etc, etc, in(etc)},
      {"link to /proc/self/cwd", t + "/here/", etc, etc, in(etc)},
      {"/proc/self/fd", "/proc/self/fd/9/", etc, etc,
       [etc] { return dup2(open(etc.c_str(), O_PATH | O_DIRECTORY), 9) == 9; }},
      {"chroot", "/etc/", "/etc", t + "/jail/etc", [t] { return enter_jail(t + "/jail"); }},
      {"above a chroot", "/../x/../../etc/", "/etc", t + "/jail/etc",
       [t] { return enter_jail(t + "/jail") && make_directory("/x"); }},
      {"link in a chroot", "/inside/", "/etc", t + "/jail/etc", [t] { return enter_jail(t + "/jail"); }},
      {"mounted over", t + "/over/", t + "/over", t + "/over",
       [t] { return mount("x", (t + "/over").c_str(), "tmpfs", 0, nullptr) == 0; }},
      {"mounted over twice", t + "/over/", t + "/over", t + "/over",
       [t] {
         const std::string over = t + "/over";
         return mount("x", over.c_str(), "tmpfs", 0, nullptr) == 0 &&
                mount("y", over.c_str(), "tmpfs", 0, nullptr) == 0;
       }},
      {kOtherRoot, "//etc/./", "/etc", "/etc", [t] { return pivot_to(t + "/root"); }},
  };
}

std::vector<Spelling> spellings(const std::string& t) {
  std::vector<Spelling> all = plain_spellings(t);
  for (Spelling& one : mounted_spellings(t)) all.push_back(std::move(one));
  return all;
}

bool prepare(const Spelling& spelling, const Act& act) {
  const std::string path = spelling.plain + "/" + act.name;
  if (act.prepared == S_IFDIR) return make_directory(path);
  return act.prepared == 0 || mknod(path.c_str(), act.prepared | 0600, 0) == 0;
}

bool applies(const Spelling& spelling, const Act& act) {
  return (!act.only_by_path || !spelling.dirfd) &&
         !(spelling.is_foreign && act.prepared == S_IFDIR && act.name != "rmdir");
}

enum Outcome { kDone, kNotPermitted = 2, kNotEntered, kNotPrepared, kFailed = 10 };  // kFailed + the act that failed

int act_all(const Spelling& spelling, const std::vector<Act>& acts) {
  if (!enter_own_mounts()) return kNotPermitted;
  if (!spelling.enter()) return kNotEntered;
  const int dirfd = spelling.dirfd ? spelling.dirfd() : AT_FDCWD;
  for (std::size_t i = 0; i < acts.size(); ++i) {
    if (!applies(spelling, acts[i])) continue;
    if (!prepare(spelling, acts[i])) return kNotPrepared;
    if (acts[i].act(dirfd, (spelling.text + acts[i].name).c_str()) < 0) return kFailed + static_cast<int>(i);
  }
  return kDone;
}

bool ends_so(const std::string& json, const std::string& end) {
  const std::string wanted = "/" + end + "\"";
  return json.size() >= wanted.size() && json.compare(json.size() - wanted.size(), wanted.size(), wanted) == 0;
}

}  // namespace

TEST_CASE("every spelling of a path is what it leads to, in every event that has a path", "[conformance][hook]") {
  Collector& collector = hook_collector();
  std::size_t count = 0;
  {
    const TempDir dir;
    count = spellings(dir.path()).size();
  }
  for (std::size_t n = 0; n < count; ++n) {
    const TempDir dir;
    furnish(dir.path());
    const Spelling spelling = spellings(dir.path())[n];
    INFO(spelling.name << ": " << spelling.text.substr(0, 200));
    const std::vector<Act> all = acts();
    const Child child = fork_child([&] { return act_all(spelling, all); });
    if (child.status == kNotPermitted) return skip("mount namespaces cannot be made");
    // An initramfs cannot be left by pivot_root(2) before Linux 7.0; the other spellings are tried all the same.
    if (child.status == kNotEntered && spelling.name == kOtherRoot) {
      WARN(spelling.name << ": the root cannot be pivoted here");
      continue;
    }
    REQUIRE(child.status == kDone);
    for (const Act& act : all) {
      if (!applies(spelling, act)) continue;
      const Record record = collector.expect(
          act.event, child.pid, [&](const Record& one) { return ends_so(one.arg(act.argument), act.name); });
      INFO(act.name << ": " << record.line);
      CHECK(record.arg(act.argument) == quoted(spelling.expected + "/" + act.name));
      const std::string origin = spelling.origin.empty() ? "(absent)" : quoted(spelling.origin + "/" + act.name);
      CHECK(record.arg("origin_" + act.argument) == origin);
      CHECK(record.line.find("\"unresolvedPath\":true") == std::string::npos);
      CHECK(record.line.find("\"deletedPath\":true") == std::string::npos);
    }
  }
}

}  // namespace trace::kernel_tests
