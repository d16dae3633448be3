// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/captures.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstring>
#include <utility>

#include "collector/capture/mounts.h"
#include "collector/capture/safe_name.h"

namespace trace {
namespace {

constexpr std::uint32_t kFirstPidNamespace = 0xEFFFFFFC;  // PROC_PID_INIT_INO of linux/proc_ns.h
constexpr std::size_t kNamespacesMax = 4096;
constexpr std::uint64_t kLookAgainNs = 1'000'000'000;

std::string_view text_of(const Event& event, std::string_view field) {
  const auto* const text = std::get_if<std::string_view>(&event.arg(field));
  return text == nullptr ? std::string_view() : *text;
}

std::uint64_t number_of(const Event& event, std::string_view field) {
  const auto* const number = std::get_if<std::uint64_t>(&event.arg(field));
  return number == nullptr ? 0 : *number;
}

void set(OwnedEvent& event, std::string_view field, const Value& value) {
  const Status done = event.set(field, value);
  assert(done);
  static_cast<void>(done);
}

void set_text(OwnedEvent& event, std::string_view field, std::string_view text) {
  if (!text.empty()) set(event, field, text);
}

// Whether it is a device of a file system that answers.
bool is_on_local_mount(pid_t pid, std::uint32_t dev) {
  for (const Mount& mount : mounts_of(std::to_string(pid))) {
    if (kernel_dev(mount.major, mount.minor) == dev) return is_local(mount);
  }
  return false;
}

}  // namespace

struct Captures::Trigger {
  const Event* event = nullptr;  // none: files that belong to none
  std::string_view kind = "exec";
  std::string_view role;
  std::string path;
};

Captures::Captures(ArtifactStore& store, FileWatch* watch, bool takes_attempts, Tell tell)
    : store_(store), watch_(watch), takes_attempts_(takes_attempts), tell_(std::move(tell)) {
  struct statx status {};
  ::statx(AT_FDCWD, "/proc/self/ns/pid", 0, STATX_INO, &status);
  pid_namespace_ = static_cast<std::uint32_t>(status.stx_ino);
  in_first_pid_namespace_ = pid_namespace_ == kFirstPidNamespace;
}

// The kernel's number is ours only where no pid namespace is in between; of others that of the innermost one is known.
pid_t Captures::number_here(const Context& context) const {
  if (in_first_pid_namespace_) return static_cast<pid_t>(context.host_pid);
  return context.pidns == pid_namespace_ ? static_cast<pid_t>(context.pid) : 0;
}

void Captures::take_opened() {
  if (watch_ == nullptr) return;
  watch_->take([this](HeldFile file) { join_.opened(std::move(file)); });
}

void Captures::begin() {
  take_opened();
  join_ = ExecJoin();
}

void Captures::on(const Event& event) {
  take_opened();
  const Execution execution{number_here(event.context), number_of(event, "inode"),
                            number_of(event, "interpreter_inode"), std::string(text_of(event, "pathname")),
                            !text_of(event, "script_path").empty()};
  ExecJoin::Found found = join_.executed(execution);
  if (takes_attempts_) {
    for (HeldFile& file : found.attempts) {
      Trigger trigger{nullptr, "exec", "attempt", file.path};
      keep(std::move(file), trigger, "fanotify");
    }
  }
  for (HeldFile& file : found.scripts) {
    const std::string path(text_of(event, "script_path"));
    Trigger trigger{&event, "exec", "script", base_name(path) == base_name(file.path) ? path : file.path};
    keep(std::move(file), trigger, "fanotify");
  }
  const Trigger trigger{&event, "exec", "program", execution.path};
  if (found.program) return keep(*std::move(found.program), trigger, "fanotify");
  if (keep_from_proc(trigger)) return;
  if (watch_ == nullptr || execution.pid == 0) return;
  // Perhaps its file system was mounted where nobody told us.
  if (looked_at_.size() >= kNamespacesMax) looked_at_.clear();
  std::uint64_t& last = looked_at_[event.context.mntns];
  if (const std::uint64_t now = wall_ns(); now - last > kLookAgainNs) {
    watch_->mark_for(execution.pid);
    last = now;
  }
}

bool Captures::keep_from_proc(const Trigger& trigger) {
  const Event& event = *trigger.event;
  const std::uint64_t inode = number_of(event, "inode");
  const auto dev = static_cast<std::uint32_t>(number_of(event, "dev"));
  if (auto known = store_.find_known(dev, inode, number_of(event, "ctime"))) {
    ManifestLine line;
    line.result = "duplicate";
    line.sha256 = known->sha256;
    line.object = known->object;
    line.size = known->size;
    line.how = "known";
    line.file.emplace().dev = dev;
    line.file->inode = inode;
    report(std::move(line), trigger, !known->truncated);
    return true;
  }
  const pid_t pid = number_here(event.context);
  if (pid == 0) {
    missed(trigger, "its process is in no pid namespace that is seen from here");
    return false;
  }
  // Whoever opens a file of FUSE waits for a process of somebody, perhaps for ever.
  if (!text_of(event, "pathname").starts_with("memfd:") && !is_on_local_mount(pid, dev)) {
    missed(trigger, "its file system is none of this machine, and is not asked");
    return false;
  }
  HeldFile file;
  file.fd = UniqueFd(::open(("/proc/" + std::to_string(pid) + "/exe").c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.fd) {
    missed(trigger, errno == ENOENT || errno == ESRCH ? "the process had ended" : std::strerror(errno));
    return false;
  }
  const auto status = status_of(file.fd.get());
  if (!status || status->file.inode != inode) {
    missed(trigger, "the process ran another program already");
    return false;
  }
  file.status = *status;
  keep(std::move(file), trigger, "proc");
  return false;
}

void Captures::take_attempts(bool all) {
  for (HeldFile& file : join_.take_attempts(caught_up_ns_, all)) {
    if (!takes_attempts_) continue;
    Trigger trigger{nullptr, "exec", "attempt", file.path};
    keep(std::move(file), trigger, "fanotify");
  }
}

void Captures::keep(HeldFile file, const Trigger& trigger, std::string_view how) {
  const Event* const event = trigger.event;
  const std::uint64_t process = event == nullptr ? static_cast<std::uint64_t>(file.pid) : event->context.process_entity;
  const ArtifactStore::Kept kept = store_.keep(file.fd.get(), file.status, process);
  if (event != nullptr && trigger.role == "program") {
    store_.also_known(kept, static_cast<std::uint32_t>(number_of(*event, "dev")), number_of(*event, "inode"),
                      number_of(*event, "ctime"));
  }
  ManifestLine line;
  line.result = kept.result;
  line.reason = kept.reason;
  line.sha256 = kept.sha256;
  line.object = kept.object;
  if (!kept.object.empty()) {
    line.size = kept.size;
    const std::uint64_t time_ns = event == nullptr ? file.time_ns : event->context.time_ns;
    const std::string_view container = event == nullptr ? std::string_view() : event->context.container_id;
    line.name = store_.link(kept, container, trigger.kind, time_ns, trigger.path);
  }
  if (kept.truncated) line.truncated_at = kept.size;
  line.changed = kept.changed;
  line.how = kept.is_known ? "known" : how;
  line.file = file.status.file;
  if (event == nullptr) {
    line.process.emplace().pid = static_cast<std::uint32_t>(file.pid);
  }
  report(std::move(line), trigger, !kept.object.empty() && !kept.truncated && !kept.changed);
}

void Captures::missed(const Trigger& trigger, std::string reason) {
  ManifestLine line;
  line.result = "missed";
  line.reason = std::move(reason);
  report(std::move(line), trigger, false);
}

void Captures::missed(std::uint64_t count, std::string_view reason) {
  ManifestLine line;
  line.time_ns = wall_ns();
  line.kind = "exec";
  line.role = "program";
  line.result = "missed";
  line.reason = reason;
  line.count = count;
  store_.write(line);
}

void Captures::note(ManifestLine line, bool complete) {
  const Trigger trigger{nullptr, line.kind, line.role, line.path};
  report(std::move(line), trigger, complete);
}

void Captures::report(ManifestLine line, const Trigger& trigger, bool complete) {
  line.time_ns = wall_ns();
  line.kind = trigger.kind;
  line.role = trigger.role;
  line.path = trigger.path;
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
    line.event = ManifestEvent{event->context.lane, event->context.seq};
    set(made, "of_lane", std::uint64_t{event->context.lane});
    set(made, "of_seq", event->context.seq);
    set(made, "late_ns", *line.late_ns);
  } else {
    context.time_ns = line.time_ns;
    context.pid = context.tid = context.host_pid = context.host_tid = line.process ? line.process->pid : 0;
    context.lane = WIRE_NO_LANE;
    context.policies = 1;
  }
  set_text(made, "kind", line.kind);
  set_text(made, "role", line.role);
  set_text(made, "result", line.result);
  set_text(made, "reason", line.reason);
  set_text(made, "pathname", line.path);
  set_text(made, "sha256", line.sha256);
  if (line.size) set(made, "size", *line.size);
  if (line.size) set(made, "complete", complete);
  set_text(made, "file", line.object);
  set_text(made, "how", line.how);
  if (line.file) {
    set(made, "dev", std::uint64_t{line.file->dev});
    set(made, "inode", line.file->inode);
  }
  store_.write(line);
  tell_(made.event);
}

}  // namespace trace
