// SPDX-License-Identifier: Apache-2.0
// What is executed is captured, whatever becomes of it.
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <set>

#include <catch2/catch.hpp>

#include "common/base/unique_fd.h"
#include "tests/kernel/capturing.h"
#include "tests/kernel/child.h"
#include "tests/kernel/collector.h"
#include "tests/kernel/skip.h"
#include "tests/kernel/tiny_program.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

namespace fs = std::filesystem;

// One for all tests that ask for nothing else: a start costs ten seconds in an emulated machine.
Capture& shared_capture() {
  static Capture capture;
  return capture;
}

// Writes a program, runs it, and removes it. Returns the status. `ran`: which process it was.
int drop(const std::string& path, const std::string& content, pid_t* ran = nullptr) {
  const int fd = open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0755);
  if (write(fd, content.data(), content.size()) != static_cast<ssize_t>(content.size())) return 1;
  close(fd);
  char* const argv[] = {const_cast<char*>(path.c_str()), nullptr};
  char* const envp[] = {nullptr};
  const pid_t pid = vfork();
  if (pid == 0) {
    execve(path.c_str(), argv, envp);
    _exit(errno);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  if (ran != nullptr) *ran = pid;
  unlink(path.c_str());
  return shell_status(status);
}

// Drops so many programs into the folder, one after the other, by the same name: each is captured whole.
void check_drops(Capture& capture, const std::string& folder, int count) {
  const Shared<pid_t> last;
  const auto program = [&](int number) { return tiny_program(folder + " " + std::to_string(number)); };
  const pid_t dropper = fork();
  if (dropper == 0) {
    for (int i = 0; i < count; ++i) {
      if (drop(folder + "/drop", program(i), &*last) != 0) _exit(1);
    }
    _exit(0);
  }
  int status = 0;
  while (waitpid(dropper, &status, WNOHANG) == 0) capture.collector.catch_up();
  REQUIRE(status == 0);
  capture.artifact(*last, "program");
  const std::set<std::string> contents = capture.contents();
  int found = 0;
  for (int i = 0; i < count; ++i) found += contents.contains(program(i)) ? 1 : 0;
  CHECK(found == count);
  CHECK(capture.lines_with({"\"result\":\"missed\"", folder}) == 0);
}

TEST_CASE("programs that end and are removed within a millisecond are captured whole", "[capture]") {
  const TempDir dir;
  check_drops(shared_capture(), dir.path(), 300);
  CHECK(shared_capture().lines_with({"\"result\":\"captured\"", dir.path()}) == 300);
}

TEST_CASE("scripts, and files that could not be executed, are captured as what they are", "[capture]") {
  Capture& capture = shared_capture();
  const TempDir dir;
  const Shared<pid_t> of_script, of_text;
  const std::string script = "#!" + own_path() + " --idle\n# a script\n";
  const std::string text = "neither script nor program\n";
  run_child([&] { return drop(dir.file("script"), script, &*of_script); });
  run_child([&] { return drop(dir.file("text"), text, &*of_text) == ENOEXEC ? 0 : 1; });
  capture.artifact(*of_script, "script");
  capture.artifact(*of_text, "attempt");
  const std::string manifest = capture.manifest();
  INFO(manifest);
  CHECK(manifest.find("\"role\":\"script\",\"result\":\"captured\",\"path\":\"" + dir.file("script")) !=
        std::string::npos);
  CHECK(manifest.find("\"role\":\"attempt\",\"result\":\"captured\",\"path\":\"" + dir.file("text")) !=
        std::string::npos);
  const std::set<std::string> contents = capture.contents();
  CHECK(contents.contains(script));
  CHECK(contents.contains(text));
}

TEST_CASE("with a scope only what is within is captured", "[capture]") {
  Capture capture({"--trace", "uid=4242"});
  const TempDir dir;
  REQUIRE(chmod(dir.path().c_str(), 0777) == 0);
  run_child([&] { return drop(dir.file("out"), tiny_program("outside")); });
  run_child([&] { return setuid(4242) == 0 ? drop(dir.file("in"), tiny_program("inside")) : 1; });
  run_child([&] { return drop(dir.file("text"), "no program\n") == ENOEXEC ? 0 : 1; });
  capture.collector.stop();
  CHECK(capture.contents() == std::set<std::string>{tiny_program("inside")});
}

TEST_CASE("a program in no file system is read while it runs, and missed by name after", "[capture]") {
  Capture& capture = shared_capture();
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const std::string own = content_of(own_path()) + "not what anybody else runs";
  const int program = static_cast<int>(syscall(SYS_memfd_create, "unnamed", 0));
  REQUIRE(program >= 0);
  REQUIRE(write(program, own.data(), own.size()) == static_cast<ssize_t>(own.size()));
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(ends[0], STDIN_FILENO);
    close(ends[1]);
    char* const argv[] = {const_cast<char*>("x"), const_cast<char*>("--wait-for-input"), nullptr};
    char* const envp[] = {nullptr};
    fexecve(program, argv, envp);
    _exit(1);
  }
  const Record artifact = capture.artifact(pid, "program");
  INFO(artifact.line);
  CHECK(artifact.arg("pathname").find("memfd:unnamed") != std::string::npos);
  CHECK(artifact.arg("result") == json("captured"));
  CHECK(artifact.arg("how") == json("proc"));
  CHECK(artifact.number("size") == static_cast<long long>(own.size()));
  close(ends[0]);
  close(ends[1]);
  waitpid(pid, nullptr, 0);
  close(program);
}

// A program in a layer of an overlay.
struct Overlay {
  Overlay() {
    for (const char* const name : {"lower", "space", "merged"}) fs::create_directory(dir.file(name));
    if (mount("none", dir.file("space").c_str(), "tmpfs", 0, nullptr) != 0) return;
    for (const char* const name : {"upper", "work"}) fs::create_directory(dir.file("space") + "/" + name);
    write_file(dir.file("lower") + "/program", content, 0755);
    const std::string options = "lowerdir=" + dir.file("lower") + ",upperdir=" + dir.file("space") +
                                "/upper,workdir=" + dir.file("space") + "/work";
    is_mounted = mount("overlay", dir.file("merged").c_str(), "overlay", 0, options.c_str()) == 0;
    usleep(300'000);  // the keeper is told of the mount
  }
  ~Overlay() {
    umount2(dir.file("merged").c_str(), MNT_DETACH);
    umount2(dir.file("space").c_str(), MNT_DETACH);
  }
  Overlay(const Overlay&) = delete;
  Overlay& operator=(const Overlay&) = delete;

  const TempDir dir;
  const std::string content = tiny_program("overlay");
  const std::string path = dir.file("merged") + "/program";
  bool is_mounted = false;
};

TEST_CASE("a program of a container's overlay is captured", "[capture]") {
  Capture& capture = shared_capture();
  const Shared<pid_t> later;
  const Overlay overlay;
  if (!overlay.is_mounted) return skip("overlayfs cannot be mounted here");
  const TempDir& dir = overlay.dir;
  const std::string &content = overlay.content, &path = overlay.path;
  const Child child = run_child([&] {
    if (!enter_own_mounts()) return 1;
    char* const argv[] = {const_cast<char*>(path.c_str()), nullptr};
    return execv(path.c_str(), argv);
  });
  const Record artifact = capture.artifact(child.pid, "program");
  INFO(artifact.line);
  CHECK(artifact.arg("result") == json("captured"));
  CHECK(artifact.arg("how") == json("fanotify"));
  CHECK(artifact.number("size") == static_cast<long long>(content.size()));
  // Not once more as the file of the layer below: an attempt is told when nothing came for it.
  run_child([&] { return drop(dir.file("space") + "/text", "no program\n", &*later) == ENOEXEC ? 0 : 1; });
  capture.artifact(*later, "attempt");
  CHECK(capture.lines_with({"\"role\":\"attempt\"", dir.path(), "/program"}) == 0);
}

// Takes minutes, so it is asked for by name.
TEST_CASE("of ten thousand programs that are dropped each is captured, on disk, in memory and in an overlay",
          "[.drops]") {
  constexpr int kCount = 10'000;
  Capture capture;
  SECTION("where temporary files are") {
    const TempDir dir;
    check_drops(capture, dir.path(), kCount);
  }
  const Overlay overlay;
  SECTION("in memory") {
    check_drops(capture, overlay.dir.file("space"), kCount);
  }
  SECTION("in an overlay") {
    if (!overlay.is_mounted) return skip("overlayfs cannot be mounted here");
    check_drops(capture, overlay.dir.file("merged"), kCount);
  }
}

// Its layer's file is mapped, of which overlayfs does not know; no time of it changes.
TEST_CASE("a program of an overlay that is changed by a mapping is not taken for what it was", "[capture]") {
  Capture& capture = shared_capture();
  const Overlay overlay;
  if (!overlay.is_mounted) return skip("overlayfs cannot be mounted here");
  const int fd = open(overlay.path.c_str(), O_RDWR | O_CLOEXEC);
  void* const mapping = mmap(nullptr, overlay.content.size(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  REQUIRE(mapping != MAP_FAILED);
  char* const text = static_cast<char*>(mapping) + overlay.content.find("overlay");
  *text = 'O';
  close(fd);
  usleep(2'100'000);  // longer than any file system's tick
  std::string changed = overlay.content;
  for (const char letter : {'1', '2', '3'}) {
    *text = letter;
    changed[overlay.content.find("overlay")] = letter;
    const Child child = run_child([&] {
      char* const argv[] = {const_cast<char*>(overlay.path.c_str()), nullptr};
      return execv(overlay.path.c_str(), argv);
    });
    capture.artifact(child.pid, "program");
    CHECK(capture.contents().contains(changed));
  }
  munmap(mapping, overlay.content.size());
}

// A file system of FUSE whose requests nobody reads, over one that is looked at: who asks it for anything waits for ever.
TEST_CASE("a file system that never answers holds up nothing", "[capture]") {
  Capture& capture = shared_capture();
  const TempDir covered;
  const TempDir dir;
  const UniqueFd requests(open("/dev/fuse", O_RDWR | O_CLOEXEC));
  if (!requests) return skip("no /dev/fuse");
  REQUIRE(mount("none", covered.path().c_str(), "tmpfs", 0, nullptr) == 0);
  const std::string options =
      "fd=" + std::to_string(requests.get()) + ",rootmode=40000,user_id=0,group_id=0,allow_other";
  REQUIRE(mount("silent", covered.path().c_str(), "fuse", 0, options.c_str()) == 0);
  usleep(300'000);  // the keeper is told of the mounts
  const Shared<pid_t> pid;
  run_child([&] { return drop(dir.file("drop"), tiny_program("beside"), &*pid); });
  CHECK(capture.artifact(*pid, "program").arg("result") == json("captured"));
  // A collector that starts meanwhile comes to its start.
  Capture other;
  run_child([&] { return drop(dir.file("drop"), tiny_program("later"), &*pid); });
  CHECK(other.artifact(*pid, "program").arg("result") == json("captured"));
}

TEST_CASE("the work of the keeper is not among the events", "[capture]") {
  shared_capture().collector.stop();  // this is the last of these tests
  const TempDir place;
  Collector collector(
      {"--capture", "exec,min-free=0,dir=" + place.file("artifacts"), "--trace", "event=openat2,renameat2"});
  const TempDir dir;
  run_child([&] { return drop(dir.file("drop"), tiny_program("x")); });
  const Ending ending = collector.stop();
  CHECK(ending.status == 0);
  CHECK(ending.log.find("captured ") != std::string::npos);
  // Those of other collectors' keepers are.
  for (const Record& record : ending.records)
    CHECK(record.member("parentProcessId") != std::to_string(collector.pid()));
}

}  // namespace

// An artifact is an event of the process, and belongs to its exec.
void provoke_artifact() {
  Capture capture;
  const TempDir dir;
  const Shared<pid_t> pid;
  const std::string content = tiny_program("one");
  run_child([&] { return drop(dir.file("one"), content, &*pid); });
  const Record artifact = capture.artifact(*pid, "program");
  INFO(artifact.line);
  CHECK(artifact.arg("pathname") == json(dir.file("one")));
  CHECK(artifact.arg("kind") == json("exec"));
  CHECK(artifact.arg("role") == json("program"));
  CHECK(artifact.arg("result") == json("captured"));
  CHECK(artifact.arg("how") == json("fanotify"));
  CHECK(artifact.arg("complete") == "true");
  CHECK(artifact.number("size") == static_cast<long long>(content.size()));
  CHECK(artifact.member("processName") == json("one"));
  const Record exec = capture.collector.expect("sched_process_exec", *pid);
  CHECK(exec.arg("inode") == artifact.arg("inode"));
  const std::string sha256 = artifact.arg("sha256");
  CHECK(content_of(capture.folder() + "/objects/" + sha256.substr(1, 2) + "/" + sha256.substr(1, 64)) == content);
}

}  // namespace trace::kernel_tests
