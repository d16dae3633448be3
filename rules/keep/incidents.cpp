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
#include "common/base/write_all.h"
#include "common/stream/recording_name.h"
#include "rules/keep/own_folder.h"

namespace trace {
namespace {

constexpr std::uint64_t kLengthsMax = 10;
constexpr std::uint64_t kNotedBytesMax = 1 << 20;
constexpr std::size_t kIdMax = 64;
constexpr std::uint32_t kHolesMax = 16;  // that are named, of those in a row

// As a part of a name.
std::string safe(std::string_view id) {
  std::string out(id.substr(0, kIdMax));
  for (char& c : out) {
    if (!is_letter(c) && !is_digit(c) && c != '-') c = '_';
  }
  return out;
}

std::string said_of(const std::string& incident, const std::string& file, const std::string& why) {
  return "incident " + in_quotes(incident) + ": not kept: " + (file.empty() ? "" : in_quotes(file) + ": ") + why;
}

}  // namespace

Result<Incidents> Incidents::open(const std::string& folder, Ring ring, IncidentLimits limits, Tell tell) {
  TRY_ASSIGN(UniqueFd fd, open_own_folder(folder));
  if (Status apart = ring.check_is_apart(fd.get()); !apart) {
    return std::move(apart).error().in("folder " + in_quotes(folder));
  }
  TRY_ASSIGN(FileNames names, FileNames::parse("%F-%H%M%S"));
  std::error_code error;
  const std::filesystem::directory_iterator there(folder, error);
  Incidents made(std::move(fd), std::move(ring), limits, std::move(names), std::move(tell));
  if (!error) made.earlier_ = static_cast<std::size_t>(std::distance(there, std::filesystem::directory_iterator()));
  made.room_.count_earlier(folder);
  return made;
}

void Incidents::detection(std::uint64_t time_ns, std::string_view id, std::string_view json, Severity severity) {
  Incident* incident = find(time_ns, id);
  if (incident == nullptr) incident = make(time_ns, id, severity);
  if (incident == nullptr) return;
  const std::uint64_t length_ns = limits_.before_ns + limits_.after_ns;
  const std::uint64_t to_ns = std::min(time_ns + limits_.after_ns, incident->begin_ns + kLengthsMax * length_ns);
  if (to_ns > incident->to_ns) {
    incident->to_ns = to_ns;
    incident->is_whole = false;
  }
  incident->last_ns = std::max(incident->last_ns, time_ns);
  incident->severity = std::max(incident->severity, severity);
  note(*incident, json);
  take(*incident, false);
}

Incidents::Incident* Incidents::find(std::uint64_t time_ns, std::string_view id) {
  const std::string name = name_of(time_ns, id);
  const auto found = std::find_if(incidents_.rbegin(), incidents_.rend(), [&](const Incident& one) {
    if (one.name == name) return true;  // of the same second
    // Beyond its greatest length detections that follow each other closely go on to be noted there.
    const std::uint64_t until_ns = std::max(one.to_ns, one.last_ns + limits_.after_ns);
    return one.id == id && time_ns >= one.from_ns && time_ns <= until_ns;
  });
  return found == incidents_.rend() ? nullptr : &*found;
}

std::string Incidents::name_of(std::uint64_t time_ns, std::string_view id) const {
  return names_.at(static_cast<std::time_t>(time_ns / 1'000'000'000)) + "-" + safe(id);
}

Incidents::Incident* Incidents::make(std::uint64_t time_ns, std::string_view id, Severity severity) {
  if (earlier_ + incidents_.size() >= part_for(severity, limits_.incidents)) {
    const std::string why = "there are as many incidents of its severity and below as there may be";
    ++homeless_[why];
    tell(name_of(time_ns, id), "", why);
    return nullptr;
  }
  Incident incident;
  incident.id = id;
  incident.severity = severity;
  incident.begin_ns = time_ns;
  incident.from_ns = time_ns - std::min(time_ns, limits_.before_ns);
  incident.to_ns = time_ns + limits_.after_ns;
  incident.name = name_of(time_ns, id);
  const bool is_there = ::mkdirat(folder_.get(), incident.name.c_str(), kOwnFolderMode) == 0 || errno == EEXIST;
  static constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
  static constexpr int kNoteFlags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW;
  if (is_there) incident.folder = UniqueFd(::openat(folder_.get(), incident.name.c_str(), kFolderFlags));
  if (!incident.folder) {
    const std::string why = std::string("making its folder: ") + std::strerror(errno);
    ++homeless_[why];
    tell(incident.name, "", why);
    return nullptr;
  }
  incident.detections = UniqueFd(::openat(incident.folder.get(), kDetectionsName.data(), kNoteFlags, 0600));
  if (!incident.detections) lacks(incident, std::string(kDetectionsName), std::strerror(errno));
  return &incidents_.emplace_back(std::move(incident));
}

void Incidents::note(Incident& incident, std::string_view json) {
  if (json.empty() || !incident.detections || incident.noted_bytes + json.size() > kNotedBytesMax) return;
  const std::string line = (incident.is_torn ? "\n" : "") + std::string(json) + "\n";
  incident.noted_bytes += line.size();
  if (const int error = write_all(incident.detections.get(), line); error != 0) {
    incident.is_torn = true;
    lacks(incident, std::string(kDetectionsName), std::strerror(error));
  } else {
    incident.is_torn = false;
  }
}

void Incidents::take(Incident& incident, bool unfinished) {
  if (incident.is_whole) return;
  const bool is_over = ring_.reaches(incident.to_ns);
  const auto segments = ring_.between(incident.from_ns, incident.to_ns);
  if (!segments) {
    lacks(incident, "", "reading the ring: " + segments.error().message);
    return;
  }
  incident.missing.erase("");
  bool took_all = true;
  for (const Ring::Segment& segment : *segments) {
    took_all = put(incident, segment, unfinished) && took_all;
  }
  const bool has_nothing = segments->empty() && incident.files.empty();
  if (has_nothing && (is_over || unfinished)) lacks(incident, "", "nothing of it is in the ring");
  incident.is_whole = is_over && took_all;
}

bool Incidents::put(Incident& incident, const Ring::Segment& segment, bool unfinished) {
  const int folder = incident.folder.get();
  bool is_there = incident.files.contains(segment.name);
  if (!is_there) {
    come_to(incident, segment);
    if (std::string why = room_.why_not(ring_, segment.name, folder, incident.severity); !why.empty()) {
      lacks(incident, segment.name, why);
      return false;
    }
    const auto put = ring_.put(segment, folder, unfinished);
    if (!put) lacks(incident, segment.name, put.error().message);
    is_there = put && *put == Ring::Put::done;
    if (is_there) took(incident, segment);
  }
  if (is_there) room_.seen(folder, segment.name);
  return is_there;
}

// Files of a recording that follow each other have numbers that do.
void Incidents::come_to(Incident& incident, const Ring::Segment& segment) {
  if (!segment.is_sealed) return;
  const bool goes_on = incident.next_file != 0 && incident.mark == segment.mark;
  const std::uint32_t end = goes_on ? std::min(segment.file, incident.next_file + kHolesMax) : 0;
  for (std::uint32_t file = incident.next_file; file < end; ++file) {
    lacks(incident, "file " + std::to_string(file) + " of the recording",
          "it was removed from the ring before it could be kept");
  }
  incident.next_file = goes_on ? std::max(incident.next_file, segment.file + 1) : segment.file + 1;
  incident.mark = segment.mark;
}

// One whose first seal is damaged stands in for the number that follows.
void Incidents::took(Incident& incident, const Ring::Segment& segment) {
  incident.files.insert(segment.name);
  incident.missing.erase(segment.name);
  if (!segment.is_sealed && incident.next_file != 0) ++incident.next_file;
}

void Incidents::lacks(Incident& incident, const std::string& file, const std::string& why) {
  incident.missing[file] = why;
  tell(incident.name, file, why);
}

void Incidents::tell(const std::string& incident, const std::string& what, const std::string& why) {
  if (tell_ && told_.insert(why).second) tell_(said_of(incident, what, why));
}

std::size_t Incidents::kept() const {
  const auto has_files = [](const Incident& one) { return !one.files.empty(); };
  return static_cast<std::size_t>(std::count_if(incidents_.begin(), incidents_.end(), has_files));
}

std::vector<std::string> Incidents::missing() const {
  std::vector<std::string> lines;
  for (const Incident& one : incidents_) {
    if (one.missing.empty()) continue;
    const auto& [file, why] = *one.missing.begin();
    const std::size_t others = one.missing.size() - 1;
    const std::string more = others == 0 ? "" : "; with " + counted(others, "other file");
    lines.push_back(said_of(one.name, file, why) + more);
  }
  for (const auto& [why, count] : homeless_) {
    lines.push_back(counted(count, "detection has", "detections have") + " no incident: " + why);
  }
  return lines;
}

void Incidents::look() {
  for (Incident& incident : incidents_) take(incident, false);
}

void Incidents::finish() {
  for (Incident& incident : incidents_) take(incident, true);
}

Needs Incidents::needs() {
  return joined({Ring::needs(), {{SYS_mkdirat}, {SYS_fstatfs}}});
}

}  // namespace trace
