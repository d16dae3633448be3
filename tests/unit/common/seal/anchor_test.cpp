// SPDX-License-Identifier: Apache-2.0
#include "common/seal/anchor.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

Anchor one() {
  wire_seal seal{};
  seal.mark[0] = 0xab;
  seal.file = 7;
  seal.number = 1234567890123;
  seal.seal[31] = 0x0f;
  return anchor_of(seal);
}

TEST_CASE("an anchor is found in the line of a log that it was written to") {
  const std::string text = text_of(one());
  CHECK(text.starts_with("anchor:ab000000000000000000000000000000.7.1234567890123.00"));
  CHECK(anchor_in(text) == one());
  CHECK(anchor_in("Nov 28 02:16:00 web-1 trace-ebpf[42]: \"/var/log/anchor:x\" has " + text + " and more\n") == one());
}

TEST_CASE("what only looks like an anchor is none") {
  const std::string text = text_of(one());
  for (std::size_t size = 0; size < text.size(); ++size) CHECK(!anchor_in(text.substr(0, size)));
  CHECK(!anchor_in("anchor:" + text.substr(8)));
  std::string too_large = text;
  too_large.replace(too_large.find(".7."), 3, ".4294967296.");
  CHECK(!anchor_in(too_large));
  std::string negative = text;
  negative.replace(negative.find(".7."), 3, ".-7.");
  CHECK(!anchor_in(negative));
}

}  // namespace
}  // namespace trace
