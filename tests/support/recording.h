// SPDX-License-Identifier: Apache-2.0
// A stream of frames to be damaged: where its frames and blocks are, and what is read of it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/codec/encoder.h"

namespace trace {

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;  // after the last byte
  bool has(std::size_t at) const { return begin <= at && at < end; }
};

struct Recording {
  struct Frame : Span {
    unsigned kind = 0;
  };

  std::string bytes;
  std::vector<Frame> frames;
  std::vector<Span> blocks;

  // Events that no two are alike of, with a program each, in blocks of `events_a_block`. REQUIRES: bytes is empty.
  void record(unsigned events, unsigned events_a_block);
  // Finds the frames and blocks of `bytes`. REQUIRES: they are not damaged.
  void find_frames();

  const Frame& frame_at(std::size_t at) const;
  const Span& block_at(std::size_t at) const;
  std::string_view bytes_of(const Span& span) const {
    return std::string_view(bytes).substr(span.begin, span.end - span.begin);
  }
};

// What a reader made of bytes.
struct Reading {
  std::vector<std::string> events;  // as EVENT frames
  std::vector<Span> told;           // what was damaged; of what is malformed only where it begins
  bool complete = false;

  bool tells_of(const Span& block) const;
};
Reading read_frames(std::string bytes, std::size_t chunk = SIZE_MAX);

}  // namespace trace
