// SPDX-License-Identifier: Apache-2.0
// The objects of a folder of artifacts against its manifest and its SHA256SUMS (docs/forensics.md).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/verify/manifest_check.h"
#include "rules/verify/opened.h"

namespace trace {

class ArtifactCheck {
 public:
  explicit ArtifactCheck(KeyCheck& keys) : keys_(keys) {}

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
  std::string wrong_sum(const std::string& path, const std::string& hash) const;
  static void name_leftover(const std::string& path, Verified& out);
  void name_leftovers(Verified& out) const;

  KeyCheck& keys_;
  CheckedManifest manifest_;
  bool has_manifest_ = false;
  std::map<std::string, Object> objects_;
  std::map<std::string, Object> links_;                   // of out/: hard links to objects, or copies
  std::unordered_map<std::uint64_t, Object> hard_links_;  // by the identity of the file; each is hashed once
  std::string sums_;
  bool has_sums_ = false;
  std::vector<std::string> leftovers_;
};

}  // namespace trace
