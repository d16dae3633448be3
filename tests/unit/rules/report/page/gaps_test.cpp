// SPDX-License-Identifier: Apache-2.0
#include "tests/support/incident.h"

namespace trace {
namespace {

TEST_CASE_METHOD(Incident, "without gaps the section says so") {
  CHECK(has(text_of(gaps_section, *this), "Nothing was lost, damaged or seen with gaps"));
}

TEST_CASE_METHOD(Incident, "losses are told by event, with the time between which they were") {
  Loss loss{};
  loss.frame.id = WIRE_EVENT_task_rename;
  loss.frame.count = 1234;
  loss.frame.first_time_ns = kIncidentNs;
  loss.frame.last_time_ns = kIncidentNs + 1'000'000;
  gatherer.take(loss);
  CHECK(has(text_of(gaps_section, *this), "<td>task_rename</td><td class=\"number\">1,234</td>"));
}

TEST_CASE_METHOD(Incident, "damage is told as the summary tells it") {
  tally.damaged = 1;
  tally.mismatches = {{"ptrace", 5, 4}};
  tally.contradictions = {"<b>"};
  const std::string text = text_of(gaps_section, *this);
  CHECK(has(text, "1 damaged block"));
  CHECK(has(text, "<li>ptrace: 5 written, 4 read</li>"));
  CHECK(has(text, "<li>&lt;b&gt;</li>"));
}

TEST_CASE_METHOD(Incident, "a report of an extract says so") {
  CHECK_FALSE(has(text_of(gaps_section, *this), "An extract"));
  happens("extract", {0, 0});
  CHECK(has(text_of(gaps_section, *this), "<h3>An extract</h3>"));
}

TEST_CASE_METHOD(Incident, "a signature that had nothing to look at is named, with what it looks at") {
  blind.push_back({"TRC-1", "Title", {"ptrace", "bpf"}});
  CHECK(has(text_of(gaps_section, *this), "<td>TRC-1 Title</td><td>ptrace, bpf</td>"));
}

TEST_CASE_METHOD(Incident, "what came by a hook with gaps is told") {
  OwnedEvent made = event("security_file_open", {7, 1}, {{"pathname", std::string_view("/x")}});
  made.event.context.provider = ProviderKind::sys_exit;
  gatherer.take(EventItem{&made.event});
  CHECK(has(text_of(gaps_section, *this), "<td>security_file_open</td><td>sys_exit</td><td>opens that failed"));
}

}  // namespace
}  // namespace trace
