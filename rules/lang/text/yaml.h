// SPDX-License-Identifier: Apache-2.0
// YAML with positions, and the checks that every mapping here gets: known keys only, each of the
// right kind. For .cpp files of this folder only, since it needs yaml-cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/yaml.h>

#include "common/catalog/catalog.h"
#include "rules/lang/text/source.h"

namespace trace {

// The documents of a file, without empty ones. Errors: invalid, if it is not YAML or there is none.
Result<std::vector<YAML::Node>> parse_yaml(const SourceFile& file);

Position position_of(const YAML::Node& node);

// A mapping of which every key is one of `known`.
Status check_keys(const YAML::Node& map, std::span<const std::string_view> known, const SourceFile& file);

// The value of a scalar; the error says that `what` must be a text.
Result<std::string> scalar(const YAML::Node& node, std::string_view what, const SourceFile& file);
// map[key], or "" if it is not there.
Result<std::string> optional_scalar(const YAML::Node& map, const char* key, const SourceFile& file);
Result<std::string> required_scalar(const YAML::Node& map, const char* key, const SourceFile& file);
// A scalar, or a list of them.
Result<std::vector<std::string>> scalars(const YAML::Node& node, std::string_view what, const SourceFile& file);

// The event that a scalar names. Errors: invalid, with the nearest name.
Result<const EventSpec*> event_named(const YAML::Node& node, const SourceFile& file);

// A scalar together with where each of its bytes stands in the file, however it is quoted, folded
// or broken.
Result<SourceText> text_with_positions(const YAML::Node& node, std::string_view what, const SourceFile& file);

}  // namespace trace
