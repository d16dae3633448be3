// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "rules/report/page/sections.h"

namespace trace {
namespace {

constexpr std::size_t kBytesMax = 400 << 10;
constexpr std::size_t kShownMax = 2000;  // what is listed is looked for in the other sections
constexpr unsigned kDepthMax = 16;       // that is drawn
constexpr std::size_t kContainerDigits = 12;

std::string ending(const ReportProcess& process) {
  if (process.end_ns == 0) return "";
  if (process.signal != 0) return "ended by signal " + std::to_string(process.signal);
  return process.exit_code == 0 ? "ended" : "ended with status " + std::to_string(process.exit_code);
}

std::string lifetime(const PageData& data, const ReportProcess& process) {
  const ReportClock clock(data.gathered.first_ns(), data.gathered.last_ns());
  if (process.first_ns == 0) return "";
  std::string out = clock.time(process.first_ns);
  const std::string end = ending(process);
  if (!end.empty())
    out += ", " + end + " after " + duration(process.end_ns - std::min(process.first_ns, process.end_ns));
  return out;
}

// The groups of detections, and by process the places of its own among them.
struct Findings {
  explicit Findings(const DetectionGroups& detections) : groups(detections.sorted()) {
    for (std::size_t i = 0; i < groups.size(); ++i) {
      for (const Occurrence& one : groups[i]->occurrences) places[one.process].insert(i);
    }
  }
  std::vector<const DetectionGroup*> groups;
  std::map<ProcessId, std::set<std::size_t>> places;
};

void detections_of(Html& html, ProcessId id, const ReportProcess& process, const Findings& findings) {
  if (process.detections == 0) return;
  severity_badge(html, process.severity);
  const auto found = findings.places.find(id);
  if (found == findings.places.end()) return;  // the detections are more than are kept
  html.element("span", {{"class", "titles"}}, [&] {
    for (const std::size_t place : found->second) html.link("d", place, findings.groups[place]->rule.title);
  });
}

void row(Html& html, const PageData& data, const ShownProcess& shown, const ReportProcess& process,
         const Findings& findings) {
  const std::string depth = "depth-" + std::to_string(std::min(shown.depth, kDepthMax));
  const std::string role = process.detections > 0 ? " suspect" : process.leads_to_detection ? " ancestor" : "";
  html.element("li", {{"id", "p" + std::to_string(shown.id)}, {"class", depth + role}}, [&] {
    html.element("strong", {}, process.comm.empty() ? "?" : process.comm);
    html.element("span", {{"class", "pid"}}, std::to_string(process.key.pid));
    detections_of(html, shown.id, process, findings);
    const std::string& command = process.command_line.empty() ? process.executable : process.command_line;
    if (!command.empty()) html.element("code", {}, command);
    std::string more = lifetime(data, process);
    if (process.is_seen && process.uid != 0) more += ", user " + std::to_string(process.uid);
    if (!process.container.empty()) more += ", container " + process.container.substr(0, kContainerDigits);
    if (data.gathered.hosts().size() > 1 && process.host > 0 && process.host <= data.gathered.hosts().size()) {
      more += ", on " + data.gathered.hosts()[process.host - 1];
    }
    html.element("span", {{"class", "more"}}, more);
  });
}

}  // namespace

ShownTree shown_processes(const ProcessTree& tree) {
  std::map<ProcessId, std::vector<ProcessId>> children;
  for (const auto& [id, process] : tree.all()) {
    const bool is_root = tree.find(process.parent) == nullptr;
    children[is_root ? 0 : process.parent].push_back(id);
  }
  struct Waiting : ShownProcess {
    bool descends = false;  // from one with a detection
  };
  std::vector<Waiting> waiting;
  const auto wait_for_children = [&](ProcessId of, unsigned depth, bool descends) {
    const auto found = children.find(of);
    if (found == children.end()) return;
    for (auto child = found->second.rbegin(); child != found->second.rend(); ++child) {
      if (descends || tree.find(*child)->leads_to_detection) waiting.push_back({{*child, depth}, descends});
    }
  };
  ShownTree shown;
  wait_for_children(0, 0, false);
  while (!waiting.empty()) {
    const Waiting at = waiting.back();
    waiting.pop_back();
    ++shown.related;
    if (shown.rows.size() < kShownMax) {
      shown.rows.push_back(at);
      shown.ids.insert(at.id);
    }
    wait_for_children(at.id, at.depth + 1, at.descends || tree.find(at.id)->detections > 0);
  }
  return shown;
}

void processes_section(Html& html, const PageData& data, const ShownTree& shown) {
  if (shown.rows.empty()) return;
  section(html, "processes", "Processes",
          "Those that detections are of, with all that led to them and all that they started.", [&] {
            Rows rows(html, kBytesMax);
            const Findings findings(data.gathered.detections());
            html.element("ol", {{"class", "tree"}}, [&] {
              for (const ShownProcess& one : shown.rows) {
                if (!rows.has_room()) break;
                row(html, data, one, *data.gathered.processes().find(one.id), findings);
                rows.count();
              }
            });
            tell_rest(html, shown.related - rows.shown(), "processes");
          });
}

}  // namespace trace
