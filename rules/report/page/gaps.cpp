// SPDX-License-Identifier: Apache-2.0
#include "rules/report/page/sections.h"

namespace trace {
namespace {

constexpr std::size_t kBytesMax = 100 << 10;

void subsection(Html& html, std::string_view title, std::string_view lead) {
  html.element("h3", {}, title);
  html.element("p", {{"class", "lead"}}, lead);
}

void damage(Html& html, const Tally& tally, Rows& rows) {
  std::vector<std::string> lines;
  for (const std::string& part : {damaged_parts(tally), cut_parts(tally)}) {
    if (!part.empty()) lines.push_back(part);
  }
  lines.insert(lines.end(), tally.failures.begin(), tally.failures.end());
  lines.insert(lines.end(), tally.contradictions.begin(), tally.contradictions.end());
  for (const Mismatch& one : tally.mismatches) {
    lines.push_back(one.name + ": " + grouped(one.written) + " written, " + grouped(one.read) + " read");
  }
  if (tally.unknown > 0) lines.push_back(grouped_count(tally.unknown, "event") + " of a kind not known here");
  if (lines.empty()) return;
  subsection(html, "Damage", "What is not as it was written, or not all of it.");
  html.element("ul", {}, [&] {
    for (const std::string& one : lines) {
      if (!rows.has_room()) break;
      html.element("li", {}, one);
      rows.count();
    }
  });
}

void extract(Html& html, const Gaps& gaps) {
  if (gaps.events(WIRE_SLOT_extract) == 0) return;
  subsection(
      html, "An extract",
      "This is made of a part of a recording. Of which, and what was chosen of it, its event extract says; what was "
      "left out is not here, and the signatures have not seen it.");
}

void lost(Html& html, const PageData& data) {
  const Gaps& gaps = data.gathered.gaps();
  if (gaps.lost().empty()) return;
  const ReportClock clock(data.gathered.first_ns(), data.gathered.last_ns());
  subsection(html, "Lost", "Events that the kernel side made and had no room for, as the collector counted them.");
  html.element("table", {}, [&] {
    table_head(html, {"Event", "Lost", "Between"});
    html.element("tbody", {}, [&] {
      for (const auto& [event, one] : gaps.lost()) {
        html.element("tr", {}, [&, &event = event, &one = one] {
          html.element("td", {}, event);
          html.element("td", {{"class", "number"}}, grouped(one.count));
          html.element("td", {{"class", "time"}}, clock.span(one.first_ns, one.last_ns));
        });
      }
    });
  });
}

void seen_in_part(Html& html, const PageData& data) {
  const auto parts = data.gathered.gaps().seen_in_part();
  if (parts.empty()) return;
  subsection(
      html, "Seen with gaps",
      "These events came from hooks that do not see all of them: the kernel of that machine permitted no better.");
  html.element("table", {}, [&] {
    table_head(html, {"Event", "Seen by", "Not seen"});
    html.element("tbody", {}, [&] {
      for (const SeenInPart& one : parts) {
        html.element("tr", {}, [&] {
          html.element("td", {}, one.event);
          html.element("td", {}, provider_name(one.provider));
          html.element("td", {}, one.unseen);
        });
      }
    });
  });
}

void blind(Html& html, const PageData& data, Rows& rows) {
  if (data.blind.empty()) return;
  subsection(html, "Signatures without events",
             "None of the events that these look at is in the recording: they were not recorded, or did not happen. So "
             "these signatures say nothing.");
  html.element("table", {}, [&] {
    table_head(html, {"Signature", "Looks at"});
    html.element("tbody", {}, [&] {
      for (const BlindSignature& one : data.blind) {
        if (!rows.has_room()) break;
        rows.count();
        std::string events;
        for (const std::string_view event : one.events) (events += events.empty() ? "" : ", ") += event;
        html.element("tr", {}, [&] {
          html.element("td", {}, one.id + " " + one.title);
          html.element("td", {}, events);
        });
      }
    });
  });
}

void left_out(Html& html, const Gatherer& gathered) {
  std::string said;
  const auto add = [&](std::uint64_t count, std::string_view one, std::string_view many) {
    if (count > 0) (said += said.empty() ? "" : ", ") += grouped_count(count, one, many);
  };
  add(gathered.processes().left_out(), "process", "processes");
  add(gathered.acts().left_out(), "act", "acts");
  add(gathered.artifacts().left_out(), "artifact", "artifacts");
  if (said.empty()) return;
  subsection(
      html, "Left out of this report",
      "A report has bounds. What has to do with no detection went first: " + said + ". The signatures saw all of it.");
}

}  // namespace

void gaps_section(Html& html, const PageData& data, const ShownTree& /*shown*/) {
  section(html, "gaps", "Gaps", "What this report cannot know.", [&] {
    const std::size_t begin = html.size_bytes();
    Rows rows(html, kBytesMax);
    damage(html, data.tally, rows);
    extract(html, data.gathered.gaps());
    lost(html, data);
    seen_in_part(html, data);
    blind(html, data, rows);
    left_out(html, data.gathered);
    if (html.size_bytes() == begin)
      html.element("p", {}, "Nothing was lost, damaged or seen with gaps, and each signature had events to look at.");
  });
}

}  // namespace trace
