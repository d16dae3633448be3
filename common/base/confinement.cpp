// SPDX-License-Identifier: Apache-2.0
#include "common/base/confinement.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "common/base/unique_fd.h"

namespace trace {
namespace {

constexpr uid_t kRoot = 0;
// systemd keeps these for users that exist while a service runs (systemd.io/UIDS-GIDS), so no account has one.
constexpr uid_t kFirstUnused = 61184;
constexpr uid_t kUnusedCount = 65519 - kFirstUnused + 1;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// Of this machine; to ask for other users would ask servers.
bool is_account(uid_t id) {
  const std::unique_ptr<std::FILE, CloseFile> users(std::fopen("/etc/passwd", "re"));
  while (const passwd* const user = users ? ::fgetpwent(users.get()) : nullptr) {
    if (user->pw_uid == id) return true;
  }
  const std::unique_ptr<std::FILE, CloseFile> groups(std::fopen("/etc/group", "re"));
  while (const group* const one = groups ? ::fgetgrent(groups.get()) : nullptr) {
    if (one->gr_gid == id) return true;
  }
  return false;
}

bool has_processes(uid_t id) {
  errno = 0;
  return ::getpriority(PRIO_USER, id) != -1 || errno != ESRCH;
}

// Each process of ours picks one at random.
uid_t unused_user() {
  std::uint32_t first = 0;
  static_cast<void>(::getrandom(&first, sizeof(first), 0) < 0);
  for (std::uint32_t i = 0; i < kUnusedCount; ++i) {
    const uid_t id = kFirstUnused + (first % kUnusedCount + i) % kUnusedCount;
    if (!is_account(id) && !has_processes(id)) return id;
  }
  return kFirstUnused + first % kUnusedCount;
}

// What comes until all writers are gone. False: some were not after `patience`.
std::pair<bool, std::string> read_to_end(int fd, std::chrono::milliseconds patience) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point deadline = Clock::now() + patience;
  std::string all;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd wait{fd, POLLIN, 0};
    const int ready = left.count() > 0 ? ::poll(&wait, 1, static_cast<int>(left.count())) : 0;
    if (ready == 0) return {false, all};
    std::array<char, 1024> buffer{};
    const ssize_t size = ready < 0 ? -1 : ::read(fd, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return {true, all};
    all.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

Error denied(const char* what) {
  return {Code::denied, std::string(what) + ": " + std::strerror(errno)};
}

}  // namespace

Status drop_capabilities(std::uint64_t effective, std::uint64_t permitted) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {};
  if (::syscall(SYS_capget, &header, sets) == 0) {
    for (std::size_t i = 0; i < _LINUX_CAPABILITY_U32S_3; ++i) {
      sets[i].permitted &= static_cast<std::uint32_t>(permitted >> (32 * i));
      sets[i].effective = sets[i].permitted & static_cast<std::uint32_t>(effective >> (32 * i));
      sets[i].inheritable = 0;
    }
    if (::syscall(SYS_capset, &header, sets) == 0) return ok();
  }
  return denied("giving up capabilities");
}

Status become_unused_user() {
  if (::geteuid() != kRoot) return ok();
  const uid_t id = unused_user();
  if (::setgroups(0, nullptr) != 0 || ::setresgid(id, id, id) != 0 || ::setresuid(kRoot, id, kRoot) != 0) {
    return denied("becoming a user without privileges");
  }
  return ok();
}

Status confine(const Confinement& confinement) {
  std::string failures;
  const auto note = [&](const Status& status) {
    if (!status) failures.append(failures.empty() ? "" : "; ").append(status.error().message);
  };
  note(become_unused_user());
  note(drop_capabilities(confinement.effective, confinement.permitted));
  note(enter_sandbox(confinement.needs, confinement.call_name));
  return failures.empty() ? ok() : Status(Error{Code::unsupported, failures});
}

Status try_confinement(const Confinement& confinement, std::chrono::milliseconds patience) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return denied("trying the sandbox");
  const UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return denied("trying the sandbox");
  if (pid == 0) {
    const Status confined = confine(confinement);
    const std::string why = confined ? std::string() : confined.error().message;
    if (!why.empty()) static_cast<void>(::write(write_end.get(), why.data(), why.size()) < 0);
    ::syscall(SYS_exit_group, 0);  // before _exit(2) AddressSanitizer makes a call that the sandbox has not
  }
  write_end = UniqueFd();
  const auto [has_ended, why] = read_to_end(read_end.get(), patience);
  if (!has_ended) ::kill(pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!has_ended) return Error{Code::unsupported, "trying the sandbox: the process that tries it does not answer"};
  if (!why.empty()) return Error{Code::unsupported, why};
  const bool is_confined = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return is_confined ? ok()
                     : Status(Error{Code::unsupported, "trying the sandbox: the process that tries it was killed"});
}

}  // namespace trace
