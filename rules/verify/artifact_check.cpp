// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/artifact_check.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "common/artifact/manifest.h"
#include "common/artifact/sha256.h"
#include "common/base/text.h"

namespace trace {
namespace {

constexpr std::size_t kSumsMax = 64 << 20;
constexpr std::size_t kHashDigits = 64;
constexpr std::string_view kGap = "  ";  // between hash and path, by sha256sum(1)

Result<std::string> read_all(ByteSource& bytes) {
  std::string all;
  std::array<char, 1 << 16> buffer;
  while (true) {
    TRY_ASSIGN(const std::size_t n, bytes.read(buffer));
    if (n == 0) return all;
    all.append(buffer.data(), n);
    if (all.size() > kSumsMax) return Error{Code::invalid, "it is too long"};
  }
}

std::string by_line(const ListedObject& listed) {
  return ", which line " + std::to_string(listed.line) + " of the manifest lists";
}

}  // namespace

Status ArtifactCheck::add(const std::string& path, OpenedForCheck file) {
  if (path == kManifestName) {
    TRY_ASSIGN(manifest_, check_manifest(Input(std::move(file.bytes)), keys_));
    has_manifest_ = true;
    return ok();
  }
  if (path == kSumsName) {
    TRY_ASSIGN(sums_, read_all(*file.bytes));
    has_sums_ = true;
    return ok();
  }
  if (path.starts_with("objects/") || path.starts_with("out/")) return hash(path, std::move(file));
  leftovers_.push_back(path);
  return ok();
}

Status ArtifactCheck::hash(const std::string& path, OpenedForCheck file) {
  const bool is_object = path.starts_with("objects/");
  const auto known = hard_links_.find(file.identity);
  if (known != hard_links_.end() && !is_object) {
    links_.emplace(path, known->second);
    return ok();
  }
  // What is larger than it was is another one, however large it is.
  const auto listed = manifest_.objects.find(path);
  const std::uint64_t most = listed == manifest_.objects.end() ? UINT64_MAX : listed->second.size;
  Sha256 hash;
  Object object;
  std::array<char, 1 << 16> buffer;
  while (object.size <= most) {
    TRY_ASSIGN(const std::size_t n, file.bytes->read(buffer));
    if (n == 0) break;
    hash.add({buffer.data(), n});
    object.size += n;
  }
  object.sha256 = hash.take();
  if (file.identity != 0) hard_links_.emplace(file.identity, object);
  (is_object ? objects_ : links_).emplace(path, std::move(object));
  return ok();
}

Verified ArtifactCheck::finish(std::string folder) {
  Verified out;
  out.name = std::move(folder);
  out.integrity = has_manifest_ ? manifest_.integrity : Integrity::unsealed;
  out.alterations = std::move(manifest_.alterations);
  out.end_ns = manifest_.last_ns;
  compare_objects(out);
  compare_links(out);
  compare_sums(out);
  name_leftovers(out);
  if (!out.alterations.empty()) out.integrity = Integrity::altered;
  std::uint64_t bytes = 0;
  for (const auto& [path, object] : objects_) bytes += object.size;
  out.remarks.push_back("manifest of " + std::to_string(manifest_.lines) + " lines, " +
                        std::to_string(objects_.size()) + " objects of " + std::to_string(bytes) + " bytes");
  if (manifest_.removed != 0) {
    out.remarks.push_back("objects that made room for later ones, as it says: " + std::to_string(manifest_.removed));
  }
  if (manifest_.torn_bytes != 0) {
    out.remarks.push_back("the manifest ends within a line, of which there are " +
                          std::to_string(manifest_.torn_bytes) + " bytes");
  }
  if (!manifest_.has_end) out.remarks.emplace_back("the manifest does not end with the end of a run");
  if (std::string seals = text_of_seals(manifest_); !seals.empty()) out.remarks.push_back(std::move(seals));
  return out;
}

void ArtifactCheck::compare_objects(Verified& out) const {
  for (const auto& [path, listed] : manifest_.objects) {
    const auto found = objects_.find(path);
    if (found == objects_.end()) {
      out.alterations.add(path + " is missing" + by_line(listed));
    } else if (found->second.sha256 != listed.sha256 || found->second.size != listed.size) {
      out.alterations.add(path + " was changed" + by_line(listed));
    }
  }
}

// A folder that was copied has copies for links. Nothing explains that one is missing: who empties the folder for another run
// (clear-dir) removes the manifest, too.
void ArtifactCheck::compare_links(Verified& out) const {
  for (const auto& [path, listed] : manifest_.links) {
    const auto found = links_.find(path);
    if (found == links_.end()) {
      out.alterations.add(path + " is missing" + by_line(listed));
    } else if (found->second.sha256 != listed.sha256) {
      out.alterations.add(path + " has another content" + by_line(listed));
    }
  }
  for (const auto& [path, link] : links_) {
    if (!manifest_.links.contains(path)) name_leftover(path, out);
  }
}

// Those of the end of a run. Another run that followed may have had no end: what it captured has no line, and what it removed has one.
void ArtifactCheck::compare_sums(Verified& out) const {
  const std::string name(kSumsName);
  if (!has_sums_) {
    const bool is_proved = keys_.asks() && out.alterations.empty() && manifest_.seals != 0 &&
                           manifest_.unsealed_lines == 0 && manifest_.torn_bytes == 0;
    out.integrity = std::max(out.integrity, Integrity::cut);
    out.remarks.push_back("there is no " + name + (is_proved ? "" : ": nothing proves the last line of the manifest"));
    return;
  }
  std::set<std::string> seen;
  std::uint64_t lines_at_end = 0;  // of the manifest, when the sums were made; 0: not known
  std::uint64_t number = 0;
  for (const std::string_view line : parts_of(sums_, '\n')) {
    ++number;
    if (line.empty()) continue;
    const std::string hash(line.substr(0, kHashDigits));
    const std::string_view rest = line.substr(std::min(line.size(), kHashDigits));
    const std::string path(rest.starts_with(kGap) ? rest.substr(kGap.size()) : rest);
    std::string wrong = rest.starts_with(kGap) ? wrong_sum(path, hash) : "it is no hash and a path";
    if (!seen.insert(path).second) wrong = path + " has a line before";
    if (!wrong.empty()) out.alterations.add(name + ", line " + std::to_string(number) + ": " + wrong);
    if (const auto end = manifest_.ends.find(hash); path == kManifestName && end != manifest_.ends.end()) {
      lines_at_end = end->second;
    }
  }
  if (!seen.contains(kManifestName)) {
    out.alterations.add(name + " has no line of the manifest, which the end of a run writes last");
  }
  for (const auto& [path, listed] : manifest_.objects) {
    if (listed.line > lines_at_end || seen.contains(path)) continue;
    out.alterations.add(name + " has no line of " + path + by_line(listed));
  }
}

// Why what a line of the sums says is untrue; empty: it is true, or the object was changed, which is told of the object.
std::string ArtifactCheck::wrong_sum(const std::string& path, const std::string& hash) const {
  if (path == kManifestName) {
    return manifest_.ends.contains(hash) ? "" : "the manifest is none that it was made of";
  }
  if (const auto listed = manifest_.objects.find(path); listed != manifest_.objects.end()) {
    return listed->second.sha256 == hash ? "" : "it has another hash of " + path + " than the manifest";
  }
  const auto found = objects_.find(path);
  if (found != objects_.end()) return found->second.sha256 == hash ? "" : "it has another hash of " + path;
  return manifest_.removed_objects.contains(path) ? "" : path + " is missing";
}

void ArtifactCheck::name_leftover(const std::string& path, Verified& out) {
  out.remarks.push_back("left over: " + path + ", which the manifest does not list");
  out.integrity = std::max(out.integrity, Integrity::cut);
}

// What a run that was killed left, and what somebody put there.
void ArtifactCheck::name_leftovers(Verified& out) const {
  for (const auto& [path, object] : objects_) {
    if (!manifest_.objects.contains(path)) name_leftover(path, out);
  }
  for (const std::string& path : leftovers_) {
    const bool is_named = manifest_.leftovers.contains(path);
    out.remarks.push_back("left over: " + path + (is_named ? ", as the manifest says" : ""));
    if (!is_named) out.integrity = std::max(out.integrity, Integrity::cut);
  }
}

}  // namespace trace
