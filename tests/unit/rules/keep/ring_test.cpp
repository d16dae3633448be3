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
  const auto found = ring.between(kRingBegin + from_s * kSecond, kRingBegin + to_s * kSecond);
  REQUIRE(found);
  for (const Ring::Segment& one : *found) names += one.name[0];
  return names;
}

}  // namespace

TEST_CASE("the files that overlap two times are found by the seals that open them") {
  const Folder folder;
  for (std::uint32_t file = 0; file < 4; ++file) add_ring_file(folder, file);
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

TEST_CASE("a file whose first seal was damaged, cut or emptied lies between its neighbours") {
  const Folder folder;
  for (std::uint32_t file = 0; file < 8; ++file) add_ring_file(folder, file);
  std::string damaged = content_of(folder.file("b.zst"));
  damaged[20] = static_cast<char>(damaged[20] ^ 1);
  folder.with("b.zst", damaged);
  folder.with("d.zst", content_of(folder.file("d.zst")).substr(0, 30));
  folder.with("f.zst", "");
  Ring ring = opened(folder);
  CHECK(names_between(ring, 40, 41) == "ab");
  CHECK(names_between(ring, 60, 61) == "cd");
  CHECK(names_between(ring, 125, 155) == "ef");
  CHECK(names_between(ring, 185, 190) == "g");
  folder.with("a.zst", "");
  folder.with("h.zst", "no seal");
  Ring both_ends = opened(folder);
  CHECK(names_between(both_ends, 1, 2) == "ab");
  CHECK(names_between(both_ends, 185, 190) == "gh");
  CHECK_FALSE(both_ends.reaches(kRingBegin + 181 * kSecond));
}

TEST_CASE("a file that is empty yet is asked again for its beginning") {
  const Folder folder;
  add_ring_file(folder, 0);
  folder.with("b.zst", "");
  Ring ring = opened(folder);
  CHECK(names_between(ring, 10, 20) == "ab");
  add_ring_file(folder, 1);
  CHECK(names_between(ring, 10, 20) == "a");
}

TEST_CASE("what is no regular file is not kept") {
  const Folder folder;
  std::filesystem::create_directory(folder.file("kept"));
  std::filesystem::create_symlink("nowhere", folder.file("a.zst"));
  const UniqueFd kept(::open(folder.file("kept").c_str(), O_RDONLY | O_DIRECTORY));
  Ring ring = opened(folder);
  const auto put = ring.put({"a.zst", kRingBegin}, kept.get(), true);
  REQUIRE_FALSE(put);
  CHECK(put.error().message == "it is not a regular file");
}

TEST_CASE("a file that is kept stays when its first name is removed") {
  const Folder folder;
  add_ring_file(folder, 0);
  const std::string content = content_of(folder.file("a.zst"));
  std::filesystem::create_directory(folder.file("kept"));
  const UniqueFd kept(::open(folder.file("kept").c_str(), O_RDONLY | O_DIRECTORY));
  Ring ring = opened(folder);
  const auto found = ring.between(0, kRingBegin + kSecond);
  REQUIRE(found);
  REQUIRE(found->size() == 1);
  CHECK(ring.put(found->at(0), kept.get(), false));
  CHECK(ring.put(found->at(0), kept.get(), false));
  std::filesystem::remove(folder.file("a.zst"));
  CHECK(content_of(folder.file("kept/a.zst")) == content);
  CHECK_FALSE(ring.put({"b.zst", 1}, kept.get(), false));
}

TEST_CASE("another file of the same name is not taken for the one that is to be kept") {
  const Folder folder;
  add_ring_file(folder, 0);
  std::filesystem::create_directory(folder.file("kept"));
  const UniqueFd kept(::open(folder.file("kept").c_str(), O_RDONLY | O_DIRECTORY));
  Ring ring = opened(folder);
  const Ring::Segment segment{"a.zst", kRingBegin};
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
