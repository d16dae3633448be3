// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "common/codec/json/text.h"
#include "rules/report/page/sections.h"

namespace trace {
namespace {

// Of ATT&CK for enterprises, in the order of an attack.
constexpr auto kTactics = std::to_array<std::string_view>({
    "reconnaissance",
    "resource-development",
    "initial-access",
    "execution",
    "persistence",
    "privilege-escalation",
    "defense-evasion",
    "credential-access",
    "discovery",
    "lateral-movement",
    "collection",
    "command-and-control",
    "exfiltration",
    "impact",
});

struct Found {
  std::string name;
  std::uint64_t count = 0;
  Severity severity = Severity::informational;
  std::set<std::string> rules;
};

using Place = std::pair<std::size_t, std::string>;  // of the tactic; the tactic
using Tactics = std::map<Place, std::map<std::string, Found>>;

Tactics tactics_of(const PageData& data) {
  Tactics out;
  for (const DetectionGroup* const group : data.gathered.detections().sorted()) {
    for (const Technique& one : group->rule.techniques) {
      if (one.external_id.empty()) continue;
      const auto place = std::find(kTactics.begin(), kTactics.end(), one.category);
      Found& found = out[{static_cast<std::size_t>(place - kTactics.begin()), one.category}][one.external_id];
      found.name = one.name;
      found.count += group->count;
      found.severity = std::max(found.severity, group->rule.severity);
      found.rules.insert(group->rule.id);
    }
  }
  return out;
}

// "privilege-escalation" as "Privilege escalation".
std::string heading(std::string tactic) {
  std::replace(tactic.begin(), tactic.end(), '-', ' ');
  if (!tactic.empty() && tactic[0] >= 'a' && tactic[0] <= 'z') tactic[0] = static_cast<char>(tactic[0] - 'a' + 'A');
  return tactic.empty() ? "Other" : tactic;
}

std::string list_of(const std::set<std::string>& rules) {
  std::string out;
  for (const std::string& rule : rules) (out += out.empty() ? "" : ", ") += rule;
  return out;
}

void append_member(std::string& out, std::string_view key, std::string_view text) {
  if (out.back() != '{') out += ',';
  append_json_string(out, key);
  out += ':';
  append_json_string(out, text);
}

}  // namespace

std::string navigator_layer(const PageData& data) {
  std::string out = "{";
  append_member(out, "name", "Trace: " + host_names(data));
  out += R"(,"versions":{"navigator":"4.9.1","layer":"4.5"})";
  append_member(out, "domain", "enterprise-attack");
  append_member(out, "description", "techniques of the signatures that fired; the score is the number of detections");
  out += ",\"techniques\":[";
  std::uint64_t most = 1;
  bool first = true;
  for (const auto& [place, techniques] : tactics_of(data)) {
    for (const auto& [id, found] : techniques) {
      out += first ? "{" : ",{";
      first = false;
      append_member(out, "techniqueID", id);
      if (place.first < kTactics.size()) append_member(out, "tactic", place.second);
      out += ",\"score\":";
      append_json_integer(out, found.count);
      append_member(out, "comment", list_of(found.rules));
      out += ",\"enabled\":true}";
      most = std::max(most, found.count);
    }
  }
  out += R"(],"gradient":{"colors":["#fde3d3","#b3261e"],"minValue":0,"maxValue":)";
  append_json_integer(out, most);
  return out + "}}";
}

void attack_section(Html& html, const PageData& data, const ShownTree& /*shown*/) {
  const Tactics tactics = tactics_of(data);
  if (tactics.empty()) return;
  section(html, "attack", "ATT&CK", "The techniques that the signatures stand for, by tactic.", [&] {
    html.element("div", {{"class", "tactics"}}, [&] {
      for (const auto& [place, techniques] : tactics) {
        html.element("div", {}, [&, &place = place, &techniques = techniques] {
          html.element("h3", {}, heading(place.second));
          html.element("ul", {}, [&] {
            for (const auto& [id, found] : techniques) {
              html.element("li", {{"class", name_of(found.severity)}}, [&, &id = id, &found = found] {
                html.element("strong", {}, id);
                html.element("span", {}, found.name);
                html.element("span", {{"class", "more"}},
                             list_of(found.rules) + (found.count > 1 ? " × " + grouped(found.count) : ""));
              });
            }
          });
        });
      }
    });
    html.element("details", {}, [&] {
      html.element("summary", {}, "Layer for the ATT&CK Navigator");
      html.element("p", {{"class", "note"}}, "Save this line as a file, and open it there as an existing layer.");
      html.element("pre", {{"id", "navigator-layer"}}, navigator_layer(data));
    });
  });
}

}  // namespace trace
