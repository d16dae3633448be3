// SPDX-License-Identifier: Apache-2.0
#include "tests/support/incident.h"

namespace trace {
namespace {

TEST_CASE_METHOD(Incident, "files are those of suspicious processes first, marked, with a link to the process") {
  writes({9, 1, "other"}, "/tmp/other");
  is_caught({7, 1, "tee"}, cron);
  const std::string text = text_of(files_section, *this);
  CHECK(text.find("/etc/cron.d/x") < text.find("/tmp/other"));
  CHECK(count_of(text, "<tr class=\"related\">") == 1);
  CHECK(has(text, "tee (7)</a>"));
  CHECK(has(text, "<td>other (9)</td>"));
  CHECK(text_of(peers_section, *this).empty());
}

TEST_CASE_METHOD(Incident, "peers have an address") {
  const std::string raw("\2\0\x11\x5c\x0a\0\0\2\0\0\0\0\0\0\0\0", 16);
  happens("security_socket_connect", {7, 1}, {{"remote_addr", Record(WIRE_SOCKADDR, raw)}});
  const std::string text = text_of(peers_section, *this);
  CHECK(has(text, "<td>connects to</td><td class=\"object\">10.0.0.2:4444</td>"));
  CHECK(text_of(files_section, *this).empty());
}

TEST_CASE_METHOD(Incident, "a table ends in time, and says how many rows more there are") {
  for (std::uint32_t i = 0; i < 20'000; ++i) writes({1000 + i % 100, 1}, "/tmp/" + std::to_string(i));
  const std::string text = text_of(files_section, *this);
  CHECK(text.size() < (360 << 10));
  CHECK(has(text, "and " + grouped(20'000 - count_of(text, "<td class=\"time\">")) + " more rows"));
}

}  // namespace
}  // namespace trace
