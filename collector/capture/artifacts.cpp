// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/artifacts.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>
#include <utility>

#include "common/base/unique_fd.h"
#include "common/event/owned_event.h"

namespace trace {
namespace {

void set_text(OwnedEvent& event, std::string_view field, std::string_view text) {
  if (!text.empty()) event.put(field, text);
}

// The name of a process that runs; empty if it does not any more.
std::string comm_of(pid_t pid) {
  const UniqueFd fd(::open(("/proc/" + std::to_string(pid) + "/comm").c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 64> name{};
  const ssize_t size = fd ? ::read(fd.get(), name.data(), name.size()) : 0;
  return std::string(name.data(), size > 1 ? static_cast<std::size_t>(size) - 1 : 0);
}

}  // namespace

ArtifactStore::Kept Artifacts::keep(const HeldFile& file, const Trigger& trigger, std::string_view how) {
  const Event* const event = trigger.event;
  const std::uint64_t process = event == nullptr ? static_cast<std::uint64_t>(file.pid) : event->context.process_entity;
  const bool is_unwritten = event != nullptr && trigger.unwritten_ctime_ns == file.status.file.ctime_ns;
  ArtifactStore::Kept kept =
      store_.keep(file.fd.get(), file.status, process, is_unwritten ? event->context.time_ns : 0);
  ManifestLine line;
  line.result = kept.result;
  line.reason = kept.reason;
  line.sha256 = kept.sha256;
  line.object = kept.object;
  if (!kept.object.empty()) {
    line.size = kept.size;
    const std::uint64_t time_ns = event == nullptr ? file.time_ns : event->context.time_ns;
    const std::string_view container = event == nullptr ? std::string_view() : event->context.container_id;
    const std::string_view name = !trigger.path.empty() || event == nullptr ? trigger.path : event->context.comm;
    line.name = store_.link(kept, container, trigger.kind, time_ns, name);
  }
  if (kept.truncated) line.truncated_at = kept.size;
  line.changed = kept.changed;
  line.how = kept.is_known ? "known" : how;
  line.file = file.original ? *file.original : file.status.file;
  if (event == nullptr && file.pid != 0) {
    line.process.emplace().pid = static_cast<std::uint32_t>(file.pid);
    line.process->comm = comm_of(file.pid);
  }
  if (line.reason.empty()) line.reason = trigger.missing;
  report(std::move(line), trigger, !kept.object.empty() && !kept.truncated && !kept.changed && trigger.missing.empty());
  return kept;
}

void Artifacts::known(const ArtifactStore::Kept& kept, std::uint32_t dev, std::uint64_t inode, const Trigger& trigger) {
  ManifestLine line;
  line.result = "duplicate";
  line.sha256 = kept.sha256;
  line.object = kept.object;
  line.size = kept.size;
  line.how = "known";
  line.file.emplace().dev = dev;
  line.file->inode = inode;
  report(std::move(line), trigger, !kept.truncated);
}

void Artifacts::missed(const Trigger& trigger, std::string reason) {
  ManifestLine line;
  line.result = "missed";
  line.reason = std::move(reason);
  report(std::move(line), trigger, false);
}

void Artifacts::missed(std::uint64_t count, std::string_view kind, std::string_view reason) {
  ManifestLine line;
  line.time_ns = wall_ns();
  line.kind = kind;
  line.result = "missed";
  line.reason = reason;
  line.count = count;
  store_.write(line);
}

void Artifacts::note(ManifestLine line, bool complete) {
  Trigger trigger;
  trigger.kind = line.kind;
  trigger.role = line.role;
  trigger.path = line.path;
  report(std::move(line), trigger, complete);
}

void Artifacts::report(ManifestLine line, const Trigger& trigger, bool complete) {
  line.time_ns = wall_ns();
  line.kind = trigger.kind;
  line.role = trigger.role;
  line.path = trigger.path;
  line.stream = trigger.stream;
  line.streamed = trigger.streamed;
  line.address = trigger.address;
  OwnedEvent made(events()[WIRE_SLOT_artifact]);
  Context& context = made.event.context;
  if (const Event* const event = trigger.event) {
    context = event->context;
    context.seq = 0;
    context.provider = ProviderKind::none;
    context.variant = 0;
    context.flags &= WIRE_FLAG_CONTAINER | WIRE_FLAG_COMPAT;
    line.late_ns = line.time_ns > event->context.time_ns ? line.time_ns - event->context.time_ns : 0;
    line.process = ManifestProcess{context.host_pid, context.leader_start_ns, std::string(context.comm), context.uid,
                                   std::string(context.container_id)};
    if (trigger.is_event) {
      line.event = ManifestEvent{event->context.lane, event->context.seq};
      made.put("of_lane", std::uint64_t{event->context.lane});
      made.put("of_seq", event->context.seq);
    }
    made.put("late_ns", *line.late_ns);
  } else {
    context.time_ns = line.time_ns;
    context.pid = context.tid = context.host_pid = context.host_tid = line.process ? line.process->pid : 0;
    if (line.process) context.comm = line.process->comm;
    context.lane = WIRE_NO_LANE;
    context.policies = 1;
  }
  set_text(made, "kind", line.kind);
  set_text(made, "role", line.role);
  set_text(made, "result", line.result);
  set_text(made, "reason", line.reason);
  set_text(made, "pathname", line.path);
  set_text(made, "sha256", line.sha256);
  if (line.size) made.put("size", *line.size);
  if (line.size) made.put("complete", complete);
  set_text(made, "file", line.object);
  set_text(made, "stream", line.stream);
  if (!line.stream.empty()) made.put("streamed", line.streamed);
  set_text(made, "how", line.how);
  if (line.address) made.put("address", Address{*line.address});
  if (line.file) {
    made.put("dev", std::uint64_t{line.file->dev});
    made.put("inode", line.file->inode);
  }
  store_.write(line);
  tell_(made.event);
}

}  // namespace trace
