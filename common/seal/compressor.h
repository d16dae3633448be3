// SPDX-License-Identifier: Apache-2.0
// Bytes -> frames of Zstandard (RFC 8878), each with a checksum and readable by itself.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct ZSTD_CCtx_s;

namespace trace {

class Compressor {
 public:
  Compressor();
  ~Compressor();
  Compressor(Compressor&&) noexcept = default;
  Compressor& operator=(Compressor&&) noexcept = default;

  // Each appends to `out` what is ready of the frame. Without flush() or end() that may be nothing for long.
  void add(std::string_view plain, std::string& out);
  // All that was added can be decompressed from what is there.
  void flush(std::string& out);
  // The frame ends; the next add() begins another.
  void end(std::string& out);

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_CCtx_s, Free> context_;
};

}  // namespace trace
