// SPDX-License-Identifier: Apache-2.0
// What depends on the machine that is watched, which may be another one than that at hand: a recording is read anywhere.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trace {

enum class Abi : std::uint8_t { x86_64, i386, arm64, arm };
inline constexpr std::size_t kAbis = 4;

enum class Architecture : std::uint8_t {
#define ARCHITECTURE(name, number, native, compat) name = number,
#include "common/catalog/architectures.def"
#undef ARCHITECTURE
};

struct ArchitectureSpec {
  std::string_view name;
  Abi native;  // of 64-bit programs
  Abi compat;  // of 32-bit programs
};

inline constexpr auto kArchitectures = std::to_array<ArchitectureSpec>({
#define ARCHITECTURE(name, number, native, compat) {#name, Abi::native, Abi::compat},
#include "common/catalog/architectures.def"
#undef ARCHITECTURE
});

constexpr const ArchitectureSpec& architecture_spec(Architecture architecture) {
  return kArchitectures[static_cast<std::size_t>(architecture)];
}

// Of a number in the head of a stream. Returns nothing if none has it.
constexpr std::optional<Architecture> architecture_of(std::uint32_t number) {
  return number < kArchitectures.size() ? std::optional(static_cast<Architecture>(number)) : std::nullopt;
}
constexpr std::optional<Architecture> find_architecture(std::string_view name) {
  for (std::uint32_t number = 0; number < kArchitectures.size(); ++number) {
    if (kArchitectures[number].name == name) return architecture_of(number);
  }
  return std::nullopt;
}

// That of this program.
#if defined(__x86_64__)
inline constexpr Architecture kOwnArchitecture = Architecture::x86_64;
#elif defined(__aarch64__)
inline constexpr Architecture kOwnArchitecture = Architecture::arm64;
#else
#error "common/catalog/architectures.def has no row for this architecture"
#endif

}  // namespace trace
