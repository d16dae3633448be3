// SPDX-License-Identifier: Apache-2.0
// A recording that is sealed, to be damaged: where its parts and seals are.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/codec/encoder.h"
#include "common/wire/seal.h"
#include "tests/support/recording.h"

namespace trace {

struct SealedRecording {
  std::string bytes;
  std::vector<Span> parts;
  std::vector<Span> seals;  // the one that opens it, and one after each part

  std::string bytes_of(const Span& span) const { return bytes.substr(span.begin, span.end - span.begin); }
  wire_seal seal(std::size_t n) const;
};

inline constexpr std::uint64_t kSealedBootTime = 1'700'000'000'000'000'000;

// Parts of so many events each, 20 s apart.
SealedRecording sealed_recording(unsigned parts, unsigned events_a_part, char mark = 'm');
// By an encoder that seals. file: its number, if it is one of several.
SealedRecording record_sealed(Encoder& encoder, unsigned parts, unsigned events_a_part, char mark,
                              std::uint32_t file = 0);
// Finds the parts and seals of what is not damaged.
SealedRecording find_seals(std::string bytes);

}  // namespace trace
