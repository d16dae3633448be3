// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/symbol.h"

#include <array>

namespace trace {

std::optional<std::uint64_t> symbol_value(Meaning meaning, std::string_view text) {
  struct Row {
    Meaning meaning;
    std::string_view text;
    std::uint64_t value;
  };
  constexpr auto kRows = std::to_array<Row>({
      {Meaning::open_flags, "O_RDONLY", 0},
      {Meaning::open_flags, "O_WRONLY", 1},
      {Meaning::open_flags, "O_RDWR", 2},
      {Meaning::open_flags, "O_CREAT", 0100},
      {Meaning::ptrace_request, "PTRACE_TRACEME", 0},
      {Meaning::ptrace_request, "PTRACE_POKETEXT", 4},
      {Meaning::ptrace_request, "PTRACE_POKEDATA", 5},
      {Meaning::socket_family, "AF_UNIX", 1},
      {Meaning::socket_family, "AF_INET", 2},
      {Meaning::socket_family, "AF_INET6", 10},
  });
  for (const Row& row : kRows) {
    if (row.meaning == meaning && row.text == text) return row.value;
  }
  return std::nullopt;
}

}  // namespace trace
