// SPDX-License-Identifier: Apache-2.0
#include "rules/keep/incidents.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>

#include "common/base/text.h"
#include "common/stream/recording_name.h"
#include "rules/keep/own_folder.h"

namespace trace {
namespace {

constexpr std::uint64_t kLengthsMax = 10;
constexpr std::uint64_t kNotedBytesMax = 1 << 20;
constexpr std::size_t kIdMax = 64;

// As a part of a name.
std::string safe(std::string_view id) {
  std::string out(id.substr(0, kIdMax));
  for (char& c : out) {
    if (!is_letter(c) && !is_digit(c) && c != '-') c = '_';
  }
  return out;
}

}  // namespace

Result<Incidents> Incidents::open(const std::string& folder, Ring ring, IncidentLimits limits) {
  TRY_ASSIGN(UniqueFd fd, open_own_folder(folder));
  TRY_ASSIGN(FileNames names, FileNames::parse("%F-%H%M%S"));
  std::error_code error;
  const std::filesystem::directory_iterator there(folder, error);
  Incidents made(std::move(fd), std::move(ring), limits, std::move(names));
  if (!error) made.earlier_ = static_cast<std::size_t>(std::distance(there, std::filesystem::directory_iterator()));
  return made;
}

void Incidents::detection(std::uint64_t time_ns, std::string_view id, std::string_view json) {
  Incident* incident = find(time_ns, id);
  if (incident == nullptr) incident = make(time_ns, id);
  if (incident == nullptr) {
    ++refused_;
    return;
  }
  const std::uint64_t length_ns = limits_.before_ns + limits_.after_ns;
  const std::uint64_t to_ns = std::min(time_ns + limits_.after_ns, incident->begin_ns + kLengthsMax * length_ns);
  if (to_ns > incident->to_ns) {
    incident->to_ns = to_ns;
    incident->is_whole = false;
  }
  incident->last_ns = std::max(incident->last_ns, time_ns);
  note(*incident, json);
  take(*incident, false);
}

Incidents::Incident* Incidents::find(std::uint64_t time_ns, std::string_view id) {
  const auto found = std::find_if(incidents_.rbegin(), incidents_.rend(), [&](const Incident& one) {
    // Beyond its greatest length detections that follow each other closely go on to be noted there.
    const std::uint64_t until_ns = std::max(one.to_ns, one.last_ns + limits_.after_ns);
    return one.id == id && time_ns >= one.from_ns && time_ns <= until_ns;
  });
  return found == incidents_.rend() ? nullptr : &*found;
}

Incidents::Incident* Incidents::make(std::uint64_t time_ns, std::string_view id) {
  if (earlier_ + incidents_.size() >= limits_.incidents) return nullptr;
  Incident incident;
  incident.id = id;
  incident.begin_ns = time_ns;
  incident.from_ns = time_ns - std::min(time_ns, limits_.before_ns);
  incident.to_ns = time_ns + limits_.after_ns;
  const std::string name = names_.at(static_cast<std::time_t>(time_ns / 1'000'000'000)) + "-" + safe(id);
  if (::mkdirat(folder_.get(), name.c_str(), kOwnFolderMode) != 0 && errno != EEXIST) return nullptr;
  static constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
  static constexpr int kNoteFlags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW;
  incident.folder = UniqueFd(::openat(folder_.get(), name.c_str(), kFolderFlags));
  if (!incident.folder) return nullptr;
  incident.detections = UniqueFd(::openat(incident.folder.get(), kDetectionsName.data(), kNoteFlags, 0600));
  return &incidents_.emplace_back(std::move(incident));
}

void Incidents::note(Incident& incident, std::string_view json) {
  if (json.empty() || !incident.detections || incident.noted_bytes + json.size() > kNotedBytesMax) return;
  const std::string line = std::string(json) + "\n";
  incident.noted_bytes += line.size();
  [[maybe_unused]] const ssize_t n = ::write(incident.detections.get(), line.data(), line.size());
}

void Incidents::take(Incident& incident, bool unfinished) {
  if (incident.is_whole) return;
  const bool is_over = ring_.reaches(incident.to_ns);
  bool took_all = true;
  for (const Ring::Segment& segment : ring_.between(incident.from_ns, incident.to_ns)) {
    if (incident.files.contains(segment.name)) continue;
    const bool took = ring_.put(segment, incident.folder.get(), unfinished);
    if (took) incident.files.insert(segment.name);
    took_all = took_all && took;
  }
  incident.is_whole = is_over && took_all;
}

void Incidents::look() {
  for (Incident& incident : incidents_) take(incident, false);
}

void Incidents::finish() {
  for (Incident& incident : incidents_) take(incident, true);
}

Needs Incidents::needs() {
  return joined({Ring::needs(), {{SYS_mkdirat}}});
}

}  // namespace trace
