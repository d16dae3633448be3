// SPDX-License-Identifier: Apache-2.0
#include "common/codec/meaning_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "common/event/socket_address.h"

namespace trace {
namespace {

struct Symbol {
  Meaning meaning;
  std::string_view name;
  std::uint64_t value;
};

constexpr auto kSymbols = std::to_array<Symbol>({
#define SYMBOL(meaning, name, value) {Meaning::meaning, #name, value},
#include "common/codec/symbols.def"
#undef SYMBOL
});

constexpr std::span<const Symbol> rows_of(Meaning meaning) {
  const auto* const first = std::find_if(kSymbols.begin(), kSymbols.end(),
                                         [&](const Symbol& row) { return row.meaning == meaning; });
  const auto* const last = std::find_if(first, kSymbols.end(),
                                        [&](const Symbol& row) { return row.meaning != meaning; });
  return {first, last};
}

consteval bool rows_are_together() {
  std::size_t changes = 0;
  std::array<bool, 256> seen{};
  for (std::size_t i = 0; i < kSymbols.size(); ++i) {
    if (i > 0 && kSymbols[i].meaning == kSymbols[i - 1].meaning) continue;
    bool& before = seen.at(static_cast<std::size_t>(kSymbols[i].meaning));
    if (before) return false;
    before = true;
    ++changes;
  }
  return changes > 0;
}
static_assert(rows_are_together(), "symbols.def: the rows of a meaning must follow each other");

// How a number is made of its symbols.
enum class Shape : std::uint8_t {
  number,       // one symbol
  flags,        // symbols joined by '|', decimal if none fits
  protection,   // flags; 0 is PROT_NONE; nothing if none fits
  access,       // flags; 0 is F_OK
  open,         // an access mode, then flags
  mode,         // a file type, then permissions; nothing if none fits
  socket_type,  // a type in the low four bits, then flags
  family,
};

constexpr Shape shape_of(Meaning meaning) {
  switch (meaning) {
    case Meaning::none:
    case Meaning::ptrace_request:
    case Meaning::prctl_option:
    case Meaning::socketcall_call:
    case Meaning::socket_level:
    case Meaning::setsockopt_name:
    case Meaning::getsockopt_name:
    case Meaning::bpf_cmd:
    case Meaning::io_uring_op:
      return Shape::number;
    case Meaning::faccessat_flags:
    case Meaning::fchmodat_flags:
    case Meaning::execveat_flags:
    case Meaning::clone_flags:
      return Shape::flags;
    case Meaning::mmap_prot:
      return Shape::protection;
    case Meaning::access_mode:
      return Shape::access;
    case Meaning::open_flags:
      return Shape::open;
    case Meaning::inode_mode:
    case Meaning::file_type:
      return Shape::mode;
    case Meaning::socket_type:
      return Shape::socket_type;
    case Meaning::socket_family:
      return Shape::family;
  }
  return Shape::number;
}

constexpr std::uint64_t kFileTypeMask = 0170000;  // S_IFMT
constexpr std::uint64_t kAccessModeMask = 03;     // O_ACCMODE
constexpr std::uint64_t kSocketTypeMask = 0xf;    // SOCK_TYPE_MASK, include/linux/net.h
constexpr std::size_t kAccessModes = 3;           // rows of open_flags before the flags
constexpr std::size_t kFileTypes = 7;             // rows of inode_mode before the permissions
constexpr std::uint64_t kRealPath = 0x200000;     // O_PATH

Meaning table_of(Meaning meaning) {
  return meaning == Meaning::file_type ? Meaning::inode_mode : meaning;
}

void append_decimal(std::uint64_t number, std::string& out) {
  std::array<char, 20> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  out.append(text.data(), end);
}

bool append_name(std::span<const Symbol> rows, std::uint64_t value, std::string& out) {
  for (const Symbol& row : rows) {
    if (row.value == value) {
      out += row.name;
      return true;
    }
  }
  return false;
}

// Appends the names of the rows whose bits are all set. A row within one that was taken is not
// named (S_IRUSR within S_IRWXU), unless it comes first (O_DSYNC, then O_SYNC, which contains it).
bool append_flags(std::span<const Symbol> rows, std::uint64_t value, bool first, std::string& out) {
  std::uint64_t named = 0;
  for (const Symbol& row : rows) {
    if ((value & row.value) != row.value || (named & row.value) == row.value) continue;
    if (!first) out += '|';
    first = false;
    out += row.name;
    named |= row.value;
  }
  return named != 0;
}

void append_open_flags(std::span<const Symbol> rows, std::uint64_t value, std::string& out) {
  // 3 asks for neither reading nor writing (ioctl only); Tracee calls it O_WRONLY.
  const std::uint64_t mode = value & kAccessModeMask;
  out += rows[mode == 3 ? 1 : mode].name;
  append_flags(rows.subspan(kAccessModes), value, false, out);
}

void append_mode(std::span<const Symbol> rows, std::uint64_t value, std::string& out) {
  const bool typed = append_name(rows.first(kFileTypes), value & kFileTypeMask, out);
  append_flags(rows.subspan(kFileTypes), value, !typed, out);
}

void append_socket_type(std::span<const Symbol> rows, std::uint64_t value, std::string& out) {
  if (!append_name(rows, value & kSocketTypeMask, out)) append_decimal(value, out);
  append_flags(rows.last(2), value, false, out);
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return negative ? 0 - number : number;
}

std::optional<std::uint64_t> parse_symbol(Meaning meaning, std::string_view text) {
  if (meaning == Meaning::socket_family) {
    if (const auto family = find_family(text)) return *family;
  }
  if (meaning == Meaning::mmap_prot && text == "PROT_NONE") return 0;
  if (meaning == Meaning::access_mode && text == "F_OK") return 0;
  if (meaning == Meaning::open_flags && text == "O_PATH") return kRealPath;
  for (const Symbol& row : rows_of(table_of(meaning))) {
    if (row.name == text) return row.value;
  }
  return parse_decimal(text);
}

}  // namespace

void append_meaning_text(Meaning meaning, std::uint64_t raw, std::string& out) {
  const std::span<const Symbol> rows = rows_of(table_of(meaning));
  switch (shape_of(meaning)) {
    case Shape::number:
      if (!append_name(rows, raw, out)) append_decimal(raw, out);
      return;
    case Shape::flags:
      if (!append_flags(rows, raw, true, out)) append_decimal(raw, out);
      return;
    case Shape::protection:
      if (raw == 0) out += "PROT_NONE";
      append_flags(rows, raw, true, out);
      return;
    case Shape::access:
      if (raw == 0) {
        out += "F_OK";
      } else if (!append_flags(rows, raw, true, out)) {
        append_decimal(raw, out);
      }
      return;
    case Shape::open:
      append_open_flags(rows, raw, out);
      return;
    case Shape::mode:
      append_mode(rows, raw, out);
      return;
    case Shape::socket_type:
      append_socket_type(rows, raw, out);
      return;
    case Shape::family:
      if (raw == 0 || family_name(raw) != family_name(0)) {
        out += family_name(raw);
      } else {
        append_decimal(raw, out);
      }
      return;
  }
}

std::string meaning_text(Meaning meaning, std::uint64_t raw) {
  std::string out;
  append_meaning_text(meaning, raw, out);
  return out;
}

std::optional<std::uint64_t> parse_meaning(Meaning meaning, std::string_view text) {
  if (text.empty()) {
    if (shape_of(meaning) == Shape::mode) return 0;
    return std::nullopt;
  }
  std::uint64_t value = 0;
  while (true) {
    const std::size_t bar = text.find('|');
    const auto part = parse_symbol(meaning, text.substr(0, bar));
    if (!part) return std::nullopt;
    value |= *part;
    if (bar == std::string_view::npos) return value;
    text.remove_prefix(bar + 1);
  }
}

}  // namespace trace
