// SPDX-License-Identifier: Apache-2.0
#include <simdjson.h>

#include <array>

#include <catch2/catch.hpp>

#include "common/catalog/meaning_text.h"
#include "tests/support/reference.h"

namespace trace {
namespace {

std::uint64_t number_of(simdjson::dom::element value) {
  if (value.is_uint64()) return value.get_uint64().value();
  return static_cast<std::uint64_t>(value.get_int64().value());
}

TEST_CASE("argument texts are Tracee's, and are read back") {
  const auto text = read_reference("tracee-argparse-cases.json");
  if (!text) return;
  simdjson::dom::parser parser;
  unsigned compared = 0;
  for (const simdjson::dom::element row : parser.parse(*text).get_array()) {
    const EventSpec* event = find_event(row["event"].get_string().value());
    const auto ordinal = event == nullptr ? std::nullopt : event->field(row["arg"].get_string().value());
    if (!ordinal) continue;
    INFO(row);
    const Meaning meaning = event->fields[*ordinal].meaning;
    const std::string shown = meaning_text(meaning, number_of(row["in"]));
    CHECK(shown == row["out"].get_string().value());
    const auto parsed = parse_meaning(meaning, shown);
    REQUIRE(parsed);
    CHECK(meaning_text(meaning, *parsed) == shown);
    ++compared;
  }
  CHECK(compared > 1000);
}

// Arguments that Tracee shows by the same table as another one's, which has other values in the
// reference: whatever is known of a table holds for every argument that is shown by it.
struct Kin {
  std::string_view event;  // of the reference
  std::string_view arg;
  Meaning meaning;
};

constexpr auto kKin = std::to_array<Kin>({
    {"security_mmap_file", "prot", Meaning::mmap_prot},
    {"mem_prot_alert", "prot", Meaning::mmap_prot},
    {"security_socket_setsockopt", "level", Meaning::socket_level},
    {"dirty_pipe_splice", "in_file_type", Meaning::file_type},
    {"dirty_pipe_splice", "in_file_type", Meaning::inode_mode},
    {"sched_process_exec", "stdin_type", Meaning::inode_mode},
    {"chmod", "mode", Meaning::file_type},
    {"mknod", "mode", Meaning::file_type},
});

TEST_CASE("arguments that share a table are shown alike") {
  const auto text = read_reference("tracee-argparse-cases.json");
  if (!text) return;
  simdjson::dom::parser parser;
  std::size_t compared = 0;
  for (const simdjson::dom::element row : parser.parse(*text).get_array()) {
    for (const Kin& kin : kKin) {
      if (row["event"].get_string().value() != kin.event) continue;
      if (row["arg"].get_string().value() != kin.arg) continue;
      INFO(row);
      CHECK(meaning_text(kin.meaning, number_of(row["in"])) == row["out"].get_string().value());
      ++compared;
    }
  }
  CHECK(compared > 400);
}

TEST_CASE("every argument that Tracee shows by symbols has a meaning") {
  const auto text = read_reference("tracee-argparse-cases.json");
  if (!text) return;
  simdjson::dom::parser parser;
  for (const simdjson::dom::element row : parser.parse(*text).get_array()) {
    const EventSpec* event = find_event(row["event"].get_string().value());
    if (event == nullptr) continue;
    const auto ordinal = event->field(row["arg"].get_string().value());
    INFO(row);
    REQUIRE(ordinal);
    CHECK(event->fields[*ordinal].meaning != Meaning::none);
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
