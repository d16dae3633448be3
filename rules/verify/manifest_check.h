// SPDX-License-Identifier: Apache-2.0
// The manifest of a folder of artifacts (common/artifact/manifest.h): whether each line has the hash of the one before and the number after
// it, what its seals say (collector/capture/manifest_seals.h), and what it says of objects.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "common/stream/input.h"
#include "rules/verify/finding.h"
#include "rules/verify/key_check.h"

namespace trace {

struct ListedObject {
  std::string sha256;
  std::uint64_t size = 0;
  std::uint64_t line = 0;
};

struct CheckedManifest {
  Integrity integrity = Integrity::cut;
  Alterations alterations;
  std::uint64_t lines = 0;
  std::uint64_t torn_bytes = 0;                 // of a last line that has no end
  std::uint64_t last_ns = 0;                    // of the last line that is sound
  std::map<std::string, ListedObject> objects;  // by path below the folder
  std::map<std::string, ListedObject> links;    // to objects, by path
  std::uint64_t removed = 0;                    // objects that had to make room
  std::set<std::string> leftovers;              // that it names
  std::set<std::string> removed_objects;        // those that were not captured again
  std::map<std::string, std::uint64_t> ends;  // lines up to each end of a run, by the hash of the manifest up to there
  bool has_end = false;                       // of its last run
  std::uint64_t seals = 0;
  std::uint64_t unsealed_lines = 0;  // after the last seal
};

// What is kept of one, of all that it names, and of each end of a run: about as many bytes.
inline constexpr std::size_t kManifestRoom = std::size_t{192} << 20;

// Errors: of the source; invalid, with the line, if it names more than `room` is enough for.
Result<CheckedManifest> check_manifest(Input input, KeyCheck& keys, std::size_t room = kManifestRoom);

// "3 seals; the last 2 lines are not sealed"; empty: there are none.
std::string text_of_seals(const CheckedManifest& manifest);

// The first bytes of one.
bool is_manifest(std::string_view data);

}  // namespace trace
