// SPDX-License-Identifier: Apache-2.0
#include "rules/keep/incidents.h"

#include <catch2/catch.hpp>

#include "tests/support/ring_folder.h"

namespace trace {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

struct Kept {
  Folder ring, folder;
  std::string path = folder.file("incidents");

  Incidents open(IncidentLimits limits = {60 * kSecond, 30 * kSecond}) const {
    auto opened = Ring::open(ring.path());
    REQUIRE(opened);
    auto incidents = Incidents::open(path, *std::move(opened), limits);
    if (!incidents) FAIL(incidents.error().message);
    return *std::move(incidents);
  }
  void add_files(std::uint32_t from, std::uint32_t to) const {
    for (std::uint32_t file = from; file < to; ++file) add_ring_file(ring, file);
  }
  std::set<std::string> names(const std::string& incident) const { return names_in(path + "/" + incident); }
};

std::uint64_t at(std::uint64_t seconds) {
  return kRingBegin + seconds * kSecond;
}

using Names = std::set<std::string>;

}  // namespace

TEST_CASE_METHOD(Kept, "what was before a detection is kept at once, and what comes after it when it is there") {
  add_files(0, 5);  // the last one begins at 120 s
  Incidents incidents = open();
  incidents.detection(at(125), "TRC-1", "{\"n\":1}");
  REQUIRE(names_in(path) == Names{"2023-11-14-221525-TRC-1"});
  CHECK(names("2023-11-14-221525-TRC-1") == Names{"c.zst", "d.zst", "e.zst", "detections.json"});
  add_files(5, 8);
  incidents.look();
  CHECK(names("2023-11-14-221525-TRC-1") == Names{"c.zst", "d.zst", "e.zst", "f.zst", "detections.json"});
  CHECK(content_of(path + "/2023-11-14-221525-TRC-1/detections.json") == "{\"n\":1}\n");
}

TEST_CASE_METHOD(Kept, "a detection of the same signature extends the incident, one of another makes its own") {
  add_files(0, 5);
  Incidents incidents = open();
  incidents.detection(at(60), "TRC-1", "a");
  incidents.detection(at(85), "TRC-1", "b");
  incidents.detection(at(85), "TRC-2", "c");
  CHECK(incidents.made() == 2);
  CHECK(names("2023-11-14-221420-TRC-1") == Names{"a.zst", "b.zst", "c.zst", "d.zst", "detections.json"});
  CHECK(content_of(path + "/2023-11-14-221420-TRC-1/detections.json") == "a\nb\n");
  CHECK(std::filesystem::equivalent(path + "/2023-11-14-221420-TRC-1/c.zst", path + "/2023-11-14-221445-TRC-2/c.zst"));
}

TEST_CASE_METHOD(Kept, "detections without end fill neither the disk nor the folder") {
  Incidents incidents = open({60 * kSecond, 30 * kSecond, 3});
  add_files(0, 26);
  for (std::uint64_t s = 60; s < 3000; s += 20) incidents.detection(at(s), "TRC-1", "x");
  CHECK(incidents.made() == 1);
  CHECK(names("2023-11-14-221420-TRC-1").size() == 27);  // ten times 90 s after 60 s is beyond all of them
  for (const std::string id : {"a", "b", "c"}) incidents.detection(at(60), id, "x");
  CHECK(incidents.made() == 3);
  CHECK(incidents.refused() == 1);
}

TEST_CASE_METHOD(Kept, "the name of a signature leads nowhere else") {
  add_files(0, 1);
  Incidents incidents = open();
  incidents.detection(at(1), "../../etc", "");
  CHECK(names_in(path) == Names{"2023-11-14-221321-______etc"});
}

TEST_CASE_METHOD(Kept, "incidents of an earlier run count") {
  std::filesystem::create_directories(path + "/old");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  Incidents incidents = open({60 * kSecond, 30 * kSecond, 1});
  incidents.detection(at(1), "TRC-1", "");
  CHECK(incidents.refused() == 1);
}

}  // namespace trace
