// SPDX-License-Identifier: Apache-2.0
// The checks that every mapping of a rule file gets: known keys only, each of the right kind.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/lang/text/yaml.h"

namespace trace {

// A mapping of which every key is one of `known`, and none stands twice.
Status check_keys(const YamlNode& map, std::span<const std::string_view> known, const SourceFile& file);

// The text of a scalar; the error says that `what` must be one.
Result<std::string> scalar(const YamlNode& node, std::string_view what, const SourceFile& file);
// map[key], or "" if it is not there.
Result<std::string> optional_scalar(const YamlNode& map, std::string_view key, const SourceFile& file);
Result<std::string> required_scalar(const YamlNode& map, std::string_view key, const SourceFile& file);
// A scalar, or a list of them.
Result<std::vector<std::string>> scalars(const YamlNode& node, std::string_view what, const SourceFile& file);

}  // namespace trace
