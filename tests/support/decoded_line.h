// SPDX-License-Identifier: Apache-2.0
// A line of JSON, decoded, with the bytes that its values point to.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/codec/frame/encode.h"
#include "common/codec/json/decode.h"
#include "common/event/field_bytes.h"

namespace trace {

// All that was read, as bytes to compare.
inline std::string bytes_of_line(std::optional<JsonDecoder::Line> kind, const Event& event,
                                 const std::string& unknown_name) {
  if (!kind) return "malformed";
  if (kind == JsonDecoder::Line::unknown) return "unknown " + unknown_name;
  if (kind != JsonDecoder::Line::event) return "not an event";
  std::string out;
  encode_frame(event, 0, out);
  for (std::size_t i = 0; i < kContextFields.size(); ++i) {
    const Value value = context_value(event.context, static_cast<ContextField>(i));
    if (const auto* text = std::get_if<std::string_view>(&value)) {
      out.append(*text).push_back('\0');
    } else {
      out.append(std::to_string(bits_of(value).value_or(0))).push_back('\0');
    }
  }
  out.append(std::to_string(event.not_understood)).append(std::to_string(event.context.flags));
  return out;
}

class DecodedLine {
 public:
  // What stands behind the line is as hostile as it may be: more digits.
  explicit DecodedLine(std::string_view text) : DecodedLine(text, JsonDecoder()) {}
  // With a decoder that has read other lines before.
  DecodedLine(std::string_view text, JsonDecoder decoder)
      : padded_(std::string(text) + std::string(JsonDecoder::kPadding, '7')), decoder_(std::move(decoder)) {
    auto line = decoder_.decode(std::string_view(padded_).substr(0, text.size()));
    if (line) {
      line_ = *line;
    } else {
      what_ = line.error().message;
    }
  }

  bool is(JsonDecoder::Line line) const { return line_ == line; }
  const Event& event() const { return decoder_.event(); }
  const JsonDecoder& decoder() const { return decoder_; }
  // For the next line; this one is gone then.
  JsonDecoder take_decoder() { return std::move(decoder_); }
  const std::string& what() const { return what_; }  // is malformed

  std::string bytes() const { return bytes_of_line(line_, event(), decoder_.unknown_name()); }

 private:
  std::string padded_;
  JsonDecoder decoder_;
  std::optional<JsonDecoder::Line> line_;
  std::string what_;
};

}  // namespace trace
