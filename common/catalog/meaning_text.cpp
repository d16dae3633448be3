// SPDX-License-Identifier: Apache-2.0
#include "common/catalog/meaning_text.h"

#include <charconv>
#include <span>

#include "common/catalog/constants.h"

namespace trace {
namespace {

using Constants = std::span<const Constant>;

constexpr std::uint64_t kAccessModeMask = 3;      // O_ACCMODE
constexpr std::uint64_t kFileTypeMask = 0170000;  // S_IFMT
constexpr std::uint64_t kSocketTypeMask = 0xf;    // SOCK_TYPE_MASK

constexpr auto kOpenModes = std::to_array<Constant>({{0, "O_RDONLY"}, {1, "O_WRONLY"}, {2, "O_RDWR"}});

const Constant* find_value(Constants constants, std::uint64_t value) {
  for (const Constant& constant : constants) {
    if (constant.value == value) return &constant;
  }
  return nullptr;
}

std::string one_of(Constants constants, std::uint64_t value) {
  const Constant* constant = find_value(constants, value);
  return constant == nullptr ? std::to_string(value) : std::string(constant->name);
}

void join(std::string& text, std::string_view name) {
  if (!text.empty()) text += '|';
  text += name;
}

void join_flags(std::string& text, Constants constants, std::uint64_t value) {
  for (const Constant& constant : constants) {
    if ((value & constant.value) == constant.value) join(text, constant.name);
  }
}

// The names of the flags; the number if no flag has a name.
std::string flags_or_number(Constants constants, std::uint64_t value) {
  std::string text;
  join_flags(text, constants, value);
  return text.empty() ? std::to_string(value) : text;
}

std::string open_flags_text(std::uint64_t value) {
  const std::uint64_t mode = value & kAccessModeMask;
  std::string text(mode == 0 ? "O_RDONLY" : mode == 2 ? "O_RDWR" : "O_WRONLY");
  join_flags(text, kOpenFlags, value);
  return text;
}

std::string inode_mode_text(std::uint64_t value) {
  std::string text;
  if (const Constant* type = find_value(kFileTypes, value & kFileTypeMask)) join(text, type->name);
  for (const auto& group : kPermissions) {
    const Constants parts(group);
    if ((value & parts[0].value) == parts[0].value) {
      join(text, parts[0].name);
    } else {
      join_flags(text, parts.subspan(1), value);
    }
  }
  return text;
}

std::string socket_type_text(std::uint64_t value) {
  const Constant* type = find_value(kSocketTypes, value & kSocketTypeMask);
  std::string text = type == nullptr ? std::to_string(value) : std::string(type->name);
  join_flags(text, kSocketTypeFlags, value);
  return text;
}

std::string protection_text(std::uint64_t value) {
  if (value == 0) return "PROT_NONE";
  std::string text;
  join_flags(text, kProtections, value);
  return text;
}

// The tables that a meaning's names stand in.
struct Tables {
  std::array<Constants, 5> tables;
};

Tables tables_of(Meaning meaning) {
  static constexpr auto kNoProtection = std::to_array<Constant>({{0, "PROT_NONE"}});
  static constexpr auto kExists = std::to_array<Constant>({{0, "F_OK"}});
  static constexpr auto kGetFilter = std::to_array<Constant>({{26, "SO_GET_FILTER"}});
  switch (meaning) {
    case Meaning::none:
    case Meaning::environment:
      return {};
    case Meaning::mmap_prot:
      return {{kNoProtection, kProtections}};
    case Meaning::ptrace_request:
      return {{kPtraceRequests}};
    case Meaning::prctl_option:
      return {{kPrctlOptions}};
    case Meaning::socketcall_call:
      return {{kSocketcalls}};
    case Meaning::socket_family:
      return {{kFamilies}};
    case Meaning::socket_type:
      return {{kSocketTypes, kSocketTypeFlags}};
    case Meaning::socket_level:
      return {{kSocketLevels}};
    case Meaning::setsockopt_name:
      return {{kSocketOptions}};
    case Meaning::getsockopt_name:
      return {{kGetFilter, kSocketOptions}};
    case Meaning::access_mode:
      return {{kExists, kAccessModes}};
    case Meaning::execveat_flags:
      return {{kExecveatFlags}};
    case Meaning::faccessat_flags:
      return {{kFaccessatFlags}};
    case Meaning::fchmodat_flags:
      return {{kFchmodatFlags}};
    case Meaning::open_flags:
      return {{kOpenModes, kOpenFlags}};
    case Meaning::inode_mode:
    case Meaning::file_type:
      return {{kFileTypes, kPermissions[0], kPermissions[1], kPermissions[2]}};
    case Meaning::clone_flags:
      return {{kCloneFlags}};
    case Meaning::bpf_cmd:
      return {{kBpfCommands}};
    case Meaning::io_uring_op:
      return {{kIoUringOps}};
  }
  return {};
}

std::optional<std::uint64_t> value_of(const Tables& tables, std::string_view name) {
  for (const Constants constants : tables.tables) {
    for (const Constant& constant : constants) {
      if (constant.name == name) return constant.value;
    }
  }
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size() || name.empty()) return std::nullopt;
  return number;
}

}  // namespace

std::string meaning_text(Meaning meaning, std::uint64_t raw) {
  switch (meaning) {
    case Meaning::none:
    case Meaning::environment:
      return std::to_string(raw);
    case Meaning::mmap_prot:
      return protection_text(raw);
    case Meaning::socket_type:
      return socket_type_text(raw);
    case Meaning::access_mode:
      return raw == 0 ? "F_OK" : flags_or_number(kAccessModes, raw);
    case Meaning::execveat_flags:
    case Meaning::faccessat_flags:
    case Meaning::fchmodat_flags:
      return flags_or_number(tables_of(meaning).tables[0], raw);
    case Meaning::open_flags:
      return open_flags_text(raw);
    case Meaning::inode_mode:
    case Meaning::file_type:
      return inode_mode_text(raw);
    case Meaning::clone_flags:
      return flags_or_number(kCloneFlags, raw);
    case Meaning::getsockopt_name:
      return one_of(tables_of(meaning).tables[raw == 26 ? 0 : 1], raw);
    case Meaning::ptrace_request:
    case Meaning::prctl_option:
    case Meaning::socketcall_call:
    case Meaning::socket_family:
    case Meaning::socket_level:
    case Meaning::setsockopt_name:
    case Meaning::bpf_cmd:
    case Meaning::io_uring_op:
      return one_of(tables_of(meaning).tables[0], raw);
  }
  return std::to_string(raw);
}

std::vector<std::string_view> meaning_names(Meaning meaning) {
  std::vector<std::string_view> names;
  for (const Constants constants : tables_of(meaning).tables) {
    for (const Constant& constant : constants) names.push_back(constant.name);
  }
  return names;
}

std::optional<std::uint64_t> parse_meaning(Meaning meaning, std::string_view text) {
  const Tables tables = tables_of(meaning);
  const bool may_be_empty =
      meaning == Meaning::inode_mode || meaning == Meaning::file_type || meaning == Meaning::mmap_prot;
  if (text.empty()) return may_be_empty ? std::optional<std::uint64_t>(0) : std::nullopt;
  std::uint64_t value = 0;
  while (true) {
    const std::size_t bar = text.find('|');
    const auto part = value_of(tables, text.substr(0, bar));
    if (!part) return std::nullopt;
    value |= *part;
    if (bar == std::string_view::npos) return value;
    text.remove_prefix(bar + 1);
  }
}

}  // namespace trace
