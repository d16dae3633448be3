// SPDX-License-Identifier: Apache-2.0
#include "tests/support/incident.h"

namespace trace {
namespace {

TEST_CASE_METHOD(Incident, "a detection is shown with who did what, and who made him") {
  executes({5, 1, "sshd"}, "/usr/sbin/sshd");
  executes({6, 5, "bash"}, "/bin/bash");
  is_caught({7, 6, "tee", "0123456789abcdef"}, cron);
  const std::string text = text_of(detections_section, *this);
  CHECK(has(text, "<article id=\"d0\" class=\"medium\">"));
  CHECK(has(text, "<p class=\"about\">Somebody changed what runs later.</p>"));
  CHECK(has(text, "T1053.003 Cron"));
  CHECK(has(text, "tee (7)</a>"));
  CHECK(has(text, "<dt>by</dt><dd>bash (6), sshd, ?</dd>"));
  CHECK(has(text, "<dt>container</dt><dd>0123456789ab</dd>"));
  CHECK(has(text, "pathname: /etc/cron.d/x"));
}

TEST_CASE_METHOD(Incident, "the same again is a number, and the last time") {
  for (int i = 0; i < 3; ++i) is_caught({7, 1}, cron);
  const std::string text = text_of(detections_section, *this);
  CHECK(count_of(text, "<tbody><tr>") == 1);
  CHECK(has(text, "23:00:00.001000 to 23:00:00.003000<span class=\"times\">× 3</span>"));
}

TEST_CASE_METHOD(Incident, "what does not fit is told as a number") {
  for (int i = 0; i < 3000; ++i) is_caught({7, 1}, cron, "/etc/cron.d/" + std::to_string(i));
  const std::string text = text_of(detections_section, *this);
  CHECK(text.size() < (80 << 10));
  const std::size_t shown = count_of(text, "<td class=\"time\">");
  CHECK(has(text, "and " + grouped(3000 - shown) + " more detections"));
}

TEST_CASE_METHOD(Incident, "without a detection there is no such section") {
  CHECK(text_of(detections_section, *this).empty());
}

}  // namespace
}  // namespace trace
