// SPDX-License-Identifier: Apache-2.0
// Reads atoms of JSON one after the other. Every step returns false if what stands there is not what is asked for; where
// the cursor is then means nothing, except that expect...() leave it where it was. Blanks are stepped over only by those
// that say so.
//
// The steps are inlined by force: a cursor whose address nobody takes lives in registers, while one in memory would
// cost each step a store and a load that waits for it (measured: a third of all time). What is long or rare reads with
// a copy, by apart().
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

#include "common/codec/json/bytes.h"

namespace trace::json {

// Behind the string, the opening quote of which was read, the number or the value of any kind that begins at `at`. nullptr
// if what stands there is not one, or nested deeper than `depth`. REQUIRES: 32 bytes behind `end` can be read.
const char* end_of_string(const char* at, const char* end);
const char* end_of_number(const char* at, const char* end);
const char* end_of_value(const char* at, const char* end, int depth);

// Reads the rest of a string that has escapes, which are resolved, or bytes above ASCII; it begins at `start`. A byte that
// is not UTF-8, and a surrogate that stands alone, becomes U+FFFD, as Go reads them. The text is put together in `arena`. Returns where the string ends, nullptr if it is not one.
const char* text_of_any_kind(const char* start, const char* end, std::string& arena, std::string_view& text);

class Cursor {
 public:
  // REQUIRES: 32 bytes behind `line` can be read. Texts that had to be put together go to `arena`, which must have room
  // enough not to move: that of the line is.
  Cursor(std::string_view line, std::string& arena)
      : at_(line.data()), end_(line.data() + line.size()), arena_(&arena) {}

  TRACE_INLINE bool at_end() const { return at_ == end_; }
  TRACE_INLINE const char* at() const { return at_; }
  TRACE_INLINE std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  TRACE_INLINE std::string& arena() { return *arena_; }
  // Goes on behind what end_of_string() and the like found.
  TRACE_INLINE bool go_to(const char* at) { return (at_ = at) != nullptr; }

  TRACE_INLINE void step_over_blanks() {
    if (static_cast<unsigned char>(*at_) > ' ') return;
    while (at_ < end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
  }
  // One of : , [ ] { } and the blanks on both sides of it.
  TRACE_INLINE bool mark(char c) {
    step_over_blanks();
    if (at_ >= end_ || *at_ != c) return false;
    ++at_;
    step_over_blanks();
    return true;
  }

  template <std::size_t n>
  TRACE_INLINE bool expect(const char (&text)[n]) {
    constexpr std::size_t kSize = n - 1;  // without the NUL
    if (static_cast<std::size_t>(end_ - at_) < kSize || difference<kSize>(at_, text) != 0) return false;
    at_ += kSize;
    return true;
  }
  TRACE_INLINE bool expect_text(std::string_view text) {
    if (static_cast<std::size_t>(end_ - at_) < text.size() || !same_bytes(at_, text.data(), text.size())) return false;
    at_ += text.size();
    return true;
  }

  TRACE_INLINE bool expect_short(const ShortText& text) {
    if (static_cast<std::size_t>(end_ - at_) < text.size() || !text.is_at(at_)) return false;
    at_ += text.size();
    return true;
  }
  TRACE_INLINE bool looking_at(char c) const { return at_ < end_ && *at_ == c; }

  TRACE_INLINE Kind kind() const { return at_ < end_ ? kind_of(*at_) : Kind::none; }
  TRACE_INLINE bool null() { return expect("null"); }

  // Digits without a leading zero, of a number that 64 bits hold.
  TRACE_INLINE bool digits(std::uint64_t& number) {
    const char* const start = at_;
    number = 0;
    std::size_t count = 8;
    while (count == 8) {
      if (at_ - start > 16) return false;
      const std::uint64_t word = word_at(at_);
      count = digits_before(word);
      number = number * kPowersOfTen[count] + number_of_digits(word, count);
      at_ += count;
    }
    const auto length = at_ - start;
    if (length == 0 || length > 20 || at_ > end_ || (length > 1 && *start == '0')) return false;
    // Of 20 digits, those from 2^64 on came out below 10^19, since less than that is above 2^64 there.
    return length < 20 || (*start == '1' && number >= 10'000'000'000'000'000'000U);
  }

  // A whole number as the low bits of 64.
  TRACE_INLINE bool bits(std::uint64_t& bits) {
    const bool negative = at_ < end_ && *at_ == '-';
    if (negative) ++at_;
    if (!digits(bits)) return false;
    if (!negative) return true;
    if (bits > std::uint64_t{1} << 63) return false;
    bits = 0 - bits;
    return true;
  }

  // A number that fits into T, or into its counterpart of the other sign.
  template <class T>
  TRACE_INLINE bool number(T& out) {
    const bool negative = at_ < end_ && *at_ == '-';
    if (negative) ++at_;
    std::uint64_t magnitude = 0;
    if (!digits(magnitude)) return false;
    constexpr auto kLargest = std::numeric_limits<std::make_unsigned_t<T>>::max();
    constexpr auto kLeast = static_cast<std::uint64_t>(std::numeric_limits<std::make_signed_t<T>>::max()) + 1;
    out = static_cast<T>(negative ? 0 - magnitude : magnitude);
    return magnitude <= (negative ? kLeast : kLargest);
  }

  bool decimal(double& number) {
    const char* const start = at_;
    return go_to(end_of_number(start, end_)) && std::from_chars(start, at_, number).ec == std::errc();
  }

  // The rest of a string, up to its closing quote and over it.
  TRACE_INLINE bool text(std::string_view& text) {
    const char* const start = at_;
    std::size_t plain = kPlainStep;
    while (plain == kPlainStep && at_ < end_) {
      plain = plain_bytes(at_);
      at_ += plain;
    }
    if (at_ >= end_) return false;
    if (*at_ != '"') return (at_ = text_of_any_kind(start, end_, *arena_, text)) != nullptr;
    text = {start, static_cast<std::size_t>(at_ - start)};
    ++at_;
    return true;
  }

  TRACE_INLINE bool quoted(std::string_view& out) { return expect("\"") && text(out); }

  // The rest of a string, as it stands in the line: its escapes are checked, and not resolved.
  TRACE_INLINE bool raw_text(std::string_view& text) {
    const char* const start = at_;
    const std::size_t plain = plain_bytes(at_);
    at_ += plain;
    if (plain < kPlainStep && at_ < end_ && *at_ == '"') {
      ++at_;
    } else if (!go_to(end_of_string(start, end_))) {
      return false;
    }
    text = {start, static_cast<std::size_t>(at_ - start) - 1};
    return true;
  }

  // Steps over a value, of which nothing but the syntax matters. What is nested deeper is left to the general reader.
  TRACE_INLINE bool any_value() {
    constexpr int kDepthMax = 64;
    return go_to(end_of_value(at_, end_, kDepthMax));
  }

  TRACE_INLINE bool boolean(bool& claim) {
    claim = expect("true");
    return claim || expect("false");
  }

  // Lets read(copy) go on from here. What it reads may be long and rare: this cursor stays in its registers.
  template <class F>
  TRACE_INLINE bool apart(F&& read) {
    Cursor copy = *this;
    const bool sound = read(copy);
    at_ = copy.at_;
    return sound;
  }

 private:
  const char* at_;
  const char* end_;
  std::string* arena_;
};

// Calls read(cursor) for each element of a list, up to the closing bracket and over it.
template <class F>
TRACE_INLINE bool in_list(Cursor& line, F&& read) {
  if (!line.mark('[')) return false;
  if (line.mark(']')) return true;
  do {
    if (!read(line)) return false;
  } while (line.mark(','));
  return line.mark(']');
}

// Calls read(key, cursor) for each member of an object, which has to read its value. Escapes in keys are not resolved: none
// that is known has any.
template <class F>
TRACE_INLINE bool in_object(Cursor& line, F&& read) {
  if (!line.mark('{')) return false;
  if (line.mark('}')) return true;
  do {
    std::string_view key;
    if (!line.expect("\"") || !line.raw_text(key) || !line.mark(':') || !read(key, line)) return false;
  } while (line.mark(','));
  return line.mark('}');
}

}  // namespace trace::json
