// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/byte_ring.h"

#include <linux/bpf.h>

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/fake_ring.h"

namespace trace {
namespace {

std::vector<std::string> take(ByteRing& ring) {
  std::vector<std::string> records;
  ring.take([&](std::string_view record) { records.emplace_back(record); });
  return records;
}

using Records = std::vector<std::string>;

}  // namespace

TEST_CASE("records come in their order, without those that were discarded") {
  FakeRing kernel;
  ByteRing ring = kernel.reader();
  CHECK(take(ring).empty());
  kernel.put("one");
  kernel.put("dropped", BPF_RINGBUF_DISCARD_BIT);
  kernel.put("");
  kernel.put("two and a half");
  CHECK(take(ring) == Records{"one", "", "two and a half"});
  CHECK(kernel.consumed() == kernel.produced());
  CHECK(take(ring).empty());
}

TEST_CASE("what is being written is waited for") {
  FakeRing kernel;
  ByteRing ring = kernel.reader();
  kernel.put("one");
  std::uint32_t* const busy = kernel.put("two", BPF_RINGBUF_BUSY_BIT);
  kernel.put("three");
  CHECK(take(ring) == Records{"one"});
  *busy &= ~BPF_RINGBUF_BUSY_BIT;
  CHECK(take(ring) == Records{"two", "three"});
}

TEST_CASE("a ring is used for round after round") {
  FakeRing kernel;
  ByteRing ring = kernel.reader();
  for (int i = 0; i < 1000; ++i) {
    const std::string record(24, static_cast<char>('a' + i % 26));  // with its head, a divisor of the size
    kernel.put(record);
    CHECK(take(ring) == Records{record});
  }
}

TEST_CASE("what is no ring is refused") {
  CHECK_FALSE(ByteRing::map(UniqueFd(), FakeRing::kBytes));
}

}  // namespace trace
