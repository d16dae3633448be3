// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/child.h"

#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include <catch2/catch.hpp>

#include "common/base/unique_fd.h"
#include "tests/support/folder.h"

namespace trace::kernel_tests {

int shell_status(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

Child fork_child(const std::function<int()>& act) {
  const pid_t pid = fork();
  REQUIRE(pid >= 0);
  if (pid == 0) _exit(act());
  int status = 0;
  REQUIRE(waitpid(pid, &status, 0) == pid);
  return {pid, shell_status(status)};
}

Child run_child(const std::function<int()>& act) {
  const Child child = fork_child(act);
  INFO("the act itself failed, before anything was looked at");
  REQUIRE(child.status == 0);
  return child;
}

std::string own_path() {
  std::array<char, PATH_MAX> path{};
  const ssize_t size = readlink("/proc/self/exe", path.data(), path.size());
  return {path.data(), static_cast<std::size_t>(size < 0 ? 0 : size)};
}

TempDir::TempDir() {
  std::string name = std::filesystem::canonical("/tmp").string() + "/trace-kernel-XXXXXX";
  REQUIRE(mkdtemp(name.data()) != nullptr);
  chmod(name.c_str(), 0755);
  path_ = name;
}

TempDir::~TempDir() {
  remove_folder(path_);
}

bool enter_own_mounts(int flags) {
  return unshare(CLONE_NEWNS | flags) == 0 && mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

void write_file(const std::string& path, const std::string& text, mode_t mode) {
  const UniqueFd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
  REQUIRE(fd);
  REQUIRE(write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

struct stat status_of(const std::string& path) {
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status;
}

unsigned kernel_dev(const struct stat& status) {
  return major(status.st_dev) << 20 | minor(status.st_dev);
}

unsigned long long ctime_ns(const struct stat& status) {
  return static_cast<unsigned long long>(status.st_ctim.tv_sec) * 1'000'000'000U +
         static_cast<unsigned long long>(status.st_ctim.tv_nsec);
}

}  // namespace trace::kernel_tests
