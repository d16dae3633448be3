// SPDX-License-Identifier: Apache-2.0
#include "rules/run/tapped.h"

#include <array>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/stream/byte_source.h"

namespace trace {
namespace {

// Two totals of one stream, and the end.
class Told final : public EventReader {
 public:
  Item next() override {
    if (told_ == 2) return End{};
    Totals totals;
    totals.time_ns = ++told_;
    return totals;
  }
  const StreamInfo* head() const override { return &head_; }

 private:
  std::uint64_t told_ = 0;
  StreamInfo head_;
};

TEST_CASE("each item is seen once, with the head of its stream, and goes on") {
  std::vector<std::size_t> seen;
  std::vector<const StreamInfo*> heads;
  const auto reader = tapped(std::make_unique<Told>(), [&](const Item& item, const StreamInfo* head) {
    seen.push_back(item.index());
    heads.push_back(head);
  });
  std::vector<std::size_t> given;
  for (int i = 0; i < 3; ++i) given.push_back(reader->next().index());
  CHECK(seen == given);
  CHECK(given == std::vector<std::size_t>{Item(Totals()).index(), Item(Totals()).index(), Item(End()).index()});
  CHECK(heads == std::vector<const StreamInfo*>(3, reader->head()));
}

TEST_CASE("what was read is hashed, however it is cut") {
  ReadBytes read;
  const auto source = hashed(bytes_of("some bytes", 3), read);
  std::array<char, 64> buffer;
  std::string all;
  while (const auto size = source->read(buffer)) {
    if (*size == 0) break;
    all.append(buffer.data(), *size);
  }
  CHECK(all == "some bytes");
  CHECK(read.size == 10);
  CHECK(read.hash.take() == sha256_of("some bytes"));
}

}  // namespace
}  // namespace trace
