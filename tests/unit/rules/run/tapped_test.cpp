// SPDX-License-Identifier: Apache-2.0
#include "rules/run/tapped.h"

#include <array>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/stream/byte_source.h"
#include "common/stream/reader.h"

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
  Architecture architecture() const override { return head_.architecture; }

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

TEST_CASE("of JSON the architecture is told with each item, and that of one stream is not that of the next") {
  auto json =
      open_reader(bytes_of(std::string(R"({"totals":{"final":false,"time":1,"begins":true,"architecture":"arm64"}}
{"totals":{"final":false,"time":2,"architecture":"arm64"}}
{"totals":{"final":true,"events":[]}}
{"totals":{"final":false,"time":3,"begins":true}}
)")));
  REQUIRE(json);
  std::vector<Architecture> seen;
  const auto reader = tapped(*std::move(json), [&](const Item& item, const StreamInfo* head) {
    REQUIRE(head != nullptr);
    if (std::holds_alternative<Totals>(item)) seen.push_back(head->architecture);
  });
  while (!std::holds_alternative<End>(reader->next())) {
  }
  CHECK(seen ==
        std::vector<Architecture>{Architecture::arm64, Architecture::arm64, Architecture::arm64, Architecture::x86_64});
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
