// SPDX-License-Identifier: Apache-2.0
#include "collector/kernel/programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include <spdlog/spdlog.h>

#include "bpf/trace.skel.h"
#include "collector/kernel/ledgers.h"
#include "collector/kernel/libbpf_log.h"
#include "collector/kernel/load_refusal.h"
#include "collector/kernel/maps.h"
#include "collector/kernel/packet_capture.h"
#include "collector/plan/packet_programs.h"
#include "collector/plan/program_list.h"
#include "collector/plan/room_settings.h"
#include "collector/plan/socket_calls.h"
#include "collector/plan/syscall_table.h"
#include "common/base/unique_fd.h"

namespace trace {
namespace {

template <auto close>
struct Closer {
  template <class T>
  void operator()(T* handle) const {
    close(handle);
  }
};
using Skeleton = std::unique_ptr<trace_bpf, Closer<trace_bpf__destroy>>;
using Link = std::unique_ptr<bpf_link, Closer<bpf_link__destroy>>;
using Ring = std::unique_ptr<ring_buffer, Closer<ring_buffer__free>>;

// Asking for them is a system call a program.
constexpr auto kMissesInterval = std::chrono::seconds(1);

}  // namespace

struct Programs::State {
  Skeleton skeleton;
  Plan plan;
  Refused refused;
  std::vector<Link> links;
  Ring ring;
  std::optional<Ledgers> ledgers;
  FrameSink* sink = nullptr;   // of the drain at hand
  std::size_t handed_out = 0;  // by it
  std::uint64_t missed = 0;    // as far as known
  std::chrono::steady_clock::time_point next_misses{};
  bool told_of_container = false;

  // Whoever may make cgroups could fill the log.
  void tell(const std::string& unknown_container) {
    if (unknown_container.empty() || std::exchange(told_of_container, true)) return;
    spdlog::warn("{}", unknown_container);
  }
};

namespace {

bpf_program* find_program(const trace_bpf* skeleton, const ListedProgram& program) {
  return bpf_object__find_program_by_name(skeleton->obj, program.name.c_str());
}

// The programs of events are attached where the catalog says; only kprobes are told that later.
bool set_target(bpf_program* program, const ListedProgram& listed) {
  if (listed.provider == nullptr || listed.is_follow_up() || listed.provider->kind == ProviderKind::kprobe) return true;
  return bpf_program__set_attach_target(program, 0, std::string(listed.provider->target).c_str()) == 0;
}

// The numbers that the programs at entry and exit look at more closely. Which part of a whole call is to be looked at shows there only.
void select_calls(trace_bpf* skeleton, const SyscallTable& table) {
  auto& selected = const_cast<__u8(&)[WIRE_SYSCALL_COMPAT]>(skeleton->rodata->selected_calls);
  for (std::size_t number = 0; number < WIRE_SYSCALL_COMPAT; ++number) {
    const auto flags = table[number].flags | table[number + WIRE_SYSCALL_COMPAT].flags;
    selected[number] =
        static_cast<__u8>((flags != 0 ? WIRE_SELECTED_EXIT : 0) |
                          ((flags & (WIRE_SYSCALL_ENTERED | WIRE_SYSCALL_WHOLE)) != 0 ? WIRE_SELECTED_ENTRY : 0));
  }
}

void set_packets(trace_bpf* skeleton, const ProgramsRequest& request) {
  configure_packets(skeleton->obj, request);
  static_assert(sizeof(skeleton->rodata->socket_calls) == sizeof(SocketCalls));
  const SocketCalls calls = make_socket_calls();
  std::memcpy(const_cast<__u8(*)[WIRE_SYSCALL_COMPAT]>(skeleton->rodata->socket_calls), calls.data(), sizeof(calls));
  skeleton->rodata->packet_size_max = request.packets.size_max;
}

void set_settings(trace_bpf* skeleton, const ProgramsRequest& request, std::size_t lanes) {
  auto& settings = const_cast<wire_settings&>(reinterpret_cast<const wire_settings&>(skeleton->rodata->settings));
  settings = request.settings;
  settings.policies = 1;
  set_room(settings, request.ring_bytes, lanes);
  for (const EventSpec& event : events()) settings.wanted[event.slot] = request.events.test(event.slot) ? 1 : 0;
}

// False if a program is not there or has no such hook: it is named in refused.
bool configure(trace_bpf* skeleton, const ProgramsRequest& request, const std::vector<ListedProgram>& programs,
               const SyscallTable& table, std::size_t lanes, std::string& refused) {
  bpf_program* each = nullptr;
  bpf_object__for_each_program(each, skeleton->obj) bpf_program__set_autoload(each, false);
  for (const ListedProgram& listed : programs) {
    bpf_program* const program = find_program(skeleton, listed);
    if (program == nullptr || !set_target(program, listed)) {
      refused = listed.name;
      return false;
    }
    bpf_program__set_autoload(program, true);
  }
  bpf_map__set_max_entries(skeleton->maps.lanes, static_cast<std::uint32_t>(lanes));
  bpf_map__set_max_entries(skeleton->maps.ledgers, static_cast<std::uint32_t>(lanes));
  bpf_map__set_max_entries(skeleton->maps.events, request.ring_bytes);
  bpf_map__set_max_entries(skeleton->maps.captured_bytes, request.captured_bytes);
  for (bpf_map* const map : {skeleton->maps.captured_bytes, skeleton->maps.captured_files}) {
    bpf_map__set_autocreate(map, request.captures());
  }
  const bool storage = libbpf_probe_bpf_map_type(BPF_MAP_TYPE_TASK_STORAGE, nullptr) == 1 &&
                       libbpf_probe_bpf_helper(BPF_PROG_TYPE_TRACING, BPF_FUNC_task_storage_get, nullptr) == 1;
  skeleton->rodata->task_storage = storage;
  select_calls(skeleton, table);
  bpf_map__set_autocreate(storage ? skeleton->maps.marks_of_tasks_by_tid : skeleton->maps.marks_of_tasks, false);
  bpf_map__set_autocreate(storage ? skeleton->maps.before_of_tasks_by_tid : skeleton->maps.before_of_tasks, false);
  set_settings(skeleton, request, lanes);
  set_packets(skeleton, request);
  return true;
}

Status fill_maps(const trace_bpf* skeleton, const SyscallTable& table, const ProgramsRequest& request) {
  for (std::uint32_t key = 0; key < table.size(); ++key) TRY(put(skeleton->maps.syscalls, &key, &table[key]));
  for (const ScopeNumber& number : request.numbers) TRY(put(skeleton->maps.numbers, &number.key, &number.match));
  for (const ScopeName& name : request.names) TRY(put(skeleton->maps.names, &name.key, &name.match));
  return ok();
}

Status run_iterator(const bpf_program* program) {
  const auto failed = [](const char* what) {
    return Error{Code::unsupported, std::string(what) + " the iterator: " + std::strerror(errno)};
  };
  const Link link(bpf_program__attach_iter(program, nullptr));
  if (!link) return failed("attaching");
  const UniqueFd reader(bpf_iter_create(bpf_link__fd(link.get())));
  if (!reader) return failed("running");
  std::array<char, 64> nothing;
  while (true) {
    const ssize_t n = ::read(reader.get(), nothing.data(), nothing.size());
    if (n == 0) return ok();
    if (n < 0 && errno != EINTR && errno != EAGAIN) return failed("running");
  }
}

// Attaches one loaded program, or makes it reachable by a tail call.
Status attach_one(const trace_bpf* skeleton, const ListedProgram& listed, std::vector<Link>& links) {
  bpf_program* const program = find_program(skeleton, listed);
  if (listed.name == kIterator) return ok();
  if (listed.name == kSocketIterator) return run_iterator(program);
  if (listed.is_follow_up()) {
    const std::uint32_t index = listed.event->slot;
    const int fd = bpf_program__fd(program);
    if (bpf_map_update_elem(bpf_map__fd(skeleton->maps.follow_ups), &index, &fd, BPF_ANY) == 0) return ok();
  } else {
    const bool is_kprobe = listed.provider != nullptr && listed.provider->kind == ProviderKind::kprobe;
    Link link{is_kprobe ? bpf_program__attach_kprobe(program, false, std::string(listed.provider->target).c_str())
              : is_at_cgroup(program) ? attach_to_root_cgroup(program)
                                      : bpf_program__attach(program)};
    if (link) {
      links.push_back(std::move(link));
      return ok();
    }
  }
  return Error{Code::unsupported, "the kernel does not attach it: " + std::string(std::strerror(errno))};
}

// One that the kernel side has taken in itself is as old as it says.
Status set_container(const trace_bpf* skeleton, std::uint64_t cgroup_id, std::optional<wire_container_age> age) {
  const int map = bpf_map__fd(skeleton->maps.containers);
  auto& variables = *skeleton->data_shared;
  const std::atomic_ref<std::uint32_t> count(variables.container_count);  // the kernel side adds to it, too
  if (!age) {
    if (bpf_map_delete_elem(map, &cgroup_id) == 0) --count;
    return ok();
  }
  const std::uint32_t value = *age;
  if (bpf_map_update_elem(map, &cgroup_id, &value, BPF_NOEXIST) == 0) {
    ++count;
    ++std::atomic_ref<std::uint32_t>(variables.container_epoch);
    return ok();
  }
  if (errno == EEXIST) return ok();
  if (errno == E2BIG) {
    ++std::atomic_ref<std::uint32_t>(variables.containers_left_out);
    return ok();
  }
  return Error{Code::internal,
               "a container is not known to the kernel side, and further ones like it are not told of: " +
                   std::string(std::strerror(errno))};
}

// One try: either programs, or the name of the one that was refused and why.
struct Attempt {
  Skeleton skeleton;
  std::vector<Link> links;
  std::string refused;
  std::string why;
  std::string unknown_container;  // why the kernel side does not know of one
};

// Attaches those that come first, or all others. False if one was refused.
bool attach_some(const trace_bpf* skeleton, const std::vector<ListedProgram>& programs, bool first, Attempt& attempt) {
  for (const ListedProgram& listed : programs) {
    if (listed.first != first) continue;
    if (const Status attached = attach_one(skeleton, listed, attempt.links); !attached) {
      attempt.refused = listed.name;
      attempt.why = attached.error().message;
      return false;
    }
  }
  return true;
}

// From programs that are loaded to programs at work.
bool begin(const trace_bpf* skeleton, const ProgramsRequest& request, const std::vector<ListedProgram>& programs,
           Attempt& attempt) {
  const auto iterated = [&](bool look_at_processes) {
    skeleton->bss->iterating = look_at_processes;
    const Status ran = run_iterator(skeleton->progs.existing_process__iter);
    if (!ran) attempt.why = ran.error().message;
    return static_cast<bool>(ran);
  };
  if (!iterated(false) || !attach_some(skeleton, programs, true, attempt)) return false;
  if (request.find_containers) {
    request.find_containers([&](std::uint64_t cgroup_id, std::optional<wire_container_age> age) {
      if (const Status set = set_container(skeleton, cgroup_id, age); !set)
        attempt.unknown_container = set.error().message;
    });
  }
  return iterated(true) && attach_some(skeleton, programs, false, attempt);
}

Attempt load_attempt(const ProgramsRequest& request, const Plan& plan, const SyscallPrograms& syscalls,
                     const Refused& refused, SyscallHook hook, std::size_t lanes) {
  Attempt attempt;
  libbpf_log().clear();
  Skeleton skeleton(trace_bpf__open());
  if (!skeleton) {
    attempt.why = "opening the programs: " + std::string(std::strerror(errno));
    return attempt;
  }
  const std::vector<ListedProgram> programs = list_programs(plan, syscalls, request, refused, hook);
  if (!configure(skeleton.get(), request, programs, syscalls.table, lanes, attempt.refused)) {
    attempt.why = "it cannot be attached: " + std::string(std::strerror(errno));
    return attempt;
  }
  if (const int error = trace_bpf__load(skeleton.get()); error != 0) {
    attempt.refused = failed_program(libbpf_log());
    attempt.why = why_not_loaded(libbpf_log(), -error);
    spdlog::debug("libbpf: {}", libbpf_log());
    return attempt;
  }
  if (const Status filled = fill_maps(skeleton.get(), syscalls.table, request); !filled) {
    attempt.why = filled.error().message;
    return attempt;
  }
  if (begin(skeleton.get(), request, programs, attempt)) {
    attempt.skeleton = std::move(skeleton);
  } else {
    attempt.links.clear();
  }
  return attempt;
}

// Programs for packets that this kernel has no hook for: to try them would load all others once more for each.
Refused unavailable(const KernelFacts& facts, const ProgramsRequest& request) {
  Refused refused;
  if (!request.packets.wanted) return refused;
  for (const auto& [program, tracepoint] : kSocketTracepoints) {
    const Status found = facts.find_hook(ProviderKind::tp_btf, tracepoint);
    if (!found) refused.emplace(program, found.error().message);
  }
  return refused;
}

}  // namespace

// What libbpf calls with each frame; a negative answer ends its loop, after this frame.
int Programs::on_frame(void* state, void* data, std::size_t size) {
  auto& self = *static_cast<State*>(state);
  // Some frames are given more room than they take; see numbers_reserve() in bpf/syscalls/syscalls.bpf.c.
  wire_header header{};
  std::memcpy(&header, data, std::min(size, sizeof(header)));
  self.sink->frame({static_cast<const char*>(data), std::min<std::size_t>(size, header.size)});
  return ++self.handed_out < kDrainMax ? 0 : -EAGAIN;
}

Programs::Programs(std::unique_ptr<State> state) : state_(std::move(state)) {}
Programs::Programs(Programs&&) noexcept = default;
Programs& Programs::operator=(Programs&&) noexcept = default;
Programs::~Programs() = default;

Result<Programs> Programs::load(const KernelFacts& facts, const ProgramsRequest& request) {
  keep_libbpf_log();
  libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
  auto state = std::make_unique<State>();
  const std::size_t lanes = static_cast<std::size_t>(libbpf_num_possible_cpus()) * WIRE_LANES_PER_CPU;
  const auto looked_at = request.events | request.background;
  Refused refused = unavailable(facts, request);
  SyscallHook hook = facts.preempts_tracepoints() ? SyscallHook::perf_event : SyscallHook::raw_tracepoint;
  while (true) {
    state->plan = make_plan(facts, looked_at, refused);
    const SyscallPrograms syscalls = make_syscall_table(state->plan, request);
    Attempt attempt = load_attempt(request, state->plan, syscalls, refused, hook, lanes);
    if (attempt.skeleton) {
      state->skeleton = std::move(attempt.skeleton);
      state->links = std::move(attempt.links);
      state->refused = std::move(refused);
      state->tell(attempt.unknown_container);
      break;
    }
    if (attempt.refused.ends_with(kPerf)) {
      const bool has_tracefs = access("/sys/kernel/tracing/events", R_OK) == 0;
      spdlog::warn("program \"{}\": {}{}; the raw tracepoint is used instead, of which this kernel may leave out hits",
                   attempt.refused, attempt.why, has_tracefs ? "" : " (is tracefs mounted at /sys/kernel/tracing?)");
      hook = SyscallHook::raw_tracepoint;
      continue;
    }
    const bool optional = attempt.refused.find("__") != std::string::npos && attempt.refused != kIterator &&
                          !refused.contains(attempt.refused);
    if (!optional) {
      const std::string what = attempt.refused.empty() ? "" : "program \"" + attempt.refused + "\": ";
      const std::string cause = why_all_is_refused(facts.lockdown(), request.ring_bytes);
      return Error{Code::unsupported, "loading bpf programs: " + (cause.empty() ? what + attempt.why : cause)};
    }
    spdlog::debug("program \"{}\": {}", attempt.refused, attempt.why);
    refused.emplace(attempt.refused, attempt.why);
  }
  for (const std::string_view ending : {std::string_view(), kPerf}) {
    const auto found = state->refused.find(std::string(kCapture).append(ending));
    if (found != state->refused.end()) {
      spdlog::warn("what is written and read by calls is not captured: {}", found->second);
    }
  }
  TRY(close_maps(state->skeleton->obj));
  const auto& counters = *state->skeleton->bss;
  const WithoutLane without_lane{counters.lost_without_lane, &counters.lost_without_lane_total};
  TRY_ASSIGN(state->ledgers, Ledgers::map(bpf_map__fd(state->skeleton->maps.ledgers), lanes, without_lane,
                                          state->skeleton->data_shared->loss_period));
  state->ring.reset(ring_buffer__new(bpf_map__fd(state->skeleton->maps.events), on_frame, state.get(), nullptr));
  if (!state->ring) {
    return Error{Code::internal, "mapping the ring buffer: " + std::string(std::strerror(errno))};
  }
  return Programs(std::move(state));
}

const Plan& Programs::plan() const {
  return state_->plan;
}

const Refused& Programs::refused() const {
  return state_->refused;
}

std::size_t Programs::program_count() const {
  std::size_t count = 0;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, state_->skeleton->obj) {
    if (bpf_program__autoload(program)) ++count;
  }
  return count;
}

bool Programs::in_own_pid_namespace() const {
  return state_->skeleton->bss->self_level != 0;
}

namespace {

std::optional<Programs::RingMap> if_made(const bpf_map* map) {
  if (!bpf_map__autocreate(map)) return std::nullopt;
  return Programs::RingMap{bpf_map__fd(map), bpf_map__max_entries(map)};
}

}  // namespace

std::optional<Programs::RingMap> Programs::captured_bytes() const {
  return if_made(state_->skeleton->maps.captured_bytes);
}

std::optional<Programs::RingMap> Programs::packets() const {
  return if_made(state_->skeleton->maps.packets);
}

std::optional<Programs::RingMap> Programs::packet_counts() const {
  return if_made(state_->skeleton->maps.packet_counts);
}

void Programs::detach() {
  state_->links.clear();
  state_->next_misses = {};  // the last count is exact
}

int Programs::wait_fd() const {
  return ring_buffer__epoll_fd(state_->ring.get());
}

void Programs::arm() {
  std::atomic_ref<std::uint32_t>(state_->skeleton->data_shared->consumer_sleeps).store(1);
}

void Programs::disarm() {
  std::atomic_ref<std::uint32_t>(state_->skeleton->data_shared->consumer_sleeps).store(0);
}

std::size_t Programs::drain(FrameSink& sink) {
  state_->sink = &sink;
  state_->handed_out = 0;
  ring_buffer__consume(state_->ring.get());
  state_->sink = nullptr;
  return state_->handed_out;
}

std::vector<wire_loss> Programs::take_losses() {
  const auto now = std::chrono::steady_clock::now();
  if (now >= state_->next_misses) {
    state_->missed = 0;
    for (const auto& [program, hits] : misses()) state_->missed += hits;
    state_->next_misses = now + kMissesInterval;
  }
  return state_->ledgers->take_losses(state_->missed);
}

KernelTotals Programs::totals(std::uint16_t slot) const {
  return state_->ledgers->totals(slot);
}

std::size_t Programs::lane_count() const {
  return state_->ledgers->lane_count();
}

LaneTotals Programs::lane_totals(std::uint16_t lane) const {
  return state_->ledgers->lane_totals(lane);
}

std::vector<std::pair<std::string, std::uint64_t>> Programs::misses() const {
  std::vector<std::pair<std::string, std::uint64_t>> all;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, state_->skeleton->obj) {
    if (!bpf_program__autoload(program)) continue;
    bpf_prog_info info{};
    std::uint32_t size = sizeof(info);
    if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) != 0) continue;
    if (info.recursion_misses != 0) all.emplace_back(bpf_program__name(program), info.recursion_misses);
  }
  return all;
}

std::uint64_t Programs::containers_left_out() const {
  return std::atomic_ref<std::uint32_t>(state_->skeleton->data_shared->containers_left_out).load();
}

void Programs::set_container(std::uint64_t cgroup_id, std::optional<wire_container_age> age) {
  const Status set = trace::set_container(state_->skeleton.get(), cgroup_id, age);
  if (!set) state_->tell(set.error().message);
}

}  // namespace trace
