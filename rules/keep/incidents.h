// SPDX-License-Identifier: Apache-2.0
// Incidents: for each detection the files of a ring that have what happened around it, under a name that nobody removes.
//
//   INCIDENTS/2026-11-26-140311-TRC-105/     the time of the first detection, and what it is
//     2026-11-26-140000.trace.zst ...        hard links: several incidents of one time need no more room than one
//     detections.json                        a line for each
//
// A detection of the same signature during an incident extends it, up to ten times its length; after that it is only noted, so that whoever
// causes detections without end does not fill the disk with one incident. How many there are, and how many bytes they take, is bounded too, and part of it is
// kept for what is severe: whoever causes a hundred small ones hides no great one behind them.
//
// What cannot be kept is tried again as long as the incident is not whole; it is told when it happens, once for each reason, and what
// is missing at the end is told then.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/broker/file_names.h"
#include "rules/keep/incident_limits.h"
#include "rules/keep/incident_room.h"
#include "rules/keep/ring.h"
#include "rules/model/metadata.h"

namespace trace {

class Incidents {
 public:
  using Tell = std::function<void(const std::string&)>;
  // The folder is made, if it is not there. `tell` is told what cannot be kept. Errors: of that; it is not ours alone, or is the ring.
  static Result<Incidents> open(const std::string& folder, Ring ring, IncidentLimits limits, Tell tell = {});

  // `json`: a line without its end; empty: it is left out.
  void detection(std::uint64_t time_ns, std::string_view id, std::string_view json,
                 Severity severity = Severity::critical);
  // Takes what is there by now.
  void look();
  // Takes what is there, ended or not.
  void finish();

  // Incidents of which something is kept.
  std::size_t kept() const;
  // A line for each incident of which something could not be kept, and for detections that have none, and why. REQUIRES: finish() was called.
  std::vector<std::string> missing() const;

  static Needs needs();
  // The folders that it makes files in, or gives other names to files of.
  std::array<int, 2> written_places() const { return {folder_.get(), ring_.fd()}; }

 private:
  struct Incident {
    std::string id, name;
    UniqueFd folder, detections;
    std::uint64_t begin_ns = 0, last_ns = 0;  // of the first and the last detection
    std::uint64_t from_ns = 0, to_ns = 0;
    std::uint64_t noted_bytes = 0;
    Severity severity = Severity::critical;  // the greatest of its detections
    std::set<std::string> files;
    std::array<wire_u8, WIRE_MARK_SIZE> mark = {};  // of the recording of the last one
    std::uint32_t next_file = 0;                    // of that recording, that follows; 0: there is none yet
    std::map<std::string, std::string> missing;     // file -> why; "": of all
    bool is_torn = false;                           // the last line of its detections has no end
    bool is_whole = false;                          // all there will be is there
  };

  Incidents(UniqueFd folder, Ring ring, IncidentLimits limits, FileNames names, Tell tell)
      : folder_(std::move(folder)),
        ring_(std::move(ring)),
        limits_(limits),
        room_(limits),
        names_(std::move(names)),
        tell_(std::move(tell)) {}

  Incident* find(std::uint64_t time_ns, std::string_view id);
  // None: it was told and counted why.
  Incident* make(std::uint64_t time_ns, std::string_view id, Severity severity);
  std::string name_of(std::uint64_t time_ns, std::string_view id) const;
  void note(Incident& incident, std::string_view json);
  void take(Incident& incident, bool unfinished);
  // Whether it is there now, or was. If not, it was told why.
  bool put(Incident& incident, const Ring::Segment& segment, bool unfinished);
  void took(Incident& incident, const Ring::Segment& segment);
  // Tells which files between the last one and this one are gone.
  void come_to(Incident& incident, const Ring::Segment& segment);
  void lacks(Incident& incident, const std::string& file, const std::string& why);
  void tell(const std::string& incident, const std::string& what, const std::string& why);

  UniqueFd folder_;
  Ring ring_;
  IncidentLimits limits_;
  IncidentRoom room_;
  FileNames names_;
  Tell tell_;
  std::set<std::string> told_;  // reasons
  std::vector<Incident> incidents_;
  std::size_t earlier_ = 0;                        // that were there
  std::map<std::string, std::uint64_t> homeless_;  // why an incident could not be made -> of how many detections
};

}  // namespace trace
