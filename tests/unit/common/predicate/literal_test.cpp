// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/literal.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

const FieldType kSigned{WIRE_I32};
const FieldType kUnsigned{WIRE_U32};
const FieldType kPort{WIRE_U16};
const FieldType kOwner{WIRE_I32, Meaning::none, "uid_t"};
const FieldType kMode{WIRE_U16, Meaning::none, "umode_t"};

Number number(std::string_view text, const FieldType& type) {
  const auto found = number_of(text, "f", type);
  if (!found) FAIL(found.error().message);
  return *found;
}

bool is_refused(std::string_view text, const FieldType& type) {
  return !number_of(text, "f", type);
}

TEST_CASE("a number is in the range of its field", "[literal]") {
  CHECK(number("65535", kPort) == Number(65535));
  CHECK(is_refused("65536", kPort));
  CHECK(is_refused("-1", kPort));
  CHECK(number("-2147483648", kSigned) == Number(INT32_MIN));
  CHECK(is_refused("-2147483649", kSigned));
  CHECK(is_refused("2147483648", kSigned));
  CHECK(is_refused("4294967296", kUnsigned));
  CHECK(number("18446744073709551615", {WIRE_U64}) == Number(UINT64_MAX));
  CHECK(number("-1", {WIRE_I64}) == Number(-1));
}

TEST_CASE("hexadecimal digits are bits, whatever the sign of the field", "[literal]") {
  CHECK(number("0xffffffff", kSigned) == Number(-1));
  CHECK(number("0x80000000", kSigned) == Number(INT32_MIN));
  CHECK(is_refused("0x1ffffffff", kSigned));
  CHECK(is_refused("0x1ffff", kPort));
}

TEST_CASE("nobody is -1 or all ones, in fields of users that have a sign", "[literal]") {
  CHECK(number("-1", kOwner) == Number(-1));
  CHECK(number("4294967295", kOwner) == Number(-1));
  CHECK(is_refused("4294967294", kOwner));
  CHECK(is_refused("-1", kUnsigned));
}

TEST_CASE("modes may be octal, and have to fit", "[literal]") {
  CHECK(number("04755", kMode) == Number(04755));
  CHECK(number("2541", kMode) == Number(04755));
  CHECK(is_refused("99999999", kMode));
  CHECK(is_refused("04755", kUnsigned));
}

TEST_CASE("a truth is true or false", "[literal]") {
  CHECK(number("true", {WIRE_BOOL}) == Number(1U));
  CHECK(number("0", {WIRE_BOOL}) == Number(0U));
  CHECK(is_refused("2", {WIRE_BOOL}));
  CHECK(is_refused("yes", {WIRE_BOOL}));
}

TEST_CASE("a number that no process or user has is refused", "[literal]") {
  const EventSpec& open = *find_event("openat");
  const auto is_number = [&](std::string_view text, std::string_view name) {
    return static_cast<bool>(number_of(text, name, type_of(*parse_field(name, open), open)));
  };
  for (const char* field : {"processId", "context.pid", "tid", "ppid", "parent.pid", "proc_pid(pathname)"}) {
    INFO(field);
    CHECK(is_number("4194303", field));
    CHECK_FALSE(is_number("4194304", field));
    CHECK_FALSE(is_number("0xffffffff", field));
  }
  CHECK(is_number("4294967294", "userId"));
  CHECK_FALSE(is_number("4294967295", "userId"));
  CHECK(is_number("4294967295", "loginUserId"));
}

TEST_CASE("names are those of the meaning", "[literal]") {
  const FieldType family{WIRE_U16, Meaning::socket_family};
  CHECK(number("AF_INET", family) == Number(2));
  CHECK(number_of("AF_INTE", "f", family).error().message.find("AF_INET") != std::string::npos);
}

TEST_CASE("a path of the kernel begins at the root and has nothing in it to be resolved", "[literal]") {
  const EventSpec& open = *find_event("security_file_open");
  const auto refusal = [&](Op op, std::string_view text, std::string_view name = "pathname") {
    const Result<Field> field = parse_field(name, open);
    REQUIRE(field);
    const Status checked = check_text(op, text, name, type_of(*field, open));
    return checked ? std::string() : checked.error().message;
  };
  CHECK(refusal(Op::equal, "etc/passwd") == R"("etc/passwd" does not begin with "/", and "pathname" never does)");
  CHECK(refusal(Op::equal, "/etc//passwd") == R"("/etc//passwd" has "//" in it, and "pathname" never does)");
  for (const char* wrong : {"etc/passwd", "/etc/../etc/passwd", "/etc/./passwd", "/etc/", "/etc/.", "/etc/.."}) {
    INFO(wrong);
    CHECK_FALSE(refusal(Op::equal, wrong).empty());
    CHECK_FALSE(refusal(Op::equal, wrong, "origin_pathname").empty());
    CHECK_FALSE(refusal(Op::equal, wrong, "executable").empty());
    CHECK_FALSE(refusal(Op::equal, wrong, "parent.executable").empty());
    CHECK(refusal(Op::equal, wrong, "syscall_pathname").empty());
    CHECK(refusal(Op::equal, wrong, "basename(pathname)").empty());
  }
  for (const char* right : {"/", "/etc/passwd", "/etc/.hidden", "/a:b", "memfd:a//b", "pipe:[1]", "memfd:x"}) {
    INFO(right);
    CHECK(refusal(Op::equal, right).empty());
  }
  CHECK_FALSE(refusal(Op::equal, "bash", "executable").empty());
  CHECK_FALSE(refusal(Op::equal, "bash").empty());
  CHECK_FALSE(refusal(Op::starts_with, "ba", "executable").empty());
  CHECK(refusal(Op::starts_with, "mem").empty());
  for (const char* kernel : {"dev/zero", "anon_hugepage", "SYSV00000000"}) CHECK(refusal(Op::equal, kernel).empty());
  CHECK_FALSE(refusal(Op::starts_with, "etc/").empty());
  CHECK(refusal(Op::starts_with, "/etc/.").empty());
  CHECK_FALSE(refusal(Op::ends_with, "ssh/").empty());
  CHECK(refusal(Op::ends_with, "passwd").empty());
  CHECK_FALSE(refusal(Op::contains, "a//b").empty());
  CHECK(refusal(Op::contains, "/.ssh/").empty());
}

TEST_CASE("a text that is longer than what is kept is refused", "[literal]") {
  const EventSpec& exec = *find_event("execve");
  const FieldType path = type_of(*parse_field("pathname", exec), exec);
  for (const Op op : {Op::equal, Op::starts_with, Op::ends_with, Op::contains}) {
    CHECK(check_text(op, std::string(4095, 'a'), "pathname", path));
    CHECK_FALSE(check_text(op, std::string(4096, 'a'), "pathname", path));
  }
  CHECK(check_text(Op::equal, std::string(5000, 'a'), "argv", type_of(*parse_field("argv", exec), exec)));
}

TEST_CASE("the id of a container is all of it", "[literal]") {
  const EventSpec& open = *find_event("security_file_open");
  const FieldType id = type_of(*parse_field("containerId", open), open);
  CHECK_FALSE(check_text(Op::equal, "4f1c0a2b3c4d", "containerId", id));
  CHECK(check_text(Op::starts_with, "4f1c0a2b3c4d", "containerId", id));
  CHECK(check_text(Op::equal, "101", "containerId", id));
  CHECK(check_text(Op::equal, "web-1", "containerId", id));
  CHECK(check_text(Op::equal, std::string(64, 'a'), "containerId", id));
  CHECK(check_text(Op::equal, "01234567-0123-0123-0123-0123", "containerId", id));
}

}  // namespace
}  // namespace trace
