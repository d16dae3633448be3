// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/syscall_table.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/support/fake_kernel.h"

namespace trace {
namespace {

std::bitset<WIRE_SLOT_MAX> slots(std::initializer_list<std::string_view> names) {
  std::bitset<WIRE_SLOT_MAX> all;
  for (const std::string_view name : names) all.set(find_event(name)->slot);
  return all;
}

// The tables of x86-64 and i386, whatever this is built for.
SyscallPrograms programs_of(const Plan& plan, const ProgramsRequest& request) {
  return make_syscall_table(plan, request, Architecture::x86_64);
}

SyscallPrograms table_of(std::initializer_list<std::string_view> names, bool environment = false) {
  ProgramsRequest request;
  request.events = slots(names);
  request.settings.exec_env = environment ? 1 : 0;
  return programs_of({}, request);
}

SyscallPrograms attempts_of(std::initializer_list<std::string_view> names,
                            const std::map<std::uint16_t, std::uint64_t>& attempts) {
  ProgramsRequest request;
  request.events = slots(names);
  request.attempts = attempts;
  return programs_of({}, request);
}

const wire_syscall& row(const SyscallPrograms& programs, std::string_view name, Abi abi = Abi::x86_64) {
  const int number = find_event(name)->syscall->number(abi);
  return programs.table.at(static_cast<std::size_t>(number) + (abi == Abi::i386 ? WIRE_SYSCALL_COMPAT : 0));
}

// With the hook events made at the exits of calls.
SyscallPrograms at_exit(std::initializer_list<std::string_view> names,
                        std::initializer_list<std::string_view> selected = {}) {
  FakeKernel kernel;
  kernel.add_all(ProviderKind::sys_exit);
  ProgramsRequest request;
  request.events = slots(selected);
  return programs_of(make_plan(kernel, slots(names), {}), request);
}

}  // namespace

TEST_CASE("a call that is not selected is named and makes nothing", "[plan]") {
  const SyscallPrograms programs = table_of({});
  CHECK(row(programs, "openat").id == 257);
  CHECK(row(programs, "openat").flags == 0);
  CHECK_FALSE(programs.at_exit);
  CHECK_FALSE(programs.at_enter);
}

TEST_CASE("each architecture has its own numbers and registers", "[plan]") {
  ProgramsRequest request;
  request.events = slots({"openat", "clone", "pread64", "fadvise64_64", "sync_file_range", "open", "iopl", "connect"});
  const SyscallTable table = make_syscall_table({}, request, Architecture::arm64).table;
  const auto native = [&](std::size_t number) { return table.at(number); };
  const auto compat = [&](std::size_t number) { return table.at(number + WIRE_SYSCALL_COMPAT); };
  const auto id = [](std::string_view name) { return static_cast<wire_s32>(find_event(name)->id); };
  CHECK(native(56).id == id("openat"));
  CHECK(compat(322).id == id("openat"));
  CHECK(compat(5).id == id("open"));  // by 32-bit programs only
  CHECK(native(220).id == id("clone"));
  CHECK(native(220).arguments[3].where == 4);  // child_tid comes after tls
  CHECK(native(220).arguments[4].where == 3);
  CHECK(compat(180).arguments[3].where == 4);  // 64 bits from an even register on
  CHECK((compat(180).arguments[3].how & WIRE_ARGUMENT_WIDE) != 0);
  CHECK(compat(270).arguments[3].where == 1);  // advice comes before them
  CHECK(compat(270).arguments[2].where == 4);
  CHECK(compat(341).arguments[3].where == 1);
  CHECK(native(84).arguments[3].where == 3);
  CHECK(compat(283).id == id("connect"));
  CHECK(compat(102).id == id("unknown_syscall"));  // socketcall is a call of i386
  const auto private_call = [&](unsigned number) { return table.at(place_of_call(number, true)); };
  CHECK(private_call(0xf0002).id == id("cacheflush"));
  CHECK(private_call(0xf0006).id == id("get_tls"));
  CHECK(private_call(0xf0007).id == id("unknown_syscall"));
  CHECK(place_of_call(0xf0002, false) == WIRE_SYSCALL_OTHER);  // of a 64-bit program it is no call
  CHECK(place_of_call(0xf0008, true) == WIRE_SYSCALL_OTHER);
  for (const wire_syscall& row : table) {
    CHECK(row.id != id("iopl"));
    CHECK(row.parts == 0);
  }
}

TEST_CASE("of a call that failed only some attempts may be of interest", "[plan]") {
  const std::map<std::uint16_t, std::uint64_t> attempts{{find_event("ptrace")->slot, 0x31}};
  const SyscallPrograms programs = attempts_of({"ptrace", "kill"}, attempts);
  for (const Abi abi : {Abi::x86_64, Abi::i386}) {
    CHECK((row(programs, "ptrace", abi).flags & WIRE_SYSCALL_ATTEMPTS) != 0);
    CHECK(row(programs, "ptrace", abi).attempts == 0x31);
    CHECK((row(programs, "kill", abi).flags & WIRE_SYSCALL_ATTEMPTS) == 0);
  }
  CHECK(row(attempts_of({"kill"}, attempts), "ptrace").flags == 0);
}

TEST_CASE("a number that no call has is an unknown call", "[plan]") {
  const SyscallPrograms programs = table_of({"unknown_syscall"});
  for (const unsigned place : {WIRE_SYSCALL_COMPAT - 1U, 2U * WIRE_SYSCALL_COMPAT - 1U, WIRE_SYSCALL_OTHER + 0U}) {
    const wire_syscall& unknown = programs.table.at(place);
    CHECK(unknown.id == WIRE_SYSCALL_ID_unknown_syscall);
    CHECK(unknown.flags == (WIRE_SYSCALL_EMIT | WIRE_SYSCALL_NUMBERED));
    CHECK(unknown.arguments[0].where == WIRE_WHERE_NUMBER);
    CHECK(unknown.arguments[1].where == 0);
    CHECK(unknown.arguments[6].where == 5);
  }
  CHECK(table_of({}).table.at(WIRE_SYSCALL_OTHER).flags == 0);
}

TEST_CASE("a call with seven fields does not go the quick way", "[plan]") {
  CHECK((table_of({"unknown_syscall"}).table.at(WIRE_SYSCALL_OTHER).flags & WIRE_SYSCALL_NUMBERS) == 0);
}

TEST_CASE("a call with numbers in their registers goes the quick way", "[plan]") {
  const SyscallPrograms programs = table_of({"close", "openat", "ftruncate64"});
  CHECK((row(programs, "close").flags & WIRE_SYSCALL_NUMBERS) != 0);
  CHECK((row(programs, "openat").flags & WIRE_SYSCALL_NUMBERS) == 0);
  CHECK((row(programs, "ftruncate64", Abi::i386).flags & WIRE_SYSCALL_NUMBERS) == 0);
}

TEST_CASE("a call that does not return is sent at entry", "[plan]") {
  const SyscallPrograms programs = table_of({"exit_group"});
  CHECK((row(programs, "exit_group").flags & WIRE_SYSCALL_AT_ENTER) != 0);
  CHECK(programs.at_enter);
  CHECK_FALSE(table_of({"openat"}).at_enter);
}

TEST_CASE("a call that replaces its memory is sent at exit only if it failed, and never at entry", "[plan]") {
  const SyscallPrograms programs = table_of({"execve"});
  CHECK((row(programs, "execve").flags & WIRE_SYSCALL_IF_FAILED) != 0);
  CHECK((row(programs, "execve").flags & WIRE_SYSCALL_AT_ENTER) == 0);
  CHECK_FALSE(programs.at_enter);
}

TEST_CASE("an environment is read only if that is asked for", "[plan]") {
  CHECK(row(table_of({"execve"}), "execve").arguments[2].type == 0);
  CHECK(row(table_of({"execve"}), "execve").arguments[1].type == WIRE_STRV);
  CHECK(row(table_of({"execve"}, true), "execve").arguments[2].type == WIRE_STRV);
}

TEST_CASE("64 bits are in two registers of a 32-bit call, and what follows moves", "[plan]") {
  const SyscallPrograms programs = table_of({"fadvise64"});
  const wire_syscall& wide = row(programs, "fadvise64", Abi::i386);
  CHECK((wide.arguments[1].how & WIRE_ARGUMENT_WIDE) != 0);
  CHECK(wide.arguments[1].where == 1);
  CHECK(wide.arguments[2].where == 3);
  CHECK(wide.arguments[3].where == 4);
  const wire_syscall& native = row(programs, "fadvise64");
  CHECK(native.arguments[1].how == WIRE_ARGUMENT_PLAIN);
  CHECK(native.arguments[3].where == 3);
}

TEST_CASE("the registers of a 32-bit clone are in another order", "[plan]") {
  const SyscallPrograms programs = table_of({"clone"});
  CHECK(row(programs, "clone", Abi::i386).arguments[3].where == 4);
  CHECK(row(programs, "clone", Abi::i386).arguments[4].where == 3);
  CHECK(row(programs, "clone").arguments[3].where == 3);
}

TEST_CASE("parts of a 32-bit call have their arguments where the whole has them", "[plan]") {
  const SyscallPrograms programs = table_of({"connect", "msgrcv"});
  const wire_syscall& whole = programs.table[WIRE_SYSCALL_COMPAT + 102];
  CHECK((whole.flags & WIRE_SYSCALL_WHOLE) != 0);
  CHECK((whole.flags & WIRE_SYSCALL_EMIT) == 0);
  const wire_syscall& connect = programs.table[whole.parts + 3U];
  CHECK(connect.id == static_cast<wire_s32>(find_event("connect")->id));
  CHECK((connect.memory == 1 && connect.words == 3));
  const wire_syscall& receive = programs.table[programs.table[WIRE_SYSCALL_COMPAT + 117].parts + 12U];
  CHECK(receive.words == 0);
  CHECK((receive.arguments[3].where == 4 && receive.arguments[3].at == 4));
  CHECK((receive.arguments[3].how & WIRE_ARGUMENT_INSIDE) != 0);
}

TEST_CASE("a part that nobody asked for is known, and sent as the whole if that was asked for", "[plan]") {
  const SyscallPrograms none = table_of({"getpid"});
  const wire_syscall& whole = none.table[WIRE_SYSCALL_COMPAT + 102];
  CHECK(whole.flags == 0);
  CHECK(none.table[whole.parts + 3U].id == static_cast<wire_s32>(find_event("connect")->id));
  CHECK(none.table[whole.parts + 3U].flags == 0);
  const SyscallPrograms all = table_of({"socketcall"});
  const wire_syscall& as_whole = all.table[all.table[WIRE_SYSCALL_COMPAT + 102].parts + 3U];
  CHECK(as_whole.id == static_cast<wire_s32>(find_event("connect")->id));
  REQUIRE((as_whole.flags & WIRE_SYSCALL_AS_WHOLE) != 0);
  CHECK(as_whole.parts == WIRE_SYSCALL_COMPAT + 102);
}

TEST_CASE("the mode of an open counts only with flags that create", "[plan]") {
  const wire_syscall open = row(table_of({"openat"}), "openat");
  CHECK((open.arguments[3].how & WIRE_ARGUMENT_IF_FLAGS) != 0);
  CHECK(open.arguments[3].only_by == 2);
  CHECK(open.arguments[3].only == 0x400040);
}

TEST_CASE("a socket address has the length that another argument says", "[plan]") {
  const SyscallPrograms programs = table_of({"connect", "accept4"});
  CHECK((row(programs, "connect").arguments[1].how & WIRE_LENGTH_MASK) == WIRE_LENGTH_ARGUMENT);
  CHECK(row(programs, "connect").arguments[1].by == 2);
  CHECK((row(programs, "accept4").arguments[1].how & WIRE_LENGTH_MASK) == WIRE_LENGTH_POINTER);
  CHECK((row(programs, "accept4").arguments[1].how & WIRE_ARGUMENT_IF_SUCCEEDED) != 0);
}

TEST_CASE("the room of an address that the kernel writes is kept when the call begins", "[plan]") {
  const SyscallPrograms programs = table_of({"accept4", "recvmsg", "ppoll"});
  const wire_syscall& accept = row(programs, "accept4");
  CHECK((accept.flags & WIRE_SYSCALL_KEEP) != 0);
  CHECK((accept.given.where == 2 && accept.given.at == 0 && accept.given.size == 4));
  CHECK((accept.arguments[1].how & WIRE_ARGUMENT_GIVEN) != 0);
  const wire_given message = row(programs, "recvmsg").given, narrow = row(programs, "recvmsg", Abi::i386).given;
  CHECK((message.where == 1 && message.at == 8 && message.size == 4));
  CHECK((narrow.where == 1 && narrow.at == 4 && narrow.size == 4));
  CHECK(row(programs, "ppoll").given.size == 16);
  const wire_given messages = row(table_of({"recvmmsg"}), "recvmmsg").given;
  CHECK((messages.where == 4 && messages.size == 16));
  CHECK((messages.messages == 1 && messages.room_at == 8 && messages.stride == 64));
  CHECK(programs.at_enter);
  CHECK_FALSE(table_of({"connect", "sendmsg"}).at_enter);
}

TEST_CASE("a result is no longer than its room, which may be an int", "[plan]") {
  const wire_syscall readlink = row(table_of({"readlink"}), "readlink");
  CHECK((readlink.arguments[1].how & WIRE_LENGTH_MASK) == WIRE_LENGTH_RESULT);
  CHECK((readlink.arguments[1].how & WIRE_ARGUMENT_LENGTH32) != 0);
  CHECK(readlink.arguments[1].by == 2);
  CHECK((row(table_of({"getcwd"}), "getcwd").arguments[0].how & WIRE_ARGUMENT_LENGTH32) == 0);
}

TEST_CASE("what lies in a struct is read as far as the struct goes", "[plan]") {
  const wire_syscall open = row(table_of({"openat2"}), "openat2");
  CHECK(open.argc == 7);
  CHECK((open.arguments[6].how & WIRE_ARGUMENT_INSIDE) != 0);
  CHECK(open.arguments[6].where == 2);
  CHECK(open.arguments[6].at == 16);
  CHECK((open.arguments[6].how & WIRE_LENGTH_MASK) == WIRE_LENGTH_ARGUMENT);
  CHECK(open.arguments[6].by == 3);
}

TEST_CASE("a long of a 32-bit call has a sign", "[plan]") {
  const SyscallPrograms programs = table_of({"lseek", "msgrcv", "pread64"});
  CHECK((row(programs, "lseek", Abi::i386).arguments[1].how & WIRE_ARGUMENT_SIGNED32) != 0);
  CHECK((row(programs, "msgrcv", Abi::i386).arguments[3].how & WIRE_ARGUMENT_SIGNED32) != 0);
  CHECK((row(programs, "pread64", Abi::i386).arguments[3].how & WIRE_ARGUMENT_SIGNED32) == 0);
  CHECK(row(programs, "lseek").arguments[1].how == WIRE_ARGUMENT_PLAIN);
}

TEST_CASE("each event at the exit of a call is in its row, in both tables", "[plan]") {
  const SyscallPrograms programs = at_exit({"security_file_open"});
  CHECK((row(programs, "openat").flags & WIRE_SYSCALL_FOLLOW_UP) != 0);
  CHECK(row(programs, "openat").follow_ups[0] == WIRE_SLOT_security_file_open);
  CHECK(row(programs, "openat", Abi::i386).follow_ups[0] == WIRE_SLOT_security_file_open);
  CHECK(row(programs, "close").follow_ups[0] == 0);
  CHECK(programs.at_exit);
}

TEST_CASE("an event that is made at the exit of a call is made at that of its 32-bit variants, too", "[plan]") {
  for (const EventSpec& event : events()) {
    for (const ProviderSpec& provider : event.providers) {
      if (provider.kind != ProviderKind::sys_exit) continue;
      std::vector<std::string> calls;
      for_each_call(provider.target, [&](std::string_view name) { calls.emplace_back(name); });
      for (const std::string& call : calls) {
        for (const char* suffix : {"16", "32", "64"}) {
          const EventSpec* variant = find_event(call + suffix);
          if (variant == nullptr || !variant->is_syscall) continue;
          INFO(event.name << " " << variant->name);
          CHECK(std::ranges::find(calls, variant->name) != calls.end());
        }
      }
    }
  }
}

TEST_CASE("a part that is sent as the whole has the hook events that are made of it, too", "[plan]") {
  const SyscallPrograms programs = at_exit({"security_socket_create"}, {"socketcall"});
  const wire_syscall& whole = row(programs, "socketcall", Abi::i386);
  const wire_syscall& socket = programs.table[whole.parts + 1U];
  CHECK(socket.id == static_cast<wire_s32>(find_event("socket")->id));
  CHECK(socket.follow_ups[0] == WIRE_SLOT_security_socket_create);
  CHECK((socket.flags & WIRE_SYSCALL_EMIT) == 0);
  REQUIRE((socket.flags & WIRE_SYSCALL_AS_WHOLE) != 0);
  CHECK(&programs.table[socket.parts] == &whole);
  CHECK((whole.flags & WIRE_SYSCALL_EMIT) != 0);
  const SyscallPrograms alone = at_exit({"security_socket_create"});
  CHECK((alone.table[whole.parts + 1U].flags & WIRE_SYSCALL_AS_WHOLE) == 0);
}

TEST_CASE("two events at the exit of one call are both in its row", "[plan]") {
  const ProviderSpec at_open{ProviderKind::sys_exit, 0, {}, "openat", {}};
  Plan plan;
  plan.events.push_back({find_event("security_file_open"), &at_open, {}});
  plan.events.push_back({find_event("socket_dup"), &at_open, {}});
  const SyscallPrograms programs = programs_of(plan, {});
  CHECK(row(programs, "openat").follow_ups[0] == WIRE_SLOT_security_file_open);
  CHECK(row(programs, "openat").follow_ups[1] == WIRE_SLOT_socket_dup);
  CHECK(row(programs, "openat").follow_ups[2] == 0);
}

TEST_CASE("only calls whose exit compares credentials keep them at entry", "[plan]") {
  const SyscallPrograms programs = at_exit({"commit_creds", "security_file_open"});
  CHECK((row(programs, "setuid").flags & WIRE_SYSCALL_SAVE_CRED) != 0);
  CHECK((row(programs, "openat").flags & WIRE_SYSCALL_SAVE_CRED) == 0);
  CHECK(programs.at_enter);
}

TEST_CASE("calls of whose result an event is made are marked at entry", "[plan]") {
  const SyscallPrograms programs = at_exit({"security_inode_rename", "socket_dup"});
  CHECK((row(programs, "rename").flags & WIRE_SYSCALL_MARK) != 0);
  CHECK((row(programs, "dup").flags & WIRE_SYSCALL_MARK) == 0);
  CHECK(programs.at_enter);
  CHECK_FALSE(at_exit({"socket_dup", "stdio_socket"}).at_enter);
}

TEST_CASE("the calls whose bytes are captured go on with the program that takes them", "[plan]") {
  ProgramsRequest request;
  request.settings.captures[WIRE_WAY_WRITE].types = WIRE_FILE_REGULAR;
  const SyscallPrograms programs = programs_of({}, request);
  CHECK(programs.at_exit);
  for (const Abi abi : {Abi::x86_64, Abi::i386}) {
    for (const char* const name : {"write", "pwrite64", "writev", "pwritev", "pwritev2"}) {
      CHECK(row(programs, name, abi).flags == (WIRE_SYSCALL_FOLLOW_UP | WIRE_SYSCALL_MARK));
      CHECK(row(programs, name, abi).follow_ups[0] == WIRE_SLOT_artifact);
    }
    CHECK(row(programs, "read", abi).flags == 0);
  }
  request.settings.captures[WIRE_WAY_READ].types = WIRE_FILE_PIPE;
  CHECK(row(programs_of({}, request), "preadv2").flags == (WIRE_SYSCALL_FOLLOW_UP | WIRE_SYSCALL_MARK));
}

TEST_CASE("with every event and every capture at once a call has room for all that is made at its exit", "[plan]") {
  FakeKernel kernel;
  kernel.add_all(ProviderKind::sys_exit);
  ProgramsRequest request;
  for (const EventSpec& event : events()) request.events.set(event.slot);
  for (wire_capture& capture : request.settings.captures) capture.types = WIRE_FILE_REGULAR;
  const SyscallPrograms programs = programs_of(make_plan(kernel, request.events, {}), request);
  for (const char* const name : {"write", "read", "mprotect", "pkey_mprotect", "init_module", "finit_module", "bpf"}) {
    INFO(name);
    CHECK(std::ranges::count(row(programs, name).follow_ups, WIRE_SLOT_artifact) == 1);
  }
}

}  // namespace trace
