// SPDX-License-Identifier: Apache-2.0
#include "collector/collector.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <spdlog/spdlog.h>

namespace trace {
namespace {

using Clock = std::chrono::steady_clock;

// After a wake-up the ring buffer is looked at this often, and no event wakes anybody, until one
// look finds nothing.
constexpr int kPollMs = 1;
constexpr auto kLossInterval = std::chrono::milliseconds(100);
constexpr auto kCheckpointInterval = std::chrono::seconds(1);

std::uint64_t clock_ns(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(now.tv_nsec);
}

UniqueFd block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGCHLD);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // write() tells
  return UniqueFd(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

// The command, started but waiting for the programs to be attached.
class Child {
 public:
  static Result<Child> start(const std::vector<std::string>& command) {
    int gate[2];
    if (pipe2(gate, O_CLOEXEC) != 0)
      return Error{Code::io, "starting the command: " + std::string(std::strerror(errno))};
    UniqueFd wait_end(gate[0]);
    UniqueFd go_end(gate[1]);
    const pid_t pid = fork();
    if (pid < 0)
      return Error{Code::io, "starting the command: " + std::string(std::strerror(errno))};
    if (pid == 0) {
      sigset_t none;
      sigemptyset(&none);
      sigprocmask(SIG_SETMASK, &none, nullptr);
      std::signal(SIGPIPE, SIG_DFL);
      close(go_end.release());
      char byte = 0;
      if (::read(wait_end.get(), &byte, 1) != 1) _exit(127);
      std::vector<char*> argv;
      for (const std::string& word : command)
        argv.push_back(const_cast<char*>(word.c_str()));
      argv.push_back(nullptr);
      execvp(argv[0], argv.data());
      std::fprintf(stderr, "trace-ebpf: running \"%s\": %s\n", argv[0], std::strerror(errno));
      _exit(127);
    }
    return Child(pid, std::move(go_end));
  }
  void go() {
    const char byte = 1;
    if (::write(gate_.get(), &byte, 1) != 1)
      spdlog::error("starting the command: {}", std::strerror(errno));
  }
  bool has_ended() const {
    int status = 0;
    return waitpid(pid_, &status, WNOHANG) == pid_;
  }

 private:
  Child(pid_t pid, UniqueFd gate) : pid_(pid), gate_(std::move(gate)) {}
  pid_t pid_;
  UniqueFd gate_;
};

// pid -> parent, of all processes.
std::map<std::uint64_t, std::uint64_t> read_parents() {
  std::map<std::uint64_t, std::uint64_t> parents;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream file(entry.path() / "stat");
    std::string stat;
    std::getline(file, stat);
    const std::size_t after_comm = stat.rfind(')');
    if (after_comm == std::string::npos || after_comm + 4 >= stat.size()) continue;
    parents[std::stoull(name)] = std::strtoull(stat.c_str() + after_comm + 4, nullptr, 10);
  }
  return parents;
}

// Marks the trees that run already; the kernel side goes on from there at each fork.
void mark_trees(Programs& programs, const CollectorOptions& options) {
  if (options.tree_shown.empty() && options.tree_hidden.empty()) return;
  const std::set<std::uint64_t> shown(options.tree_shown.begin(), options.tree_shown.end());
  const std::set<std::uint64_t> hidden(options.tree_hidden.begin(), options.tree_hidden.end());
  const auto parents = read_parents();
  for (const auto& [pid, parent] : parents) {
    std::uint32_t marks = 0;
    std::uint64_t at = pid;
    for (int depth = 0; at != 0 && depth < 4096; ++depth) {
      if (shown.contains(at)) marks |= WIRE_TASK_IN_TREE;
      if (hidden.contains(at)) marks |= WIRE_TASK_OUT_TREE;
      const auto up = parents.find(at);
      at = up == parents.end() ? 0 : up->second;
    }
    if (marks != 0) programs.mark_task(static_cast<std::uint32_t>(pid), marks);
  }
}

class Collection {
 public:
  Collection(const CollectorOptions& options, Programs& programs, Pipeline& pipeline, int signals)
      : options_(options), programs_(programs), pipeline_(pipeline), signals_(signals) {}

  Status run(const Child* child) {
    const UniqueFd poll(epoll_create1(EPOLL_CLOEXEC));
    add(poll.get(), programs_.wait_fd());
    add(poll.get(), signals_);
    const auto start = Clock::now();
    auto next_loss = start + kLossInterval;
    auto next_checkpoint = start + kCheckpointInterval;
    while (!stop_ && !pipeline_.is_closed()) {
      TRY(drain());
      const auto now = Clock::now();
      if (options_.duration && now - start >= *options_.duration) break;
      if (now >= next_loss) {
        report_losses();
        next_loss = now + kLossInterval;
      }
      if (now >= next_checkpoint) {
        pipeline_.totals(false);
        next_checkpoint = now + kCheckpointInterval;
      }
      pipeline_.release(false);
      TRY(pipeline_.flush(true));
      wait(poll.get(), now, start, child);
    }
    return ok();
  }

  // After the programs are detached: what is left in the ring buffer, and the final account.
  Status finish() {
    programs_.detach();
    do {
      TRY(drain());
    } while (found_ != 0);
    report_losses();
    pipeline_.release(true);
    for (const EventSpec& event : events()) {
      pipeline_.accounts().at(event.slot).produced = programs_.totals(event.slot).produced;
    }
    pipeline_.totals(true);
    return pipeline_.flush(true);
  }

 private:
  static void add(int poll, int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
  }

  Status drain() {
    Status failed = ok();
    found_ = programs_.drain([&](std::string_view frame) {
      pipeline_.frame(frame);
      if (failed) failed = pipeline_.flush(false);
    });
    return failed;
  }

  void report_losses() {
    for (const wire_loss& loss : programs_.take_losses())
      pipeline_.loss(loss);
  }

  // Sleeps until an event or a signal. While events come it looks at the ring by itself, so that
  // they need not wake it.
  void wait(int poll,
            Clock::time_point now,
            Clock::time_point start,
            const Child* child) {
    epoll_event ready[4];
    if (found_ != 0) {
      programs_.disarm();
      if (found_ < Programs::kDrainMax) {
        const timespec pause{0, kPollMs * 1'000'000};
        nanosleep(&pause, nullptr);
      }
    } else if (!armed_) {
      programs_.arm();  // and look once more, for what came before it was armed
      armed_ = true;
      return handle_signals(child);
    } else {
      auto timeout = std::chrono::duration_cast<std::chrono::milliseconds>(kCheckpointInterval);
      if (options_.duration) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*options_.duration -
                                                                                (now - start));
        timeout = std::min(timeout, left + std::chrono::milliseconds(1));
      }
      epoll_wait(poll, ready, 4, static_cast<int>(timeout.count()));
    }
    armed_ = false;
    handle_signals(child);
  }

  void handle_signals(const Child* child) {
    signalfd_siginfo info{};
    while (::read(signals_, &info, sizeof(info)) == sizeof(info)) {
      if (info.ssi_signo != SIGCHLD) {
        stop_ = true;
      } else if (child != nullptr && child->has_ended()) {
        stop_ = true;
      }
    }
  }

  const CollectorOptions& options_;
  Programs& programs_;
  Pipeline& pipeline_;
  int signals_;
  std::size_t found_ = 0;
  bool armed_ = false;
  bool stop_ = false;
};

void print_summary(const Programs& programs,
                   const Pipeline& pipeline,
                   const Accounts& accounts,
                   Clock::duration run_time) {
  const Account sum = accounts.sum();
  spdlog::info("collected {} events in {:.1f} s, {} lost, {} filtered", sum.written,
               std::chrono::duration<double>(run_time).count(), sum.lost, sum.filtered);
  for (const EventSpec& event : events()) {
    if (const Account& account = accounts.at(event.slot); account.lost != 0) {
      spdlog::warn("lost {} of {} events {} (a larger --buffer-size, or fewer events, would help)",
                   account.lost, account.produced, event.name);
    }
  }
  for (const auto& [program, hits] : programs.misses()) {
    spdlog::warn("the kernel left out {} hits of program {}, which was running on that CPU already", hits, program);
  }
  if (pipeline.malformed() != 0)
    spdlog::error("{} frames of the kernel could not be decoded", pipeline.malformed());
}

Status check_providers(const Plan& plan, std::size_t selected) {
  std::size_t served = 0;
  for (const PlannedEvent& planned : plan.events) {
    if (planned.event->is_syscall || planned.provider != nullptr) {
      ++served;
      continue;
    }
    std::string why;
    for (const Refusal& refusal : planned.refusals) {
      why += (why.empty() ? "" : "; ") + std::string(provider_name(refusal.provider->kind)) + ": " +
             refusal.why;
    }
    spdlog::warn("event \"{}\" cannot be had on this kernel: {}", planned.event->name, why);
  }
  if (served == 0 && selected != 0)
    return Error{Code::unsupported, "none of the events can be had on this kernel"};
  return ok();
}

}  // namespace

StreamInfo read_stream_info() {
  StreamInfo info;
  utsname names{};
  if (uname(&names) == 0) {
    info.host = names.nodename;
    info.kernel = names.release;
  }
  info.boot_time_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME);
  info.cpus = static_cast<std::uint16_t>(sysconf(_SC_NPROCESSORS_CONF));
  return info;
}

Status collect(CollectorOptions options, const StreamInfo& stream, std::vector<Output> outputs) {
  const UniqueFd signals = block_signals();
  std::optional<Child> child;
  if (!options.command.empty()) {
    TRY_ASSIGN(child, Child::start(options.command));
  }
  const CgroupHierarchy cgroups = find_cgroup_hierarchy();
  options.request.settings.cgroup_v1 = cgroups.is_v1;
  options.request.settings.start_ns = clock_ns(CLOCK_BOOTTIME);
  TRY_ASSIGN(const KernelFacts facts, KernelFacts::read());
  TRY_ASSIGN(Programs programs, Programs::load(facts, options.request));
  TRY(check_providers(programs.plan(), options.request.events.count()));

  Pipeline pipeline(options.pipeline, stream, std::move(outputs));
  pipeline.on_container([&](std::uint64_t id, bool yes) { programs.set_container(id, yes); });
  pipeline.scan_containers(cgroups);
  mark_trees(programs, options);
  if (const Status ran = programs.run_iterators(); !ran) spdlog::warn("{}", ran.error().message);
  TRY(pipeline.flush(true));
  spdlog::info("ready: {} events by {} programs", options.request.events.count(),
               programs.program_count());

  const auto start = Clock::now();
  if (child) child->go();
  Collection collection(options, programs, pipeline, signals.get());
  const Status ran = collection.run(child ? &*child : nullptr);
  if (ran) {
    TRY(collection.finish());
  } else {
    programs.detach();
  }
  print_summary(programs, pipeline, pipeline.accounts(), Clock::now() - start);
  return ran;
}

}  // namespace trace
