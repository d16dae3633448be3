// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/artifact_check.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include <catch2/catch.hpp>

#include "common/artifact/manifest.h"
#include "common/artifact/sha256.h"
#include "rules/verify/folder_check.h"

namespace trace {
namespace {

// A folder of artifacts as the keeper leaves it, to be damaged.
struct Artifacts {
  std::map<std::string, std::string> files;  // by path, as a folder gives them out
  ManifestEnd end;

  static std::string object_of(const std::string& content) {
    const std::string hash = sha256_of(content);
    return "objects/" + hash.substr(0, 2) + "/" + hash;
  }
  void add(const std::string& content, std::string_view result = "captured") {
    ManifestLine line;
    line.time_ns = 1'700'000'000'000'000'000 + end.lines;
    line.kind = "exec";
    line.result = result;
    line.path = "/tmp/\",\"object\":\"no";
    line.sha256 = sha256_of(content);
    line.object = object_of(content);
    line.size = content.size();
    line.name = "out/host/exec." + std::to_string(end.lines) + ".x";
    files[line.name] = content;
    files[line.object] = content;
    files["manifest.ndjson"] += manifest_line(line, end);
  }
  void say(std::string_view result, std::string object = {}) {
    ManifestLine line;
    line.kind = "keeper";
    line.result = result;
    line.object = std::move(object);
    files["manifest.ndjson"] += manifest_line(line, end);
  }
  void finish() {
    say("end");
    std::string& sums = files["SHA256SUMS"];
    sums.clear();
    for (const auto& [path, content] : files) {
      if (path.starts_with("objects/")) sums += sha256_of(content) + "  " + path + "\n";
    }
    sums += sha256_of(files["manifest.ndjson"]) + "  manifest.ndjson\n";
  }

  // With hard links each content has one identity, as the keeper makes it; else out/ has copies.
  Verified verified(bool are_hard_links = false) const {
    auto file = files.begin();
    const auto next = [&]() -> Result<std::optional<OpenedForCheck>> {
      if (file == files.end()) return std::optional<OpenedForCheck>();
      const std::uint64_t identity = are_hard_links ? std::hash<std::string>()(file->second) : 0;
      OpenedForCheck opened{"dir/" + file->first, bytes_of(file->second), identity};
      ++file;
      return std::optional(std::move(opened));
    };
    KeptElsewhere kept;
    auto found = check_folder("dir", next, kept);
    REQUIRE(found);
    return *std::move(found);
  }
};

Artifacts whole() {
  Artifacts made;
  made.say("begin");
  made.add("first");
  made.add("second");
  made.add("first", "duplicate");
  made.finish();
  return made;
}

// Gives zeros for ever.
struct Endless final : ByteSource {
  Result<std::size_t> read(std::span<char> buffer) override {
    std::fill(buffer.begin(), buffer.end(), '\0');
    return buffer.size();
  }
};

TEST_CASE("an object that is larger than it was is not read to its end") {
  Artifacts made = whole();
  KeptElsewhere kept;
  auto file = made.files.begin();
  const auto next = [&]() -> Result<std::optional<OpenedForCheck>> {
    if (file == made.files.end()) return std::optional<OpenedForCheck>();
    const bool is_swollen = file->first == Artifacts::object_of("first");
    std::unique_ptr<ByteSource> bytes = is_swollen ? std::make_unique<Endless>() : bytes_of(file->second);
    OpenedForCheck opened{"dir/" + file->first, std::move(bytes), 0};
    ++file;
    return std::optional(std::move(opened));
  };
  const auto found = check_folder("dir", next, kept);
  REQUIRE(found);
  REQUIRE(found->alterations.count() == 1);
  CHECK(found->alterations.first().front().what.starts_with(Artifacts::object_of("first") + " was changed"));
}

TEST_CASE("a folder of artifacts as it was left is intact and complete") {
  const Verified found = whole().verified();
  CHECK(found.integrity == Integrity::whole);
  CHECK(found.alterations.empty());
}

TEST_CASE("a byte that is changed in any file of a folder of artifacts is told") {
  const Artifacts sound = whole();
  for (const auto& [path, content] : sound.files) {
    for (std::size_t at = 0; at < content.size(); ++at) {
      Artifacts changed = sound;
      changed.files[path][at] ^= 1;
      if (changed.verified().integrity == Integrity::altered) continue;
      FAIL_CHECK(path << ", byte " << at);
    }
  }
}

TEST_CASE("a line of a manifest that is removed, doubled or moved is told with its number") {
  Artifacts changed = whole();
  std::string& manifest = changed.files["manifest.ndjson"];
  const std::size_t second = manifest.find('\n') + 1;
  const std::size_t third = manifest.find('\n', second) + 1;
  manifest.erase(second, third - second);
  const Verified found = changed.verified();
  REQUIRE_FALSE(found.alterations.empty());
  CHECK(found.alterations.first()[0].seal == 2);
  CHECK(found.integrity == Integrity::altered);
}

TEST_CASE("what is missing or was put there is named") {
  Artifacts missing = whole();
  missing.files.erase(Artifacts::object_of("second"));
  CHECK(missing.verified().integrity == Integrity::altered);

  Artifacts other = whole();
  other.files["out/host/exec.2.other"] = "other";
  CHECK(other.verified().remarks.at(0) == "left over: out/host/exec.2.other, which the manifest does not list");

  Artifacts left = whole();
  left.files["tmp/7"] = "half";
  left.files[Artifacts::object_of("unlisted")] = "unlisted";
  const Verified found = left.verified();
  CHECK(found.integrity == Integrity::cut);
  CHECK(found.remarks.at(0) == "left over: " + Artifacts::object_of("unlisted") + ", which the manifest does not list");
  CHECK(found.remarks.at(1) == "left over: tmp/7");
}

TEST_CASE("names that were swapped, given to another object or removed are told, of hard links and of copies") {
  const std::string first = "out/host/exec.1.x", second = "out/host/exec.2.x";
  for (const bool are_hard_links : {false, true}) {
    CHECK(whole().verified(are_hard_links).integrity == Integrity::whole);

    Artifacts swapped = whole();
    std::swap(swapped.files.at(first), swapped.files.at(second));
    const Verified both = swapped.verified(are_hard_links);
    REQUIRE(both.alterations.count() == 2);
    CHECK(both.alterations.first()[0].what == first + " has another content, which line 2 of the manifest lists");

    Artifacts removed = whole();
    removed.files.erase(second);
    const Verified one = removed.verified(are_hard_links);
    CHECK(one.integrity == Integrity::altered);
    REQUIRE(one.alterations.count() == 1);
    CHECK(one.alterations.first()[0].what == second + " is missing, which line 3 of the manifest lists");
  }
}

TEST_CASE("a manifest that was made anew is told, though its line was taken out of the sums") {
  for (const bool has_others : {true, false}) {
    Artifacts forged;
    forged.say("begin");
    forged.add("first");
    forged.finish();
    std::string& sums = forged.files["SHA256SUMS"];
    sums.resize(has_others ? sums.find('\n') + 1 : 0);
    const Verified found = forged.verified();
    REQUIRE(found.alterations.count() == 1);
    CHECK(found.alterations.first()[0].what.starts_with("SHA256SUMS has no line of the manifest"));
    CHECK(found.integrity == Integrity::altered);
  }
}

TEST_CASE("a line of the sums that is changed, removed or doubled is told of the sums, and not of the object") {
  const std::size_t line = 64 + 2 + Artifacts::object_of("first").size() + 1;
  const auto told = [](const Artifacts& folder) {
    const Verified found = folder.verified();
    REQUIRE(found.alterations.count() == 1);
    return found.alterations.first()[0].what;
  };
  Artifacts changed = whole();
  changed.files["SHA256SUMS"][line] ^= 1;
  CHECK(told(changed).starts_with("SHA256SUMS, line 2: it has another hash of objects/"));

  Artifacts removed = whole();
  removed.files["SHA256SUMS"].erase(0, line);
  CHECK(told(removed).starts_with("SHA256SUMS has no line of objects/"));

  Artifacts doubled = whole();
  std::string& sums = doubled.files["SHA256SUMS"];
  sums.insert(0, sums.substr(0, line));
  CHECK(told(doubled).starts_with("SHA256SUMS, line 2: objects/"));
}

TEST_CASE("a run that was killed after another one had ended is intact, and not complete") {
  Artifacts two = whole();
  two.say("begin");
  two.say("partial", "partial/6.0");
  two.files["partial/6.0"] = "half";
  two.add("third");
  const Verified found = two.verified();
  CHECK(found.integrity == Integrity::cut);
  CHECK(found.alterations.empty());

  two.files["manifest.ndjson"] += "{\"n\":";
  CHECK(two.verified().integrity == Integrity::cut);
}

TEST_CASE("a manifest alone is verified by its chain") {
  KeptElsewhere kept;
  FileChain chain(false);
  const auto found = check_file({"manifest.ndjson", bytes_of(whole().files["manifest.ndjson"])}, kept, chain, nullptr);
  REQUIRE(found);
  CHECK(found->integrity == Integrity::whole);
  CHECK(found->remarks.size() == 2);
}

}  // namespace
}  // namespace trace
