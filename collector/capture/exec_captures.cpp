// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/exec_captures.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "collector/capture/mounts.h"
#include "collector/capture/safe_name.h"

namespace trace {
namespace {

constexpr const char* kProcessEnded = "the process had ended";
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

// A program of memfd_create(2), which is in no file system that could be marked.
bool is_memory_file(const Event& event) {
  return text_of(event, "pathname").starts_with("memfd:");
}

// Whether nobody can write to a program that is executed, which Linux 6.11 and the first ones of 6.12 permitted. We are such a program.
bool are_programs_unwritten() {
  const UniqueFd ours(::open("/proc/self/exe", O_WRONLY | O_CLOEXEC));
  if (ours || errno == ETXTBSY) return !ours;
  utsname kernel{};
  ::uname(&kernel);
  const std::string_view release = kernel.release;
  return !release.starts_with("6.11.") && !release.starts_with("6.12.");
}

// Each is a descriptor, of which others are left.
std::size_t files_at_once() {
  constexpr rlim_t kOthers = 2048;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return ExecJoin::kFilesMax;
  return std::min<std::size_t>(ExecJoin::kFilesMax, limit.rlim_cur - std::min(kOthers, limit.rlim_cur / 2));
}

}  // namespace

ExecCaptures::ExecCaptures(ArtifactStore& store, Artifacts& artifacts, FileWatch* watch, bool takes_attempts,
                           TransferCaptures& transfers)
    : store_(store),
      artifacts_(artifacts),
      watch_(watch),
      takes_attempts_(takes_attempts),
      is_unwritten_(are_programs_unwritten()),
      files_max_(files_at_once()),
      transfers_(transfers) {}

void ExecCaptures::take_opened() {
  if (watch_ == nullptr) return;
  watch_->take([this](HeldFile file) {
    if (!file.is_by_us) join_.opened(std::move(file));
  });
}

void ExecCaptures::begin() {
  take_opened();
  join_ = ExecJoin(files_max_);
  has_begun_ = true;
}

void ExecCaptures::on(const Event& event) {
  take_opened();
  const Execution execution{pids_.number_of(event.context),
                            number_of(event, "inode"),
                            static_cast<std::uint32_t>(number_of(event, "dev")),
                            number_of(event, "interpreter_inode"),
                            std::string(text_of(event, "pathname")),
                            !text_of(event, "script_path").empty()};
  ExecJoin::Found found = join_.executed(execution);
  if (takes_attempts_) {
    for (HeldFile& file : found.attempts) {
      artifacts_.keep(file, {nullptr, false, "exec", "attempt", file.path}, "fanotify");
    }
  }
  for (HeldFile& file : found.scripts) {
    const std::string path(text_of(event, "script_path"));
    const std::string shown = base_name(path) == base_name(file.path) ? path : file.path;
    artifacts_.keep(file, {&event, true, "exec", "script", shown}, "fanotify");
  }
  Trigger trigger{&event, true, "exec", "program", execution.path};
  if (is_unwritten_) trigger.unwritten_ctime_ns = number_of(event, "ctime");
  if (found.program) return keep_program(*found.program, trigger, "fanotify");
  if (keep_otherwise(trigger)) return;
  if (watch_ == nullptr || execution.pid == 0) return;
  // Perhaps its file system was mounted where nobody told us.
  if (looked_at_.size() >= kNamespacesMax) looked_at_.clear();
  std::uint64_t& last = looked_at_[event.context.mntns];
  if (const std::uint64_t now = wall_ns(); now - last > kLookAgainNs) {
    watch_->mark_for(execution.pid);
    last = now;
  }
}

// Why there is none, if there is none.
std::string ExecCaptures::open_in_proc(const Event& event, HeldFile& file) const {
  const pid_t pid = pids_.number_of(event.context);
  if (pid == 0) return "its process is in no pid namespace that is seen from here";
  // Whoever opens a file of FUSE waits for a process of somebody, perhaps for ever.
  const auto dev = static_cast<std::uint32_t>(number_of(event, "dev"));
  if (!is_memory_file(event)) {
    const std::optional<bool> is_local = is_on_local_mount(pid, dev);
    if (!is_local) return kProcessEnded;
    if (!*is_local) return "its file system is none of this machine, and is not asked";
  }
  file.fd = UniqueFd(::open(("/proc/" + std::to_string(pid) + "/exe").c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.fd) return errno == ENOENT || errno == ESRCH ? kProcessEnded : std::strerror(errno);
  const auto status = status_of(file.fd.get());
  const bool is_its = status && status->file.inode == number_of(event, "inode") &&
                      (status->file.dev == dev || status->has_other_identity || is_memory_file(event));
  if (!is_its) return "the process ran another program already";
  file.status = *status;
  return {};
}

bool ExecCaptures::keep_otherwise(const Trigger& trigger) {
  const Event& event = *trigger.event;
  const std::uint64_t inode = number_of(event, "inode");
  const auto dev = static_cast<std::uint32_t>(number_of(event, "dev"));
  if (auto known = store_.find_known(dev, inode, number_of(event, "ctime"))) {
    artifacts_.known(*known, dev, inode, trigger);
    return true;
  }
  HeldFile file;
  std::string why = open_in_proc(event, file);
  if (why.empty()) {
    keep_program(file, trigger, "proc");
    return true;
  }
  if (is_memory_file(event) && transfers_.open_memory_file(dev, inode, file)) {
    Trigger put_together = trigger;
    put_together.missing = kWrittenOtherwise;
    keep_program(file, put_together, "stream");
    return true;
  }
  artifacts_.missed(trigger, std::move(why));
  return false;
}

void ExecCaptures::keep_program(const HeldFile& file, const Trigger& trigger, std::string_view how) {
  const ArtifactStore::Kept kept = artifacts_.keep(file, trigger, how);
  const Event& event = *trigger.event;
  store_.also_known(kept, static_cast<std::uint32_t>(number_of(event, "dev")), number_of(event, "inode"),
                    number_of(event, "ctime"));
}

void ExecCaptures::take_attempts(bool all) {
  for (HeldFile& file : join_.take_attempts(caught_up_ns_, all)) {
    if (!takes_attempts_ || !has_begun_) continue;
    artifacts_.keep(file, {nullptr, false, "exec", "attempt", file.path}, "fanotify");
  }
}

}  // namespace trace
