// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/manifest_log.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>

#include <catch2/catch.hpp>

#include "common/artifact/sha256.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

struct Place {
  ManifestLog open(bool sign = false) const {
    auto log = ManifestLog::open(UniqueFd(::open(path().c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600)), sign);
    if (!log) FAIL(log.error().message);
    return *std::move(log);
  }
  std::string path() const { return folder.file("manifest.ndjson"); }
  std::string text() const { return content_of(path()); }
  auto lines() const {
    const std::string all = text();
    return std::count(all.begin(), all.end(), '\n');
  }

  Folder folder;
};

ManifestLine line_of(std::string_view result, std::string reason = {}) {
  ManifestLine line;
  line.kind = "write";
  line.result = result;
  line.reason = std::move(reason);
  return line;
}

// Files of this process cannot be larger meanwhile, as if the disk were full.
class SizeLimit {
 public:
  explicit SizeLimit(std::uint64_t bytes) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit least{bytes, limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &least);
  }
  ~SizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }
  SizeLimit(const SizeLimit&) = delete;
  SizeLimit& operator=(const SizeLimit&) = delete;

 private:
  rlimit limit_{};
  void (*before_)(int);
};

TEST_CASE("the manifest is one chain over several runs") {
  const Place place;
  for (int run = 0; run < 2; ++run) {
    ManifestLog log = place.open();
    log.write(line_of("captured"));
    log.tick();
    const auto sha256 = log.finish();
    REQUIRE(sha256);
    CHECK(*sha256 == sha256_of(place.text()));
    CHECK(log.counts().captured == 1);
    CHECK(log.counts().all() == 1);
  }
  std::istringstream lines(place.text());
  std::string before;
  int count = 0;
  for (std::string line; std::getline(lines, line); before = line) {
    ++count;
    CHECK(line.starts_with("{\"n\":" + std::to_string(count) + ","));
    const std::string prev = before.empty() ? std::string(64, '0') : sha256_of(before);
    CHECK(line.ends_with("\"prev\":\"" + prev + "\"}"));
  }
  CHECK(count == 6);
}

TEST_CASE("a torn line of the manifest is cut off, and that is said") {
  const Place place;
  place.open();
  std::ofstream(place.path(), std::ios::app) << "{\"n\":2,\"ti";
  place.open();
  CHECK(place.text().find("{\"n\":2,\"time\":") != std::string::npos);
  CHECK(place.text().find("of 10 bytes, was cut off") != std::string::npos);
  CHECK(place.lines() == 2);
}

TEST_CASE("lines of what is limited are summed up when there are many") {
  const Place place;
  ManifestLog log = place.open();
  for (int i = 0; i < 5000; ++i) log.write(line_of("limited", "files of all"));
  log.tick();
  CHECK(log.counts().limited == 5000);
  CHECK(place.lines() < 1100);
  CHECK(place.text().find("\"count\":4000") != std::string::npos);
}

TEST_CASE("lines that find no room are written when there is some, in their order and whole") {
  const Place place;
  ManifestLog log = place.open();
  const std::string before = place.text();
  {
    const SizeLimit full(before.size() + 10);
    log.write(line_of("captured"));
    log.write(line_of("missed", "gone"));
    log.tick();
    CHECK(place.text() == before);
    CHECK_FALSE(log.finish());
    CHECK(place.text() == before);
  }
  log.tick();
  CHECK(place.lines() == 4);
  CHECK(place.text().find("\"result\":\"captured\"") < place.text().find("\"result\":\"missed\""));
}

}  // namespace
}  // namespace trace
