// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "rules/report/page/sections.h"

namespace trace {
namespace {

constexpr std::size_t kHostsNamed = 3;
constexpr std::size_t kFindingsNamed = 12;

// A fact of the verdict: what, and the answer. `state` is a class of the style: good, bad or plain.
void fact(Html& html, std::string_view state, std::string_view what, std::string_view answer, std::string_view detail) {
  html.element("div", {{"class", "fact " + std::string(state)}}, [&] {
    html.element("dt", {}, what);
    html.element("dd", {}, [&] {
      html.element("strong", {}, answer);
      if (!detail.empty()) html.element("span", {}, detail);
    });
  });
}

void completeness(Html& html, const PageData& data) {
  const std::string recording = data.recordings.size() == 1 ? "The recording" : "Each recording";
  switch (wholeness(data.tally)) {
    case Wholeness::whole:
      if (!data.gathered.extracts().empty()) {
        fact(html, "plain", "Complete", "an extract",
             "It has what was chosen of its source, and all of that; see Recordings.");
      } else if (data.tally.unfinished_recordings > 0) {
        fact(html, "plain", "Complete", "not to its end", "The recording goes on in a file that was not read.");
      } else if (data.tally.late_recordings > 0) {
        fact(html, "plain", "Complete", "not from its beginning", "The first files of the recording were not read.");
      } else if (data.tally.complete_streams == data.tally.streams) {
        fact(html, "good", "Complete", "yes", recording + " has its end, and all was read that it says was written.");
      } else {
        fact(html, "plain", "Complete", "not known", "Lines of JSON do not say whether they are all.");
      }
      return;
    case Wholeness::cut:
      if (data.tally.cut_sources > 0) {
        fact(html, "bad", "Complete", "no, its source was not",
             "It was chosen from a recording that was damaged, or cut; see Recordings.");
        return;
      }
      fact(html, "bad", "Complete", "no, it ends too early",
           "Its end is missing: the collector was killed, or the file was cut. What came after is not known.");
      return;
    case Wholeness::damaged:
      fact(html, "bad", "Complete", "no, it is damaged", damaged_parts(data.tally));
      return;
  }
}

void losses(Html& html, const PageData& data) {
  if (data.tally.lost == 0) {
    fact(html, "good", "Lost", "nothing", "as the collector counted");
    return;
  }
  fact(html, "bad", "Lost", grouped_count(data.tally.lost, "event"),
       "in " + grouped_count(data.gathered.gaps().periods().size(), "period") + "; see Gaps");
}

void blindness(Html& html, const PageData& data) {
  const std::size_t in_part = data.gathered.gaps().seen_in_part().size();
  std::string answer;
  if (in_part > 0) answer = grouped_count(in_part, "kind of event", "kinds of events") + " with gaps";
  if (!data.blind.empty()) {
    answer += (answer.empty() ? "" : ", ") + grouped_count(data.blind.size(), "signature") + " without events";
  }
  if (answer.empty()) {
    fact(html, "good", "Not seen", "nothing that is known of", "");
  } else {
    fact(html, "plain", "Not seen", answer, "see Gaps");
  }
}

void captured(Html& html, const PageData& data) {
  const auto rows = data.gathered.artifacts().sorted();
  if (rows.empty()) return;
  const auto count_of = [&rows](std::string_view result) {
    return static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [&](const ArtifactRow* row) { return row->result == result; }));
  };
  const std::size_t kept = count_of("captured"), known = count_of("duplicate");
  const ManifestFacts& manifest = data.gathered.artifacts().manifest();
  const bool is_broken = manifest.broken_at != 0 || manifest.malformed != 0 || manifest.torn != 0;
  std::string detail = known == 0 ? "" : grouped_count(known, "other") + " with a content that was there already";
  if (const std::size_t missed = rows.size() - kept - known; missed != 0) {
    detail += (detail.empty() ? "" : "; ") + grouped(missed) + " could not be captured";
  }
  if (is_broken) detail = "the manifest is not as it was written; see Artifacts";
  fact(html, is_broken ? "bad" : "plain", "Captured", grouped_count(kept, "file"), detail);
}

void headline(Html& html, const PageData& data) {
  const DetectionGroups& detections = data.gathered.detections();
  const auto groups = detections.sorted();
  if (groups.empty()) {
    html.element("p", {{"class", "headline"}}, "Nothing suspicious was found");
    html.element("p", {{"class", "lead"}},
                 "None of " + grouped_count(data.signatures, "signature") +
                     " fired. That says as much as they look at, and no more.");
    return;
  }
  html.element("p", {{"class", "headline"}}, [&] {
    html.text(grouped_count(groups.size(), "kind", "kinds") + " of suspicious acts, " +
              grouped_count(detections.count(), "detection") + "; the worst is ");
    severity_badge(html, groups.front()->rule.severity);
  });
  html.element("ol", {{"class", "findings"}}, [&] {
    for (std::size_t i = 0; i < groups.size() && i < kFindingsNamed; ++i) {
      const DetectionGroup& group = *groups[i];
      html.element("li", {}, [&] {
        severity_badge(html, group.rule.severity);
        html.link("d", i, group.rule.title);
        if (group.count > 1) html.element("span", {{"class", "times"}}, "× " + grouped(group.count));
      });
    }
  });
  if (groups.size() > kFindingsNamed) {
    html.element("p", {{"class", "rest"}}, "and " + grouped(groups.size() - kFindingsNamed) + " more below");
  }
}

}  // namespace

std::string host_names(const PageData& data) {
  const std::vector<std::string>& hosts = data.gathered.hosts();
  if (hosts.empty()) return "a machine without a name";
  if (hosts.size() == 1) return hosts.front();
  std::string out;
  for (std::size_t i = 0; i < hosts.size() && i < kHostsNamed; ++i) (out += i == 0 ? "" : ", ") += hosts[i];
  if (hosts.size() > kHostsNamed) out += " and " + std::to_string(hosts.size() - kHostsNamed) + " more";
  return out;
}

void verdict_section(Html& html, const PageData& data, const ShownTree& /*shown*/) {
  const Gatherer& gathered = data.gathered;
  html.element("header", {}, [&] {
    html.element("p", {{"class", "kicker"}}, "Trace report");
    html.element("h1", {}, host_names(data));
    if (gathered.events() > 0) {
      html.element("p", {{"class", "window"}},
                   day_and_time(gathered.first_ns()) + " to " + day_and_time(gathered.last_ns()) + " UTC, " +
                       duration(gathered.last_ns() - gathered.first_ns()));
    }
  });
  html.element("section", {{"id", "verdict"}}, [&] {
    headline(html, data);
    html.element("dl", {{"class", "facts"}}, [&] {
      completeness(html, data);
      losses(html, data);
      blindness(html, data);
      captured(html, data);
      fact(html, "plain", "Read", grouped_count(gathered.events(), "event"),
           "of " +
               grouped_count(gathered.processes().all().size() + gathered.processes().left_out(), "process",
                             "processes") +
               ", against " + grouped_count(data.signatures, "signature"));
    });
  });
}

}  // namespace trace
