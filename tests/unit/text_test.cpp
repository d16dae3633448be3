// SPDX-License-Identifier: Apache-2.0
#include "common/codec/text.h"

#include <catch2/catch.hpp>

namespace trace::test {
namespace {

using namespace std::string_view_literals;

template <class F>
std::string appended(F&& append) {
  std::string out;
  append(out);
  return out;
}
std::string json(std::string_view text) {
  return appended([&](std::string& out) { append_json_string(text, out); });
}
std::string json_float(double number) {
  return appended([&](std::string& out) { append_json_float(number, out); });
}
std::string plain_float(double number) {
  return appended([&](std::string& out) { append_plain_float(number, out); });
}
std::string base64(std::string_view bytes) {
  return appended([&](std::string& out) { append_base64(bytes, out); });
}

TEST_CASE("JSON text is escaped as Go escapes it") {
  CHECK(json("a\"b\\c/\n\r\t\b\f\x01\x7f") == "\"a\\\"b\\\\c/\\n\\r\\t\\b\\f\\u0001\x7f\"");
  CHECK(json("<a>&\xe2\x80\xa8\xe2\x80\xa9") == R"("\u003ca\u003e\u0026\u2028\u2029")");
  CHECK(json("\0"sv) == R"("\u0000")");
}

TEST_CASE("each byte that is not UTF-8 becomes the replacement character") {
  CHECK(json("\xc3\xa9\xff\xc3") == "\"\xc3\xa9\\ufffd\\ufffd\"");
  CHECK(json("\xed\xa0\x80") == R"("\ufffd\ufffd\ufffd")");  // a surrogate
  CHECK(json("\xc0\xaf") == R"("\ufffd\ufffd")");            // overlong
  CHECK(json("\xf4\x90\x80\x80") == R"("\ufffd\ufffd\ufffd\ufffd")");
}

TEST_CASE("floating numbers are written as Go writes them") {
  CHECK(json_float(0) == "0");
  CHECK(json_float(1.5) == "1.5");
  CHECK(json_float(1e20) == "100000000000000000000");
  CHECK(json_float(1e21) == "1e+21");
  CHECK(json_float(0.000001) == "0.000001");
  CHECK(json_float(0.0000001) == "1e-7");
  CHECK(json_float(1e-10) == "1e-10");
  CHECK(plain_float(0.0001) == "0.0001");
  CHECK(plain_float(0.00001) == "1e-05");
}

TEST_CASE("base64 is padded, and what is not base64 is refused") {
  CHECK(base64("") == "");
  CHECK(base64("\x7f"
               "E") == "f0U=");
  CHECK(base64("\x7f"
               "ELF") == "f0VMRg==");
  std::string out = "before";
  CHECK(append_from_base64("f0VMRg==", out));
  CHECK(out ==
        "before\x7f"
        "ELF");
  for (const char* bad : {"f0V", "f0V!", "=f0V", "f0=V", "===="}) {
    INFO(bad);
    CHECK(!append_from_base64(bad, out));
    CHECK(out ==
          "before\x7f"
          "ELF");
  }
}

}  // namespace
}  // namespace trace::test
