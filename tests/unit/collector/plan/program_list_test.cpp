// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/program_list.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/support/fake_kernel.h"

namespace trace {
namespace {

struct Request {
  FakeKernel kernel;
  ProgramsRequest request;
  Refused refused;
  SyscallHook hook = SyscallHook::raw_tracepoint;

  Request() {
    for (const ProviderKind kind : {ProviderKind::tp_btf, ProviderKind::sys_exit, ProviderKind::iter}) {
      kernel.add_all(kind);
    }
  }
  std::vector<ListedProgram> programs() const {
    const Plan plan = make_plan(kernel, request.events | request.background, refused);
    return list_programs(plan, make_syscall_table(plan, request), request, refused, hook);
  }
};

const ListedProgram* find(const std::vector<ListedProgram>& programs, std::string_view name) {
  const auto found = std::ranges::find(programs, name, &ListedProgram::name);
  return found == programs.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("an event takes its program, and the iterator is there in any case", "[plan]") {
  Request request;
  request.request.events.set(WIRE_SLOT_task_rename);
  const auto programs = request.programs();
  CHECK(programs.size() == 2);
  CHECK(find(programs, kIterator));
  const ListedProgram* program = find(programs, "task_rename__tp_btf");
  REQUIRE(program);
  CHECK_FALSE(program->first);
  CHECK(program->provider->target == "task_rename");
}

TEST_CASE("events that feed a table are attached first", "[plan]") {
  Request request;
  request.request.background.set(WIRE_SLOT_sched_process_fork);
  request.request.background.set(WIRE_SLOT_cgroup_mkdir);
  const auto programs = request.programs();
  CHECK(find(programs, "sched_process_fork__tp_btf")->first);
  CHECK(find(programs, "cgroup_mkdir__tp_btf")->first);
}

TEST_CASE("what an event needs is kept only if it is shown, and with the provider that needs it", "[plan]") {
  Request request;
  request.request.background.set(WIRE_SLOT_sched_process_exec);
  CHECK_FALSE(find(request.programs(), "remember_name"));
  request.request.events.set(WIRE_SLOT_sched_process_exec);
  REQUIRE(find(request.programs(), "remember_name"));
  CHECK(find(request.programs(), "remember_name")->first);

  Request by_check;
  by_check.kernel.add_all(ProviderKind::fentry);
  by_check.request.events.set(WIRE_SLOT_security_bprm_check);
  CHECK_FALSE(find(by_check.programs(), "remember_name"));
}

TEST_CASE("calls of execve are told before those of events at the same hook", "[plan]") {
  Request request;
  request.request.events.set(WIRE_SLOT_SYSCALL_execveat);
  request.request.background.set(WIRE_SLOT_sched_process_exec);
  const auto programs = request.programs();
  REQUIRE(find(programs, "exec_calls"));
  CHECK(find(programs, "exec_calls")->first);
  CHECK(find(programs, "remember_name") < find(programs, "exec_calls"));
  CHECK(find(programs, "exec_calls") < find(programs, "sched_process_exec__tp_btf"));
  CHECK_FALSE(find(programs, "sys_enter"));
}

TEST_CASE("scopes that follow children need their forks", "[plan]") {
  Request request;
  CHECK_FALSE(find(request.programs(), "follow_fork"));
  request.request.settings.out_tree = 1;
  CHECK(find(request.programs(), "follow_fork"));
}

TEST_CASE("an event at the exit of a call takes the program that calls it", "[plan]") {
  Request request;
  request.request.events.set(WIRE_SLOT_security_file_open);
  const auto programs = request.programs();
  REQUIRE(find(programs, "security_file_open__sys_exit"));
  CHECK(find(programs, "security_file_open__sys_exit")->is_follow_up());
  // It is made only if the call was seen to begin, and what begins before the programs are attached is not.
  CHECK(find(programs, "sys_enter") < find(programs, "sys_exit"));
}

TEST_CASE("an event that looks at what is there after a call takes no program at entry", "[plan]") {
  Request request;
  request.request.events.set(WIRE_SLOT_socket_dup);
  CHECK(find(request.programs(), "sys_exit"));
  CHECK_FALSE(find(request.programs(), "sys_enter"));
}

TEST_CASE("with perf events the programs of system calls are those for perf events", "[plan]") {
  Request request;
  request.hook = SyscallHook::perf_event;
  request.request.events.set(WIRE_SLOT_security_file_open);
  request.request.events.set(WIRE_SLOT_SYSCALL_exit_group);
  const auto programs = request.programs();
  CHECK(find(programs, "security_file_open__sys_exit_perf"));
  CHECK(find(programs, "sys_exit_perf"));
  CHECK(find(programs, "sys_enter_perf"));
}

TEST_CASE("a program that was refused is left out", "[plan]") {
  Request request;
  request.request.events.set(WIRE_SLOT_sched_process_exec);
  request.refused.emplace("remember_name", "refused");
  CHECK_FALSE(find(request.programs(), "remember_name"));
}

TEST_CASE("bytes are captured by a program that sys_exit calls", "[plan]") {
  Request request;
  CHECK_FALSE(find(request.programs(), kCapture));
  request.request.settings.captures[WIRE_WAY_READ].types = WIRE_FILE_PIPE;
  request.hook = SyscallHook::perf_event;
  const auto programs = request.programs();
  const ListedProgram* const capture = find(programs, "artifact__sys_exit_perf");
  REQUIRE(capture);
  CHECK(capture->is_follow_up());
  CHECK(capture->event->slot == WIRE_SLOT_artifact);
  CHECK(find(programs, "sys_exit_perf"));
}

TEST_CASE("packets take their programs, without those that are refused", "[plan]") {
  Request request;
  CHECK_FALSE(find(request.programs(), "packets__egress"));
  request.request.packets.wanted = true;
  request.hook = SyscallHook::perf_event;
  request.refused.emplace("packets__ingress", "not permitted");
  const auto programs = request.programs();
  CHECK(find(programs, "packets__egress"));
  CHECK(find(programs, "socket_owner__used_perf"));
  CHECK_FALSE(find(programs, "packets__ingress"));
}

}  // namespace trace
