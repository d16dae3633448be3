// SPDX-License-Identifier: Apache-2.0
#include "common/codec/meaning_text.h"

#include <catch2/catch.hpp>

namespace trace::test {
namespace {

constexpr std::uint64_t extended(std::int32_t number) {
  return static_cast<std::uint64_t>(std::int64_t{number});
}

TEST_CASE("flags of open begin with the access mode") {
  CHECK(meaning_text(Meaning::open_flags, 0) == "O_RDONLY");
  CHECK(meaning_text(Meaning::open_flags, 01101) == "O_WRONLY|O_CREAT|O_TRUNC");
  CHECK(meaning_text(Meaning::open_flags, 3) == "O_WRONLY");
  CHECK(meaning_text(Meaning::open_flags, 0x101000) == "O_RDONLY|O_DSYNC|O_SYNC");
  CHECK(parse_meaning(Meaning::open_flags, "O_WRONLY|O_CREAT|O_TRUNC") == 01101);
  CHECK(parse_meaning(Meaning::open_flags, "O_PATH") == 0x200000);
}

TEST_CASE("a number without a name is decimal, as 64 bits without a sign") {
  CHECK(meaning_text(Meaning::socketcall_call, 0) == "0");
  CHECK(meaning_text(Meaning::socketcall_call, 21) == "21");
  CHECK(meaning_text(Meaning::ptrace_request, extended(-1)) == "18446744073709551615");
  CHECK(parse_meaning(Meaning::ptrace_request, "18446744073709551615") == extended(-1));
  CHECK(parse_meaning(Meaning::ptrace_request, "-1") == extended(-1));
}

TEST_CASE("a whole triple of permissions has one name") {
  CHECK(meaning_text(Meaning::inode_mode, 0100644) == "S_IFREG|S_IRUSR|S_IWUSR|S_IRGRP|S_IROTH");
  CHECK(meaning_text(Meaning::inode_mode, 04777) == "S_IRWXU|S_IRWXG|S_IRWXO");
  CHECK(meaning_text(Meaning::inode_mode, 0) == "");
  CHECK(parse_meaning(Meaning::inode_mode, "") == 0);
  CHECK(meaning_text(Meaning::file_type, 0140000) == "S_IFSOCK");
}

TEST_CASE("a socket type is a number and flags") {
  CHECK(meaning_text(Meaning::socket_type, 0x80802) == "SOCK_DGRAM|SOCK_NONBLOCK|SOCK_CLOEXEC");
  CHECK(meaning_text(Meaning::socket_type, 0x800) == "2048|SOCK_NONBLOCK");
  CHECK(parse_meaning(Meaning::socket_type, "2048|SOCK_NONBLOCK") == 0x800);
}

TEST_CASE("no protection and no access have names, protections without a name have none") {
  CHECK(meaning_text(Meaning::mmap_prot, 0) == "PROT_NONE");
  CHECK(meaning_text(Meaning::mmap_prot, 0x40) == "");
  CHECK(!parse_meaning(Meaning::mmap_prot, ""));
  CHECK(meaning_text(Meaning::access_mode, 0) == "F_OK");
  CHECK(meaning_text(Meaning::access_mode, 8) == "8");
}

TEST_CASE("each of the *at calls has its own flags") {
  CHECK(meaning_text(Meaning::faccessat_flags, 0x200) == "AT_EACCESS");
  CHECK(meaning_text(Meaning::execveat_flags, 0x200) == "512");
  CHECK(meaning_text(Meaning::fchmodat_flags, 0x1000) == "4096");
}

TEST_CASE("operations of io_uring have names") {
  CHECK(meaning_text(Meaning::io_uring_op, 18) == "IORING_OP_OPENAT");
  CHECK(meaning_text(Meaning::io_uring_op, 57) == "IORING_OP_LISTEN");
  CHECK(meaning_text(Meaning::io_uring_op, 200) == "200");
}

TEST_CASE("a text that is no symbol is refused") {
  CHECK(!parse_meaning(Meaning::open_flags, "O_RDONLYY"));
  CHECK(!parse_meaning(Meaning::open_flags, "O_RDONLY|"));
  CHECK(!parse_meaning(Meaning::ptrace_request, ""));
}

}  // namespace
}  // namespace trace::test
