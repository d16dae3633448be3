// SPDX-License-Identifier: Apache-2.0
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

TEST_CASE("numbers are shown by Tracee's symbols, and are read back") {
  for (const FactRow& row : read_facts("symbols.tsv")) {
    REQUIRE(row.size() == 3);
    INFO(row[0] << " " << row[1]);
    const Meaning meaning = meaning_named(row[0]);
    const std::string shown = meaning_text(meaning, number_of(row[1]));
    CHECK(shown == row[2]);
    if (shown.empty()) continue;  // bits without a name
    const auto parsed = parse_meaning(meaning, shown);
    REQUIRE(parsed);
    CHECK(meaning_text(meaning, *parsed) == shown);
  }
}

TEST_CASE("every argument that Tracee shows by symbols has a meaning") {
  for (const FactRow& row : read_facts("symbol_arguments.tsv")) {
    INFO(row[0] << "." << row[1]);
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
    {Meaning::fchmodat_flags, 0, "0"},
    {Meaning::open_flags, 0, "O_RDONLY"},
    {Meaning::open_flags, 01101, "O_WRONLY|O_CREAT|O_TRUNC"},
    {Meaning::inode_mode, 0100755, "S_IFREG|S_IRWXU|S_IRGRP|S_IXGRP|S_IROTH|S_IXOTH"},
    {Meaning::file_type, 0140000, "S_IFSOCK"},
    {Meaning::clone_flags, 0x10900, "CLONE_VM|CLONE_SIGHAND|CLONE_THREAD"},
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

TEST_CASE("bits without a name are not shown") {
  CHECK(meaning_text(Meaning::open_flags, 3) == "O_WRONLY");
  CHECK(meaning_text(Meaning::mmap_prot, 16).empty());
  CHECK(parse_meaning(Meaning::mmap_prot, "") == 0U);
  CHECK(meaning_text(Meaning::clone_flags, 0x100 | 17) == "CLONE_VM");
  CHECK(meaning_text(Meaning::inode_mode, 04000).empty());
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
}

}  // namespace
}  // namespace trace
