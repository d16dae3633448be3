// SPDX-License-Identifier: Apache-2.0
// A line of JSON as the general reader alone reads it, for comparison with what both ways give (decoded_line.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/codec/json/general.h"
#include "common/codec/json/quick.h"
#include "tests/support/decoded_line.h"

namespace trace {

class GeneralLine {
 public:
  explicit GeneralLine(std::string_view text) : GeneralLine(text, json::GeneralReader()) {}
  // With a reader that has read other lines before.
  GeneralLine(std::string_view text, json::GeneralReader reader)
      : padded_(std::string(text) + std::string(json::GeneralReader::kPadding, '7')), reader_(std::move(reader)) {
    contents_.arena.reserve(json::arena_size(text.size()));
    const auto kind = reader_.read(std::string_view(padded_).substr(0, text.size()), contents_);
    if (kind) {
      kind_ = *kind;
    } else {
      what_ = kind.error().message;
    }
  }

  bool is(json::LineKind kind) const { return kind_ == kind; }
  const Event& event() const { return contents_.event; }
  // For the next line; this one is gone then.
  json::GeneralReader take_reader() { return std::move(reader_); }
  const std::string& what() const { return what_; }  // is malformed
  std::string bytes() const { return bytes_of_line(kind_, contents_.event, contents_.unknown_name); }

 private:
  std::string padded_;
  json::GeneralReader reader_;
  json::LineContents contents_;
  std::optional<json::LineKind> kind_;
  std::string what_;
};

}  // namespace trace
