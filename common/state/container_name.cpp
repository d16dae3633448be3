// SPDX-License-Identifier: Apache-2.0
#include "common/state/container_name.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace trace {
namespace {

constexpr std::string_view kUnknown = "unknown";
constexpr std::string_view kScope = ".scope";

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
}

bool is_garden_id(std::string_view text) {
  if (text.size() != 28) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text.substr(i, 1))) return false;
  }
  return true;
}

// The id of the task, 32 digits, and a number of at most 10 decimal ones.
bool is_fargate_id(std::string_view text) {
  if (text.size() < 34 || text.size() > 43 || text[32] != '-' || !is_hex(text.substr(0, 32))) return false;
  return text.find_first_not_of("0123456789", 33) == std::string_view::npos;
}

struct Affixes {
  std::string_view prefix, suffix, runtime;
};
struct Payload {
  std::string_view own;
  Affixes above;
};
constexpr auto kPrefixes = std::to_array<Affixes>({
#define RUNTIME(prefix, name) {prefix, {}, name},
#include "common/catalog/runtimes.def"
});
constexpr auto kInfixes = std::to_array<Affixes>({
#define RUNTIME_INFIX(text, name) {text, {}, name},
#include "common/catalog/runtimes.def"
});
constexpr auto kNamed = std::to_array<Affixes>({
#define RUNTIME_NAMED(prefix, suffix, name) {prefix, suffix, name},
#include "common/catalog/runtimes.def"
});
constexpr auto kBelow = std::to_array<Affixes>({
#define RUNTIME_BELOW(parent, name) {parent, {}, name},
#include "common/catalog/runtimes.def"
});
constexpr auto kPayloads = std::to_array<Payload>({
#define RUNTIME_PAYLOAD(own, prefix, suffix, name) {own, {prefix, suffix, name}},
#include "common/catalog/runtimes.def"
});

// systemd.unit(5), "String Escaping": "\x2d" is "-".
std::string unescaped(std::string_view name) {
  std::string text;
  while (!name.empty()) {
    unsigned code = 0;
    const std::string_view digits = name.substr(0, 4);
    const bool is_code = digits.size() == 4 && digits.starts_with("\\x") && is_hex(digits.substr(2));
    if (is_code) std::from_chars(digits.data() + 2, digits.data() + 4, code, 16);
    text += is_code ? static_cast<char>(code) : name.front();
    name.remove_prefix(is_code ? 4 : 1);
  }
  return text;
}

// What is between the affixes, if anything is.
std::optional<ContainerName> name_between(std::string_view text, const Affixes& affixes) {
  const std::size_t least = affixes.prefix.size() + affixes.suffix.size();
  if (text.size() <= least || !text.starts_with(affixes.prefix) || !text.ends_with(affixes.suffix)) return std::nullopt;
  const std::string_view name = text.substr(affixes.prefix.size(), text.size() - least);
  const bool is_unit = !affixes.suffix.empty();
  return ContainerName{is_unit ? unescaped(name) : std::string(name), affixes.runtime};
}

// Of those that give a container an id.
ContainerName id_in(std::string_view name, std::string_view above) {
  std::string_view runtime = kUnknown;
  if (name.ends_with(kScope)) name.remove_suffix(kScope.size());
  for (const Affixes& one : kPrefixes) {
    if (!name.starts_with(one.prefix)) continue;
    name.remove_prefix(one.prefix.size());
    runtime = one.runtime;
    break;
  }
  for (const Affixes& one : kInfixes) {
    const std::size_t at = name.find(one.prefix);
    if (at == std::string_view::npos) continue;
    name.remove_prefix(at + one.prefix.size());
    runtime = one.runtime;
  }
  if (is_garden_id(name)) return {std::string(name), "garden"};
  if (is_fargate_id(name)) return {std::string(name), "fargate"};
  if (name.size() != 64 || !is_hex(name)) return {};
  if (runtime == kUnknown && above == "docker") runtime = "docker";  // by its cgroupfs driver
  return {std::string(name), runtime};
}

// Of one component of a path and the one above it; no id if it holds none.
ContainerName container_of_component(std::string_view name, std::string_view above) {
  if (name.empty()) return {};
  if (ContainerName found = id_in(name, above); !found.id.empty()) return found;
  for (const Affixes& one : kNamed) {
    if (auto found = name_between(name, one)) return *std::move(found);
  }
  for (const Affixes& one : kBelow) {
    if (above == one.prefix) return {std::string(name), one.runtime};
  }
  for (const Payload& one : kPayloads) {
    if (name != one.own) continue;
    if (auto found = name_between(above, one.above)) return *std::move(found);
  }
  return {};
}

// Takes the last component off a path.
std::string_view take_last(std::string_view& path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  return name;
}

}  // namespace

ContainerName container_of_path(std::string_view path) {
  while (!path.empty()) {
    const std::string_view name = take_last(path);
    std::string_view rest = path;
    ContainerName container = container_of_component(name, take_last(rest));
    if (!container.id.empty()) return container;
  }
  return {};
}

bool is_container(std::string_view path) {
  const std::string_view name = take_last(path);
  if (!container_of_path(path).id.empty()) return false;
  return !container_of_component(name, take_last(path)).id.empty();
}

}  // namespace trace
