// SPDX-License-Identifier: Apache-2.0
#include "rules/report/page/sections.h"

namespace trace {
namespace {

constexpr std::size_t kBytesMax = 400 << 10;
constexpr std::size_t kBytesOfOneMax = 64 << 10;
constexpr std::uint32_t kNobody = 0xffffffff;
constexpr unsigned kAncestorsMax = 8;
constexpr std::size_t kContainerDigits = 12;  // as docker ps shows them

std::string user(std::uint32_t uid) {
  return uid == 0 ? "root (0)" : std::to_string(uid);
}

void line(Html& html, std::string_view label, std::string_view value) {
  if (value.empty()) return;
  html.element("dt", {}, label);
  html.element("dd", {}, value);
}

// Names of those that made the process, the nearest first.
std::string started_by(const ProcessTree& tree, ProcessId process) {
  std::string out;
  const ReportProcess* at = tree.find(process);
  for (unsigned level = 0; at != nullptr && level < kAncestorsMax; ++level) {
    at = tree.find(at->parent);
    if (at == nullptr) break;
    (out += out.empty() ? "" : ", ") += at->comm.empty() ? std::string("?") : at->comm;
    if (level == 0) out += " (" + std::to_string(at->key.pid) + ")";
  }
  return out;
}

void occurrence(Html& html, const PageData& data, const ShownTree& shown, const Occurrence& one) {
  const ReportClock clock(data.gathered.first_ns(), data.gathered.last_ns());
  html.element("tr", {}, [&] {
    html.element("td", {{"class", "time"}}, [&] {
      html.text(clock.span(one.first_ns, one.last_ns));
      if (one.count > 1) html.element("span", {{"class", "times"}}, "× " + grouped(one.count));
    });
    html.element("td", {{"class", "who"}}, [&] {
      html.element("strong", {}, [&] { process_name(html, shown, one.process, one.comm, one.pid); });
      html.element("dl", {{"class", "lines"}}, [&] {
        line(html, "program", one.executable);
        line(html, "by", started_by(data.gathered.processes(), one.process));
        const bool is_other = one.login_uid != kNobody && one.login_uid != one.uid;
        line(html, "user", user(one.uid) + (is_other ? ", logged in as " + user(one.login_uid) : ""));
        line(html, "container", one.container.substr(0, kContainerDigits));
        if (data.gathered.hosts().size() > 1 || !one.container.empty()) line(html, "host", one.host);
      });
    });
    html.element("td", {{"class", "what"}}, [&] {
      html.element("code", {}, one.what);
      html.element("dl", {{"class", "lines"}}, [&] {
        for (const std::string& earlier : one.after) line(html, "after", earlier);
        line(html, "found", one.found);
      });
    });
  });
}

void techniques(Html& html, const Metadata& rule) {
  if (rule.techniques.empty()) return;
  html.element("p", {{"class", "techniques"}}, [&] {
    for (const Technique& one : rule.techniques) {
      html.element("span", {}, one.external_id + " " + one.name);
    }
  });
}

void group_of(Html& html, const PageData& data, const ShownTree& shown, const DetectionGroup& group, std::size_t number,
              Rows& rows) {
  html.element("article", {{"id", "d" + std::to_string(number)}, {"class", name_of(group.rule.severity)}}, [&] {
    html.element("h3", {}, [&] {
      severity_badge(html, group.rule.severity);
      html.text(group.rule.title);
      html.element("span", {{"class", "id"}}, group.rule.id);
      if (group.count > 1) html.element("span", {{"class", "times"}}, "× " + grouped(group.count));
    });
    html.element("p", {{"class", "about"}},
                 group.rule.description.substr(0, group.rule.description.find_last_not_of("\n ") + 1));
    techniques(html, group.rule);
    Rows of_one(html, kBytesOfOneMax);
    std::uint64_t rest = group.left_out;
    html.element("table", {{"class", "occurrences"}}, [&] {
      table_head(html, {"Time", "Process", "Event"});
      html.element("tbody", {}, [&] {
        for (const Occurrence& one : group.occurrences) {
          if (!rows.has_room() || !of_one.has_room()) {
            rest += one.count;
            continue;
          }
          occurrence(html, data, shown, one);
          rows.count();
        }
      });
    });
    tell_rest(html, rest, "detections");
  });
}

}  // namespace

void detections_section(Html& html, const PageData& data, const ShownTree& shown) {
  const auto groups = data.gathered.detections().sorted();
  if (groups.empty()) return;
  section(html, "detections", "Detections", "What the signatures found, the worst first.", [&] {
    Rows rows(html, kBytesMax);
    for (std::size_t i = 0; i < groups.size(); ++i) group_of(html, data, shown, *groups[i], i, rows);
  });
}

}  // namespace trace
