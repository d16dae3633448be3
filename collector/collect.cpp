// SPDX-License-Identifier: Apache-2.0
#include "collector/collect.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>

#include <spdlog/spdlog.h>

#include "collector/capture/capture_stage.h"
#include "collector/capture/keeper.h"
#include "collector/kernel/descriptor_limit.h"
#include "collector/kernel/needs.h"
#include "collector/kernel/programs.h"
#include "collector/plan/coverage.h"
#include "collector/plan/packet_programs.h"
#include "collector/run/clock_watch.h"
#include "collector/run/loop.h"
#include "collector/run/pipe_readers.h"
#include "collector/run/summary.h"
#include "common/base/confinement.h"
#include "common/base/printable.h"
#include "common/base/supervisor.h"
#include "common/catalog/syscall_name.h"
#include "common/cli/report.h"
#include "common/sink/waiting_writes.h"

namespace trace {
namespace {

using Clock = std::chrono::steady_clock;

// Everything is open, loaded and attached: what is left is to drain, to write, to tell the kernel side of containers, and
// to end the command. Changing a map needs CAP_BPF before 5.19 (kernel/bpf/syscall.c); the command may be another user's.
Confinement confinement_of(const std::optional<Command>& command, const std::optional<Keeper>& keeper,
                           const Broker* broker) {
  constexpr auto bit = [](unsigned capability) { return std::uint64_t{1} << capability; };
  Needs needs =
      joined({SystemHost::needs(), kernel_needs(), waiting_writes_needs(), command ? command->needs() : Needs(),
              keeper ? keeper->needs() : Needs(), broker != nullptr ? broker->needs() : Needs()});
  const std::uint64_t used = bit(CAP_BPF) | (command ? bit(CAP_KILL) : 0);
  // PTRACE_TRACEME of the command would fail if its parent were permitted less than itself (security/commoncap.c).
  const std::uint64_t permitted = command ? ~std::uint64_t{0} : used;
  return {std::move(needs), used, permitted, syscall_name};
}

Status give_up_privileges(const Confinement& confinement, const Broker* broker) {
  TRY(confine(confinement));
  return broker == nullptr ? ok() : broker->confined();
}

// See pipe_readers.h. What the broker does for the outputs is of the collector, too.
void leave_out_readers(const std::vector<Output>& outputs, const Broker* broker, bool show_readers,
                       wire_settings& settings) {
  std::size_t next = 0;
  if (broker != nullptr) settings.readers[next++] = static_cast<wire_u32>(broker->pid());
  if (show_readers) return;
  std::vector<int> fds;
  for (const Output& output : outputs) fds.push_back(output.sink().fd());
  const std::size_t most = WIRE_READERS_MAX - next;
  const PipeReaders readers = readers_of(fds, most);
  for (const PipeReader& reader : readers.own) {
    spdlog::info("leaving out \"{}\" (pid {}), which reads the output (-o option:show-readers shows it)",
                 printable(reader.comm), reader.pid);
    settings.readers[next++] = reader.pid;
  }
  constexpr std::size_t kToldMax = 4;  // there may be any number
  for (std::size_t i = 0; i < std::min(readers.others.size(), kToldMax); ++i) {
    spdlog::info(
        "showing \"{}\" (pid {}), which reads the output too: only what was started beside this program is left out, "
        "and "
        "no more than {}",
        printable(readers.others[i].comm), readers.others[i].pid, most);
  }
  if (readers.others.size() > kToldMax) {
    spdlog::info("showing {} more that read the output", readers.others.size() - kToldMax);
  }
}

// What captures ask of the kernel side goes into the request.
Result<std::optional<Keeper>> start_keeper(CollectorOptions& options) {
  std::optional<Keeper> keeper;
  if (!options.capture.any()) return keeper;
  TRY_ASSIGN(keeper, Keeper::start(options.capture));
  ProgramsRequest& request = options.request;
  request.settings.keeper = static_cast<wire_u32>(keeper->pid());
  std::ranges::copy(kernel_captures(options.capture), request.settings.captures);
  request.packets.wanted = options.capture.packets.wanted;
  request.packets.size_max = options.capture.packets.size_max;
  return keeper;
}

// The rings that the kernel side fills for it.
void begin_keeper(Keeper& keeper, const Programs& programs, std::uint64_t boot_time_ns) {
  std::vector<capture::RingMap> rings;
  const auto add = [&rings](capture::Ring what, const std::optional<Programs::RingMap>& map) {
    if (map) rings.push_back({what, map->fd, map->bytes});
  };
  add(capture::Ring::bytes, programs.captured_bytes());
  add(capture::Ring::packets, programs.packets());
  add(capture::Ring::packet_counts, programs.packet_counts());
  keeper.begin(rings, boot_time_ns);
}

// Warns of what this kernel does not show. An error if it shows nothing of what is wanted.
Status tell_coverage(const Programs& programs, const CollectorOptions& options) {
  const Coverage coverage = coverage_of(programs.plan(), options.request.events);
  for (const std::string& warning : coverage.warnings) spdlog::warn("{}", warning);
  if (options.capture.packets.wanted) {
    const PacketCoverage packets = packet_coverage(programs.refused());
    for (const std::string& what : packets.unseen) {
      spdlog::warn("of packets it is not captured: {} ({})", what, packets.refusal);
    }
  }
  if (coverage.served == 0 && options.request.events.any()) {
    return Error{Code::unsupported, "none of the events can be had on this kernel"};
  }
  const auto looked_at = options.request.events | options.request.background;
  if (programs.in_own_pid_namespace() && looked_at.test(WIRE_SLOT_existing_process)) {
    spdlog::warn(
        "this is a pid namespace of its own (a container without --pid=host?): processes outside of it that run "
        "already are not known until their next exec");
  }
  return ok();
}

// The head of a stream and the first checkpoint, by which a reader knows that it is live, come in one piece.
Status begin_outputs(Pipeline& pipeline, const Clocks& clocks) {
  TRY(pipeline.outputs().begin());
  pipeline.totals(false, clocks.boot_ns());
  pipeline.outputs().flush();
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
  const ClockReading now = Clocks::of_this_process().read();
  info.boot_time_ns = now.boot_time_ns;
  info.begin_ns = now.time_ns;
  info.cpus = static_cast<std::uint16_t>(sysconf(_SC_NPROCESSORS_CONF));
  return info;
}

Status collect(CollectorOptions options, const StreamInfo& stream, std::vector<Output> outputs) {
  Supervisor supervisor = Supervisor::of_environment();
  TRY_ASSIGN(Signals signals, Signals::catch_all());
  // What may fail comes first: the keeper may empty its folder.
  TRY_ASSIGN(const KernelFacts facts, KernelFacts::read());
  if (!facts.may_load()) {
    return Error{Code::denied,
                 "the kernel permits no BPF program: " + facts.load_refusal() + "; --doctor says what could be had"};
  }
  std::optional<Command> command;
  if (!options.command.empty()) {
    TRY_ASSIGN(command, Command::start(options.command, options.command_options));
    signals.end_with_us(command->pid());
  }
  TRY_ASSIGN(std::optional<Keeper> keeper, start_keeper(options));
  if (keeper) options.stages.capture = std::make_unique<CaptureStage>(options.capture, *keeper);
  const CgroupHierarchy cgroups = find_cgroup_hierarchy();
  options.request.settings.cgroup_v1 = cgroups.is_v1;
  options.request.settings.cgroup_hierarchy = cgroups.id;
  const Clocks clocks = Clocks::of_this_process();
  options.request.settings.start_ns = clocks.boot_ns();
  TRY(make_room_for_descriptors());
  leave_out_readers(outputs, options.broker.get(), options.show_readers, options.request.settings);
  options.request.settings.known_ns = clocks.boot_ns();
  options.request.settings.processes = options.stages.executables;
  ComposedStages composed = compose_stages(std::move(options.stages));
  ContainerStage& containers = *composed.container_stage;
  spdlog::debug("stages:\n{}", describe(composed.stages));
  options.request.background |= learnt_from(composed.stages);
  options.request.find_containers = [&](const ContainerSink& sink) {
    containers.on_container(sink);
    containers.scan(cgroups);
  };
  Pipeline pipeline(options.pipeline, std::move(composed.stages), stream, std::move(outputs));
  TRY_ASSIGN(Programs programs, Programs::load(facts, options.request));
  containers.on_container(
      [&](std::uint64_t cgroup_id, std::optional<wire_container_age> age) { programs.set_container(cgroup_id, age); });
  TRY(tell_coverage(programs, options));
  if (keeper) begin_keeper(*keeper, programs, stream.boot_time_ns);
  const Confinement confinement = confinement_of(command, keeper, options.broker.get());
  if (options.require_sandbox) {
    TRY(try_confinement(confinement));
    if (options.broker) TRY(options.broker->confined());
  }
  TRY(begin_outputs(pipeline, clocks));
  if (!pipeline.outputs().is_over()) {
    spdlog::info("ready: {} events by {} programs", pipeline.selected().count(), programs.program_count());
    supervisor.ready();
  }

  TRY(accept_confinement(give_up_privileges(confinement, options.broker.get()), options.require_sandbox));

  const auto start = Clock::now();
  // From here there is one way out, whatever fails: what can still be written is ended as it should.
  Status ran = command && !pipeline.outputs().is_over() ? command->go() : ok();
  std::vector<int> source_fds{programs.wait_fd()};
  if (keeper) source_fds.push_back(keeper->wait_fd());
  if (const int fd = pipeline.outputs().wait_fd(); fd >= 0) source_fds.push_back(fd);
  SystemHost host(source_fds, clocks, signals, command ? &*command : nullptr, supervisor);
  Loop loop(programs, pipeline, host, options.duration, keeper ? &*keeper : nullptr);
  if (ran) loop.run();
  supervisor.stopping();
  if (command) command->terminate();
  loop.finish();
  log_summary(programs, pipeline, Clock::now() - start);
  if (command) command->wait();
  if (command && !command->ending().empty()) spdlog::info("{}", command->ending());
  Status written = pipeline.outputs().written();
  if (keeper) {
    for (const std::string& sentence : keeper->summary()) spdlog::info("{}", printable(sentence));
    const Status kept = keeper->ending();
    if (!kept && written) written = kept.error();
  }
  if (ran) return written;
  if (!written) spdlog::error("{}", written.error().message);
  return ran;
}

}  // namespace trace
