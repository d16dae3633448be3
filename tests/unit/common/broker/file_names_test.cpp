// SPDX-License-Identifier: Apache-2.0
#include "common/broker/file_names.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

constexpr std::time_t kTime = 1'795'700'591;  // 2026-11-26T13:43:11Z

FileNames names(std::string_view pattern) {
  auto parsed = FileNames::parse(pattern);
  if (!parsed) FAIL(parsed.error().message);
  return *std::move(parsed);
}

std::string error_of(std::string_view pattern) {
  const auto parsed = FileNames::parse(pattern);
  return parsed ? std::string() : parsed.error().message;
}

}  // namespace

TEST_CASE("a name has the time in UTC") {
  CHECK(names("%F-%H%M%S.trace.zst").at(kTime) == "2026-11-26-134311.trace.zst");
  CHECK(names("a%%b-%Y%j.json").at(kTime) == "a%b-2026330.json");
  CHECK(names("%j").at(0) == "001");
}

TEST_CASE("each name sorts after the one before, also in one second or after the clock was set back") {
  const FileNames made = names("%F-%H%M%S.trace.zst");
  std::string last;
  for (const std::time_t time : {kTime, kTime, kTime, kTime - 3600, kTime + 1, kTime}) {
    const std::string name = made.after(last, time);
    CHECK(name > last);
    CHECK(made.has(name));
    last = name;
  }
  CHECK(last == "2026-11-26-134312_00001.trace.zst");
  CHECK(made.after("2026-11-26-134312_99999.trace.zst", kTime).empty());
}

TEST_CASE("names of the pattern are told from others") {
  const FileNames made = names("x-%F-%H.zst");
  CHECK(made.has("x-2026-11-26-13.zst"));
  CHECK(made.has("x-2026-11-26-13_00007.zst"));
  for (const std::string_view other : {"", "x-", "x-2026-11-26-13", "x-2026-11-26-13.zst.bak", "x-2026-11-2a-13.zst",
                                       "y-2026-11-26-13.zst", "x-2026-11-26-13_7.zst", "x-2026-11-26-13_0000a.zst"}) {
    CAPTURE(other);
    CHECK_FALSE(made.has(other));
  }
}

TEST_CASE("a pattern that makes no such names is refused") {
  CHECK(error_of("a.trace") == "\"a.trace\": files need a time in their names, as %F-%H%M%S");
  CHECK(error_of("%F-%q") == "\"%F-%q\": times are %F %Y %m %d %H %M %S and %j, in UTC");
  CHECK(error_of("%F%") == "\"%F%\": times are %F %Y %m %d %H %M %S and %j, in UTC");
  CHECK(error_of("%Ftrace") == "\"%Ftrace\": after its last time a name ends, or goes on with a dot");
}

}  // namespace trace
