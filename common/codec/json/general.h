// SPDX-License-Identifier: Apache-2.0
// The general way for lines: by simdjson, whatever their form, and with a reason if they are malformed. The quick way
// (quick.h) leaves to it what it does not take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/codec/json/line_contents.h"
#include "common/codec/json/v1beta1.h"

namespace trace::json {

struct LineShape;

class GeneralReader {
 public:
  static constexpr std::size_t kPadding = 64;  // simdjson reads so far beyond a line

  GeneralReader();
  ~GeneralReader();
  GeneralReader(GeneralReader&&) noexcept;
  GeneralReader& operator=(GeneralReader&&) noexcept;

  // REQUIRES: kPadding bytes after `line` may be read; out.arena has room for arena_size(line.size()). Errors:
  // Code::corrupt, saying which key.
  Result<LineKind> read(std::string_view line, LineContents& out);

 private:
  struct Parser;
  struct Pass;

  Result<LineKind> read_line(std::string_view line, LineContents& out);
  Result<Pass> pass_over(std::string_view line, const EventSpec* spec, LineContents& out);

  std::string sound_;  // the line, if it was not
  V1beta1Reader v1beta1_;
  std::unique_ptr<Parser> parser_;
  std::unique_ptr<LineShape> unused_shape_;
};

}  // namespace trace::json
