// SPDX-License-Identifier: Apache-2.0
// What was captured, for a report: from the events `artifact` of the recording, from a manifest, or from both.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "common/base/result.h"
#include "common/stream/byte_source.h"
#include "rules/report/model/process_tree.h"

namespace trace {

struct ArtifactRow {
  std::string path;
  std::string sha256;  // empty: nothing was captured
  std::string kind;
  std::string role;
  std::string result;
  std::string reason;
  std::string comm;     // of the process
  std::string address;  // of a region of memory, as 0x7f...; empty: it is none
  std::uint32_t pid = 0;
  ProcessId process = 0;  // 0: not known in the recording
  std::uint64_t size = 0;
  std::uint64_t first_ns = 0;
  std::uint64_t events = 0;  // in the recording
  std::uint64_t lines = 0;   // in the manifest
};

// What a manifest is worth.
struct ManifestFacts {
  bool is_read = false;
  std::uint64_t lines = 0;
  std::uint64_t malformed = 0;
  std::uint64_t broken_at = 0;  // the first line that does not name the hash of the one before; 0: none
  std::uint64_t torn = 0;       // bytes at the end that are no whole line
  std::string head;             // SHA-256 of the last line
};

class ArtifactTable {
 public:
  static constexpr std::size_t kMax = 20'000;

  // REQUIRES: event is an `artifact`.
  void take(const Event& event, ProcessId process);
  // Lines of a manifest (common/artifact/manifest.h). Errors: of reading.
  Status read_manifest(ByteSource& source);

  // First what was captured, then what was there already; by time.
  std::vector<const ArtifactRow*> sorted() const;
  const ManifestFacts& manifest() const { return manifest_; }
  std::uint64_t left_out() const { return left_out_; }

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, std::uint32_t>;

  ArtifactRow* row_of(ArtifactRow&& made);
  void take_line(std::string_view line);

  std::map<Key, ArtifactRow> rows_;
  ManifestFacts manifest_;
  std::uint64_t left_out_ = 0;
};

}  // namespace trace
