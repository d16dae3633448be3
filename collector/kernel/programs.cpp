// SPDX-License-Identifier: Apache-2.0
#include "collector/kernel/programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>

#include <spdlog/spdlog.h>

#include "bpf/trace.skel.h"
#include "collector/kernel/ledgers.h"
#include "collector/kernel/libbpf_log.h"
#include "collector/kernel/load_refusal.h"
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

constexpr std::string_view kIterator = "existing_process__iter";
constexpr std::string_view kAtExit = "__sys_exit";  // ends the names of programs that are tail-called there
constexpr std::string_view kPerf = "_perf";         // ends the name of a variant, see bpf/core/hook.h

// How the names of programs begin that tell of processes and containers as they come and go. They are attached before
// the iterator looks at those that are there, so that none is missed, and before all others, so that whose events those
// are is known.
constexpr auto kFirst = std::to_array<std::string_view>(
    {"sched_process_", "follow_fork", "remember_name", "cgroup_mkdir__", "cgroup_rmdir__"});

bool is_attached_first(std::string_view name) {
  return std::any_of(kFirst.begin(), kFirst.end(), [&](std::string_view begin) { return name.starts_with(begin); });
}

// Where the programs of system calls are attached.
enum class SyscallHook { raw_tracepoint, perf_event };

}  // namespace

struct Programs::State {
  Skeleton skeleton;
  Plan plan;
  std::vector<Link> links;
  Ring ring;
  std::optional<Ledgers> ledgers;
  FrameSink* sink = nullptr;   // of the drain at hand
  std::size_t handed_out = 0;  // by it
};

namespace {

std::vector<std::string> programs_needed(const Plan& plan, const SyscallPrograms& syscalls,
                                         const ProgramsRequest& request, const Refused& refused, SyscallHook hook) {
  std::vector<std::string> names{std::string(kIterator)};
  for (const PlannedEvent& planned : plan.events) {
    if (planned.provider == nullptr) continue;
    names.push_back(planned.program());
    const bool is_shown = request.events.test(planned.event->slot);
    if (is_shown && planned.provider->target == "sched_process_exec") names.emplace_back("remember_name");
  }
  if (syscalls.at_exit) names.emplace_back("sys_exit");
  if (syscalls.at_enter) names.emplace_back("sys_enter");
  if (request.settings.follow != 0 || request.settings.tree != 0) names.emplace_back("follow_fork");
  if (request.track_containers) {
    names.emplace_back("cgroup_mkdir__tp_btf");
    names.emplace_back("cgroup_rmdir__tp_btf");
  }
  names.erase(std::remove_if(names.begin(), names.end(), [&](const auto& name) { return refused.contains(name); }),
              names.end());
  if (hook == SyscallHook::perf_event) {
    for (std::string& name : names) {
      if (name == "sys_exit" || name == "sys_enter" || name.ends_with(kAtExit)) name += kPerf;
    }
  }
  return names;
}

void configure(trace_bpf* skeleton, const ProgramsRequest& request, const std::vector<std::string>& needed,
               std::size_t lanes) {
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, skeleton->obj) {
    const bool wanted = std::find(needed.begin(), needed.end(), bpf_program__name(program)) != needed.end();
    bpf_program__set_autoload(program, wanted);
  }
  bpf_map__set_max_entries(skeleton->maps.lanes, static_cast<std::uint32_t>(lanes));
  bpf_map__set_max_entries(skeleton->maps.ledgers, static_cast<std::uint32_t>(lanes));
  bpf_map__set_max_entries(skeleton->maps.events, request.ring_bytes);
  const bool storage = libbpf_probe_bpf_map_type(BPF_MAP_TYPE_TASK_STORAGE, nullptr) == 1 &&
                       libbpf_probe_bpf_helper(BPF_PROG_TYPE_TRACING, BPF_FUNC_task_storage_get, nullptr) == 1;
  skeleton->rodata->task_storage = storage;
  bpf_map__set_autocreate(storage ? skeleton->maps.tasks_by_tid : skeleton->maps.tasks, false);
  auto& settings = const_cast<wire_settings&>(reinterpret_cast<const wire_settings&>(skeleton->rodata->settings));
  settings = request.settings;
  for (const EventSpec& event : events()) {
    if (request.events.test(event.slot)) settings.selected[event.slot / 64] |= wire_u64{1} << event.slot % 64;
  }
}

Status fill_maps(const trace_bpf* skeleton, const SyscallTable& table, const ProgramsRequest& request) {
  const int syscalls = bpf_map__fd(skeleton->maps.syscalls);
  for (std::uint32_t key = 0; key < table.size(); ++key) {
    if (bpf_map_update_elem(syscalls, &key, &table[key], BPF_ANY) != 0) {
      return Error{Code::internal, "filling map \"syscalls\": " + std::string(std::strerror(errno))};
    }
  }
  for (const ScopeNumber& number : request.numbers) {
    const auto match = static_cast<std::uint8_t>(number.match);
    bpf_map_update_elem(bpf_map__fd(skeleton->maps.numbers), &number.key, &match, BPF_ANY);
  }
  for (const ScopeName& name : request.names) {
    const auto match = static_cast<std::uint8_t>(name.match);
    bpf_map_update_elem(bpf_map__fd(skeleton->maps.names), &name.key, &match, BPF_ANY);
  }
  for (const bpf_map* map : {skeleton->maps.syscalls, skeleton->maps.numbers, skeleton->maps.names}) {
    bpf_map_freeze(bpf_map__fd(map));
  }
  return ok();
}

// Attaches one loaded program, or makes it reachable by a tail call.
Status attach_one(const trace_bpf* skeleton, bpf_program* program, std::vector<Link>& links) {
  const std::string_view name = bpf_program__name(program);
  if (name == kIterator) return ok();
  if (const std::size_t at_exit = name.find(kAtExit); at_exit != std::string_view::npos) {
    const EventSpec* event = find_event(name.substr(0, at_exit));
    const auto index = static_cast<std::uint32_t>(follow_up_index(*event));
    const int fd = bpf_program__fd(program);
    if (bpf_map_update_elem(bpf_map__fd(skeleton->maps.follow_ups), &index, &fd, BPF_ANY) == 0) {
      return ok();
    }
  } else if (Link link{bpf_program__attach(program)}) {
    links.push_back(std::move(link));
    return ok();
  }
  return Error{Code::unsupported, "the kernel does not attach it: " + std::string(std::strerror(errno))};
}

Status run_iterator(const trace_bpf* skeleton, bool look_at_processes) {
  const auto failed = [](const char* what) {
    return Error{Code::unsupported, std::string(what) + " the iterator: " + std::strerror(errno)};
  };
  skeleton->bss->iterating = look_at_processes;
  const Link link(bpf_program__attach_iter(skeleton->progs.existing_process__iter, nullptr));
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

Status set_container(const trace_bpf* skeleton, std::uint64_t cgroup_id, std::optional<wire_container_age> age) {
  const int map = bpf_map__fd(skeleton->maps.containers);
  std::uint32_t& count = skeleton->bss->container_count;
  if (!age) {
    if (bpf_map_delete_elem(map, &cgroup_id) == 0) --count;
    return ok();
  }
  const std::uint32_t value = *age;
  if (bpf_map_update_elem(map, &cgroup_id, &value, BPF_NOEXIST) == 0) {
    ++count;
  } else if (bpf_map_update_elem(map, &cgroup_id, &value, BPF_EXIST) != 0) {
    return Error{Code::internal, "a container is not known to the kernel side: " + std::string(std::strerror(errno))};
  }
  return ok();
}

// One try: either programs, or the name of the one that was refused and why.
struct Attempt {
  Skeleton skeleton;
  std::vector<Link> links;
  std::string refused;
  std::string why;
};

// Attaches those that come first, or all others. False if one was refused.
bool attach_some(const trace_bpf* skeleton, bool first, Attempt& attempt) {
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, skeleton->obj) {
    const char* const name = bpf_program__name(program);
    if (!bpf_program__autoload(program) || is_attached_first(name) != first) continue;
    if (const Status attached = attach_one(skeleton, program, attempt.links); !attached) {
      attempt.refused = name;
      attempt.why = attached.error().message;
      return false;
    }
  }
  return true;
}

// From programs that are loaded to programs at work.
bool begin(const trace_bpf* skeleton, const ProgramsRequest& request, Attempt& attempt) {
  const auto iterated = [&](bool look_at_processes) {
    const Status ran = run_iterator(skeleton, look_at_processes);
    if (!ran) attempt.why = ran.error().message;
    return static_cast<bool>(ran);
  };
  if (!iterated(false) || !attach_some(skeleton, true, attempt)) return false;
  if (request.find_containers) {
    request.find_containers([&](std::uint64_t cgroup_id, std::optional<wire_container_age> age) {
      if (const Status set = set_container(skeleton, cgroup_id, age); !set) spdlog::warn("{}", set.error().message);
    });
  }
  return iterated(true) && attach_some(skeleton, false, attempt);
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
  configure(skeleton.get(), request, programs_needed(plan, syscalls, request, refused, hook), lanes);
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
  if (begin(skeleton.get(), request, attempt)) {
    attempt.skeleton = std::move(skeleton);
  } else {
    attempt.links.clear();
  }
  return attempt;
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
  Refused refused;
  SyscallHook hook = facts.preempts_tracepoints() ? SyscallHook::perf_event : SyscallHook::raw_tracepoint;
  while (true) {
    state->plan = make_plan(facts, request.events | request.background, refused);
    const SyscallPrograms syscalls = make_syscall_table(state->plan, request.events, request.settings.exec_env != 0);
    Attempt attempt = load_attempt(request, state->plan, syscalls, refused, hook, lanes);
    if (attempt.skeleton) {
      state->skeleton = std::move(attempt.skeleton);
      state->links = std::move(attempt.links);
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
  TRY_ASSIGN(state->ledgers,
             Ledgers::map(bpf_map__fd(state->skeleton->maps.ledgers), lanes, state->skeleton->bss->lost_without_lane));
  state->ring.reset(ring_buffer__new(bpf_map__fd(state->skeleton->maps.events), on_frame, state.get(), nullptr));
  if (!state->ring) {
    return Error{Code::internal, "mapping the ring buffer: " + std::string(std::strerror(errno))};
  }
  return Programs(std::move(state));
}

const Plan& Programs::plan() const {
  return state_->plan;
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

void Programs::detach() {
  state_->links.clear();
}

int Programs::wait_fd() const {
  return ring_buffer__epoll_fd(state_->ring.get());
}

void Programs::arm() {
  std::atomic_ref<std::uint32_t>(state_->skeleton->bss->consumer_sleeps).store(1);
}

void Programs::disarm() {
  std::atomic_ref<std::uint32_t>(state_->skeleton->bss->consumer_sleeps).store(0);
}

std::size_t Programs::drain(FrameSink& sink) {
  state_->sink = &sink;
  state_->handed_out = 0;
  ring_buffer__consume(state_->ring.get());
  state_->sink = nullptr;
  return state_->handed_out;
}

std::vector<wire_loss> Programs::take_losses() {
  std::uint64_t missed = 0;
  for (const auto& [program, hits] : misses()) missed += hits;
  return state_->ledgers->take_losses(missed);
}

KernelTotals Programs::totals(std::uint16_t slot) const {
  return state_->ledgers->totals(slot);
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

void Programs::set_container(std::uint64_t cgroup_id, std::optional<wire_container_age> age) {
  const Status set = trace::set_container(state_->skeleton.get(), cgroup_id, age);
  if (!set) spdlog::warn("{}", set.error().message);
}

}  // namespace trace
