// SPDX-License-Identifier: Apache-2.0
#include "common/catalog/formats.h"

#include <array>

namespace trace {
namespace {

constexpr bool nothing = false;  // words of formats.def
constexpr bool program = true;

constexpr auto kCollectorFormats = std::to_array<FormatSpec>({
#define COLLECTOR_FORMAT(id, name, shows, help) {name, help, shows},
#include "common/catalog/formats.def"
});

constexpr auto kEngineFormats = std::to_array<FormatSpec>({
#define ENGINE_FORMAT(id, name, help) {name, help, program},
#include "common/catalog/formats.def"
});

}  // namespace

std::span<const FormatSpec> collector_formats() {
  return kCollectorFormats;
}

std::span<const FormatSpec> engine_formats() {
  return kEngineFormats;
}

}  // namespace trace
