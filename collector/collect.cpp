// SPDX-License-Identifier: Apache-2.0
#include "collector/collect.h"

#include <linux/capability.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <ctime>

#include <spdlog/spdlog.h>

#include "collector/kernel/needs.h"
#include "collector/run/clock_watch.h"
#include "collector/run/command.h"
#include "collector/run/signals.h"
#include "common/base/sandbox.h"

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
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

class Collection {
 public:
  Collection(const CollectorOptions& options, Programs& programs, Pipeline& pipeline, Signals& signals,
             std::uint64_t boot_time_ns)
      : options_(options), programs_(programs), pipeline_(pipeline), signals_(signals), clocks_(boot_time_ns) {}

  static Needs needs() {
    return {{SYS_epoll_create1}, {SYS_epoll_ctl}, {SYS_epoll_wait}, {SYS_epoll_pwait}, {SYS_nanosleep}};
  }

  // command: its end is the end of the collection too; null if there is none.
  void run(Command* command) {
    const UniqueFd poll(epoll_create1(EPOLL_CLOEXEC));
    add(poll.get(), programs_.wait_fd());
    add(poll.get(), signals_.wait_fd());
    const auto start = Clock::now();
    auto next_loss = start + kLossInterval;
    auto next_checkpoint = start + kCheckpointInterval;
    while (!stop_ && !pipeline_.is_over()) {
      drain();
      const auto now = Clock::now();
      if (options_.duration && now - start >= *options_.duration) break;
      if (now >= next_loss) {
        report_losses();
        next_loss = now + kLossInterval;
      }
      if (now >= next_checkpoint) {
        if (const auto step = clocks_.look(read_clocks())) pipeline_.clock(*step);
        pipeline_.totals(false);
        next_checkpoint = now + kCheckpointInterval;
      }
      pipeline_.release(false);
      pipeline_.flush(true);
      if (pipeline_.is_over()) break;
      wait(poll.get(), now, start);
      handle_signals(command);
    }
  }

  // Detaches the programs; writes what is left in the ring buffer, and the final account.
  void finish() {
    programs_.detach();
    do {
      drain();
    } while (found_ != 0);
    report_losses();
    pipeline_.release(true);
    for (const EventSpec& event : events()) {
      pipeline_.set_produced(event, programs_.totals(event.slot).produced);
    }
    pipeline_.totals(true);
    pipeline_.flush(true);
  }

 private:
  static void add(int poll, int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
  }

  void drain() {
    busy_ = false;
    found_ = programs_.drain([&](std::string_view frame) {
      if (pipeline_.frame(frame)) busy_ = true;
      pipeline_.flush(false);
    });
    if (found_ == Programs::kDrainMax) busy_ = true;
  }

  void report_losses() {
    for (const wire_loss& loss : programs_.take_losses()) pipeline_.loss(loss);
  }

  // Sleeps until an event or a signal. While events come it looks at the ring by itself, so that
  // they need not wake it. What is only for its tables does not wake it and does not keep it awake.
  void wait(int poll, Clock::time_point now, Clock::time_point start) {
    epoll_event ready[4];
    if (busy_) {
      programs_.disarm();
      if (found_ < Programs::kDrainMax) {
        const timespec pause{0, kPollMs * 1'000'000};
        nanosleep(&pause, nullptr);
      }
    } else if (!armed_) {
      programs_.arm();  // and look once more, for what came before it was armed
      armed_ = true;
      return;
    } else {
      auto timeout = std::chrono::duration_cast<std::chrono::milliseconds>(kCheckpointInterval);
      if (options_.duration) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*options_.duration - (now - start));
        timeout = std::min(timeout, left + std::chrono::milliseconds(1));
      }
      epoll_wait(poll, ready, 4, static_cast<int>(timeout.count()));
    }
    armed_ = false;
  }

  void handle_signals(Command* command) {
    const Signals::Came came = signals_.take();
    if (came.stop) stop_ = true;
    if (came.child && command != nullptr && command->has_ended()) stop_ = true;
  }

  const CollectorOptions& options_;
  Programs& programs_;
  Pipeline& pipeline_;
  Signals& signals_;
  ClockWatch clocks_;
  std::size_t found_ = 0;  // frames, by the last drain
  bool busy_ = false;      // more of them are to be expected
  bool armed_ = false;
  bool stop_ = false;
};

void print_summary(const Programs& programs, const Pipeline& pipeline, Clock::duration run_time) {
  const Accounts& accounts = pipeline.accounts();
  const Account sum = accounts.sum(pipeline.selected());
  spdlog::info("collected {} events in {:.1f} s, {} lost, {} filtered", sum.written,
               std::chrono::duration<double>(run_time).count(), sum.lost, sum.filtered);
  for (const EventSpec& event : events()) {
    if (const Account& account = accounts.at(event.slot); account.lost != 0) {
      spdlog::warn("lost {} of {} events {} (a larger --buffer-size, or fewer events, would help)", account.lost,
                   account.produced, event.name);
    }
  }
  for (const auto& [program, hits] : programs.misses()) {
    spdlog::warn("the kernel left out {} hits of program {}, which was running on that CPU already", hits, program);
  }
  if (pipeline.malformed() != 0)
    spdlog::error("{} of them were lost since they could not be decoded, which is a fault of this program",
                  pipeline.malformed());
}

Status check_providers(const Plan& plan, const std::bitset<WIRE_SLOT_MAX>& selected) {
  std::size_t served = 0;
  for (const PlannedEvent& planned : plan.events) {
    if (planned.event->is_syscall || planned.provider != nullptr) {
      if (selected.test(planned.event->slot)) ++served;
      continue;
    }
    std::string why;
    for (const Refusal& refusal : planned.refusals) {
      why += (why.empty() ? "" : "; ") + std::string(provider_name(refusal.provider->kind)) + ": " + refusal.why;
    }
    spdlog::warn("event \"{}\" cannot be had on this kernel: {}", planned.event->name, why);
  }
  if (served == 0 && selected.any()) return Error{Code::unsupported, "none of the events can be had on this kernel"};
  return ok();
}

// Everything is open, loaded and attached: what is left is to drain, to write, to tell the kernel side of containers, and
// to end the command. Changing a map needs CAP_BPF before 5.19 (kernel/bpf/syscall.c); the command may be another user's.
void give_up_privileges(const std::optional<Command>& command) {
  constexpr auto bit = [](unsigned capability) { return std::uint64_t{1} << capability; };
  const Needs needs = joined({Collection::needs(), kernel_needs(), command ? command->needs() : Needs()});
  const std::uint64_t used = bit(CAP_BPF) | (command ? bit(CAP_KILL) : 0);
  // PTRACE_TRACEME of the command would fail if its parent were permitted less than itself (security/commoncap.c).
  const std::uint64_t permitted = command ? ~std::uint64_t{0} : used;
  if (const Status dropped = drop_capabilities(used, permitted); !dropped) spdlog::warn("{}", dropped.error().message);
  if (const Status entered = enter_sandbox(needs); !entered) spdlog::debug("{}", entered.error().message);
}

}  // namespace

StreamInfo read_stream_info() {
  StreamInfo info;
  utsname names{};
  if (uname(&names) == 0) {
    info.host = names.nodename;
    info.kernel = names.release;
  }
  info.boot_time_ns = read_clocks().boot_time_ns;
  info.cpus = static_cast<std::uint16_t>(sysconf(_SC_NPROCESSORS_CONF));
  if (getrandom(info.mark.data(), info.mark.size(), 0) < 0) info.mark = {};
  return info;
}

Status collect(CollectorOptions options, const StreamInfo& stream, std::vector<Output> outputs) {
  TRY_ASSIGN(Signals signals, Signals::catch_all());
  std::optional<Command> command;
  if (!options.command.empty()) {
    TRY_ASSIGN(command, Command::start(options.command, options.command_to_stderr));
    signals.end_with_us(command->pid());
  }
  const CgroupHierarchy cgroups = find_cgroup_hierarchy();
  options.request.settings.cgroup_v1 = cgroups.is_v1;
  options.request.settings.start_ns = clock_ns(CLOCK_BOOTTIME);
  TRY_ASSIGN(const KernelFacts facts, KernelFacts::read());
  if (!facts.may_load()) {
    return Error{Code::denied,
                 "the kernel permits no BPF program: " + facts.load_refusal() + "; --doctor says what could be had"};
  }
  Pipeline pipeline(options.pipeline, stream, std::move(outputs));
  options.request.find_containers = [&](const ContainerSink& sink) {
    pipeline.on_container(sink);
    pipeline.scan_containers(cgroups);
  };
  TRY_ASSIGN(Programs programs, Programs::load(facts, options.request));
  pipeline.on_container(
      [&](std::uint64_t cgroup_id, std::optional<wire_container_age> age) { programs.set_container(cgroup_id, age); });
  TRY(check_providers(programs.plan(), options.request.events));
  const auto looked_at = options.request.events | options.request.background;
  if (programs.in_own_pid_namespace() && looked_at.test(WIRE_SLOT_existing_process)) {
    spdlog::warn(
        "this is a pid namespace of its own (a container without --pid=host?): processes outside of it that run "
        "already are not known until their next exec");
  }
  pipeline.flush(true);
  if (!pipeline.is_over()) {
    spdlog::info("ready: {} events by {} programs", pipeline.selected().count(), programs.program_count());
  }

  give_up_privileges(command);

  const auto start = Clock::now();
  // From here there is one way out, whatever fails: what can still be written is ended as it should.
  Status ran = command && !pipeline.is_over() ? command->go() : ok();
  Collection collection(options, programs, pipeline, signals, stream.boot_time_ns);
  if (ran) collection.run(command ? &*command : nullptr);
  if (command) command->terminate();
  collection.finish();
  print_summary(programs, pipeline, Clock::now() - start);
  if (command) command->wait();
  if (command && !command->ending().empty()) spdlog::info("{}", command->ending());
  Status written = pipeline.written();
  if (ran) return written;
  if (!written) spdlog::error("{}", written.error().message);
  return ran;
}

}  // namespace trace
