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

  std::vector<std::string> told;

  Incidents open(IncidentLimits limits = {60 * kSecond, 30 * kSecond}) {
    if (limits.kept_free.percent == 5) limits.kept_free = {0, 0};
    auto opened = Ring::open(ring.path());
    REQUIRE(opened);
    const auto tell = [this](const std::string& lack) { told.push_back(lack); };
    auto incidents = Incidents::open(path, *std::move(opened), limits, tell);
    if (!incidents) FAIL(incidents.error().message);
    return *std::move(incidents);
  }
  void add_files(std::uint32_t from, std::uint32_t to) const {
    for (std::uint32_t file = from; file < to; ++file) add_ring_file(ring, file);
  }
  // Of one size: what is after the seal that opens them does not matter here.
  void add_files_of(std::uint64_t bytes, std::uint32_t from, std::uint32_t to) const {
    for (std::uint32_t file = from; file < to; ++file)
      std::filesystem::resize_file(ring.file(add_ring_file(ring, file)), bytes);
  }
  std::set<std::string> names(const std::string& incident) const { return names_in(path + "/" + incident); }
};

std::uint64_t at(std::uint64_t seconds) {
  return kRingBegin + seconds * kSecond;
}

using Names = std::set<std::string>;

const std::string kNoRoom = "there are as many incidents of its severity and below as there may be";

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
  CHECK(incidents.kept() == 2);
  CHECK(names("2023-11-14-221420-TRC-1") == Names{"a.zst", "b.zst", "c.zst", "d.zst", "detections.json"});
  CHECK(content_of(path + "/2023-11-14-221420-TRC-1/detections.json") == "a\nb\n");
  CHECK(std::filesystem::equivalent(path + "/2023-11-14-221420-TRC-1/c.zst", path + "/2023-11-14-221445-TRC-2/c.zst"));
}

TEST_CASE_METHOD(Kept, "detections without end fill neither the disk nor the folder") {
  Incidents incidents = open({60 * kSecond, 30 * kSecond, 3});
  add_files(0, 26);
  for (std::uint64_t s = 60; s < 3000; s += 20) incidents.detection(at(s), "TRC-1", "x");
  CHECK(incidents.kept() == 1);
  CHECK(names("2023-11-14-221420-TRC-1").size() == 27);  // ten times 90 s after 60 s is beyond all of them
  for (const std::string id : {"a", "b", "c"}) incidents.detection(at(60), id, "x");
  CHECK(incidents.kept() == 3);
  CHECK(told == std::vector<std::string>{"incident \"2023-11-14-221420-c\": not kept: " + kNoRoom});
  CHECK(incidents.missing() == std::vector<std::string>{"1 detection has no incident: " + kNoRoom});
}

TEST_CASE_METHOD(Kept, "small detections leave room for severe ones") {
  add_files(0, 26);
  Incidents incidents = open({60 * kSecond, 30 * kSecond, 4});
  const auto kept_of = [&](Severity severity, const std::string& id) {
    for (int i = 0; i < 5; ++i) incidents.detection(at(60), id + std::to_string(i), "x", severity);
    return incidents.kept();
  };
  CHECK(kept_of(Severity::informational, "i") == 2);
  CHECK(kept_of(Severity::low, "l") == 2);
  CHECK(kept_of(Severity::medium, "m") == 3);
  CHECK(kept_of(Severity::high, "h") == 4);
}

TEST_CASE_METHOD(Kept, "detections of one second and one signature are one incident") {
  add_files(0, 5);
  Incidents incidents = open({1'000'000, 1'000'000, 2});
  for (std::uint64_t ms = 0; ms < 1000; ms += 10) incidents.detection(at(65) + ms * 1'000'000, "TRC-1", "x");
  CHECK(incidents.kept() == 1);
  CHECK(told.empty());
  CHECK(content_of(path + "/2023-11-14-221425-TRC-1/detections.json").size() == 200);
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
  CHECK(incidents.missing() == std::vector<std::string>{"1 detection has no incident: " + kNoRoom});
}

TEST_CASE_METHOD(Kept, "a file that cannot be kept is told once, and in the end if it is still missing") {
  add_files(0, 3);
  std::filesystem::create_directories(path + "/2023-11-14-221425-TRC-1");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  folder.with("incidents/2023-11-14-221425-TRC-1/c.zst", "another");
  Incidents incidents = open();
  incidents.detection(at(65), "TRC-1", "x");
  incidents.look();
  const std::string lack =
      "incident \"2023-11-14-221425-TRC-1\": not kept: \"c.zst\": another file of that name is there";
  CHECK(told == std::vector{lack});
  CHECK(incidents.missing() == std::vector{lack});
  std::filesystem::remove(path + "/2023-11-14-221425-TRC-1/c.zst");
  incidents.finish();
  CHECK(incidents.missing().empty());
  CHECK(incidents.kept() == 1);
}

TEST_CASE_METHOD(Kept, "an incident whose folder cannot be made is told, and is not one too many") {
  add_files(0, 3);
  Incidents incidents = open();
  folder.with("incidents/2023-11-14-221425-TRC-1", "a file");
  incidents.detection(at(65), "TRC-1", "x");
  incidents.finish();
  CHECK(told ==
        std::vector<std::string>{"incident \"2023-11-14-221425-TRC-1\": not kept: making its folder: Not a directory"});
  CHECK(incidents.missing() ==
        std::vector<std::string>{"1 detection has no incident: making its folder: Not a directory"});
  CHECK(incidents.kept() == 0);
}

TEST_CASE_METHOD(Kept, "detections that cannot be noted are told") {
  add_files(0, 3);
  std::filesystem::create_directories(path + "/2023-11-14-221425-TRC-1/detections.json");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  Incidents incidents = open();
  incidents.detection(at(65), "TRC-1", "x");
  incidents.finish();
  CHECK(
      incidents.missing() ==
      std::vector<std::string>{"incident \"2023-11-14-221425-TRC-1\": not kept: \"detections.json\": Is a directory"});
  CHECK(names("2023-11-14-221425-TRC-1") == Names{"a.zst", "b.zst", "c.zst", "detections.json"});
}

TEST_CASE_METHOD(Kept, "a ring that has nothing of an incident is told, as is one that was removed") {
  Incidents incidents = open();
  incidents.detection(at(65), "TRC-1", "x");
  CHECK(told.empty());  // it may come
  incidents.finish();
  CHECK(incidents.missing() ==
        std::vector<std::string>{"incident \"2023-11-14-221425-TRC-1\": not kept: nothing of it is in the ring"});
  CHECK(incidents.kept() == 0);
  std::filesystem::remove_all(ring.path());
  incidents.look();
  CHECK(told.back() == "incident \"2023-11-14-221425-TRC-1\": not kept: reading the ring: it was removed");
}

TEST_CASE_METHOD(Kept, "files that went from the ring between two looks are missing from the incident") {
  add_files(0, 2);
  Incidents incidents = open();
  incidents.detection(at(35), "TRC-1", "x");
  add_files(2, 4);
  std::filesystem::remove(ring.file("a.zst"));  // it is kept
  std::filesystem::remove(ring.file("c.zst"));
  incidents.detection(at(64), "TRC-1", "y");
  incidents.finish();
  CHECK(names("2023-11-14-221355-TRC-1") == Names{"a.zst", "b.zst", "d.zst", "detections.json"});
  CHECK(incidents.missing() ==
        std::vector<std::string>{
            "incident \"2023-11-14-221355-TRC-1\": not kept: \"file 2 of the recording\": it was removed from "
            "the ring before it could be kept"});
}

TEST_CASE_METHOD(Kept,
                 "files that would be too many bytes are not kept, and told; one that is kept already costs nothing") {
  const std::uint64_t size = 4096;
  add_files_of(size, 0, 4);
  IncidentLimits limits{60 * kSecond, 30 * kSecond};
  limits.bytes = 2 * size;
  Incidents incidents = open(limits);
  incidents.detection(at(35), "TRC-1", "x");
  incidents.detection(at(35), "TRC-2", "x");
  const std::string why = "incidents of its severity and below have as many bytes as they may";
  CHECK(names("2023-11-14-221355-TRC-1") == Names{"a.zst", "b.zst", "detections.json"});
  CHECK(names("2023-11-14-221355-TRC-2") == Names{"a.zst", "b.zst", "detections.json"});
  CHECK(told == std::vector<std::string>{"incident \"2023-11-14-221355-TRC-1\": not kept: \"c.zst\": " + why});
}

TEST_CASE_METHOD(Kept,
                 "a file that was refused is not told to have gone from the ring, and a smaller one after it is kept") {
  const std::uint64_t size = 4096;
  add_files_of(size, 0, 4);
  std::filesystem::resize_file(ring.file("c.zst"), 3 * size);
  IncidentLimits limits{60 * kSecond, 60 * kSecond};
  limits.bytes = 3 * size;
  Incidents incidents = open(limits);
  incidents.detection(at(35), "TRC-1", "x");
  incidents.finish();
  CHECK(names("2023-11-14-221355-TRC-1") == Names{"a.zst", "b.zst", "d.zst", "detections.json"});
  CHECK(incidents.missing() ==
        std::vector<std::string>{"incident \"2023-11-14-221355-TRC-1\": not kept: \"c.zst\": "
                                 "incidents of its severity and below have as many bytes as they may"});
}

TEST_CASE_METHOD(Kept,
                 "bytes of earlier incidents count, small detections have half of all, and what has grown is seen") {
  const std::uint64_t size = 4096;
  add_files_of(size, 0, 4);
  IncidentLimits limits{30 * kSecond, 30 * kSecond};
  limits.bytes = 4 * size;
  {
    Incidents earlier = open(limits);
    earlier.detection(at(5), "TRC-1", "x");
    CHECK(names("2023-11-14-221325-TRC-1") == Names{"a.zst", "b.zst", "detections.json"});
  }
  std::filesystem::remove(ring.file("a.zst"));
  std::filesystem::remove(ring.file("b.zst"));
  {
    Incidents incidents = open(limits);
    incidents.detection(at(95), "TRC-2", "x", Severity::low);
    CHECK(names("2023-11-14-221455-TRC-2") == Names{"detections.json"});
    incidents.detection(at(95), "TRC-3", "x", Severity::high);
    CHECK(names("2023-11-14-221455-TRC-3") == Names{"c.zst", "d.zst", "detections.json"});
  }
  limits.bytes = 10 * size;
  Incidents incidents = open(limits);
  incidents.detection(at(95), "TRC-4", "x");
  std::filesystem::resize_file(ring.file("d.zst"), 10 * size);
  incidents.look();
  add_files_of(size, 4, 5);
  incidents.look();
  CHECK(told.back().ends_with("have as many bytes as they may"));
}

TEST_CASE_METHOD(Kept, "the disk keeps free what it is to keep free") {
  add_files(0, 2);
  IncidentLimits limits{60 * kSecond, 30 * kSecond};
  limits.kept_free = {0, 101};
  Incidents incidents = open(limits);
  incidents.detection(at(5), "TRC-1", "x");
  CHECK(incidents.kept() == 0);
  REQUIRE_FALSE(told.empty());
  CHECK(told.front().ends_with("\"a.zst\": the disk would not keep free what it is to keep free"));
}

TEST_CASE_METHOD(Kept, "incidents are not kept in the ring itself") {
  auto opened = Ring::open(ring.path());
  REQUIRE(opened);
  std::filesystem::permissions(ring.path(), std::filesystem::perms::owner_all);
  const auto incidents = Incidents::open(ring.path(), *std::move(opened), {});
  REQUIRE_FALSE(incidents);
  CHECK(incidents.error().code == Code::invalid);
}

}  // namespace trace
