// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/file_series.h"

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

FileSeries series_in(const Folder& folder, FileLimits limits, std::uint64_t keep_bytes = 0) {
  auto broker = Broker::start({.recordings = {{folder.path(), "%F-%H%M%S.trace", keep_bytes}}});
  if (!broker) FAIL(broker.error().message);
  return {std::make_shared<Broker>(*std::move(broker)), 0, folder.path(), limits};
}

}  // namespace

TEST_CASE("a file is due by what it has besides its head, or by its age, whatever comes first") {
  const Folder folder;
  FileSeries series = series_in(folder, {1000, 60 * kSecond});
  REQUIRE(series.next());
  CHECK(series.number() == 0);
  CHECK_FALSE(series.is_due(5000, 100 * kSecond));  // it has no head yet
  series.has_begun(300, 100 * kSecond);
  CHECK_FALSE(series.is_due(1299, 159 * kSecond));
  CHECK(series.is_due(1300, 101 * kSecond));
  CHECK(series.is_due(300, 160 * kSecond));
  REQUIRE(series.next());
  CHECK(series.number() == 1);
}

TEST_CASE("without a bound there is always room; with one no more than that is written") {
  const Folder folder;
  FileSeries free = series_in(folder, {1000, 0});
  CHECK(*free.make_room(~std::uint64_t{0}));

  const Folder small;
  FileSeries bounded = series_in(small, {1000, 0, 4 << 20}, 4 << 20);
  REQUIRE(bounded.next());
  CHECK(*bounded.make_room(4 << 20));
  CHECK_FALSE(*bounded.make_room((4 << 20) + 1));
}

TEST_CASE("a folder that is gone is told, with its name") {
  auto folder = std::make_unique<Folder>();
  FileSeries series = series_in(*folder, {1000, 0});
  const std::string path = folder->path();
  folder.reset();
  const auto next = series.next();
  REQUIRE_FALSE(next);
  CHECK(next.error().message == "\"" + path + "\": opening the next file of a recording: No such file or directory");
}

}  // namespace trace
