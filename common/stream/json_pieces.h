// SPDX-License-Identifier: Apache-2.0
// Cuts a stream into the JSON of one event each. As a rule that is a line. But files are also arrays of events, and what
// a person has looked at is laid out over many lines (jq, python -m json.tool):
//
//   a line that begins with "[", or is nothing but "{"   ─▶ a document: objects are found by their braces
//   any other                                            ─▶ the line, which nobody has to look into
//
// A document ends with its "]", or with its one object. Where its text is no JSON, that is told, and what follows is taken
// by lines again: a line break within a string, or a line that begins with {" as lines of events do, within an object.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/stream/input.h"

namespace trace {

class JsonPieces {
 public:
  // Far above what an event can be (a frame of 64 KiB, each byte escaped in six): more is not ours, and is skipped.
  static constexpr std::size_t kPieceMax = 16U << 20;

  explicit JsonPieces(Input input) : input_(std::move(input)) {}

  // Goes on to the next piece. False at the end of the stream. Errors: of the source.
  Result<bool> next();

  // Bytes after it can be read, as Input has them. Valid until next() is called. Empty if what_is_wrong() is not.
  std::string_view text() const { return text_; }
  std::string_view what_is_wrong() const { return wrong_; }
  // It is the last one, and has no end of its own: the stream may be cut off in it.
  bool is_last() const { return is_last_; }
  // Where it begins, from 1.
  std::uint64_t line() const { return line_; }

 private:
  enum class Scan : std::uint8_t { found, open, broken };

  Result<bool> next_line();
  Result<bool> find_line();
  Result<bool> next_of_document();
  Result<bool> next_object();
  Scan scan_object();
  bool give_up(std::string wrong);
  void enter_document(std::string_view line);
  Result<bool> skip_line(std::string wrong);
  void step_over(std::size_t bytes);
  void leave_piece();

  Input input_;
  std::string_view text_;
  std::string wrong_;
  std::uint64_t line_ = 0;           // of the piece
  std::uint64_t breaks_ = 0;         // of lines before input_.data()
  std::uint64_t breaks_within_ = 0;  // and in the piece
  std::size_t size_ = 0;             // of the line that was found, without its end
  std::size_t used_ = 0;             // bytes of the piece, to be consumed when the next one is asked for
  bool skipping_ = false;            // the line is the rest of one that was too long
  bool is_last_ = false;
  bool in_document_ = false;
  bool in_list_ = false;  // of a document

  // How far an object was looked at.
  std::size_t at_ = 0;
  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace trace
