// SPDX-License-Identifier: Apache-2.0
#include "rules/keep/ring.h"

#include <fcntl.h>

#include <catch2/catch.hpp>

#include "tests/support/ring_folder.h"

namespace trace {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

Ring opened(const Folder& folder) {
  auto ring = Ring::open(folder.path());
  if (!ring) FAIL(ring.error().message);
  return *std::move(ring);
}

std::string names_between(Ring& ring, std::uint64_t from_s, std::uint64_t to_s) {
  std::string names;
  for (const Ring::Segment& one : ring.between(kRingBegin + from_s * kSecond, kRingBegin + to_s * kSecond)) {
    names += one.name[0];
  }
  return names;
}

}  // namespace

TEST_CASE("the files that overlap two times are found by the seals that open them") {
  const Folder folder;
  for (std::uint32_t file = 0; file < 4; ++file) add_ring_file(folder, file);
  folder.with("x.zst", "no seal");
  folder.with("y.zst", "");
  Ring ring = opened(folder);
  CHECK(names_between(ring, 0, 1) == "a");
  CHECK(names_between(ring, 29, 30) == "a");
  CHECK(names_between(ring, 29, 31) == "ab");
  CHECK(names_between(ring, 30, 31) == "b");
  CHECK(names_between(ring, 35, 1000) == "bcd");
  CHECK(names_between(ring, 500, 1000) == "d");
  CHECK(ring.reaches(kRingBegin + 90 * kSecond));
  CHECK_FALSE(ring.reaches(kRingBegin + 91 * kSecond));
}

TEST_CASE("a file that is kept stays when its first name is removed") {
  const Folder folder;
  add_ring_file(folder, 0);
  const std::string content = content_of(folder.file("a.zst"));
  std::filesystem::create_directory(folder.file("kept"));
  const UniqueFd kept(::open(folder.file("kept").c_str(), O_RDONLY | O_DIRECTORY));
  Ring ring = opened(folder);
  const auto found = ring.between(0, kRingBegin + kSecond);
  REQUIRE(found.size() == 1);
  CHECK(ring.put(found[0], kept.get(), false));
  CHECK(ring.put(found[0], kept.get(), false));
  std::filesystem::remove(folder.file("a.zst"));
  CHECK(content_of(folder.file("kept/a.zst")) == content);
  CHECK_FALSE(ring.put({"b.zst", 1, false}, kept.get(), false));
}

TEST_CASE("another file of the same name is not taken for the one that is to be kept") {
  const Folder folder;
  add_ring_file(folder, 0);
  std::filesystem::create_directory(folder.file("kept"));
  const UniqueFd kept(::open(folder.file("kept").c_str(), O_RDONLY | O_DIRECTORY));
  Ring ring = opened(folder);
  const Ring::Segment segment{"a.zst", kRingBegin, false};
  std::filesystem::copy_file(folder.file("a.zst"), folder.file("kept/a.zst"));
  CHECK(ring.put(segment, kept.get(), false));
  std::string changed = content_of(folder.file("a.zst"));
  changed.back() ^= 1;
  folder.with("kept/a.zst", changed);
  CHECK_FALSE(ring.put(segment, kept.get(), false));
  std::filesystem::remove(folder.file("kept/a.zst"));
  std::filesystem::create_symlink("nowhere", folder.file("kept/a.zst"));
  CHECK_FALSE(ring.put(segment, kept.get(), false));
}

TEST_CASE("a folder that is not there is an error") {
  const Folder folder;
  CHECK_FALSE(Ring::open(folder.file("nowhere")));
}

}  // namespace trace
