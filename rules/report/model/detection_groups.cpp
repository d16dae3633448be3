// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/detection_groups.h"

#include <algorithm>

#include "rules/output/event_text.h"
#include "rules/report/model/kept_text.h"

namespace trace {
namespace {

constexpr std::size_t kWhatBytesMax = 1024;

std::string what_of(const Event& event) {
  std::string out(event.spec->name);
  append_arguments(out += "  ", event);
  return kept(out, kWhatBytesMax);
}

std::string found_by(const Finding& finding) {
  std::string out;
  for (const auto& [name, value] : finding.data()) {
    out.append(out.empty() ? "" : ", ").append(name).append(": ");
    append_data_value(out, value);
  }
  return kept(out);
}

Occurrence occurrence_of(const Detection& detection, ProcessId process, std::string what) {
  const Context& context = detection.event.context;
  Occurrence made;
  made.process = process;
  made.what = std::move(what);
  for (const Event* const earlier : detection.finding.earlier_events()) made.after.push_back(what_of(*earlier));
  made.found = found_by(detection.finding);
  made.comm = std::string(context.comm);
  made.executable = kept(context.executable);
  made.container = kept(context.container_id);
  made.host = std::string(context.uts);
  made.pid = context.host_pid;
  made.uid = context.uid;
  made.login_uid = context.login_uid;
  made.first_ns = context.time_ns;
  return made;
}

}  // namespace

void DetectionGroups::take(const Detection& detection, ProcessId process) {
  const auto severity = static_cast<std::size_t>(detection.rule.severity);
  const std::uint64_t time_ns = detection.event.context.time_ns;
  ++count_;
  ++by_severity_.at(severity);
  if (time_ns != 0) density_.at(severity).add(time_ns);
  DetectionGroup& group = groups_[detection.rule.id + " " + detection.rule.name];
  if (group.count++ == 0) group.rule = detection.rule;
  std::string what = what_of(detection.event);
  const std::string key = group.rule.id + " " + group.rule.name + " " + std::to_string(process) + " " + what;
  auto found = places_.find(key);
  if (found == places_.end()) {
    if (group.occurrences.size() == kOccurrencesMax) {
      ++group.left_out;
      return;
    }
    found = places_.emplace(key, group.occurrences.size()).first;
    group.occurrences.push_back(occurrence_of(detection, process, std::move(what)));
  }
  Occurrence& occurrence = group.occurrences[found->second];
  ++occurrence.count;
  occurrence.last_ns = time_ns;
}

std::vector<const DetectionGroup*> DetectionGroups::sorted() const {
  std::vector<const DetectionGroup*> out;
  for (const auto& [key, group] : groups_) out.push_back(&group);
  std::stable_sort(out.begin(), out.end(), [](const DetectionGroup* a, const DetectionGroup* b) {
    return a->rule.severity > b->rule.severity;
  });
  return out;
}

}  // namespace trace
