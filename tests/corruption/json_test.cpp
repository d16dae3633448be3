// SPDX-License-Identifier: Apache-2.0
// Every byte of a stream of JSON lines cut off or replaced: nothing crashes, and the lines beside
// are read.
#include <catch2/catch.hpp>

#include "tests/support/streams.h"

namespace trace::test {
namespace {

std::string three_lines() {
  EventMaker maker(1);
  const auto encoder = make_json_encoder({});
  std::string out;
  for (const char* name : {"openat", "security_socket_connect", "sched_process_exec"}) {
    encoder->event(maker.make(name), {}, out);
  }
  return out;
}

std::size_t count(const std::vector<std::string>& items, std::string_view start) {
  std::size_t found = 0;
  for (const std::string& item : items)
    found += item.starts_with(start) ? 1 : 0;
  return found;
}

TEST_CASE("JSON cut anywhere gives the lines before the cut, and at most one malformed") {
  const std::string lines = three_lines();
  for (std::size_t cut = 0; cut <= lines.size(); ++cut) {
    const std::string part = lines.substr(0, cut);
    const auto whole = static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
    const auto items = items_of(part);
    // The last line is whole without its newline too.
    if (count(items, "event") < whole || count(items, "event") > whole + 1 ||
        count(items, "malformed") > 1) {
      FAIL("cut at " << cut);
    }
  }
}

TEST_CASE("a damaged byte costs at most the lines that it touches") {
  const std::string lines = three_lines();
  for (const char with : {'"', '\\', '{', ']', '\n', '\0', '\xff', '0'}) {
    for (std::size_t at = 0; at < lines.size(); ++at) {
      std::string damaged = lines;
      damaged[at] = with;
      const auto items = items_of(std::move(damaged));
      if (count(items, "event") < (lines[at] == '\n' ? 1U : 2U)) {
        for (const std::string& item : items)
          UNSCOPED_INFO(item);
        FAIL("replaced at " << at << " by " << int(with));
      }
    }
  }
}

}  // namespace
}  // namespace trace::test
