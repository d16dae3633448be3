// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/powers.h"

#include <cerrno>

#include <catch2/catch.hpp>

namespace trace {
namespace {

Powers root() {
  Powers powers;
  powers.may_bpf = true;
  powers.lockdown = "none";
  return powers;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a refusal names the nearest of its possible causes") {
  Powers powers;
  CHECK(has(why_nothing_loads(EPERM, powers), "run it as root"));
  powers = root();
  CHECK(has(why_nothing_loads(EPERM, powers), "a security module"));
  powers.lockdown = "integrity";
  CHECK(has(why_nothing_loads(EPERM, powers), "locked down: integrity"));
  powers.has_seccomp_filter = true;
  CHECK(has(why_nothing_loads(EPERM, powers), "seccomp"));
  powers.in_user_namespace = true;
  CHECK(has(why_nothing_loads(EPERM, powers), "root of a user namespace"));
  powers.may_bpf = false;
  CHECK(has(why_nothing_loads(EPERM, powers), "CAP_BPF"));
}

TEST_CASE("a kernel without bpf(2) is told from a seccomp filter that answers so") {
  Powers powers = root();
  CHECK(has(why_nothing_loads(ENOSYS, powers), "CONFIG_BPF_SYSCALL"));
  powers.has_seccomp_filter = true;
  CHECK(has(why_nothing_loads(ENOSYS, powers), "seccomp"));
}

TEST_CASE("an error that has nothing to do with permission is told as it is") {
  CHECK(has(why_nothing_loads(ENOMEM, root()), "Cannot allocate memory"));
}

}  // namespace trace
