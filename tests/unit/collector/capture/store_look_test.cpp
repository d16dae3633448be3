// SPDX-License-Identifier: Apache-2.0
// What other programs do to the files of a folder of artifacts while they are written.
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "collector/capture/store.h"
#include "common/artifact/manifest.h"
#include "tests/support/artifact_store.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

namespace fs = std::filesystem;

struct Place {
  Place() {
    limits.kept_free.bytes = 0;
    limits.kept_free.percent = 0;
    auto opened = open_store(path(), limits);
    if (!opened) FAIL(opened.error().message);
    store.emplace(*std::move(opened));
  }
  std::string path() const { return folder.file("artifacts"); }
  std::string in(const std::string& name) const { return path() + "/" + name; }

  Folder folder;
  CaptureLimits limits;
  std::optional<ArtifactStore> store;
};

struct Damage {
  void (*do_it)(const std::string& path);
  const char* sentence;
};

// Of a file of 4 bytes or more.
const Damage kDamages[] = {
    {[](const std::string& path) { fs::remove(path); }, " was deleted while it was written"},
    {[](const std::string& path) { fs::resize_file(path, 0); }, " was cut by another program while it was written"},
    {[](const std::string& path) { fs::rename(path, path + ".away"); }, " was moved away while it was written"},
    {[](const std::string& path) {
       fs::rename(path, path + ".away");
       fs::copy_file(path + ".away", path);
     },
     " was replaced by another file while it was written"},
    {[](const std::string& path) { std::ofstream(path, std::ios::app) << "more"; },
     " is written by another program, too"},
};

TEST_CASE("what others do to the manifest is told once, though lines come after it") {
  for (const Damage& damage : kDamages) {
    for (const bool at_end : {false, true}) {
      Place place;
      place.store->tick();
      CHECK(place.store->take_damages().empty());
      damage.do_it(place.in(kManifestName));
      ManifestLine line;
      line.kind = "write";
      line.result = "missed";
      for (int i = 0; i < 10; ++i) place.store->write(line);
      if (!at_end) place.store->tick();
      if (at_end) CHECK(place.store->finish());
      const auto told = place.store->take_damages();
      INFO(damage.sentence);
      REQUIRE(told.size() == 1);
      CHECK(told[0].starts_with("\"" + place.in(kManifestName) + "\"" + damage.sentence));
      place.store->tick();
      CHECK(place.store->finish());
      CHECK(place.store->take_damages().empty());
    }
  }
}

TEST_CASE("a manifest that has lines already is one that nobody has damaged") {
  Place place;
  CHECK(place.store->finish());
  place.store.reset();
  place.store.emplace(*open_store(place.path(), place.limits));
  place.store->tick();
  CHECK(place.store->finish());
  CHECK(place.store->take_damages().empty());
}

TEST_CASE("what grows and is damaged by others is missed, and set aside, though it grows after that") {
  for (const Damage& damage : kDamages) {
    INFO(damage.sentence);
    Place place;
    auto growing = place.store->begin();
    REQUIRE(growing);
    CHECK(place.store->append(*growing, "1234", 0).empty());
    CHECK(place.store->is_whole(*growing));
    damage.do_it(place.in(growing->tmp));
    CHECK(place.store->append(*growing, "5678", 0).empty());
    CHECK_FALSE(place.store->is_whole(*growing));
    const bool is_there = fs::exists(place.in(growing->tmp));
    const std::string sentence = "\"" + place.in(growing->tmp) + "\"" + damage.sentence;
    const auto kept = place.store->finish(*std::move(growing));
    CHECK(kept.result == "missed");
    CHECK(kept.object.empty());
    CHECK(kept.reason.starts_with(sentence));
    CHECK(fs::is_empty(place.in("partial")) != is_there);
    const auto told = place.store->take_damages();
    REQUIRE(told.size() == 1);
    CHECK(told[0].starts_with(sentence));
  }
}

}  // namespace
}  // namespace trace
