// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/pipeline.h"

#include <algorithm>
#include <cstring>

#include <spdlog/spdlog.h>

#include "collector/enrich/environment.h"

namespace trace {
namespace {

// How long option:sort-events holds an event back: programs on other CPUs may still be about to send an older one.
constexpr std::uint64_t kSortWindowNs = 100'000'000;

}  // namespace

Pipeline::Pipeline(PipelineOptions options, const StreamInfo& stream, std::vector<Output> outputs)
    : options_(std::move(options)), outputs_(std::move(outputs)), decoder_(stream.boot_time_ns) {
  for (Output& output : outputs_) output.encoder().begin(stream, output.buffer());
}

bool Pipeline::frame(std::string_view bytes) {
  wire_event head{};
  const bool has_head = bytes.size() >= sizeof(head);
  if (has_head) std::memcpy(&head, bytes.data(), sizeof(head));
  const EventSpec* spec = has_head ? find_event(head.id) : nullptr;
  if (spec == nullptr) {
    ++malformed_;
    ++unattributed_;
    return true;
  }
  const bool hurried = (head.flags & WIRE_FLAG_UNHURRIED) == 0;
  track_containers(head, bytes);
  const bool told = options_.events.test(spec->slot) && (head.flags & WIRE_FLAG_UNWANTED) == 0;
  if (!told && !(options_.executables && Processes::is_source(*spec))) {
    ++accounts_.at(spec->slot).filtered;
    return hurried;
  }
  if (options_.sort_events) {
    newest_ns_ = std::max<std::uint64_t>(newest_ns_, head.time_ns);
    held_.push_back({head.time_ns, std::string(bytes)});
    return hurried;
  }
  handle(bytes);
  return hurried;
}

void Pipeline::track_containers(const wire_event& head, std::string_view bytes) {
  if (head.id != WIRE_EVENT_cgroup_mkdir && head.id != WIRE_EVENT_cgroup_rmdir) return;
  Event event;
  if (!decoder_.decode(bytes, event)) return;
  const auto* id = std::get_if<std::uint64_t>(&event.arg("cgroup_id"));
  const auto* path = std::get_if<std::string_view>(&event.arg("cgroup_path"));
  const auto* hierarchy = std::get_if<std::uint64_t>(&event.arg("hierarchy_id"));
  if (id == nullptr || path == nullptr || hierarchy == nullptr) return;
  if (*hierarchy != hierarchy_id_) return;
  if (head.id == WIRE_EVENT_cgroup_mkdir) {
    containers_.created(*id, *path, notify_);
  } else {
    containers_.removed(*id, notify_);
  }
}

void Pipeline::handle(std::string_view bytes) {
  wire_event head{};
  std::memcpy(&head, bytes.data(), sizeof(head));
  if (!options_.keep_environment && head.id == WIRE_EVENT_sched_process_exec) {
    edited_.assign(bytes);
    reduce_environment(edited_);
    bytes = edited_;
  }
  if (const Status decoded = decoder_.decode(bytes, event_); !decoded) {
    return report_malformed(head, decoded.error().message);
  }
  if (options_.executables) name_executable();
  event_.context.container_id = containers_.id(event_.context.cgroup_id);
  Account& account = accounts_.at(event_.spec->slot);
  if (!wanted(event_)) {
    ++account.filtered;
    return;
  }
  ++account.written;
  for (Output& output : outputs_) output.encoder().event(event_, bytes, output.buffer());
}

void Pipeline::name_executable() {
  if (Processes::is_source(*event_.spec)) processes_.update(event_);
  event_.context.executable = processes_.executable({event_.context.host_pid, event_.context.leader_start_ns});
}

// To a reader of the stream it is lost, whoever lost it: the LOSS frame explains the gap in the numbers of its lane.
void Pipeline::report_malformed(const wire_event& head, const std::string& why) {
  ++malformed_;
  spdlog::error("decoding an event of the kernel: {}", why);
  wire_loss lost{};
  lost.header = {sizeof(lost), WIRE_KIND_LOSS, 0};
  lost.id = head.id;
  lost.cpu = head.lane / WIRE_LANES_PER_CPU;
  lost.lane = head.lane;
  lost.count = 1;
  lost.first_time_ns = lost.last_time_ns = head.time_ns;
  lost.first_seq = lost.last_seq = head.seq;
  loss(lost);
}

void Pipeline::set_produced(const EventSpec& event, std::uint64_t produced) {
  Account& account = accounts_.at(event.slot);
  account.produced = produced;
  const std::uint64_t known = account.written + account.filtered + account.lost;
  const std::uint64_t missing = std::min(produced - std::min(produced, known), unattributed_);
  if (missing == 0) return;
  unattributed_ -= missing;
  wire_loss lost{};
  lost.header = {sizeof(lost), WIRE_KIND_LOSS, 0};
  lost.id = event.id;
  lost.cpu = lost.lane = WIRE_NO_LANE;
  lost.count = missing;
  loss(lost);
}

bool Pipeline::wanted(const Event& event) const {
  const std::size_t slot = event.spec->slot;
  if (!options_.events.test(slot) || (event.context.flags & WIRE_FLAG_UNWANTED) != 0) return false;
  return slot >= options_.filters.size() || !options_.filters[slot] || options_.filters[slot](event);
}

void Pipeline::release(bool everything) {
  if (held_.empty()) return;
  std::stable_sort(held_.begin(), held_.end(), [](const Held& a, const Held& b) { return a.time_ns < b.time_ns; });
  std::size_t done = 0;
  while (done < held_.size() && (everything || held_[done].time_ns + kSortWindowNs < newest_ns_)) {
    handle(held_[done++].frame);
  }
  held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(done));
}

void Pipeline::loss(const wire_loss& loss) {
  if (const EventSpec* spec = find_event(loss.id)) accounts_.at(spec->slot).lost += loss.count;
  for (Output& output : outputs_) output.encoder().loss(loss, output.buffer());
}

void Pipeline::totals(bool final) {
  const std::vector<wire_total> rows = accounts_.totals();
  for (Output& output : outputs_) output.encoder().totals(rows, final, output.buffer());
}

void Pipeline::flush(bool always) {
  for (Output& output : outputs_) {
    if (always || output.is_large()) output.flush();
  }
}

bool Pipeline::is_over() const {
  const auto closed = [](const Output& output) { return output.is_closed(); };
  const auto failed = [](const Output& output) { return output.failure().has_value(); };
  return std::any_of(outputs_.begin(), outputs_.end(), failed) ||
         (!outputs_.empty() && std::all_of(outputs_.begin(), outputs_.end(), closed));
}

Status Pipeline::written() const {
  std::optional<Error> all;
  for (const Output& output : outputs_) {
    if (!output.failure()) continue;
    if (all) {
      all->message.append("; ").append(output.failure()->message);
    } else {
      all = output.failure();
    }
  }
  return all ? Status(*std::move(all)) : ok();
}

}  // namespace trace
