// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/yaml_checks.h"

#include <algorithm>

#include "common/base/near_name.h"

namespace trace {

Status check_keys(const YamlNode& map, std::span<const std::string_view> known, const SourceFile& file) {
  if (!map.is_mapping()) return file.error(map.at, "expected a mapping (key: value)");
  std::vector<std::string_view> seen;
  for (const YamlNode& key : map.keys) {
    const std::string_view name = key.text;  // empty unless it is a scalar
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return file.error(key.at, "unknown key \"" + key.text + "\"" + did_you_mean(name, known));
    }
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
      return file.error(key.at, "key \"" + key.text + "\" stands twice");
    }
    seen.push_back(name);
  }
  return ok();
}

Result<std::string> scalar(const YamlNode& node, std::string_view what, const SourceFile& file) {
  if (node.kind == YamlNode::Kind::null) return file.error(node.at, "\"" + std::string(what) + "\" is empty");
  if (!node.is_scalar()) return file.error(node.at, "\"" + std::string(what) + "\" must be a single value");
  return node.text;
}

Result<std::string> optional_scalar(const YamlNode& map, std::string_view key, const SourceFile& file) {
  const YamlNode& node = map[key];
  return node ? scalar(node, key, file) : std::string();
}

Result<std::string> required_scalar(const YamlNode& map, std::string_view key, const SourceFile& file) {
  const YamlNode& node = map[key];
  if (!node) return file.error(map.at, "key \"" + std::string(key) + "\" is missing");
  TRY_ASSIGN(std::string value, scalar(node, key, file));
  if (value.empty()) return file.error(node.at, "\"" + std::string(key) + "\" is empty");
  return value;
}

Result<std::vector<std::string>> scalars(const YamlNode& node, std::string_view what, const SourceFile& file) {
  std::vector<std::string> values;
  if (!node.is_sequence()) {
    TRY_ASSIGN(std::string value, scalar(node, what, file));
    values.push_back(std::move(value));
    return values;
  }
  for (const YamlNode& item : node.items) {
    TRY_ASSIGN(std::string value, scalar(item, what, file));
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace trace
