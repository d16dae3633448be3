// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace trace {
namespace {

// Byte and position of a character that libyaml counted. Marks mostly ascend, so the walk goes on from the last one.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {}

  Position position(const yaml_mark_t& mark) {
    go_to(mark.index);
    return at_;
  }
  std::uint32_t byte(const yaml_mark_t& mark) {
    go_to(mark.index);
    return static_cast<std::uint32_t>(byte_);
  }
  Position of_byte(std::size_t byte) {
    restart();
    while (byte_ < std::min(byte, text_.size())) step();
    return at_;
  }

 private:
  void restart() {
    byte_ = characters_ = 0;
    at_ = {1, 1};
  }
  void go_to(std::size_t character) {
    if (character < characters_) restart();
    while (characters_ < character && byte_ < text_.size()) step();
  }
  void step() {
    at_ = text_[byte_] == '\n' ? Position{at_.line + 1, 1} : Position{at_.line, at_.column + 1};
    ++byte_;
    const bool inside = byte_ < text_.size() && (static_cast<unsigned char>(text_[byte_]) & 0xc0) == 0x80;
    if (!inside) ++characters_;
  }

  std::string_view text_;
  std::size_t byte_ = 0;
  std::size_t characters_ = 0;
  Position at_{1, 1};
};

bool is_null(const yaml_event_t& event, std::string_view text) {
  if (event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE) return false;
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

YamlNode::Style style_of(yaml_scalar_style_t style) {
  switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
      return YamlNode::Style::single_quoted;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
      return YamlNode::Style::double_quoted;
    case YAML_LITERAL_SCALAR_STYLE:
      return YamlNode::Style::literal;
    case YAML_FOLDED_SCALAR_STYLE:
      return YamlNode::Style::folded;
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE:
      break;
  }
  return YamlNode::Style::plain;
}

// libyaml's parser and the event that it gave last.
class Events {
 public:
  explicit Events(std::string_view text) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    // libyaml has bytes as unsigned char.
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Events() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  // Nullptr if the text is not YAML; parser() then says why.
  const yaml_event_t* next() {
    yaml_event_delete(&event_);
    return yaml_parser_parse(&parser_, &event_) != 0 ? &event_ : nullptr;
  }
  const yaml_parser_t& parser() const { return parser_; }

 private:
  yaml_parser_t parser_{};
  yaml_event_t event_{};
};

// Makes a tree of events, without recursion. `open_` are the collections that are not ended yet, outermost first; a key
// of a mapping that waits for its value stands in the mapping's keys already.
class TreeBuilder {
 public:
  TreeBuilder(const SourceFile& file, const YamlLimits& limits)
      : file_(file), limits_(limits), places_(file.text), events_(file.text) {}

  Result<std::vector<YamlNode>> run() {
    for (;;) {
      const yaml_event_t* event = events_.next();
      if (event == nullptr) return syntax_error();
      if (event->type == YAML_STREAM_END_EVENT) return std::move(documents_);
      TRY(take(*event));
    }
  }

 private:
  Status take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_ALIAS_EVENT:
        return refused(event, "aliases are not supported (define a list or a macro)");
      case YAML_SCALAR_EVENT:
        TRY(check_properties(event, event.data.scalar.anchor, event.data.scalar.tag));
        return scalar(event);
      case YAML_SEQUENCE_START_EVENT:
        TRY(check_properties(event, event.data.sequence_start.anchor, event.data.sequence_start.tag));
        return open(event, YamlNode::Kind::sequence);
      case YAML_MAPPING_START_EVENT:
        TRY(check_properties(event, event.data.mapping_start.anchor, event.data.mapping_start.tag));
        return open(event, YamlNode::Kind::mapping);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: {
        YamlNode done = std::move(open_.back());
        open_.pop_back();
        done.end = places_.byte(event.end_mark);
        add(std::move(done));
        return ok();
      }
      case YAML_NO_EVENT:
      case YAML_STREAM_START_EVENT:
      case YAML_STREAM_END_EVENT:
      case YAML_DOCUMENT_START_EVENT:
      case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return ok();
  }

  Error refused(const yaml_event_t& event, std::string_view why) {
    return file_.error(places_.position(event.start_mark), why);
  }

  Status check_properties(const yaml_event_t& event, const yaml_char_t* anchor, const yaml_char_t* tag) {
    if (anchor != nullptr) return refused(event, "anchors are not supported (define a list or a macro)");
    if (tag != nullptr) return refused(event, "tags are not supported");
    if (++nodes_ > limits_.nodes) {
      return refused(event, "the file has more than " + std::to_string(limits_.nodes) + " values");
    }
    return ok();
  }

  Status scalar(const yaml_event_t& event) {
    const auto& found = event.data.scalar;
    if (found.length > limits_.scalar_bytes) {
      return refused(event, "this value is longer than " + std::to_string(limits_.scalar_bytes) + " bytes");
    }
    YamlNode node;
    node.at = places_.position(event.start_mark);
    node.begin = places_.byte(event.start_mark);
    node.end = places_.byte(event.end_mark);
    node.style = style_of(found.style);
    node.text.assign(reinterpret_cast<const char*>(found.value), found.length);
    node.kind = is_null(event, node.text) ? YamlNode::Kind::null : YamlNode::Kind::scalar;
    add(std::move(node));
    return ok();
  }

  Status open(const yaml_event_t& event, YamlNode::Kind kind) {
    if (open_.size() == limits_.depth) return refused(event, "this is nested too deeply");
    YamlNode node;
    node.kind = kind;
    node.at = places_.position(event.start_mark);
    node.begin = places_.byte(event.start_mark);
    open_.push_back(std::move(node));
    return ok();
  }

  void add(YamlNode node) {
    if (open_.empty()) {
      if (node.kind != YamlNode::Kind::null) documents_.push_back(std::move(node));
      return;
    }
    YamlNode& parent = open_.back();
    const bool is_key = parent.is_mapping() && parent.keys.size() == parent.items.size();
    (is_key ? parent.keys : parent.items).push_back(std::move(node));
  }

  Error syntax_error() {
    const yaml_parser_t& parser = events_.parser();
    const std::string problem = parser.problem == nullptr ? "this is not YAML" : parser.problem;
    switch (parser.error) {
      case YAML_READER_ERROR:
        return file_.error(places_.of_byte(parser.problem_offset), "not a text: " + problem);
      case YAML_MEMORY_ERROR:
        return {Code::io, file_.name + ": there is not the memory to read it"};
      default:
        break;
    }
    const std::string_view context = parser.context == nullptr ? "" : parser.context;
    if (context == "while scanning a quoted scalar" && problem == "found unexpected end of stream") {
      return file_.error(places_.position(parser.context_mark), "this quote is not closed");
    }
    const Position at = places_.position(parser.problem_mark);
    const Position since = places_.position(parser.context_mark);
    const bool says_nothing_more = since.line == at.line && since.column == at.column;
    if (context.empty() || says_nothing_more) return file_.error(at, problem);
    return file_.error(at, problem + " " + std::string(context) + " that begins at " + std::to_string(since.line) +
                               ":" + std::to_string(since.column));
  }

  const SourceFile& file_;
  const YamlLimits& limits_;
  Places places_;
  Events events_;
  std::size_t nodes_ = 0;
  std::vector<YamlNode> open_;
  std::vector<YamlNode> documents_;
};

}  // namespace

const YamlNode& YamlNode::operator[](std::string_view key) const {
  static const YamlNode missing;
  if (!is_mapping()) return missing;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].is_scalar() && keys[i].text == key) return items[i];
  }
  return missing;
}

Result<std::vector<YamlNode>> parse_yaml(const SourceFile& file, const YamlLimits& limits) {
  if (file.text.size() > limits.file_bytes) {
    return Error{Code::invalid, file.name + ": longer than " + std::to_string(limits.file_bytes) + " bytes"};
  }
  if (file.text.starts_with("\xff\xfe") || file.text.starts_with("\xfe\xff")) {
    return Error{Code::invalid, file.name + ": it is UTF-16 (iconv -f UTF-16 -t UTF-8 makes it readable)"};
  }
  if (const std::size_t nul = file.text.find('\0'); nul != std::string::npos) {
    return Error{Code::invalid, file.name + ": not a text: byte " + std::to_string(nul) + " is 0"};
  }
  TRY_ASSIGN(std::vector<YamlNode> documents, TreeBuilder(file, limits).run());
  if (documents.empty()) return Error{Code::invalid, file.name + ": there is nothing in it"};
  return documents;
}

}  // namespace trace
