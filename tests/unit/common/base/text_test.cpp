// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

using Parts = std::vector<std::string_view>;

TEST_CASE("a list is split at each separator", "[text]") {
  CHECK(parts_of("a,b,,c", ',') == Parts{"a", "b", "", "c"});
  CHECK(parts_of("a,", ',') == Parts{"a", ""});
  CHECK(parts_of("", ',').empty());
  CHECK(has_part("bpf,lockdown", ',', "bpf"));
  CHECK_FALSE(has_part("bpf,lockdown", ',', "lock"));
}

TEST_CASE("words have blanks between them, however many", "[text]") {
  Parts words;
  for_each_word(" setuid  setgid ", [&](std::string_view word) { words.push_back(word); });
  CHECK(words == Parts{"setuid", "setgid"});
}

TEST_CASE("case is that of ASCII letters", "[text]") {
  CHECK(lowered("AbZ\xc3\x84[") == "abz\xc3\x84[");
  CHECK(uppered("o_rdonly\xc3\xa4") == "O_RDONLY\xc3\xa4");
}

TEST_CASE("a byte is two hexadecimal digits", "[text]") {
  std::string out;
  append_hex(out, 0x0a);
  append_hex(out, 0xff);
  CHECK(out == "0aff");
}

TEST_CASE("a UTF-8 sequence has the size that RFC 3629 gives it", "[text]") {
  CHECK(utf8_size("a") == 1);
  CHECK(utf8_size("\u00e9") == 2);
  CHECK(utf8_size("\u6f22") == 3);
  CHECK(utf8_size("\U0001f600") == 4);
  CHECK(utf8_size("\xc3") == 0);
  CHECK(utf8_size("\x80") == 0);
}

}  // namespace
}  // namespace trace
