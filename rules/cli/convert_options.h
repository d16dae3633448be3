// SPDX-License-Identifier: Apache-2.0
// What `trace-rules convert` is to write, and where.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/cli/parse.h"

namespace trace {

enum class ExportFormat : std::uint8_t {
#define EXPORT(id, name, what, help) id,
#include "rules/cli/exports.def"
};

struct ExportSpec {
  std::string_view name;
  bool has_detections = false;
  std::string_view help;
};

namespace export_detail {
inline constexpr bool events = false;
inline constexpr bool detections = true;
}  // namespace export_detail

// By ExportFormat.
inline constexpr auto kExports = std::to_array<ExportSpec>({
#define EXPORT(id, name, what, help) {name, export_detail::what, help},
#include "rules/cli/exports.def"
});

struct ConvertOptions {
  ExportFormat format = ExportFormat::json;
  bool detections = false;  // with what the signatures find
  std::string path;         // "": standard output
};

// Errors: invalid, ready to be shown.
Result<ConvertOptions> take_convert(const ParsedFlags& flags);

}  // namespace trace
