// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"
#include "common/catalog/meaning_text.h"
#include "tests/support/facts.h"

namespace trace {
namespace {

Meaning meaning_named(const std::string& name) {
  for (std::size_t i = 0; i < kMeanings.size(); ++i) {
    if (name == kMeanings.at(i).name) return static_cast<Meaning>(i);
  }
  FAIL("no meaning " << name);
  return Meaning::none;
}

std::uint64_t number_of(const std::string& text) {
  return text.starts_with('-') ? static_cast<std::uint64_t>(std::stoll(text)) : std::stoull(text);
}

// Names in which Tracee errs, or which it has for what is shown otherwise here: permissions, which are octal.
bool is_shown_otherwise(const std::string& meaning, std::string_view name) {
  constexpr std::array<std::string_view, 2> kWrong = {"O_PATH", "O_TMPFILE"};  // its numbers are not the kernel's
  if (meaning == "open_flags" && std::find(kWrong.begin(), kWrong.end(), name) != kWrong.end()) return true;
  return name.starts_with("S_IR") || name.starts_with("S_IW") || name.starts_with("S_IX");
}

bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool names(std::string_view text, std::string_view name) {
  return ("|" + std::string(text) + "|").find("|" + std::string(name) + "|") != std::string::npos;
}

// What Tracee names is named here, too. Bits that it leaves out are shown, and some that it has as a number have a name.
void check_names(const FactRow& row, const std::string& shown) {
  std::string_view theirs = row[2];
  while (!theirs.empty()) {
    const std::string_view name = theirs.substr(0, theirs.find('|'));
    theirs.remove_prefix(std::min(theirs.size(), name.size() + 1));
    const bool is_mode_3 = row[0] == "open_flags" && (number_of(row[1]) & 3) == 3 && name == "O_WRONLY";
    if (is_number(name) || is_mode_3 || is_shown_otherwise(row[0], name)) continue;
    INFO(name);
    CHECK(names(shown, name));
  }
}

TEST_CASE("numbers are shown by Tracee's symbols and what they leave out, and are read back") {
  for (const FactRow& row : read_facts("symbols.tsv")) {
    REQUIRE(row.size() == 3);
    if (row[0] == "fchmodat_flags") continue;  // fchmodat(2) of the kernel has no flags
    INFO(row[0] << " " << row[1]);
    const Meaning meaning = meaning_named(row[0]);
    const std::string shown = meaning_text(meaning, number_of(row[1]));
    INFO(shown);
    check_names(row, shown);
    CHECK(parse_meaning(meaning, shown) == number_of(row[1]));
    // What Tracee writes is read; its O_PATH and O_TMPFILE are the names of other bits.
    CHECK((parse_meaning(meaning, row[2]).has_value() || row[2].find("O_") != std::string::npos));
  }
}

TEST_CASE("every argument that Tracee shows by symbols has a meaning") {
  for (const FactRow& row : read_facts("symbol_arguments.tsv")) {
    INFO(row[0] << "." << row[1]);
    if (row[2] == "fchmodat_flags" || row[0] == "faccessat") continue;  // the kernel's have no flags
    const EventSpec* event = find_event(row[0]);
    REQUIRE(event);
    const auto ordinal = event->field(row[1]);
    REQUIRE(ordinal);
    CHECK(event->fields[*ordinal].meaning == meaning_named(row[2]));
  }
}

struct Shown {
  Meaning meaning;
  std::uint64_t raw;
  std::string_view text;
};

constexpr std::uint64_t kMinusOne = ~std::uint64_t{0};

constexpr auto kShown = std::to_array<Shown>({
    {Meaning::none, 42, "42"},
    {Meaning::mmap_prot, 0, "PROT_NONE"},
    {Meaning::mmap_prot, 5, "PROT_READ|PROT_EXEC"},
    {Meaning::mmap_prot, 15, "PROT_READ|PROT_WRITE|PROT_EXEC|PROT_SEM"},
    {Meaning::ptrace_request, 16, "PTRACE_ATTACH"},
    {Meaning::ptrace_request, kMinusOne, "18446744073709551615"},
    {Meaning::prctl_option, 15, "PR_SET_NAME"},
    {Meaning::socketcall_call, 0, "0"},
    {Meaning::socketcall_call, 1, "SYS_SOCKET"},
    {Meaning::socketcall_call, 20, "SYS_SENDMMSG"},
    {Meaning::socketcall_call, 21, "21"},
    {Meaning::socketcall_call, kMinusOne, "18446744073709551615"},
    {Meaning::socket_family, 2, "AF_INET"},
    {Meaning::socket_family, 4711, "4711"},
    {Meaning::socket_type, 0x80801, "SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC"},
    {Meaning::socket_level, 1, "SOL_SOCKET"},
    {Meaning::setsockopt_name, 26, "SO_ATTACH_FILTER"},
    {Meaning::getsockopt_name, 26, "SO_GET_FILTER"},
    {Meaning::access_mode, 0, "F_OK"},
    {Meaning::access_mode, 7, "X_OK|W_OK|R_OK"},
    {Meaning::execveat_flags, 0x1100, "AT_SYMLINK_NOFOLLOW|AT_EMPTY_PATH"},
    {Meaning::faccessat_flags, 0x200, "AT_EACCESS"},
    {Meaning::unlinkat_flags, 0, "0"},
    {Meaning::unlinkat_flags, 0x200, "AT_REMOVEDIR"},
    {Meaning::at_flags, 0x1100, "AT_SYMLINK_NOFOLLOW|AT_EMPTY_PATH"},
    {Meaning::rename_flags, 3, "RENAME_NOREPLACE|RENAME_EXCHANGE"},
    {Meaning::resolve_flags, 0x24, "RESOLVE_NO_SYMLINKS|RESOLVE_CACHED"},
    {Meaning::dirfd, kMinusOne - 99, "AT_FDCWD"},
    {Meaning::dirfd, kMinusOne, "-1"},
    {Meaning::dirfd, 7, "7"},
    {Meaning::signal, 9, "SIGKILL"},
    {Meaning::signal, 34, "34"},
    {Meaning::mmap_flags, 0x22, "MAP_PRIVATE|MAP_ANONYMOUS"},
    {Meaning::mmap_flags, 0x80000021, "MAP_SHARED|MAP_ANONYMOUS|0x80000000"},
    {Meaning::socket_level, 6, "SOL_TCP"},
    {Meaning::open_flags, 0, "O_RDONLY"},
    {Meaning::open_flags, 3, "O_ACCMODE"},
    {Meaning::open_flags, 4, "O_RDONLY|0x4"},
    {Meaning::open_flags, 010000000, "O_RDONLY|O_PATH"},
    {Meaning::open_flags, 020200002, "O_RDWR|O_DIRECTORY|O_TMPFILE"},
    {Meaning::open_flags, 01101, "O_WRONLY|O_CREAT|O_TRUNC"},
    {Meaning::inode_mode, 0100755, "S_IFREG|0755"},
    {Meaning::inode_mode, 04755, "S_ISUID|0755"},
    {Meaning::inode_mode, 06000, "S_ISUID|S_ISGID|0000"},
    {Meaning::inode_mode, 0101044, "S_IFREG|S_ISVTX|0044"},
    {Meaning::inode_mode, 0, "0000"},
    {Meaning::inode_mode, 0x2001ed, "0755|0x200000"},
    {Meaning::file_type, 0140000, "S_IFSOCK"},
    {Meaning::clone_flags, 0x10900, "CLONE_VM|CLONE_SIGHAND|CLONE_THREAD"},
    {Meaning::clone_flags, 0x1200011, "CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD"},
    {Meaning::clone_flags, 0x122, "CLONE_VM|0x22"},
    {Meaning::clone3_flags, 0x300000080, "CLONE_NEWTIME|CLONE_CLEAR_SIGHAND|CLONE_INTO_CGROUP"},
    {Meaning::bpf_cmd, 5, "BPF_PROG_LOAD"},
    {Meaning::io_uring_op, 18, "IORING_OP_OPENAT"},
});

TEST_CASE("every meaning shows a number as text and reads it back") {
  for (const Shown& shown : kShown) {
    INFO(shown.text);
    CHECK(meaning_text(shown.meaning, shown.raw) == shown.text);
    CHECK(parse_meaning(shown.meaning, shown.text) == shown.raw);
  }
}

TEST_CASE("bits without a name are shown in hex") {
  CHECK(meaning_text(Meaning::mmap_prot, 16) == "0x10");
  CHECK(meaning_text(Meaning::mmap_prot, 17) == "PROT_READ|0x10");
  CHECK(meaning_text(Meaning::access_mode, 0x14) == "R_OK|0x10");
  CHECK(meaning_text(Meaning::socket_type, 0x80009) == "9|SOCK_CLOEXEC");
}

TEST_CASE("the names of permissions are read, and an empty text as nothing") {
  CHECK(parse_meaning(Meaning::inode_mode, "S_ISUID|S_IRWXU|S_IRGRP|S_IXGRP") == 04750U);
  CHECK(parse_meaning(Meaning::inode_mode, "0644") == 0644U);
  CHECK(parse_meaning(Meaning::inode_mode, "420") == 0644U);
  CHECK(parse_meaning(Meaning::mmap_prot, "") == 0U);
  CHECK(parse_meaning(Meaning::file_type, "") == 0U);
}

TEST_CASE("a text is read back as the number it was made from") {
  for (const Meaning meaning : {Meaning::open_flags, Meaning::clone_flags, Meaning::inode_mode, Meaning::access_mode}) {
    for (const std::uint64_t raw : {0x241U, 0x8000U, 0x1a4U, 0x3d0f00U, 2U}) {
      const std::string text = meaning_text(meaning, raw);
      const auto parsed = parse_meaning(meaning, text);
      INFO(text);
      REQUIRE(parsed);
      CHECK(meaning_text(meaning, *parsed) == text);
    }
  }
}

TEST_CASE("an unknown name is not a number") {
  CHECK_FALSE(parse_meaning(Meaning::open_flags, "O_NONSENSE"));
  CHECK_FALSE(parse_meaning(Meaning::ptrace_request, ""));
  CHECK_FALSE(parse_meaning(Meaning::open_flags, "O_RDONLY|"));
  CHECK_FALSE(parse_meaning(Meaning::open_flags, "O_RDONLY||O_CREAT"));
  CHECK_FALSE(parse_meaning(Meaning::ptrace_request, "18446744073709551616"));
  CHECK(parse_meaning(Meaning::ptrace_request, "4242") == 4242U);
  CHECK(parse_meaning(Meaning::dirfd, "-100") == kMinusOne - 99);
  CHECK_FALSE(parse_meaning(Meaning::open_flags, "-1"));
  CHECK_FALSE(parse_meaning(Meaning::inode_mode, "0789"));
  CHECK_FALSE(parse_meaning(Meaning::open_flags, "0x"));
}

}  // namespace
}  // namespace trace
