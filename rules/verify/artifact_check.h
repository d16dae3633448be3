// SPDX-License-Identifier: Apache-2.0
// The objects of a folder of artifacts against its manifest and its SHA256SUMS (docs/forensics.md).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "rules/verify/manifest_check.h"
#include "rules/verify/opened.h"

namespace trace {

class ArtifactCheck {
 public:
  static constexpr std::string_view kManifest = "manifest.ndjson";

  // A file of the folder, by its path below that. Errors: of reading.
  Status add(const std::string& path, OpenedForCheck file);
  // When all were added.
  Verified finish(std::string folder);

 private:
  struct Object {
    std::string sha256;
    std::uint64_t size = 0;
  };

  Status hash(const std::string& path, OpenedForCheck file);
  void compare_objects(Verified& out) const;
  void compare_links(Verified& out) const;
  void compare_sums(Verified& out) const;
  void name_leftovers(Verified& out) const;

  CheckedManifest manifest_;
  bool has_manifest_ = false;
  std::map<std::string, Object> objects_;
  std::map<std::string, Object> links_;  // files of out/ that are no hard links to objects
  std::unordered_set<std::uint64_t> identities_;
  std::string sums_;
  std::vector<std::string> leftovers_;
};

}  // namespace trace
