// SPDX-License-Identifier: Apache-2.0
// What the texts in JSON stand for; both readers of lines ask here, so that they cannot disagree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/catalog/catalog.h"
#include "common/event/event.h"

namespace trace {

// The number that a text stands for: symbols, a decimal or (a pointer) hexadecimal number, or "3=/etc/passwd", which
// Tracee makes of file descriptors. Nothing if it stands for none.
std::optional<std::uint64_t> number_of_text(Meaning meaning, std::string_view text);
// 0x and hexadecimal digits of either case.
std::optional<std::uint64_t> parse_hex(std::string_view text);

// Appends the bytes that a base64 text stands for. Returns false if it is not base64 with padding.
bool append_from_base64(std::string_view text, std::string& out);

// Values point into an arena, to which their bytes were appended; it has room enough not to move while a line is read.
inline std::string_view since(const std::string& arena, std::size_t mark) {
  return std::string_view(arena).substr(mark);
}

// Puts the text into the arena, from `begin` on, with U+FFFD for each NUL, which is what closes the texts of a list. No
// kernel sends one; the text may lie there already.
void replace_nuls(std::string_view text, std::size_t begin, std::string& arena);

// What a line says of arguments besides their values, by ordinal; it may say so before their values.
struct ArgumentMarks {
  std::uint64_t user = 0;
  std::uint64_t truncated = 0;
  std::uint64_t absent = 0;

  void apply(Event& event) const;
};

// Sets the system call in the context to what a line says. Tracee 0.6.5 does not say it: there it is the event itself, if
// that is one. REQUIRES: event.spec is set.
void set_syscall(Event& event, std::optional<std::string_view> name);

// Tracee 0.6 to 0.8 have no contextFlags: there whoever has a container id is in a started container. REQUIRES: the
// container id was read.
void set_container(Event& event, bool says_flags);

// The bit of a policy that has no name, by what stands for it: "" for the first, else its number.
std::optional<unsigned> policy_number(std::string_view text);

// The provider of a name that provider_name() gives, ProviderKind::none if there is none.
ProviderKind find_provider(std::string_view name);

}  // namespace trace
