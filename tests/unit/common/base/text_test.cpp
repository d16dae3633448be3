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

TEST_CASE("lower case is that of all scripts, and bytes that are no text stay", "[text]") {
  CHECK(lowered("AbZ[") == "abz[");
  CHECK(lowered("\u00c9\u0416\u03a3\u0100\u1e9e\U00010400") == "\u00e9\u0436\u03c3\u0101\u00df\U00010428");
  CHECK(lowered("\u00d7\u6f22\u00e9") == "\u00d7\u6f22\u00e9");
  CHECK(lowered("A\xff\xc3") == "a\xff\xc3");
  CHECK(lowered("\u0130\u212a") == "ik");
}

TEST_CASE("upper case is that of ASCII letters", "[text]") {
  CHECK(uppered("o_rdonly\xc3\xa4") == "O_RDONLY\xc3\xa4");
}

TEST_CASE("each byte that is not of UTF-8 becomes one replacement character", "[text]") {
  std::string out;
  append_as_utf8(out, "a\xff\xc3(\u00e9\xed\xa0\x80");
  CHECK(out == "a\ufffd\ufffd(\u00e9\ufffd\ufffd\ufffd");
  CHECK(is_utf8(out));
  CHECK_FALSE(is_utf8("\xc3"));
  CHECK(is_ascii("abc"));
  CHECK_FALSE(is_ascii("\u00e9"));
}

TEST_CASE("a code point is written as it is read", "[text]") {
  for (const std::string_view text : {"a", "\u00e9", "\u6f22", "\U0001f600"}) {
    std::string out;
    append_utf8(out, code_of_utf8(text));
    CHECK(out == text);
  }
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
