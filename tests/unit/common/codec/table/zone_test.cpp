// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include <catch2/catch.hpp>

#include "common/base/sandbox.h"
#include "common/codec/encoder.h"
#include "tests/support/folder.h"
#include "tests/support/in_child.h"

namespace trace {
namespace {

void append_big_endian(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

// A zone file of one time, nine hours east of Greenwich (tzfile(5), version 1).
std::string zone_file() {
  std::string out = "TZif" + std::string(16, '\0');
  for (const std::uint32_t count : {0U, 0U, 0U, 0U, 1U, 4U}) append_big_endian(out, count);
  append_big_endian(out, 9 * 3600);
  return out + std::string("\0\0JST\0", 6);
}

}  // namespace

TEST_CASE("a table made in the sandbox shows local time") {
  const Folder folder;
  const std::string zone = folder.with("zone", zone_file());
  const ChildEnding ending = in_child([&] {
    setenv("TZ", (":" + zone).c_str(), 1);
    const std::unique_ptr<Encoder> encoder = make_table_encoder();
    std::string out;
    encoder->begin({}, out);
    if (!enter_sandbox()) return std::string("not entered");
    Event event;
    event.spec = find_event("ptrace");
    event.context.time_ns = 1'732'402'800'000'000'000;  // 23:00:00 UTC
    out.clear();
    encoder->event(event, {}, out);
    return out.substr(0, 9);
  });
  if (ending.text == "not entered") {
    WARN("skipped: no seccomp here");
    return;
  }
  CHECK(ending.text == "08:00:00:");
}

}  // namespace trace
