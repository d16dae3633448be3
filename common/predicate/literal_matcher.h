// SPDX-License-Identifier: Apache-2.0
// Finds which of many literals a text begins with, ends with, or contains, in one pass over it.
//
// For beginnings a trie is walked from the front, for ends from the back: both stop at the first
// byte that no literal has there, mostly the first few. For substrings the trie is completed to the
// automaton of Aho and Corasick (1975), so that every byte is one step, however many literals there
// are. Bytes that no literal has share one column of the table, which keeps it small: (bytes of all
// literals) * (distinct bytes + 1) * 4 bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trace {

class LiteralMatcher {
 public:
  enum class Where : std::uint8_t { begins, ends, anywhere };

  struct Literal {
    std::string text;  // not empty
    std::uint32_t id = 0;
    bool any_case = false;  // text is in lower case, and matches without regard to case (ASCII)
  };

  // What stands for no literals.
  LiteralMatcher() = default;
  LiteralMatcher(Where where, std::vector<Literal> literals);

  bool empty() const { return literals_.empty(); }

  // Calls visit(id) for every literal found; with Where::anywhere as often as it is found. O(size
  // of text + visits).
  template <class Visit>
  void for_each_match(std::string_view text, Visit&& visit) const;

 private:
  using Node = std::uint32_t;
  static constexpr Node kRoot = 0;
  static constexpr Node kDead = UINT32_MAX;

  Node next(Node node, char byte) const { return next_[node * width_ + column_[static_cast<unsigned char>(byte)]]; }
  void assign_columns();
  void insert(std::uint32_t literal);
  void complete();
  // Whether the literal, which its folded bytes were found for, ends at `end` as it is written.
  bool stands_at(const Literal& literal, std::string_view text, std::size_t end) const {
    return literal.any_case || text.substr(end - literal.text.size(), literal.text.size()) == literal.text;
  }

  Where where_ = Where::begins;
  std::vector<Literal> literals_;
  std::array<std::uint16_t, 256> column_{};
  std::uint32_t width_ = 1;
  std::vector<Node> next_;                             // node * width_ + column
  std::vector<std::vector<std::uint32_t>> ends_here_;  // by node: literals
  std::vector<Node> shorter_;      // by node: the next, by suffix links, where a literal ends, or kRoot
  std::vector<Node> nearest_end_;  // by node: itself if a literal ends there, or else shorter_
};

template <class Visit>
void LiteralMatcher::for_each_match(std::string_view text, Visit&& visit) const {
  if (empty()) return;
  Node node = kRoot;
  for (std::size_t i = 0; i < text.size(); ++i) {
    node = next(node, where_ == Where::ends ? text[text.size() - 1 - i] : text[i]);
    if (node == kDead) return;
    const std::size_t end = where_ == Where::ends ? text.size() : i + 1;
    for (Node at = nearest_end_[node]; at != kRoot; at = shorter_[at]) {
      for (const std::uint32_t literal : ends_here_[at]) {
        if (stands_at(literals_[literal], text, end)) visit(literals_[literal].id);
      }
    }
  }
}

}  // namespace trace
