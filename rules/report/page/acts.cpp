// SPDX-License-Identifier: Apache-2.0
// What was done to files and with peers: two tables of one kind.
#include <array>

#include "rules/report/page/sections.h"

namespace trace {
namespace {

constexpr std::size_t kFileBytesMax = 350 << 10;
constexpr std::size_t kPeerBytesMax = 200 << 10;
// Classes of the style.
constexpr auto kRanks = std::to_array<std::string_view>({"related", "near", ""});

void row(Html& html, const PageData& data, const ShownTree& shown, const ActTable::Ranked& ranked) {
  const Act& act = *ranked.act;
  const ReportClock clock(data.gathered.first_ns(), data.gathered.last_ns());
  html.element("tr", {{"class", kRanks.at(static_cast<std::size_t>(ranked.rank))}}, [&] {
    html.element("td", {{"class", "time"}}, clock.time(act.first_ns));
    html.element("td", {}, name_of(act.kind));
    html.element("td", {{"class", "object"}}, act.object);
    html.element("td", {}, [&] { process_name(html, shown, act.process, act.comm, act.pid); });
    html.element("td", {{"class", "number"}},
                 act.count == 1 ? "" : grouped(act.count) + " until " + clock.time(act.last_ns));
  });
}

void table(Html& html, const PageData& data, const ShownTree& shown, const std::vector<ActTable::Ranked>& acts,
           std::string_view object, std::size_t bytes_max) {
  Rows rows(html, bytes_max);
  html.element("table", {{"class", "acts"}}, [&] {
    table_head(html, {"First", "Act", object, "Process", "Times"});
    html.element("tbody", {}, [&] {
      for (const ActTable::Ranked& act : acts) {
        if (!rows.has_room()) break;
        row(html, data, shown, act);
        rows.count();
      }
    });
  });
  tell_rest(html, acts.size() - rows.shown(), "rows");
}

}  // namespace

void files_section(Html& html, const PageData& data, const ShownTree& shown) {
  const auto acts = data.gathered.acts().sorted(false, data.gathered.processes());
  if (acts.empty()) return;
  section(html, "files", "Files",
          "What was executed, opened to write, deleted or changed. Marked and first: by processes of the tree above, "
          "and by "
          "those that changed the same files.",
          [&] { table(html, data, shown, acts, "File", kFileBytesMax); });
}

void peers_section(Html& html, const PageData& data, const ShownTree& shown) {
  const auto acts = data.gathered.acts().sorted(true, data.gathered.processes());
  if (acts.empty()) return;
  section(html, "peers", "Peers", "Whom processes connected to, and where they listened.",
          [&] { table(html, data, shown, acts, "Address", kPeerBytesMax); });
}

}  // namespace trace
