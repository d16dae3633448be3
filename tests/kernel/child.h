// SPDX-License-Identifier: Apache-2.0
// Child processes that perform the act a test is about, and what such acts need.
#pragma once

#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <functional>
#include <new>
#include <string>

namespace trace::kernel_tests {

struct Child {
  pid_t pid = 0;
  int status = 0;  // exit status, 128 + n after signal n
};

// Runs `act` in a child process, whose exit status it returns, and waits for the child. The child
// has this process's name.
Child fork_child(const std::function<int()>& act);
// The same; fails the test if the status is not 0.
Child run_child(const std::function<int()>& act);

// The caller goes into a mount namespace of its own, and with `flags` into others (CLONE_NEWPID ...). What it mounts there is seen
// nowhere else: where systemd runs, mounts of a new namespace come into the old one, too.
bool enter_own_mounts(int flags = 0);

// The status of waitpid as a shell says it.
int shell_status(int wait_status);

// Path of this program. Run with "--idle" as its first argument or "trace-idle" as its name it does
// nothing and ends.
std::string own_path();
inline constexpr const char* kIdleName = "trace-idle";

// A value that children write and the test reads.
template <class T>
class Shared {
 public:
  Shared() : value_(new (mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) T{}) {}
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  ~Shared() { munmap(value_, sizeof(T)); }
  T& operator*() const { return *value_; }

 private:
  T* value_;
};

// A directory that goes with all it holds. Its path has no symlink in it.
class TempDir {
 public:
  TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();
  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + '/' + name; }

 private:
  std::string path_;
};

void write_file(const std::string& path, const std::string& text, mode_t mode = 0600);
struct stat status_of(const std::string& path);

// Device and time as the kernel holds them (MKDEV of include/linux/kdev_t.h), which is not how
// stat(2) gives them.
unsigned kernel_dev(const struct stat& status);
unsigned long long ctime_ns(const struct stat& status);

}  // namespace trace::kernel_tests
