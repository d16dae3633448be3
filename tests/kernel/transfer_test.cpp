// SPDX-License-Identifier: Apache-2.0
// What is written and read is captured, however it is done.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/kernel/capturing.h"
#include "tests/kernel/child.h"
#include "tests/kernel/skip.h"
#include "tests/kernel/tiny_program.h"

namespace trace::kernel_tests {
namespace {

Capture& shared_capture() {
  static Capture capture({}, "exec,write=%/w/*,read=%/r/*");
  static const bool made = std::filesystem::create_directory(capture.files.file("w")) &&
                           std::filesystem::create_directory(capture.files.file("r"));
  REQUIRE(made);
  return capture;
}

int open_new(const std::string& path, int flags = O_WRONLY) {
  return open(path.c_str(), flags | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

// Bytes that no two files have alike.
std::string bytes_of(std::size_t size, unsigned seed) {
  std::string bytes(size, '\0');
  std::uint32_t state = seed * 2654435761U + 1;
  for (char& byte : bytes) byte = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24);
  return bytes;
}

bool put(int fd, const std::string& bytes) {
  return write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
}

// A way to fill a file, and what its bytes by calls are to the file.
struct Way {
  const char* name;
  const char* stream;  // "": there are none
  std::function<bool(const std::string& path)> fill;
};

bool by_threads(const std::string& path) {
  const int fd = open_new(path);
  const std::string bytes = bytes_of(400'000, 9);
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < 4; ++i) {
    threads.emplace_back([=, &bytes] {
      for (std::size_t at = i * 1000; at < bytes.size(); at += 4000) {
        if (pwrite(fd, bytes.data() + at, 1000, static_cast<off_t>(at)) != 1000) return;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return close(fd) == 0;
}

const std::vector<Way>& ways() {
  static const std::vector<Way> all{
      {"nothing", "", [](const std::string& path) { return close(open_new(path)) == 0; }},
      {"write", "whole",
       [](const std::string& path) {
         const int fd = open_new(path);
         return put(fd, bytes_of(10, 1)) && put(fd, bytes_of(70'000, 2)) && put(fd, bytes_of(512, 3)) && close(fd) == 0;
       }},
      {"at once", "whole",
       [](const std::string& path) {
         const int fd = open_new(path);
         return put(fd, bytes_of(3'000'001, 4)) && close(fd) == 0;
       }},
      {"writev", "whole",
       [](const std::string& path) {
         const int fd = open_new(path);
         std::string one = bytes_of(3, 5), two = bytes_of(5000, 6), three;
         const iovec parts[] = {{one.data(), one.size()}, {three.data(), 0}, {two.data(), two.size()}};
         return writev(fd, parts, 3) == 5003 && close(fd) == 0;
       }},
      {"pwrite", "whole",
       [](const std::string& path) {
         const int fd = open_new(path);
         const std::string bytes = bytes_of(9000, 7);
         return pwrite(fd, bytes.data() + 4000, 5000, 4000) == 5000 && pwrite(fd, bytes.data(), 4000, 0) == 4000 &&
                close(fd) == 0;
       }},
      {"pwritev2", "whole",
       [](const std::string& path) {
         const int fd = open_new(path);
         std::string bytes = bytes_of(3000, 14);
         const iovec first{bytes.data(), 1000}, second{bytes.data() + 1000, 2000};
         return pwritev2(fd, &first, 1, -1, 0) == 1000 && pwritev2(fd, &second, 1, -1, RWF_APPEND) == 2000 &&
                close(fd) == 0;
       }},
      {"append", "part",
       [](const std::string& path) {
         const int fd = open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
         return put(fd, bytes_of(5000, 8)) && pwrite(fd, "end", 3, 0) == 3 && close(fd) == 0;
       }},
      {"threads", "whole", by_threads},
      {"sparse", "part",
       [](const std::string& path) {
         const int fd = open_new(path);
         return pwrite(fd, "x", 1, 50'000'000) == 1 && close(fd) == 0;
       }},
      {"mmap", "",
       [](const std::string& path) {
         const int fd = open_new(path, O_RDWR);
         if (ftruncate(fd, 20'000) != 0) return false;
         void* const at = mmap(nullptr, 20'000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
         if (at == MAP_FAILED || close(fd) != 0) return false;
         const std::string bytes = bytes_of(20'000, 10);
         std::memcpy(at, bytes.data(), bytes.size());
         return munmap(at, 20'000) == 0;
       }},
      {"sendfile", "",
       [](const std::string& path) {
         const int fd = open_new(path);
         const int from = open(own_path().c_str(), O_RDONLY | O_CLOEXEC);
         const bool sent = sendfile(fd, from, nullptr, 10'000) == 10'000;
         close(from);
         return sent && close(fd) == 0;
       }},
      {"copy_file_range", "",
       [](const std::string& path) {
         write_file(path + ".from", bytes_of(30'000, 11));
         const int fd = open_new(path);
         const int from = open((path + ".from").c_str(), O_RDONLY | O_CLOEXEC);
         const bool copied = syscall(SYS_copy_file_range, from, nullptr, fd, nullptr, 30'000, 0) == 30'000;
         close(from);
         return copied && close(fd) == 0;
       }},
      {"fallocate", "part",
       [](const std::string& path) {
         const int fd = open_new(path);
         return fallocate(fd, 0, 0, 100'000) == 0 && put(fd, bytes_of(100, 12)) && close(fd) == 0;
       }},
      {"unlinked", "whole",
       [](const std::string& path) {
         const int fd = open_new(path);
         return unlink(path.c_str()) == 0 && put(fd, bytes_of(6000, 13)) && close(fd) == 0;
       }},
  };
  return all;
}

// The artifact of the file of that name, by that process.
Record artifact_of(Capture& capture, pid_t pid, const std::string& path, const std::string& role) {
  return capture.collector.expect("artifact", pid, [&](const Record& record) {
    return record.arg("pathname") == json(path) && record.arg("role") == json(role);
  });
}

std::string object(const Capture& capture, const Record& artifact) {
  const std::string name = artifact.arg("file");
  return content_of(capture.folder() + "/" + name.substr(1, name.size() - 2));
}

// Returns at once with the child's number; the child ends with 1 if there is no program. A function of its own, since what vfork shares
// must not be in registers of its caller.
pid_t start_by_vfork(int program) {
  const pid_t pid = vfork();
  if (pid == 0) {
    char* const argv[] = {const_cast<char*>("x"), nullptr};
    char* const envp[] = {nullptr};
    fexecve(program, argv, envp);
    _exit(1);
  }
  return pid;
}

}  // namespace

TEST_CASE("a file that was written is captured as it is, however that was done", "[transfer]") {
  Capture& capture = shared_capture();
  for (const Way& way : ways()) {
    INFO(way.name);
    const std::string path = capture.files.file("w/" + std::string(way.name));
    const int kept = way.name == std::string("unlinked") ? -1 : 0;
    if (way.name == std::string("append")) {
      const Child before = run_child([&] { return write_file(path, "what was there\n"), 0; });
      artifact_of(capture, before.pid, path, "file");
    }
    const Child child = run_child([&] { return way.fill(path) ? 0 : 1; });
    const Record artifact = artifact_of(capture, child.pid, path, "file");
    INFO(artifact.line);
    CHECK(artifact.arg("kind") == json("write"));
    CHECK(artifact.arg("complete") == "true");
    CHECK(artifact.arg("stream") == json(way.stream));
    const std::string expected = kept == 0 ? content_of(path) : bytes_of(6000, 13);
    CHECK(object(capture, artifact) == expected);
  }
}

TEST_CASE("what is written over before the file is closed is captured, too", "[transfer]") {
  Capture& capture = shared_capture();
  const std::string path = capture.files.file("w/shred");
  const Child child = run_child([&] {
    const int fd = open_new(path);
    const bool done = put(fd, "the secret") && lseek(fd, 0, SEEK_SET) == 0 && put(fd, "0000000000");
    return done && close(fd) == 0 && unlink(path.c_str()) == 0 ? 0 : 1;
  });
  CHECK(object(capture, artifact_of(capture, child.pid, path, "stream")) == "the secret");
  CHECK(object(capture, artifact_of(capture, child.pid, path, "file")) == "0000000000");
  const Child cut = run_child([&] {
    const int fd = open_new(path);
    return put(fd, "another one") && ftruncate(fd, 0) == 0 && close(fd) == 0 ? 0 : 1;
  });
  CHECK(object(capture, artifact_of(capture, cut.pid, path, "stream")) == "another one");
}

TEST_CASE("what a process reads is captured with the file that it read", "[transfer]") {
  Capture& capture = shared_capture();
  const std::string path = capture.files.file("r/secret");
  const std::string bytes = bytes_of(9000, 20);
  write_file(path, bytes);
  const Child child = run_child([&] {
    std::string buffer(bytes.size(), '\0');
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const iovec parts[] = {{buffer.data() + 100, 3000}, {buffer.data() + 3100, 6000}};
    return read(fd, buffer.data(), 100) == 100 && readv(fd, parts, 2) == 8900 && close(fd) == 0 ? 0 : 1;
  });
  const Record artifact = artifact_of(capture, child.pid, path, "file");
  INFO(artifact.line);
  CHECK(artifact.arg("kind") == json("read"));
  CHECK(artifact.arg("stream") == json("whole"));
  CHECK(object(capture, artifact) == bytes);
}

TEST_CASE("what is written elsewhere is not captured", "[transfer]") {
  Capture& capture = shared_capture();
  const TempDir other;
  const std::string inside = capture.files.file("w/last");
  const Child child = run_child([&] {
    write_file(other.file("x"), "not wanted");
    write_file(inside, "wanted");
    return 0;
  });
  artifact_of(capture, child.pid, inside, "file");
  CHECK(capture.lines_with({other.path()}) == 0);
}

TEST_CASE("programs of memfd_create that end at once are captured by what was written", "[transfer]") {
  constexpr int kCount = 200;
  Capture& capture = shared_capture();
  const Shared<pid_t> last;
  run_child([&] {
    for (int i = 0; i < kCount; ++i) {
      const std::string program = tiny_program("memory " + std::to_string(i));
      const int fd = static_cast<int>(syscall(SYS_memfd_create, "held", 0));
      if (!put(fd, program)) return 1;
      const pid_t pid = start_by_vfork(fd);
      int status = 0;
      waitpid(pid, &status, 0);
      if (status != 0) return 2;
      *last = pid;
      close(fd);
    }
    return 0;
  });
  capture.artifact(*last, "program");
  const std::set<std::string> contents = capture.contents();
  int found = 0;
  for (int i = 0; i < kCount; ++i) found += contents.contains(tiny_program("memory " + std::to_string(i))) ? 1 : 0;
  CHECK(found == kCount);
  CHECK(capture.lines_with({"\"result\":\"missed\"", "memfd:held"}) == 0);
}

TEST_CASE("pipes and sockets have the bytes of the calls, by type and descriptor", "[transfer]") {
  Capture capture({}, "write=type=pipe,write=type=socket,write=fd=stdout");
  const Shared<pid_t> quiet;
  const Child child = run_child([&] {
    int ends[2];
    if (pipe(ends) != 0 || dup2(ends[1], STDOUT_FILENO) < 0) return 1;
    return put(STDOUT_FILENO, "through ") && put(ends[1], "(not this) ") && put(STDOUT_FILENO, "a pipe") ? 0 : 1;
  });
  const Child other = run_child([&] {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 || dup2(ends[1], STDOUT_FILENO) < 0) return 1;
    return put(STDOUT_FILENO, "through a socket") ? 0 : 1;
  });
  const Ending ending = capture.collector.stop();
  std::set<std::string> found;
  for (const Record& record : ending.records) {
    if (record.name == "artifact" && (record.pid == child.pid || record.pid == other.pid)) {
      CHECK(record.arg("role") == json("stream"));
      found.insert(object(capture, record));
    }
  }
  CHECK(found == std::set<std::string>{"through a pipe", "through a socket"});
}

TEST_CASE("memory that is made executable is captured as it was then, and what was never touched is a hole",
          "[transfer]") {
  constexpr std::size_t kSize = 10 << 20, kPage = 4096;
  Capture capture({}, "mem,max-file=64M");
  const std::string bytes = bytes_of(kSize, 30);
  const Shared<void*> address;
  const Child child = run_child([&] {
    void* const at = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *address = at;
    std::memcpy(at, bytes.data(), bytes.size());
    return mprotect(at, kSize, PROT_READ | PROT_EXEC) == 0 && munmap(at, kSize) == 0 ? 0 : 1;
  });
  const Record artifact = capture.artifact(child.pid, "region");
  INFO(artifact.line);
  CHECK(artifact.arg("kind") == json("mem"));
  std::ostringstream where;
  where << *address;
  CHECK(artifact.arg("address") == std::to_string(reinterpret_cast<std::uintptr_t>(*address)));
  CHECK(capture.lines_with({"\"kind\":\"mem\"", "\"address\":\"" + where.str() + "\""}) == 1);
  CHECK(artifact.arg("complete") == "true");
  CHECK(object(capture, artifact) == bytes);
  const Child sparse = run_child([&] {
    auto* const at =
        static_cast<char*>(mmap(nullptr, 4 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    std::memset(at + kPage, 'x', kPage);
    return mprotect(at, 4 * kPage, PROT_READ | PROT_EXEC);
  });
  const Record holes = capture.artifact(sparse.pid, "region");
  INFO(holes.line);
  CHECK(holes.arg("complete") == "false");
  CHECK(object(capture, holes) == std::string(kPage, '\0') + std::string(kPage, 'x') + std::string(2 * kPage, '\0'));
}

TEST_CASE("modules are captured as they were given to the kernel", "[transfer]") {
  Capture capture({}, "module");
  const std::string image = "\177ELF" + bytes_of(70'000, 31);
  const Shared<int> error;
  const Child child = run_child([&] {
    if (syscall(SYS_init_module, image.data(), image.size(), "") != 0) *error = errno;  // it is refused
    return 0;
  });
  if (*error == ENOSYS) return skip("this kernel has no modules");
  CHECK(object(capture, capture.artifact(child.pid, "region")) == image);
  const TempDir dir;
  write_file(dir.file("some.ko"), image);
  const Child other = run_child([&] {
    const int fd = open(dir.file("some.ko").c_str(), O_RDONLY | O_CLOEXEC);
    syscall(SYS_finit_module, fd, "", 0);
    return unlink(dir.file("some.ko").c_str()) == 0 && close(fd) == 0 ? 0 : 1;
  });
  const Record file = capture.artifact(other.pid, "file");
  CHECK(file.arg("pathname") == json(dir.file("some.ko")));
  CHECK(object(capture, file) == image);
  // Who may load none pushes out nothing.
  const Child nobody = run_child([&] {
    if (setuid(65534) != 0) return 1;
    syscall(SYS_init_module, image.data(), image.size(), "");
    return 0;
  });
  const Ending ending = capture.collector.stop();
  for (const Record& record : ending.records) CHECK((record.name != "artifact" || record.pid != nobody.pid));
}

TEST_CASE("BPF programs are captured as they were given to the kernel", "[transfer]") {
  Capture capture({}, "bpf");
  // r0 = 0; exit
  const std::uint64_t instructions[] = {0xb7, 0x95};
  const Child loader = run_child([&] {
    struct {
      std::uint32_t type = 1, count = 2;  // BPF_PROG_TYPE_SOCKET_FILTER
      std::uint64_t instructions, license;
      std::uint32_t more[20] = {};
    } attributes;
    attributes.instructions = reinterpret_cast<std::uint64_t>(instructions);
    attributes.license = reinterpret_cast<std::uint64_t>("GPL");
    return syscall(SYS_bpf, 5, &attributes, sizeof(attributes)) >= 0 ? 0 : errno;
  });
  const Record program = capture.artifact(loader.pid, "region");
  CHECK(program.arg("kind") == json("bpf"));
  CHECK(object(capture, program) == std::string(reinterpret_cast<const char*>(instructions), sizeof(instructions)));
}

TEST_CASE("a file that is renamed is looked at by its new name", "[transfer]") {
  Capture& capture = shared_capture();
  const std::string before = capture.files.file("elsewhere");
  const std::string path = capture.files.file("w/renamed");
  const Child child = run_child([&] {
    const int fd = open_new(before);
    const bool done = put(fd, "x") && rename(before.c_str(), path.c_str()) == 0 && pwrite(fd, "the evil", 8, 0) == 8 &&
                      pwrite(fd, "harmless", 8, 0) == 8;
    return done && close(fd) == 0 ? 0 : 1;
  });
  CHECK(object(capture, artifact_of(capture, child.pid, path, "stream")) == "the evil");
  CHECK(object(capture, artifact_of(capture, child.pid, path, "file")) == "harmless");
}

TEST_CASE("what a mapping changes between two closings is captured, though no time of the file tells", "[transfer]") {
  Capture& capture = shared_capture();
  const std::string path = capture.files.file("w/mapped");
  const std::string one = bytes_of(4096, 40), two = bytes_of(4096, 41);
  run_child([&] {
    const int fd = open_new(path, O_RDWR);
    if (!put(fd, one)) return 1;
    void* const at = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    std::memcpy(at, one.data(), 4096);
    close(open(path.c_str(), O_WRONLY | O_CLOEXEC));
    usleep(300'000);
    std::memcpy(at, two.data(), 4096);
    close(open(path.c_str(), O_WRONLY | O_CLOEXEC));
    usleep(300'000);
    return 0;
  });
  const Child last = run_child([&] { return write_file(capture.files.file("w/after"), "x"), 0; });
  artifact_of(capture, last.pid, capture.files.file("w/after"), "file");
  const std::set<std::string> contents = capture.contents();
  CHECK(contents.contains(one));
  CHECK(contents.contains(two));
}

}  // namespace trace::kernel_tests
