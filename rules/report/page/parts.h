// SPDX-License-Identifier: Apache-2.0
// What the sections of a report have in common: the data that they show, tables that end in time, names of processes, times.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "rules/engine/tally.h"
#include "rules/report/html/html.h"
#include "rules/report/model/gatherer.h"

namespace trace {

struct PageData {
  const Gatherer& gathered;
  const Tally& tally;
  std::vector<RecordingFacts> recordings;
  std::size_t signatures = 0;         // that were held against the events
  std::vector<BlindSignature> blind;  // those that could not fire
};

// Processes that the section "Processes" shows, in its order, with their depth. Others can link to them.
struct ShownProcess {
  ProcessId id = 0;
  unsigned depth = 0;
};
struct ShownTree {
  std::vector<ShownProcess> rows;
  std::size_t related = 0;  // that were to be shown
  std::unordered_set<ProcessId> ids;
};

// Counts the rows of a table, or of several, and ends them before the page is too long.
class Rows {
 public:
  static constexpr std::size_t kMax = 5000;

  Rows(const Html& html, std::size_t bytes_max) : html_(html), begin_(html.size_bytes()), bytes_max_(bytes_max) {}

  bool has_room() const { return shown_ < kMax && html_.size_bytes() - begin_ < bytes_max_; }
  void count() { ++shown_; }
  std::size_t shown() const { return shown_; }

 private:
  const Html& html_;
  std::size_t begin_;
  std::size_t bytes_max_;
  std::size_t shown_ = 0;
};

// "and 1,234 more, which are not shown", if there are.
void tell_rest(Html& html, std::uint64_t rest, std::string_view what);

// A section with its heading and a sentence on what it shows.
template <class Inside>
void section(Html& html, std::string_view id, std::string_view title, std::string_view lead, Inside&& inside) {
  html.element("section", {{"id", id}}, [&] {
    html.element("h2", {}, title);
    if (!lead.empty()) html.element("p", {{"class", "lead"}}, lead);
    inside();
  });
}

void table_head(Html& html, std::initializer_list<std::string_view> titles);
void severity_badge(Html& html, Severity severity);
// "dropper (4711)", as a link if the process is shown.
void process_name(Html& html, const ShownTree& shown, ProcessId process, std::string_view comm, std::uint32_t pid);

// "3 files", "1 file".
std::string grouped_count(std::uint64_t count, std::string_view one, std::string_view many = {});
// Times of the recordings: "11:21:50.836221", with the day if they are of several.
class ReportClock {
 public:
  ReportClock(std::uint64_t first_ns, std::uint64_t last_ns);
  std::string time(std::uint64_t time_ns) const;
  // "11:21:50.836221", or with the last one too: "… to …".
  std::string span(std::uint64_t first_ns, std::uint64_t last_ns) const;

 private:
  bool has_days_;
};
// "2026-11-25 11:21:50.836221"
std::string day_and_time(std::uint64_t time_ns);
// "6 min 53 s"
std::string duration(std::uint64_t ns);
// "35.7 kB"
std::string size_text(std::uint64_t bytes);

}  // namespace trace
