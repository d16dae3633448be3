// SPDX-License-Identifier: Apache-2.0
#include "collector/bpf/programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>

#include <spdlog/spdlog.h>

#include "bpf/trace.skel.h"
#include "collector/bpf/syscall_table.h"
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
constexpr std::string_view kPerf = "_perf";         // ends the name of a variant, see bpf/providers.h

// Where the programs of system calls are attached.
enum class SyscallHook { raw_tracepoint, perf_event };

// What libbpf said, since its return values are numbers only. It logs from the thread that calls it.
std::string& libbpf_log() {
  static std::string log;
  return log;
}

int keep_log(libbpf_print_level level, const char* format, va_list args) {
  if (level == LIBBPF_DEBUG) return 0;
  va_list again;
  va_copy(again, args);
  std::string line(static_cast<std::size_t>(std::max(0, std::vsnprintf(nullptr, 0, format, again))) + 1, '\0');
  va_end(again);
  std::vsnprintf(line.data(), line.size(), format, args);
  line.pop_back();
  libbpf_log() += line;
  return 0;
}

// "libbpf: prog 'NAME': BPF program load failed: Permission denied" -> NAME
std::string failed_program(const std::string& log) {
  static constexpr std::string_view kMark = "prog '";
  const std::size_t failed = log.find("failed to");
  const std::size_t at = log.rfind(kMark, failed == std::string::npos ? log.size() : failed);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + kMark.size();
  return log.substr(begin, log.find('\'', begin) - begin);
}

class Mapping {
 public:
  Mapping() = default;
  Mapping(int fd, std::size_t bytes)
      : bytes_(bytes), at_(mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)) {}
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  Mapping(Mapping&& other) noexcept
      : bytes_(other.bytes_), at_(std::exchange(other.at_, MAP_FAILED)) {}
  Mapping& operator=(Mapping&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(at_, other.at_);
    return *this;
  }
  ~Mapping() {
    if (at_ != MAP_FAILED) munmap(at_, bytes_);
  }
  explicit operator bool() const { return at_ != MAP_FAILED; }
  void* get() const { return at_; }

 private:
  std::size_t bytes_ = 0;
  void* at_ = MAP_FAILED;
};

}  // namespace

struct Programs::State {
  Skeleton skeleton;
  Plan plan;
  std::vector<Link> links;
  Ring ring;
  Mapping ledgers;
  std::size_t lane_count = 0;
  std::array<std::uint64_t, WIRE_SLOT_MAX> laneless_reported{};
  const std::function<void(std::string_view)>* handler = nullptr;
  std::size_t handed_out = 0;  // by the drain at hand
  std::uint64_t misses_reported = 0;

  std::span<wire_ledger> ledger() const {
    return {static_cast<wire_ledger*>(ledgers.get()), lane_count};
  }
};

namespace {

std::vector<std::string> programs_needed(const Plan& plan,
                                         const SyscallPrograms& syscalls,
                                         const ProgramsRequest& request,
                                         const Refused& refused,
                                         SyscallHook hook) {
  std::vector<std::string> names{std::string(kIterator)};
  for (const PlannedEvent& planned : plan.events) {
    if (planned.provider != nullptr) names.push_back(planned.program());
    if (planned.event->id == WIRE_EVENT_sched_process_exec) names.emplace_back("remember_name");
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

void configure(trace_bpf* skeleton,
               const ProgramsRequest& request,
               const std::vector<std::string>& needed,
               std::size_t lanes) {
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, skeleton->obj) {
    const bool wanted =
        std::find(needed.begin(), needed.end(), bpf_program__name(program)) != needed.end();
    bpf_program__set_autoload(program, wanted);
  }
  bpf_map__set_max_entries(skeleton->maps.lanes, static_cast<std::uint32_t>(lanes));
  bpf_map__set_max_entries(skeleton->maps.ledgers, static_cast<std::uint32_t>(lanes));
  bpf_map__set_max_entries(skeleton->maps.events, request.ring_bytes);
  const bool storage = libbpf_probe_bpf_map_type(BPF_MAP_TYPE_TASK_STORAGE, nullptr) == 1 &&
                       libbpf_probe_bpf_helper(BPF_PROG_TYPE_TRACING, BPF_FUNC_task_storage_get, nullptr) == 1;
  skeleton->rodata->task_storage = storage;
  bpf_map__set_autocreate(storage ? skeleton->maps.tasks_by_tid : skeleton->maps.tasks, false);
  const_cast<wire_settings&>(reinterpret_cast<const wire_settings&>(skeleton->rodata->settings)) =
      request.settings;
}

Status fill_maps(const trace_bpf* skeleton,
                 const SyscallTable& table,
                 const ProgramsRequest& request) {
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

// One try: either programs, or the name of the one that was refused and why.
struct Attempt {
  Skeleton skeleton;
  std::vector<Link> links;
  std::string refused;
  std::string why;
};

Attempt load_attempt(const ProgramsRequest& request,
                     const Plan& plan,
                     const SyscallPrograms& syscalls,
                     const Refused& refused,
                     SyscallHook hook,
                     std::size_t lanes) {
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
    attempt.why = "the kernel does not load it: " + std::string(std::strerror(-error));
    spdlog::debug("libbpf: {}", libbpf_log());
    return attempt;
  }
  if (const Status filled = fill_maps(skeleton.get(), syscalls.table, request); !filled) {
    attempt.why = filled.error().message;
    return attempt;
  }
  // Right unless the collector runs in a pid namespace of its own; the iterator will tell.
  skeleton->bss->self_pid = static_cast<std::uint32_t>(getpid());
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, skeleton->obj) {
    if (!bpf_program__autoload(program)) continue;
    const Status attached = attach_one(skeleton.get(), program, attempt.links);
    if (!attached) {
      attempt.refused = bpf_program__name(program);
      attempt.why = attached.error().message;
      attempt.links.clear();
      return attempt;
    }
  }
  attempt.skeleton = std::move(skeleton);
  return attempt;
}

wire_loss loss_without_lane(std::uint32_t id, std::uint64_t count) {
  wire_loss loss{};
  loss.header = {sizeof(loss), WIRE_KIND_LOSS, 0};
  loss.id = id;
  loss.cpu = loss.lane = WIRE_NO_LANE;
  loss.count = count;
  return loss;
}

}  // namespace

// What libbpf calls with each frame; a negative answer ends its loop, after this frame.
int Programs::on_frame(void* state, void* data, std::size_t size) {
  auto& self = *static_cast<State*>(state);
  (*self.handler)({static_cast<const char*>(data), size});
  return ++self.handed_out < kDrainMax ? 0 : -EAGAIN;
}

Programs::Programs(std::unique_ptr<State> state) : state_(std::move(state)) {}
Programs::Programs(Programs&&) noexcept = default;
Programs& Programs::operator=(Programs&&) noexcept = default;
Programs::~Programs() = default;

Result<Programs> Programs::load(const KernelFacts& facts, const ProgramsRequest& request) {
  libbpf_set_print(keep_log);
  libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
  auto state = std::make_unique<State>();
  state->lane_count = static_cast<std::size_t>(libbpf_num_possible_cpus()) * WIRE_LANES_PER_CPU;
  Refused refused;
  SyscallHook hook = facts.preempts_tracepoints() ? SyscallHook::perf_event : SyscallHook::raw_tracepoint;
  while (true) {
    state->plan = make_plan(facts, request.events, refused);
    const SyscallPrograms syscalls =
        make_syscall_table(state->plan, request.events, request.settings.exec_env != 0);
    Attempt attempt = load_attempt(request, state->plan, syscalls, refused, hook, state->lane_count);
    if (attempt.skeleton) {
      state->skeleton = std::move(attempt.skeleton);
      state->links = std::move(attempt.links);
      break;
    }
    if (attempt.refused.ends_with(kPerf)) {
      spdlog::warn("program \"{}\": {}; the raw tracepoint is used instead, of which this kernel may leave out hits",
                   attempt.refused, attempt.why);
      hook = SyscallHook::raw_tracepoint;
      continue;
    }
    const bool optional = attempt.refused.find("__") != std::string::npos &&
                          attempt.refused != kIterator && !refused.contains(attempt.refused);
    if (!optional) {
      const std::string what = attempt.refused.empty() ? "" : "program \"" + attempt.refused + "\": ";
      return Error{Code::unsupported, "loading bpf programs: " + what + attempt.why};
    }
    spdlog::debug("program \"{}\": {}", attempt.refused, attempt.why);
    refused.emplace(attempt.refused, attempt.why);
  }
  const int ledgers = bpf_map__fd(state->skeleton->maps.ledgers);
  state->ledgers = Mapping(ledgers, state->lane_count * sizeof(wire_ledger));
  if (!state->ledgers) {
    return Error{Code::internal, "mapping the ledgers: " + std::string(std::strerror(errno))};
  }
  state->ring.reset(
      ring_buffer__new(bpf_map__fd(state->skeleton->maps.events), on_frame, state.get(), nullptr));
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

Status Programs::run_iterators() {
  const Link link(bpf_program__attach_iter(state_->skeleton->progs.existing_process__iter, nullptr));
  if (!link) return Error{Code::unsupported, "attaching the iterator: " + std::string(std::strerror(errno))};
  const UniqueFd reader(bpf_iter_create(bpf_link__fd(link.get())));
  if (!reader) return Error{Code::unsupported, "running the iterator: " + std::string(std::strerror(errno))};
  char nothing[64];
  while (true) {
    const ssize_t n = ::read(reader.get(), nothing, sizeof(nothing));
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) break;
  }
  return ok();
}

void Programs::detach() {
  state_->links.clear();
}

int Programs::wait_fd() const {
  return ring_buffer__epoll_fd(state_->ring.get());
}

bool Programs::arm() {
  std::atomic_ref<std::uint32_t>(state_->skeleton->bss->consumer_sleeps).store(1);
  return true;
}

void Programs::disarm() {
  std::atomic_ref<std::uint32_t>(state_->skeleton->bss->consumer_sleeps).store(0);
}

std::size_t Programs::drain(const std::function<void(std::string_view)>& handler) {
  state_->handler = &handler;
  state_->handed_out = 0;
  ring_buffer__consume(state_->ring.get());
  state_->handler = nullptr;
  return state_->handed_out;
}

std::vector<wire_loss> Programs::take_losses() {
  std::vector<wire_loss> losses;
  std::uint16_t lane = 0;
  for (wire_ledger& ledger : state_->ledger()) {
    for (const EventSpec& event : events()) {
      const std::uint16_t slot = event.slot;
      const std::uint64_t lost = std::atomic_ref<std::uint64_t>(ledger.lost[slot]).load();
      if (lost == ledger.reported[slot]) continue;
      wire_loss loss{};
      loss.header = {sizeof(loss), WIRE_KIND_LOSS, 0};
      loss.id = event.id;
      loss.cpu = static_cast<std::uint16_t>(lane / WIRE_LANES_PER_CPU);
      loss.lane = lane;
      loss.count = lost - ledger.reported[slot];
      loss.first_time_ns = ledger.first_time_ns[slot];
      loss.last_time_ns = ledger.last_time_ns[slot];
      loss.first_seq = ledger.first_seq[slot];
      loss.last_seq = ledger.last_seq[slot];
      ledger.reported[slot] = lost;
      losses.push_back(loss);
    }
    ++lane;
  }
  for (const EventSpec& event : events()) {
    const std::uint64_t lost = state_->skeleton->bss->lost_without_lane[event.slot];
    std::uint64_t& reported = state_->laneless_reported.at(event.slot);
    if (lost != reported) losses.push_back(loss_without_lane(event.id, lost - reported));
    reported = lost;
  }
  std::uint64_t missed = 0;
  for (const auto& [program, hits] : misses()) missed += hits;
  if (missed != state_->misses_reported) {
    losses.push_back(loss_without_lane(WIRE_ANY_EVENT, missed - state_->misses_reported));
  }
  state_->misses_reported = missed;
  return losses;
}

KernelTotals Programs::totals(std::uint16_t slot) const {
  KernelTotals totals;
  for (const wire_ledger& ledger : state_->ledger()) {
    totals.produced += ledger.produced[slot];
    totals.lost += ledger.lost[slot];
  }
  const std::uint64_t laneless = state_->skeleton->bss->lost_without_lane[slot];
  totals.produced += laneless;
  totals.lost += laneless;
  return totals;
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
  const int map = bpf_map__fd(state_->skeleton->maps.containers);
  std::uint32_t& count = state_->skeleton->bss->container_count;
  if (!age) {
    if (bpf_map_delete_elem(map, &cgroup_id) == 0) --count;
    return;
  }
  const std::uint32_t value = *age;
  if (bpf_map_update_elem(map, &cgroup_id, &value, BPF_NOEXIST) == 0) {
    ++count;
  } else if (bpf_map_update_elem(map, &cgroup_id, &value, BPF_EXIST) != 0) {
    spdlog::warn("a container is not known to the kernel side: {}", std::strerror(errno));
  }
}

bool Programs::mark_task(std::uint32_t pid, std::uint32_t marks) {
  wire_task task{};
  task.marks = marks;
  if (!state_->skeleton->rodata->task_storage) {
    return bpf_map_update_elem(bpf_map__fd(state_->skeleton->maps.tasks_by_tid), &pid, &task, BPF_ANY) == 0;
  }
  const UniqueFd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  const int fd = process.get();
  return process && bpf_map_update_elem(bpf_map__fd(state_->skeleton->maps.tasks), &fd, &task, BPF_ANY) == 0;
}

}  // namespace trace
