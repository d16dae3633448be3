// SPDX-License-Identifier: Apache-2.0
// An extract that proves itself: parts of a sealed recording as they were sealed, each with its seal. Nothing is decompressed.
//
//   ┌─────────┬───────┬────────┬──────┬────────┬──────┬────────┬──────┬────────┐
//   │ EXTRACT │ SEAL 0│ part 1 │ SEAL │ part 7 │ SEAL │ part 8 │ SEAL │ SEAL n │
//   └─────────┴───────┴────────┴──────┴────────┴──────┴────────┴──────┴────────┘
//
// The first part, which has the head of the stream, and the last seal are always there. Parts are chosen by what their seals
// say: times, and the set of events. Of a recording that is signed all seals are kept, since each minute's key is named by
// the one before. rules/verify/extract_check.h reads it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "rules/cli/cut_options.h"
#include "rules/cut/sealed_file.h"

namespace trace {

struct WholeParts {
  std::uint64_t parts = 0;   // in the extract
  std::uint64_t of = 0;      // in the recording
  std::uint64_t events = 0;  // in those of the extract
};

// Takes bytes of the extract. Errors end it.
using WriteBytes = std::function<Status(std::string_view)>;

// REQUIRES: options names times and events only. Errors: of reading and writing; corrupt, where a seal is not what or where it should be.
Result<WholeParts> cut_whole_parts(SealedFile& file, const CutOptions& options, const WriteBytes& write);

}  // namespace trace
