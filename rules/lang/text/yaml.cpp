// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/yaml.h"

#include <algorithm>

#include "common/base/near_name.h"

namespace trace {
namespace {

Position position(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {static_cast<std::uint32_t>(mark.line) + 1, static_cast<std::uint32_t>(mark.column) + 1};
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Walks over the file and knows where it is.
class Cursor {
 public:
  Cursor(std::string_view text, std::size_t at, Position where)
      : text_(text), at_(std::min(at, text.size())), where_(where) {}

  bool at_end() const { return at_ == text_.size(); }
  char byte() const { return text_[at_]; }
  Position where() const { return where_; }
  void step() {
    where_ = byte() == '\n' ? Position{where_.line + 1, 1} : Position{where_.line, where_.column + 1};
    ++at_;
  }
  void skip_spaces() {
    while (!at_end() && is_space(byte())) step();
  }
  void skip_line() {
    while (!at_end() && byte() != '\n') step();
  }

 private:
  std::string_view text_;
  std::size_t at_;
  Position where_;
};

// yaml-cpp takes time by the square of the length of a word.
Status check_lines(const SourceFile& file) {
  constexpr std::size_t kLineMax = 64 * 1024;
  std::string_view rest = file.text;
  for (std::uint32_t line = 1; !rest.empty(); ++line) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (end > kLineMax) {
      return file.error({line, 1}, "this line is longer than " + std::to_string(kLineMax) + " bytes");
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return ok();
}

// Whether a quoted scalar has no closing quote. yaml-cpp (0.7) lets that pass if the file ends with
// the line, and takes as the scalar whatever stands there.
bool runs_to_the_end(const YAML::Node& node, std::string_view text) {
  const auto start = static_cast<std::size_t>(std::max(node.Mark().pos, 0));
  if (node.Tag() != "!" || start >= text.size()) return false;  // "!": it is quoted
  const char quote = text[start];
  if (quote != '\'' && quote != '"') return false;
  for (std::size_t i = start + 1; i < text.size(); ++i) {
    const bool escaped = quote == '"' ? text[i] == '\\' : text.substr(i).starts_with("''");
    if (escaped) {
      ++i;
    } else if (text[i] == quote) {
      return false;
    }
  }
  return true;
}

std::vector<std::string_view> event_names() {
  std::vector<std::string_view> names;
  for (const EventSpec& event : events()) names.push_back(event.name);
  return names;
}

}  // namespace

Result<std::vector<YAML::Node>> parse_yaml(const SourceFile& file) {
  if (const std::size_t nul = file.text.find('\0'); nul != std::string::npos) {
    return Error{Code::invalid, file.name + ": not a text: byte " + std::to_string(nul) + " is 0"};
  }
  TRY(check_lines(file));
  try {
    std::vector<YAML::Node> nodes = YAML::LoadAll(file.text);
    std::erase_if(nodes, [](const YAML::Node& node) { return node.IsNull(); });
    if (nodes.empty()) return Error{Code::invalid, file.name + ": there is nothing in it"};
    return nodes;
  } catch (const YAML::DeepRecursion& error) {
    return file.error(position(error.mark), "this is nested too deeply");
  } catch (const YAML::Exception& error) {  // the edge: nothing beyond throws
    return file.error(position(error.mark), error.msg);
  }
}

Position position_of(const YAML::Node& node) {
  return position(node.Mark());
}

Status check_keys(const YAML::Node& map, std::span<const std::string_view> known, const SourceFile& file) {
  if (!map.IsMap()) return file.error(position_of(map), "expected a mapping (key: value)");
  std::vector<std::string> seen;
  for (const auto& entry : map) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      return file.error(position_of(entry.first), "unknown key \"" + key + "\"" + did_you_mean(key, known));
    }
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
      return file.error(position_of(entry.first), "key \"" + key + "\" stands twice");
    }
    seen.push_back(key);
  }
  return ok();
}

Result<std::string> scalar(const YAML::Node& node, std::string_view what, const SourceFile& file) {
  if (node.IsNull()) {
    return file.error(position_of(node), "\"" + std::string(what) + "\" is empty");
  }
  if (node.IsScalar() && runs_to_the_end(node, file.text)) {
    return file.error(position_of(node), "this quote is not closed");
  }
  if (!node.IsScalar()) {
    return file.error(position_of(node), "\"" + std::string(what) + "\" must be a single value");
  }
  return node.Scalar();
}

Result<std::string> optional_scalar(const YAML::Node& map, const char* key, const SourceFile& file) {
  const YAML::Node node = map[key];
  return node ? scalar(node, key, file) : std::string();
}

Result<std::string> required_scalar(const YAML::Node& map, const char* key, const SourceFile& file) {
  const YAML::Node node = map[key];
  if (!node) return file.error(position_of(map), "key \"" + std::string(key) + "\" is missing");
  TRY_ASSIGN(std::string value, scalar(node, key, file));
  if (value.empty()) return file.error(position_of(node), "\"" + std::string(key) + "\" is empty");
  return value;
}

Result<std::vector<std::string>> scalars(const YAML::Node& node, std::string_view what, const SourceFile& file) {
  std::vector<std::string> values;
  if (!node.IsSequence()) {
    TRY_ASSIGN(std::string value, scalar(node, what, file));
    values.push_back(std::move(value));
    return values;
  }
  for (const YAML::Node& item : node) {
    TRY_ASSIGN(std::string value, scalar(item, what, file));
    values.push_back(std::move(value));
  }
  return values;
}

Result<const EventSpec*> event_named(const YAML::Node& node, const SourceFile& file) {
  TRY_ASSIGN(const std::string name, scalar(node, "on", file));
  const EventSpec* event = find_event(name);
  if (event == nullptr) {
    return file.error(position_of(node), "unknown event \"" + name + "\"" + did_you_mean(name, event_names()));
  }
  return event;
}

// YAML changes a scalar only by quotes, escapes and white space, so the value's other bytes stand
// in the file in the same order: each is the next of its kind, but for white space and the
// backslash or quote that escapes it.
Result<SourceText> text_with_positions(const YAML::Node& node, std::string_view what, const SourceFile& file) {
  TRY_ASSIGN(std::string text, scalar(node, what, file));
  const Position start = position_of(node);
  const auto offset = static_cast<std::size_t>(std::max(node.Mark().pos, 0));
  Cursor cursor(file.text, offset, start);
  if (!cursor.at_end()) {
    if (cursor.byte() == '|' || cursor.byte() == '>') {
      cursor.skip_line();
    } else if (!text.empty() && cursor.byte() != text.front()) {
      cursor.step();  // the opening quote
    }
  }
  SourceText result{std::move(text), {}};
  for (const char c : result.text) {
    if (!is_space(c)) {
      cursor.skip_spaces();
      while (!cursor.at_end() && cursor.byte() != c) cursor.step();
    }
    result.at.push_back(cursor.at_end() ? start : cursor.where());
    if (!cursor.at_end() && !is_space(c)) cursor.step();
  }
  result.at.push_back(cursor.where());
  return result;
}

}  // namespace trace
