// SPDX-License-Identifier: Apache-2.0
// YAML changes a scalar by rules that depend on its style only. So this reads the scalar's bytes of the file a second
// time by these rules, without making the text: it asks of each piece of the file how many bytes of the text it became.
//
//   plain, '...', "..."   a run of blanks with one line break becomes one space, with n breaks n-1 of them; in '...' two
//                         quotes are one; in "..." an escape becomes a character, or nothing before a line break
//   | and >               a line loses its indentation; between two lines there are breaks, or a space where > folds
//
// Invariant: the text's bytes before text_at are those of the file before file_at. A byte that is not reached by the end
// (there are Unicode's line breaks in the file, which libyaml takes for some) has the scalar's own position.
// O(bytes of the scalar).
#include "rules/lang/text/scalar_text.h"

#include <algorithm>

#include "rules/lang/text/yaml_checks.h"

namespace trace {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool is_break(char c) {
  return c == '\n' || c == '\r';
}

class Aligner {
 public:
  Aligner(const YamlNode& node, const SourceFile& file)
      : node_(node), source_(std::string_view(file.text).substr(node.begin, node.end - node.begin)), where_(node.at) {
    result_.text = node.text;
    result_.at.reserve(node.text.size() + 1);
  }

  SourceText run() {
    if (node_.text.empty()) return {{}, {node_.at}};
    switch (node_.style) {
      case YamlNode::Style::plain:
        flow();
        break;
      case YamlNode::Style::single_quoted:
      case YamlNode::Style::double_quoted:
        step();  // the opening quote
        source_ = source_.substr(0, source_.size() - 1);
        flow();
        break;
      case YamlNode::Style::literal:
      case YamlNode::Style::folded:
        block();
        break;
    }
    const bool is_whole = result_.at.size() == result_.text.size();
    result_.at.resize(result_.text.size(), node_.at);
    result_.at.push_back(is_whole ? where_ : node_.at);
    return std::move(result_);
  }

 private:
  bool at_end() const { return file_at_ >= source_.size(); }
  char now() const { return source_[file_at_]; }
  void step() {
    where_ = now() == '\n' ? Position{where_.line + 1, 1} : Position{where_.line, where_.column + 1};
    ++file_at_;
  }
  void skip_break() {
    if (source_.substr(file_at_).starts_with("\r\n")) step();
    step();
  }
  // The next `count` bytes of the text are where the file is now.
  void put(std::size_t count) {
    const std::size_t room = result_.text.size() - result_.at.size();
    result_.at.insert(result_.at.end(), std::min(count, room), where_);
  }

  void flow() {
    while (!at_end()) {
      if (is_blank(now()) || is_break(now())) {
        blanks();
      } else if (node_.style == YamlNode::Style::double_quoted && now() == '\\') {
        escape();
      } else {
        put(1);
        const bool is_pair = node_.style == YamlNode::Style::single_quoted && now() == '\'';
        step();
        if (is_pair) step();
      }
    }
  }

  // Blanks and breaks up to the next character. Blanks at the end of the text stay only if there is no break.
  void blanks() {
    const std::size_t end = std::min(source_.find_first_not_of(" \t\r\n", file_at_), source_.size());
    std::size_t breaks = 0;
    for (std::size_t i = file_at_; i < end; ++i) {
      const bool is_first_of_two = source_[i] == '\r' && i + 1 < end && source_[i + 1] == '\n';
      if (is_break(source_[i]) && !is_first_of_two) ++breaks;
    }
    if (breaks > 0) put(breaks == 1 ? 1 : breaks - 1);
    while (file_at_ < end) {
      if (breaks == 0) put(1);
      step();
    }
  }

  // A backslash and what follows it. REQUIRES: libyaml took it, so it is whole.
  void escape() {
    const Position start = where_;
    step();
    if (at_end()) return;
    if (is_break(now())) {  // joins two lines, but further breaks count
      skip_break();
      while (!at_end() && (is_blank(now()) || is_break(now()))) {
        if (is_break(now())) {
          put(1);
          skip_break();
        } else {
          step();
        }
      }
      return;
    }
    const char kind = now();
    step();
    std::size_t digits = 0;
    if (kind == 'x') digits = 2;
    if (kind == 'u') digits = 4;
    if (kind == 'U') digits = 8;
    for (std::size_t i = 0; i < digits && !at_end(); ++i) step();
    const Position after = where_;
    where_ = start;
    put(next_character_size());
    where_ = after;
  }

  // Of the character in the text that comes next.
  std::size_t next_character_size() const {
    const std::size_t at = result_.at.size();
    std::size_t size = 1;
    while (at + size < result_.text.size() && (static_cast<unsigned char>(result_.text[at + size]) & 0xc0) == 0x80)
      ++size;
    return size;
  }

  // Of the next line that is not empty, in the text from `from` on and in the file from file_at_ on.
  static std::size_t indentation(std::string_view lines) {
    std::size_t spaces = 0;
    for (const char c : lines) {
      if (c == ' ') {
        ++spaces;
      } else if (is_break(c)) {
        spaces = 0;
      } else {
        return spaces;
      }
    }
    return spaces;
  }

  void block() {
    while (!at_end() && !is_break(now())) step();  // | or >, its indicators, a comment
    if (at_end()) return;
    skip_break();
    const std::size_t in_file = indentation(source_.substr(file_at_));
    const std::size_t in_text = indentation(result_.text);
    const std::size_t indented = in_file > in_text ? in_file - in_text : 0;
    while (!at_end()) {
      for (std::size_t i = 0; i < indented && !at_end() && now() == ' '; ++i) step();
      if (!at_end() && !is_break(now())) content_of_line();
      if (!at_end()) skip_break();
    }
    put(result_.text.size() - result_.at.size());  // breaks at the end
  }

  void content_of_line() {
    const std::string_view text = result_.text;
    const bool is_more_indented = is_blank(now());
    const auto is_between = [&](char c) { return c == '\n' || (c == ' ' && !is_more_indented); };
    while (result_.at.size() < text.size() && is_between(text[result_.at.size()])) put(1);
    while (!at_end() && !is_break(now())) {
      put(1);
      step();
    }
  }

  const YamlNode& node_;
  std::string_view source_;
  std::size_t file_at_ = 0;
  Position where_;
  SourceText result_;
};

}  // namespace

Result<SourceText> text_with_positions(const YamlNode& node, std::string_view what, const SourceFile& file) {
  TRY(scalar(node, what, file));
  return Aligner(node, file).run();
}

}  // namespace trace
