// SPDX-License-Identifier: Apache-2.0
// The output formats of both programs, from formats.def.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace trace {

enum class CollectorFormat : std::uint8_t {
#define COLLECTOR_FORMAT(id, name, shows, help) id,
#include "common/catalog/formats.def"
};

enum class EngineFormat : std::uint8_t {
#define ENGINE_FORMAT(id, name, help) id,
#include "common/catalog/formats.def"
};

struct FormatSpec {
  std::string_view name;
  std::string_view help;
  bool shows_program = false;
};

// In the order of their enumerations.
std::span<const FormatSpec> collector_formats();
std::span<const FormatSpec> engine_formats();

inline const FormatSpec& spec_of(CollectorFormat format) {
  return collector_formats()[static_cast<std::size_t>(format)];
}

}  // namespace trace
