// SPDX-License-Identifier: Apache-2.0
// The texts themselves are compared with Tracee's in tests/golden/meaning_test.cpp.
#include "common/catalog/meaning_text.h"

#include <algorithm>

#include <catch2/catch.hpp>

namespace trace {
namespace {

TEST_CASE("every name that a meaning has is read back as a number that shows it") {
  for (std::size_t i = 0; i < kMeanings.size(); ++i) {
    const Meaning meaning = static_cast<Meaning>(i);
    if (!neighbour_of(meaning).empty()) continue;
    for (const std::string_view name : meaning_names(meaning)) {
      INFO(kMeanings.at(i).name << " " << name);
      const auto value = parse_meaning(meaning, name);
      REQUIRE(value);
      const std::string text = meaning_text(meaning, *value);
      const auto again = parse_meaning(meaning, text);
      REQUIRE(again);
      CHECK(meaning_text(meaning, *again) == text);
    }
  }
}

TEST_CASE("a flag whose bits were shown by one before is not shown again") {
  CHECK(meaning_text(Meaning::file_type, 0140700) == "S_IFSOCK|S_IRWXU");
  CHECK(meaning_text(Meaning::file_type, 0140500) == "S_IFSOCK|S_IRUSR|S_IXUSR");
}

TEST_CASE("flags are the bits that the type has") {
  const auto negative = static_cast<std::uint64_t>(std::int64_t{-0x80000000LL});
  CHECK(meaning_text(Meaning::wait_options, negative, WIRE_I32) == "__WCLONE");
  CHECK(meaning_text(Meaning::open_flags, ~std::uint64_t{0}, WIRE_I32).ends_with("|0xff80003c"));
  CHECK(meaning_text(Meaning::mount_flags, ~std::uint64_t{0}, WIRE_U64).ends_with("|0xffffffff00000200"));
}

TEST_CASE("a number without a name has the sign of its type") {
  CHECK(meaning_text(Meaning::socket_family, ~std::uint64_t{0}, WIRE_I32) == "-1");
  CHECK(meaning_text(Meaning::clock, static_cast<std::uint64_t>(-6), WIRE_I32) == "-6");
  CHECK(meaning_text(Meaning::dirfd, static_cast<std::uint64_t>(-100), WIRE_I32) == "AT_FDCWD");
  CHECK(meaning_text(Meaning::result, static_cast<std::uint64_t>(-512), WIRE_I64) == "ERESTARTSYS");
}

TEST_CASE("flags of mounts and memory are named, and what is left over is shown") {
  CHECK(meaning_text(Meaning::mount_flags, 0xc0ed0000 | 0x1000 | 0x4000) == "MS_MGC_VAL|MS_BIND|MS_REC");
  CHECK(meaning_text(Meaning::mount_flags, 0x200) == "0x200");
  CHECK(meaning_text(Meaning::memfd_flags, 1 | 4 | std::uint64_t{21} << 26) == "MFD_CLOEXEC|MFD_HUGETLB|MFD_HUGE_2MB");
  CHECK(meaning_text(Meaning::memfd_flags, 0x20) == "0x20");
  CHECK(meaning_text(Meaning::shmget_flags, 03600) == "IPC_CREAT|IPC_EXCL|0600");
  CHECK(parse_meaning(Meaning::shmget_flags, "IPC_CREAT|IPC_EXCL|0600") == 03600);
  CHECK(meaning_text(Meaning::futex_op, 9 | 128) == "FUTEX_WAIT_BITSET|FUTEX_PRIVATE_FLAG");
  CHECK(meaning_text(Meaning::swap_flags, 0x8005) == "SWAP_FLAG_PREFER|0x5");
}

TEST_CASE("an environment is a secret, and nothing else is") {
  CHECK(is_secret(Meaning::environment));
  CHECK_FALSE(is_secret(Meaning::none));
  CHECK(meaning_names(Meaning::environment).empty());
}

}  // namespace
}  // namespace trace
