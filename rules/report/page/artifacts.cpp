// SPDX-License-Identifier: Apache-2.0
#include "rules/report/page/sections.h"

namespace trace {
namespace {

constexpr std::size_t kBytesMax = 300 << 10;

void manifest_line(Html& html, const ManifestFacts& manifest) {
  if (!manifest.is_read) return;
  std::string said = "The manifest has " + grouped_count(manifest.lines, "line") + "; ";
  if (manifest.broken_at != 0) {
    said += "its chain of hashes breaks at line " + grouped(manifest.broken_at) +
            ": lines there were changed, taken out or put in.";
  } else {
    said += "each names the hash of the one before. The last has the hash " + manifest.head + ".";
  }
  if (manifest.malformed > 0) said += " " + grouped_count(manifest.malformed, "line") + " cannot be read.";
  if (manifest.torn > 0) said += " It ends within a line.";
  const bool is_sound = manifest.broken_at == 0 && manifest.malformed == 0 && manifest.torn == 0;
  html.element("p", {{"class", is_sound ? "note" : "note bad"}}, said);
}

// Where the row is known from, if it should be known from both and is not.
std::string_view only_in(const ArtifactRow& row, const Gatherer& gathered) {
  if (!gathered.artifacts().manifest().is_read) return "";
  if (row.lines == 0) return "not in the manifest";
  if (row.events != 0) return "";
  // Of an extract that is no sign of anything.
  return gathered.extracts().empty() ? "not in the recording" : "not in the extract";
}

// What has no path.
std::string what_is(const ArtifactRow& row) {
  const std::string_view kind = row.kind;
  if (kind == "mem") return "memory that was made executable" + (row.address.empty() ? "" : ", at " + row.address);
  if (kind == "net") return "packets";
  if (kind == "bpf") return "a program of BPF";
  return {};
}

void row_of(Html& html, const PageData& data, const ShownTree& shown, const ArtifactRow& row) {
  const ReportClock clock(data.gathered.first_ns(), data.gathered.last_ns());
  const std::uint64_t times = std::max(row.events, row.lines);
  html.element("tr", {{"class", row.sha256.empty() ? "missed" : ""}}, [&] {
    html.element("td", {{"class", "time"}}, clock.time(row.first_ns));
    html.element("td", {{"class", "object"}}, [&] {
      html.element("span", {}, row.path.empty() ? what_is(row) : row.path);
      if (!row.sha256.empty()) html.element("code", {{"class", "hash"}}, row.sha256);
    });
    html.element("td", {{"class", "number"}}, row.sha256.empty() ? "" : size_text(row.size));
    html.element("td", {}, [&] {
      html.text(row.result + ", " + row.kind + (row.role.empty() ? "" : " " + row.role));
      if (times > 1) html.element("span", {{"class", "times"}}, "× " + grouped(times));
      for (const std::string_view more : {std::string_view(row.reason), only_in(row, data.gathered)}) {
        if (!more.empty()) html.element("span", {{"class", "more"}}, more);
      }
    });
    html.element("td", {}, [&] {
      if (row.pid != 0) process_name(html, shown, row.process, row.comm, row.pid);
    });
  });
}

}  // namespace

void artifacts_section(Html& html, const PageData& data, const ShownTree& shown) {
  const auto artifacts = data.gathered.artifacts().sorted();
  const ManifestFacts& manifest = data.gathered.artifacts().manifest();
  if (artifacts.empty() && !manifest.is_read) return;
  section(html, "artifacts", "Artifacts", "Contents that were captured, by their SHA-256, and what could not be.", [&] {
    manifest_line(html, manifest);
    Rows rows(html, kBytesMax);
    html.element("table", {{"class", "artifacts"}}, [&] {
      table_head(html, {"Time", "File and SHA-256", "Size", "Result", "Process"});
      html.element("tbody", {}, [&] {
        for (const ArtifactRow* const one : artifacts) {
          if (!rows.has_room()) break;
          row_of(html, data, shown, *one);
          rows.count();
        }
      });
    });
    tell_rest(html, artifacts.size() - rows.shown() + data.gathered.artifacts().left_out(), "artifacts");
  });
}

}  // namespace trace
