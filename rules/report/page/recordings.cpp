// SPDX-License-Identifier: Apache-2.0
#include "rules/report/page/sections.h"

namespace trace {

void recordings_section(Html& html, const PageData& data, const ShownTree& /*shown*/) {
  section(html, "recordings", "Recordings",
          "This report was made of these bytes, and the same bytes give the same report.", [&] {
            html.element("table", {}, [&] {
              table_head(html, {"Recording", "Bytes", "SHA-256"});
              html.element("tbody", {}, [&] {
                for (const RecordingFacts& one : data.recordings) {
                  html.element("tr", {}, [&] {
                    html.element("td", {{"class", "object"}}, one.name);
                    html.element("td", {{"class", "number"}}, grouped(one.bytes));
                    html.element("td", {}, [&] { html.element("code", {{"class", "hash"}}, one.sha256); });
                  });
                }
              });
            });
            for (const ExtractFacts& one : data.gathered.extracts()) {
              html.element("p", {{"class", "note"}}, [&] {
                html.text("It is an extract of " + one.source +
                          ", of which was chosen: " + (one.selection.empty() ? "all" : one.selection) + ". ");
                if (!one.sha256.empty()) {
                  html.text("SHA-256 of the source: ");
                  html.element("code", {{"class", "hash"}}, one.sha256);
                }
              });
            }
            html.element("p", {{"class", "note"}},
                         "By trace-rules " TRACE_VERSION ", with " + grouped_count(data.signatures, "signature") + ".");
          });
}

}  // namespace trace
