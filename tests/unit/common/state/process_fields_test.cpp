// SPDX-License-Identifier: Apache-2.0
#include "common/state/process_fields.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

// Processes with pids as entities, each made by the one before it.
struct Fixture {
  static Event event_of(const char* name, std::uint32_t pid, std::uint32_t ppid) {
    Event event;
    event.spec = find_event(name);
    event.context.host_pid = event.context.host_tid = event.context.process_entity = pid;
    event.context.host_ppid = event.context.parent_entity = ppid;
    return event;
  }
  void executes(std::uint32_t pid, std::uint32_t ppid, std::string_view path, std::string_view comm) {
    Event exec = event_of("sched_process_exec", pid, ppid);
    exec.args[*exec.spec->field("pathname")].value = path;
    exec.context.comm = comm;
    fields.take(exec);
  }
  Value asked(StateField field, std::uint32_t pid, std::uint32_t ppid) {
    return fields.value(field, event_of("ptrace", pid, ppid).context, text);
  }

  ProcessFields fields;
  std::string text;
};

TEST_CASE_METHOD(Fixture, "the parent's program, name and pid are known from its exec") {
  executes(2, 1, "/usr/sbin/nginx", "nginx");
  executes(3, 2, "/bin/sh", "sh");
  CHECK(asked(StateField::parent_executable, 3, 2) == Value(std::string_view("/usr/sbin/nginx")));
  CHECK(asked(StateField::parent_comm, 3, 2) == Value(std::string_view("nginx")));
  CHECK(asked(StateField::parent_pid, 3, 2) == Value(std::uint64_t{2}));
}

TEST_CASE_METHOD(Fixture, "ancestors are listed from the parent upwards") {
  executes(2, 1, "/usr/sbin/sshd", "sshd");
  executes(3, 2, "/bin/bash", "bash");
  executes(4, 3, "/usr/bin/curl", "curl");
  CHECK(asked(StateField::ancestor_executable, 4, 3) ==
        Value(StringList(std::string_view("/bin/bash\0/usr/sbin/sshd\0", 25))));
  CHECK(asked(StateField::ancestor_comm, 4, 3) == Value(StringList(std::string_view("bash\0sshd\0", 10))));
}

TEST_CASE_METHOD(Fixture, "what was not seen is absent") {
  CHECK(is_absent(asked(StateField::parent_comm, 3, 2)));
  CHECK(is_absent(asked(StateField::ancestor_comm, 3, 2)));
}

TEST_CASE_METHOD(Fixture, "the context of any event teaches something, if forks and execs are not in the stream") {
  Event parent = event_of("ptrace", 2, 1);
  parent.context.comm = "nginx";
  parent.context.executable = "/usr/sbin/nginx";
  fields.take(parent);
  CHECK(asked(StateField::parent_executable, 3, 2) == Value(std::string_view("/usr/sbin/nginx")));
}

}  // namespace
}  // namespace trace
