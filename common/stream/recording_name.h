// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace trace {

// What is kept of detections beside the recordings of an incident.
inline constexpr std::string_view kDetectionsName = "detections.json";

// Which files of a folder are taken for recordings.
inline bool is_recording_name(std::string_view name) {
  constexpr auto kSuffixes = std::to_array<std::string_view>({".zst", ".trace", ".json", ".jsonl", ".ndjson"});
  return !name.ends_with(kDetectionsName) &&
         std::any_of(kSuffixes.begin(), kSuffixes.end(),
                     [&](std::string_view suffix) { return name.ends_with(suffix); });
}

}  // namespace trace
