// SPDX-License-Identifier: Apache-2.0
#include "common/seal/anchor.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <span>

#include "common/base/hex.h"
#include "common/base/text.h"

namespace trace {
namespace {

constexpr std::string_view kWord = "anchor:";

std::string hex_of(std::span<const std::uint8_t> bytes) {
  std::string out;
  for (const std::uint8_t byte : bytes) append_hex(out, byte);
  return out;
}

// Takes what is before the next point, and that point, from the front of `text`.
std::string_view take_part(std::string_view& text) {
  const std::string_view part = text.substr(0, text.find('.'));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return part;
}

template <class Integer>
bool read_number(std::string_view digits, Integer& number) {
  const char* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, number);
  return error == std::errc() && at == end;
}

// What `text`, after the word, begins with.
std::optional<Anchor> anchor_at(std::string_view text) {
  Anchor anchor;
  const bool is_begun = read_hex(take_part(text), anchor.mark) && read_number(take_part(text), anchor.file) &&
                        read_number(take_part(text), anchor.number);
  return is_begun && read_hex(text.substr(0, 2 * anchor.seal.size()), anchor.seal) ? std::optional(anchor)
                                                                                   : std::nullopt;
}

}  // namespace

Anchor anchor_of(const wire_seal& seal) {
  Anchor anchor;
  std::copy(std::begin(seal.mark), std::end(seal.mark), anchor.mark.begin());
  anchor.file = seal.file;
  anchor.number = seal.number;
  std::copy(std::begin(seal.seal), std::end(seal.seal), anchor.seal.begin());
  return anchor;
}

std::string text_of(const Anchor& anchor) {
  return std::string(kWord) + hex_of(anchor.mark) + '.' + std::to_string(anchor.file) + '.' +
         std::to_string(anchor.number) + '.' + hex_of(anchor.seal);
}

std::optional<Anchor> anchor_in(std::string_view line) {
  for (std::size_t at = line.find(kWord); at != std::string_view::npos; at = line.find(kWord, at + 1)) {
    if (const auto anchor = anchor_at(line.substr(at + kWord.size()))) return anchor;
  }
  return std::nullopt;
}

}  // namespace trace
