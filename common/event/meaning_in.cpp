// SPDX-License-Identifier: Apache-2.0
#include "common/event/meaning_in.h"

namespace trace {
namespace {

std::optional<std::uint64_t> number_of(const Value& value) {
  if (const auto* number = std::get_if<std::uint64_t>(&value)) return *number;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<std::uint64_t>(*number);
  return std::nullopt;
}

}  // namespace

Meaning meaning_in(const Event& event, std::size_t ordinal) {
  const Meaning declared = meaning_on(event.architecture, event.spec->fields[ordinal].meaning);
  const std::string_view neighbour = neighbour_of(declared);
  if (neighbour.empty()) return declared;
  const auto value = number_of(event.arg(neighbour));
  return value ? meaning_by(declared, *value) : declared;
}

}  // namespace trace
