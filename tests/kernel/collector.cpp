// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/collector.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"
#include "tests/kernel/child.h"

namespace trace::kernel_tests {
namespace {

// Far above what it takes: an emulated machine verifies the programs at a tenth of the speed, those of all hooks in 90 s on 5.10.
constexpr std::chrono::seconds kStartDeadline{300};
constexpr std::chrono::seconds kEventDeadline{90};
constexpr std::chrono::seconds kStopDeadline{120};
constexpr std::chrono::milliseconds kQuiet{20};

struct Pipe {
  UniqueFd read_end, write_end;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// Appends what there is to read. Returns false at the end of the pipe, which is closed then.
bool drain(UniqueFd& fd, std::string& to) {
  std::array<char, 65536> buffer{};
  const ssize_t size = read(fd.get(), buffer.data(), buffer.size());
  if (size > 0) to.append(buffer.data(), static_cast<std::size_t>(size));
  if (size == 0) fd = UniqueFd();
  return size > 0;
}

std::string hook_events() {
  std::string names;
  for (const EventSpec& event : events()) {
    if (event.is_syscall || event.name == "existing_process") continue;
    if (!names.empty()) names += ',';
    names += event.name;
  }
  return names;
}

}  // namespace

Collector::Collector(const std::vector<std::string>& arguments) {
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  std::vector<std::string> words{collector_path(), "--output", "json"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  pid_ = fork();
  REQUIRE(pid_ >= 0);
  if (pid_ == 0) {
    dup2(out.write_end.get(), STDOUT_FILENO);
    dup2(err.write_end.get(), STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
  out_ = std::move(out.read_end);
  err_ = std::move(err.read_end);
  out.write_end = UniqueFd();
  err.write_end = UniqueFd();

  const Clock::time_point deadline = Clock::now() + kStartDeadline;
  while (log_.find("ready:") == std::string::npos && pump(deadline)) {
  }
  INFO(words[0] << " said:\n" << log_);
  REQUIRE(log_.find("ready:") != std::string::npos);
}

Collector::~Collector() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool Collector::pump(Clock::time_point deadline) {
  std::array<pollfd, 2> fds{pollfd{out_.get(), POLLIN, 0}, pollfd{err_.get(), POLLIN, 0}};
  if (!out_ && !err_) return false;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  const int ready = poll(fds.data(), fds.size(), left > 0 ? static_cast<int>(left) : 0);
  if (ready < 0 && errno == EINTR) return true;
  if (ready <= 0) return false;
  if (fds[1].revents) drain(err_, log_);
  if (fds[0].revents && drain(out_, pending_)) take_lines();
  return true;
}

void Collector::take_lines() {
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = pending_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const std::string_view line = std::string_view(pending_).substr(begin, end - begin);
    auto record = parse_record(line);
    INFO("not JSON: " << line);
    REQUIRE(record);
    records_.push_back(*std::move(record));
  }
  pending_.erase(0, begin);
}

Record Collector::expect(std::string_view event, pid_t pid, const Matcher& matches) {
  const Clock::time_point deadline = Clock::now() + kEventDeadline;
  std::size_t looked_at = 0;
  do {
    for (; looked_at < records_.size(); ++looked_at) {
      const Record& record = records_[looked_at];
      if (record.name == event && record.pid == pid && (!matches || matches(record))) return record;
    }
  } while (pump(deadline));
  std::string seen;
  for (const Record& record : records_) {
    if (record.pid == pid || record.members.count("loss") != 0) seen += record.line + '\n';
  }
  FAIL("no such \"" << event << "\" of process " << pid << ". Of that process, and of losses, came:\n"
                    << (seen.empty() ? "nothing\n" : seen) << "log:\n"
                    << log_);
  return {};
}

void Collector::catch_up() {
  if (!pump(Clock::now())) return;
  while (pump(Clock::now() + kQuiet)) {
  }
}

bool Collector::has(std::string_view event, pid_t pid) const {
  return std::any_of(records_.begin(), records_.end(),
                     [&](const Record& record) { return record.name == event && record.pid == pid; });
}

Ending Collector::stop() {
  kill(pid_, SIGTERM);
  const Clock::time_point deadline = Clock::now() + kStopDeadline;
  while (pump(deadline)) {
  }
  INFO("it did not end after SIGTERM; log:\n" << log_);
  REQUIRE((!out_ && !err_));
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return {shell_status(status), log_, std::move(records_)};
}

// Of this program and its children only: on a busy machine the acts would drown, and their records in memory.
Collector& hook_collector() {
  static Collector collector({"--trace", "event=" + hook_events(), "--trace", "tree=" + std::to_string(getpid()),
                              "--output", "option:exec-env"});
  collector.catch_up();
  return collector;
}

std::string collector_path() {
  if (const char* given = std::getenv("TRACE_EBPF")) return given;
  const std::string self = own_path();
  const std::string folder = self.substr(0, self.rfind('/'));
  const std::string built = folder + "/../../collector/trace-ebpf";
  return access(built.c_str(), X_OK) == 0 ? built : folder + "/trace-ebpf";
}

std::string why_not_permitted() {
  if (geteuid() != 0) return "needs root";
  if (access("/sys/kernel/btf/vmlinux", R_OK) != 0) return "the kernel has no BTF";
  // Before 5.11 maps count against it, also those of collectors that have just ended.
  const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_MEMLOCK, &unlimited);
  bpf_attr attr{};
  attr.map_type = BPF_MAP_TYPE_ARRAY;
  attr.key_size = sizeof(std::uint32_t);
  attr.value_size = sizeof(std::uint32_t);
  attr.max_entries = 1;
  const UniqueFd map(static_cast<int>(syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr))));
  if (!map) return std::string("BPF is not permitted: ") + std::strerror(errno);
  if (access(collector_path().c_str(), X_OK) != 0) return collector_path() + " is not there";
  return {};
}

}  // namespace trace::kernel_tests
