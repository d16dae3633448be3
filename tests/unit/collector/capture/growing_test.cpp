// SPDX-License-Identifier: Apache-2.0
// Artifacts that grow while they are captured.
#include <sys/statvfs.h>

#include <filesystem>

#include <catch2/catch.hpp>

#include "collector/capture/store.h"
#include "common/artifact/sha256.h"
#include "tests/support/artifact_store.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

struct Place {
  Place() {
    limits.kept_free.bytes = 0;
    limits.kept_free.percent = 0;
  }
  ArtifactStore open() {
    auto store = open_store(path(), limits);
    if (!store) FAIL(store.error().message);
    return *std::move(store);
  }
  std::string path() const { return folder.file("artifacts"); }
  std::string in(const std::string& name) const { return path() + "/" + name; }

  Folder folder;
  CaptureLimits limits;
};

ArtifactStore::Growing begun(ArtifactStore& store) {
  auto growing = store.begin();
  if (!growing) FAIL(growing.error().message);
  return *std::move(growing);
}

TEST_CASE("what has grown becomes an object under its hash") {
  Place place;
  ArtifactStore store = place.open();
  ArtifactStore::Growing growing = begun(store);
  CHECK(store.append(growing, "one", 0).empty());
  CHECK(content_of(place.in(growing.tmp)) == "one");
  CHECK(store.append(growing, "two", 0).empty());
  const ArtifactStore::Kept kept = store.finish(std::move(growing));
  CHECK(kept.result == "captured");
  CHECK(kept.size == 6);
  CHECK(kept.sha256 == sha256_of("onetwo"));
  CHECK(content_of(place.in(kept.object)) == "onetwo");
  CHECK(std::filesystem::is_empty(place.in("tmp")));
}

TEST_CASE("what is discarded is gone, and takes no room") {
  Place place;
  place.limits.total_bytes = 4;
  ArtifactStore store = place.open();
  ArtifactStore::Growing growing = begun(store);
  CHECK(store.append(growing, "1234", 0).empty());
  store.discard(growing);
  CHECK(std::filesystem::is_empty(place.in("tmp")));
  ArtifactStore::Growing other = begun(store);
  CHECK(store.append(other, "1234", 0).empty());
}

TEST_CASE("what would pass a limit is not appended at all") {
  Place place;
  place.limits.total_bytes = 5;
  place.limits.process_bytes = 3;
  ArtifactStore store = place.open();
  ArtifactStore::Growing growing = begun(store);
  CHECK(store.append(growing, "123", 7).empty());
  CHECK(store.append(growing, "4", 7) == "bytes of one process");
  CHECK(store.append(growing, "4", 8).empty());
  CHECK(store.append(growing, "56", 0) == "bytes of all");
  CHECK(content_of(place.in(growing.tmp)) == "1234");
  CHECK(store.finish(std::move(growing)).size == 4);
}

TEST_CASE("no more files are begun than there may be") {
  Place place;
  place.limits.total_files = 1;
  ArtifactStore store = place.open();
  const ArtifactStore::Growing growing = begun(store);
  const auto other = store.begin();
  REQUIRE_FALSE(other);
  CHECK(other.error().message == "files of all");
}

TEST_CASE("room that the disk keeps free is not taken") {
  Place place;
  place.limits.kept_free.percent = 100;
  ArtifactStore store = place.open();
  const auto growing = store.begin();
  REQUIRE_FALSE(growing);
  CHECK(growing.error().message == "room that the disk keeps free");
}

TEST_CASE("a link has the next number if its name is taken") {
  Place place;
  ArtifactStore store = place.open();
  ArtifactStore::Growing growing = begun(store);
  CHECK(store.append(growing, "x", 0).empty());
  const ArtifactStore::Kept kept = store.finish(std::move(growing));
  CHECK(store.link_at(kept, "out/pcap/single", "pcap") == "out/pcap/single.pcap");
  CHECK(store.link_at(kept, "out/pcap/single", "pcap") == "out/pcap/single.2.pcap");
  CHECK(content_of(place.in("out/pcap/single.2.pcap")) == "x");
}

TEST_CASE("an equal content is a duplicate") {
  Place place;
  ArtifactStore store = place.open();
  for (const char* const result : {"captured", "duplicate"}) {
    ArtifactStore::Growing growing = begun(store);
    CHECK(store.append(growing, "same", 0).empty());
    CHECK(store.finish(std::move(growing)).result == result);
  }
}

}  // namespace
}  // namespace trace
