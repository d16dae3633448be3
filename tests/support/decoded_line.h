// SPDX-License-Identifier: Apache-2.0
// A line of JSON, decoded, with the bytes that its values point to.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/codec/frame/encode.h"
#include "common/codec/json/decode.h"

namespace trace {

class DecodedLine {
 public:
  // What stands behind the line is as hostile as it may be: more digits.
  explicit DecodedLine(std::string_view text, JsonDecoder::Ways ways = JsonDecoder::Ways::both)
      : DecodedLine(text, JsonDecoder(ways)) {}
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

  // All that was read, as bytes to compare.
  std::string bytes() const {
    if (!line_) return "malformed";
    if (is(JsonDecoder::Line::unknown)) return "unknown " + decoder_.unknown_name();
    if (!is(JsonDecoder::Line::event)) return "not an event";
    std::string out;
    encode_frame(event(), 0, out);
    const Context& context = event().context;
    for (const std::string_view text : {context.comm, context.uts, context.executable, context.container_id}) {
      out.append(text).push_back('\0');
    }
    for (const std::uint32_t id : {context.thread_entity, context.process_entity, context.parent_entity}) {
      out.append(std::to_string(id)).push_back('\0');
    }
    out.append(std::to_string(event().not_understood)).append(std::to_string(context.flags));
    return out;
  }

 private:
  std::string padded_;
  JsonDecoder decoder_;
  std::optional<JsonDecoder::Line> line_;
  std::string what_;
};

}  // namespace trace
