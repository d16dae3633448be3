// SPDX-License-Identifier: Apache-2.0
// A folder of short sealed files, as a flight recorder writes it.
#pragma once

#include <set>
#include <string>

#include "common/codec/encoder.h"
#include "common/seal/sealing_encoder.h"
#include "tests/support/folder.h"

namespace trace {

inline constexpr std::uint64_t kRingBegin = 1'700'000'000'000'000'000;
inline constexpr std::uint64_t kRingFileNs = 30'000'000'000;

// One file, "a.zst", "b.zst" ..., which begins `file` times kRingFileNs after kRingBegin.
inline std::string add_ring_file(const Folder& folder, std::uint32_t file) {
  const auto encoder = make_sealing_encoder(make_frame_encoder());
  std::string bytes;
  StreamInfo info{kRingBegin, 2, "box1", "6.12.0"};
  info.mark.fill('m');
  info.begin_ns = file * kRingFileNs;
  info.file = file;
  encoder->begin(info, bytes);
  encoder->end_file({}, (file + 1) * kRingFileNs, bytes);
  const std::string name = std::string(1, static_cast<char>('a' + file)) + ".zst";
  folder.with(name, bytes);
  return name;
}

inline std::set<std::string> names_in(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

}  // namespace trace
