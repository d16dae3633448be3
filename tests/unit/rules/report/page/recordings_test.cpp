// SPDX-License-Identifier: Apache-2.0
#include "tests/support/incident.h"

namespace trace {
namespace {

TEST_CASE_METHOD(Incident, "each recording is named with its size and its hash") {
  gatherer.begin("<case>.trace");
  gatherer.take_bytes("abc");
  const std::string text = text_of(recordings_section, *this);
  CHECK(has(text, "<td class=\"object\">&lt;case&gt;.trace</td><td class=\"number\">3</td>"));
  CHECK(has(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

}  // namespace
}  // namespace trace
