// SPDX-License-Identifier: Apache-2.0
// A line of the collector's JSON output, as a test looks at it.
//
// Every value is kept as the JSON text it came as, so that `CHECK(open.arg("flags") == "32768")`
// tells a number from a string, and a failure shows what the line said. The program's own JSON
// reader is not used: it is not to judge itself.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace trace::kernel_tests {

struct Record {
  std::string line;
  std::string name;  // eventName without quotes; empty if the line is not an event
  pid_t pid = 0;     // processId
  std::map<std::string, std::string, std::less<>> members;
  std::map<std::string, std::string, std::less<>> arguments;

  // Returns the JSON text of a member or an argument, "(absent)" if it is not there.
  std::string member(std::string_view key) const;
  std::string arg(std::string_view key) const;
  // Returns the number that an argument is; fails the test if it is none.
  long long number(std::string_view key) const;
  // How the event was come by: "lsm", "sys_exit".
  std::string provider() const;
};

// Returns nothing if the line is not a JSON object.
std::optional<Record> parse_record(std::string_view line);

// `text` as a JSON string. REQUIRES: nothing in it needs escaping.
std::string quoted(std::string_view text);

}  // namespace trace::kernel_tests
