// SPDX-License-Identifier: Apache-2.0
// The manifest of a folder of artifacts: one line of JSON for each trigger, and a few by the keeper itself, chained by hashes.
//
//   {"n":7,"time":1764115342123456789,"kind":"exec","role":"program","result":"captured","path":"/tmp/x", ... ,"prev":"9f86…"}
//
// "n" counts from 1. "prev" is the SHA-256 of the line before, without its line end; of the first line it is 64 zeros. So nobody
// can change, take out or put in a line without changing all that follow; who changes all of them, or cuts off the end,
// is found only by a hash that is kept elsewhere, or by a signed seal in a line after them.
//
// What is not known is left out. Texts that are not UTF-8 stand beside themselves in hexadecimal digits, as "path_hex".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace trace {

// Bytes of a line, without its end. Paths are 4 KiB at most, and few.
inline constexpr std::size_t kManifestLineMax = 1 << 20;

// In the folder: the manifest, and at the end of a run the sums of all objects and of the manifest, for sha256sum -c.
inline constexpr const char* kManifestName = "manifest.ndjson";
inline constexpr const char* kSumsName = "SHA256SUMS";
inline constexpr std::array kProofNames{kManifestName, kSumsName};

struct ManifestProcess {
  std::uint32_t pid = 0;         // the kernel's number
  std::uint64_t start_time = 0;  // ns since boot
  std::string comm;
  std::uint32_t uid = 0;
  std::string container;  // id; empty: the host
};

struct ManifestFile {
  std::uint32_t dev = 0;  // as the kernel has it: major << 20 | minor
  std::uint64_t inode = 0;
  std::uint32_t mode = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint64_t mtime_ns = 0;  // since the epoch
  std::uint64_t ctime_ns = 0;
};

struct ManifestEvent {
  std::uint32_t lane = 0;
  std::uint64_t seq = 0;
};

struct ManifestLine {
  std::uint64_t time_ns = 0;  // since the epoch
  std::string_view kind;      // exec ..., or keeper: what it says of itself
  std::string_view role;
  std::string_view result;
  std::string reason;
  std::string path;    // as the process sees it
  std::string object;  // the content, below the folder
  std::string name;    // a link to it that tells when and what
  std::string sha256;
  std::optional<std::uint64_t> size;
  std::optional<std::uint64_t> truncated_at;  // the file is longer
  bool changed = false;                       // while it was copied
  std::string_view how;
  // Of what was written or read: how the bytes that the calls had compare with the file. whole: they are all of it; part: they are the
  // same, and not all of it; differs; of a file without a content to compare with it is empty.
  std::string_view stream;
  std::uint64_t streamed = 0;            // bytes that the calls had
  std::optional<std::uint64_t> address;  // where a region was in the memory of the process
  std::optional<std::uint64_t> late_ns;  // after the event
  std::optional<std::uint64_t> packets;  // in it
  std::uint64_t count = 1;               // of triggers, where they cannot be told apart
  std::optional<ManifestProcess> process;
  std::optional<ManifestFile> file;
  std::optional<ManifestEvent> event;
  std::string seal;  // of the lines before (common/wire/seal.h), in hexadecimal digits
};

// Where a chain stands.
struct ManifestEnd {
  std::uint64_t lines = 0;
  std::string hash = std::string(64, '0');  // of the last line
};

// The line, with its line end, that follows `end`, which becomes the end after it.
std::string manifest_line(const ManifestLine& line, ManifestEnd& end);

// What stands at the end of a manifest that was begun before.
struct ManifestTail {
  ManifestEnd end;
  std::uint64_t torn = 0;  // bytes after the last line end: of a line that was not finished
};
// Reads the end only; what comes before is not verified. Errors: it cannot be read; its last line is none of a manifest.
Result<ManifestTail> read_manifest_tail(int fd);

}  // namespace trace
