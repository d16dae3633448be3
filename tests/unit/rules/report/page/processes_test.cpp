// SPDX-License-Identifier: Apache-2.0
#include "tests/support/incident.h"

namespace trace {
namespace {

TEST_CASE_METHOD(Incident, "the tree has those of detections, what led to them and what they started") {
  executes({5, 1, "sshd"}, "/usr/sbin/sshd");
  executes({6, 5, "bash"}, "/bin/bash", std::string_view("bash\0-l\0", 8));
  executes({9, 5, "other"}, "/bin/other");
  is_caught({7, 6, "dropper"}, cron);
  executes({8, 7, "child"}, "/bin/child");
  happens("sched_process_exit", {8, 7, "child"}, {{"process_group_exit", true}, {"exit_code", std::int64_t{3}}});
  const std::string text = text_of(processes_section, *this);
  CHECK(has(text, "class=\"depth-0 ancestor\"><strong>?</strong><span class=\"pid\">1</span>"));
  CHECK(has(text, "class=\"depth-2 ancestor\"><strong>bash</strong><span class=\"pid\">6</span><code>bash -l</code>"));
  CHECK(has(text, "class=\"depth-3 suspect\"><strong>dropper</strong>"));
  CHECK(has(text, "<a href=\"#d0\">Scheduled tasks changed</a>"));
  CHECK(has(text, "class=\"depth-4\"><strong>child</strong>"));
  CHECK(has(text, "ended with status 3 after 1.0 ms"));
  CHECK_FALSE(has(text, "other"));
}

TEST_CASE_METHOD(Incident, "a tree may be deep without being nested, and large without an end") {
  is_caught({1000, 1}, cron);
  for (std::uint32_t pid = 1001; pid < 6000; ++pid) executes({pid, pid - 1}, "/bin/sh");
  const std::string text = text_of(processes_section, *this);
  CHECK(text.size() < (420 << 10));
  const std::size_t shown = count_of(text, "<li ");
  CHECK(shown >= 1000);
  CHECK(has(text, "and " + grouped(5001 - shown) + " more processes"));
}

TEST_CASE_METHOD(Incident, "without a detection there is no tree") {
  executes({5, 1}, "/bin/sh");
  CHECK(text_of(processes_section, *this).empty());
}

}  // namespace
}  // namespace trace
