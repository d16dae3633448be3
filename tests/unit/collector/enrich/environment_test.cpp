// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/environment.h"

#include <catch2/catch.hpp>

#include "tests/support/event_builder.h"

namespace trace {
namespace {

std::string joined(const Value& value) {
  std::string text;
  for (const std::string_view one : std::get<StringList>(value)) text.append(one).append(";");
  return text;
}

}  // namespace

TEST_CASE("an environment keeps only the variables that detection needs", "[enrich]") {
  static constexpr std::string_view kVariables("PATH=/bin\0LD_PRELOAD=/tmp/a.so\0TOKEN=secret\0LD_LIBRARY_PATH=\0", 61);
  Event event = event_named("sched_process_exec");
  set_argument(event, "env", StringList(kVariables));
  EnvironmentStage stage;
  Emit emit;
  CHECK(stage.on(event, emit));
  CHECK(joined(event.arg("env")) == "LD_PRELOAD=/tmp/a.so;LD_LIBRARY_PATH=;");
  CHECK(emit.take_edited());
}

TEST_CASE("every event that carries an environment is reduced, and no other is looked at", "[enrich]") {
  const EventSlots reads = EnvironmentStage().needs().reads;
  CHECK(reads.test(WIRE_SLOT_sched_process_exec));
  CHECK(reads.test(WIRE_SLOT_security_bprm_check));
  CHECK(reads.test(WIRE_SLOT_SYSCALL_execve));
  CHECK_FALSE(reads.test(WIRE_SLOT_SYSCALL_openat));
}

TEST_CASE("an event without its environment is left as it is", "[enrich]") {
  Event event = event_named("sched_process_exec");
  EnvironmentStage stage;
  Emit emit;
  CHECK(stage.on(event, emit));
  CHECK(is_absent(event.arg("env")));
  CHECK_FALSE(emit.take_edited());
}

}  // namespace trace
