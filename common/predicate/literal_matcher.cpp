// SPDX-License-Identifier: Apache-2.0
// How it is laid out: next_ is one table, a row for each node, a column for each byte that some literal has; column 0 is
// all other bytes. Where::anywhere has no dead edges: each leads to the node of the longest end of what was read that
// begins a literal (Aho and Corasick), so that the walk never goes back. Literals with and without regard to case share
// one automaton over folded bytes; those with are compared once more where they are found.
#include "common/predicate/literal_matcher.h"

#include <algorithm>
#include <deque>

#include "common/base/text.h"

namespace trace {
LiteralMatcher::LiteralMatcher(Where where, std::vector<Literal> literals)
    : where_(where), literals_(std::move(literals)) {
  if (literals_.empty()) return;
  assign_columns();
  next_.assign(width_, kDead);
  ends_here_.resize(1);
  for (std::uint32_t i = 0; i < literals_.size(); ++i) insert(i);
  shorter_.assign(ends_here_.size(), kRoot);
  if (where_ == Where::anywhere) complete();
  for (Node node = kRoot; node < ends_here_.size(); ++node)
    nearest_end_.push_back(ends_here_[node].empty() ? shorter_[node] : node);
}

// Both cases of a letter share a column if any literal wants that; literals that do not are looked
// at again when found.
void LiteralMatcher::assign_columns() {
  const bool fold =
      std::any_of(literals_.begin(), literals_.end(), [](const Literal& literal) { return literal.any_case; });
  const auto folded = [&](char c) { return static_cast<unsigned char>(fold ? lower(c) : c); };
  for (const Literal& literal : literals_) {
    for (const char c : literal.text) {
      std::uint16_t& column = column_.at(folded(c));
      if (column == 0) column = static_cast<std::uint16_t>(width_++);
    }
  }
  if (!fold) return;
  for (char c = 'A'; c <= 'Z'; ++c)
    column_.at(static_cast<unsigned char>(c)) = column_.at(static_cast<unsigned char>(lower(c)));
}

void LiteralMatcher::insert(std::uint32_t literal) {
  const std::string& text = literals_[literal].text;
  Node node = kRoot;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = where_ == Where::ends ? text[text.size() - 1 - i] : text[i];
    const std::size_t edge = node * width_ + column_.at(static_cast<unsigned char>(c));
    if (next_[edge] == kDead) {
      next_[edge] = static_cast<Node>(ends_here_.size());
      ends_here_.emplace_back();
      next_.insert(next_.end(), width_, kDead);
    }
    node = next_[edge];
  }
  ends_here_[node].push_back(literal);
}

// Breadth first: a node's longest proper suffix that is a node lies nearer to the root, so it is
// complete already.
void LiteralMatcher::complete() {
  std::vector<Node> suffix(ends_here_.size(), kRoot);
  std::deque<Node> queue{kRoot};
  while (!queue.empty()) {
    const Node node = queue.front();
    queue.pop_front();
    for (std::uint32_t column = 0; column < width_; ++column) {
      Node& to = next_[node * width_ + column];
      const Node fallback = node == kRoot ? kRoot : next_[suffix[node] * width_ + column];
      if (to == kDead) {
        to = fallback;
        continue;
      }
      suffix[to] = fallback;
      shorter_[to] = ends_here_[fallback].empty() ? shorter_[fallback] : fallback;
      queue.push_back(to);
    }
  }
}

}  // namespace trace
