// SPDX-License-Identifier: Apache-2.0
// That a fallback is the kernel's choice, never a mistake in a program.
#include <cstdio>
#include <memory>
#include <string>

#include <catch2/catch.hpp>

#include "tests/kernel/collector.h"

namespace trace::kernel_tests {
namespace {

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  REQUIRE(pipe);
  std::string output;
  for (int c = fgetc(pipe.get()); c != EOF; c = fgetc(pipe.get())) output += static_cast<char>(c);
  return output;
}

}  // namespace

TEST_CASE("no program of a security event is refused for what is in it", "[hook]") {
  const std::string plan = output_of(collector_path() + " --doctor --trace 'event=security_*,commit_creds,socket_dup'");
  INFO(plan);
  CHECK(plan.find("security_inode_rename") != std::string::npos);
  CHECK(plan.find("the kernel does not load it") == std::string::npos);
}

}  // namespace trace::kernel_tests
