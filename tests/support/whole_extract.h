// SPDX-License-Identifier: Apache-2.0
// Extracts of whole parts, and what verifying them finds.
#pragma once

#include <string>
#include <vector>

#include "common/wire/extract.h"
#include "rules/cut/whole_parts.h"
#include "rules/verify/seal_check.h"
#include "tests/support/memory_file.h"
#include "tests/support/sealed_recording.h"

namespace trace {

inline constexpr std::uint64_t kApart = 20'000'000'000;  // parts of a recording that is made for tests

inline Result<std::string> extract_of(const std::string& recording, const CutOptions& options) {
  auto file = SealedFile::open(memory_file(recording), "a.zst");
  REQUIRE(file);
  std::string out;
  const auto cut = cut_whole_parts(*file, options, [&](std::string_view bytes) -> Status {
    out += bytes;
    return ok();
  });
  if (!cut) return cut.error();
  return out;
}

inline CutOptions of_window(std::uint64_t from, std::uint64_t to) {
  CutOptions options;
  options.from = Moment{from, true};
  options.to = Moment{to, true};
  return options;
}

inline SealedStream verified(std::string bytes, std::vector<PublicKey> keys = {}) {
  KeptElsewhere kept{KeyCheck(std::move(keys)), {}};
  auto found = check_seals(Input(bytes_of(std::move(bytes), 777)), kept);
  REQUIRE(found);
  return *std::move(found);
}

}  // namespace trace
