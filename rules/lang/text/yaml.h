// SPDX-License-Identifier: Apache-2.0
// YAML as a tree that knows where everything stands in its file.
//
// The subset that rules need: mappings, sequences and scalars in every style. Anchors, aliases and tags are refused: an
// alias makes a small file a large tree, and lists and macros do the same with a name. What a file may cost is bounded
// by YamlLimits, since rules may come from anywhere.
//
// libyaml is underneath: its events carry the style and both ends of every scalar. Rejected: yaml-cpp, which never ends
// on a document that begins with a comma and knows where a scalar begins only; libfyaml 0.7, which takes all memory for
// 10 MB of "{" and reads a scalar that is not UTF-8 as empty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "rules/lang/text/source.h"

namespace trace {

struct YamlNode {
  enum class Kind : std::uint8_t { missing, null, scalar, sequence, mapping };
  enum class Style : std::uint8_t { plain, single_quoted, double_quoted, literal, folded };

  Kind kind = Kind::missing;
  Style style = Style::plain;  // of a scalar
  Position at;
  // Its bytes in the file. Of a scalar with quotes or the line of the indicator; of a collection without brackets up to
  // where something else begins.
  std::uint32_t begin = 0, end = 0;
  std::string text;             // of a scalar
  std::vector<YamlNode> keys;   // of a mapping, in the order of the file
  std::vector<YamlNode> items;  // of a sequence; of a mapping: the value of each key

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_sequence() const { return kind == Kind::sequence; }
  bool is_mapping() const { return kind == Kind::mapping; }
  // Whether the file has it.
  explicit operator bool() const { return kind != Kind::missing; }
  // The value of a key; one of Kind::missing if this is no mapping, or has no such key. O(keys).
  const YamlNode& operator[](std::string_view key) const;
};

struct YamlLimits {
  std::size_t file_bytes = 16U << 20;
  std::size_t scalar_bytes = 1U << 20;
  std::size_t nodes = 500'000;
  std::size_t depth = 64;
};

// The documents of a file, without empty ones. Errors: invalid, with file:line:column and a caret, if it is not YAML, is
// beyond a limit, or has no document.
Result<std::vector<YamlNode>> parse_yaml(const SourceFile& file, const YamlLimits& limits = {});

}  // namespace trace
