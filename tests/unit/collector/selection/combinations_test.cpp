// SPDX-License-Identifier: Apache-2.0
// Flags in combination, as a table: what is collected, what passes, and whether anything can.
#include <array>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "collector/selection/selection.h"
#include "tests/support/event_builder.h"
#include "tests/support/scope_reference.h"

namespace trace {
namespace {

using Flags = std::vector<std::string_view>;  // of --trace; behind "-e" of --events, "-s" of --scope

Selection selection_of(const Flags& flags) {
  SelectionArgs args;
  std::vector<std::string>* to = &args.trace;
  for (const std::string_view flag : flags) {
    if (flag == "-e" || flag == "-s") {
      to = flag == "-e" ? &args.events : &args.scopes;
    } else {
      to->emplace_back(flag);
    }
  }
  auto selection = parse_selection(args);
  if (!selection) FAIL(selection.error().message);
  return *std::move(selection);
}

std::string shown(const Flags& flags) {
  std::string text;
  for (const std::string_view flag : flags) text.append(flag).append(" ");
  return text;
}

std::set<std::string> names(const EventSlots& slots) {
  std::set<std::string> all;
  for (const EventSpec& event : events()) {
    if (slots[event.slot]) all.emplace(event.name);
  }
  return all;
}

struct Collected {
  Flags flags;
  std::set<std::string> has;
  std::set<std::string> lacks;
  bool nothing_else = false;
};

const std::vector<Collected> kCollected = {
    // Several names, several flags, either spelling.
    {{"event=openat,close", "e=read"}, {"openat", "close", "read"}, {}, true},
    {{"event=openat", "-e", "close"}, {"openat", "close"}, {}, true},
    {{"e=openat,openat"}, {"openat"}, {}, true},
    {{"ev=openat", "even=close"}, {"openat", "close"}, {}, true},
    // Sets minus events, minus stars, minus sets, in any order.
    {{"s=fs", "e!=open,openat"}, {"read", "creat"}, {"open", "openat"}},
    {{"e!=open,openat", "s=fs"}, {"read", "creat"}, {"open", "openat"}},
    {{"s=fs", "e!=open", "e!=openat"}, {"read", "creat"}, {"open", "openat"}},
    {{"set=fs", "event!=open*"}, {"read"}, {"open", "openat", "openat2", "open_tree"}},
    {{"s=fs,net", "s!=fs_read_write"}, {"openat", "socket"}, {"read", "write"}},
    {{"s=fs", "s=net"}, {"openat", "socket"}, {}},
    {{"-e", "fs,-open*"}, {"read"}, {"open", "openat"}},
    {{"-e", "fs", "-openat"}, {"read"}, {"openat"}},
    {{"-e", "-openat", "fs"}, {"read"}, {"openat"}},
    {{"-e", "fs,net,-fs_read_write"}, {"openat", "socket"}, {"read"}},
    // What is named by itself stays.
    {{"e=openat", "e!=openat"}, {"openat"}, {}, true},
    {{"e=openat", "s=fs_mux_io", "s!=fs_mux_io"}, {"openat"}, {}, true},
    {{"s=fs", "e!=openat", "openat.retval<0"}, {"openat", "read"}, {}},
    // With nothing but exclusions, they are taken from the default.
    {{"e!=ptrace"}, {"sched_process_exec"}, {"ptrace", "openat"}},
    {{"e!=security_*"}, {"sched_process_exec"}, {"security_file_open", "security_socket_connect"}},
    {{"-e", "-ptrace"}, {"sched_process_exec"}, {"ptrace", "openat"}},
    {{"s!=fs"}, {"sched_process_exec"}, {"security_file_open"}},
    {{"e!=openat"}, {"sched_process_exec", "ptrace"}, {"openat"}},
    // Stars.
    {{"e=*at2"}, {"openat2", "faccessat2", "renameat2"}, {"openat"}},
    {{"e=*_socket_*"}, {"security_socket_bind"}, {"socket"}},
    {{"e=*", "e!=*open*"}, {"read"}, {"openat", "security_file_open"}},
    // A filter selects its event, and no other; scopes select none.
    {{"openat.pathname=/x"}, {"openat"}, {}, true},
    {{"openat.pathname=/x", "close.retval<0"}, {"openat", "close"}, {}, true},
    {{"openat.pathname=/x", "e=close"}, {"openat", "close"}, {}, true},
    {{"openat.pathname=/x", "s=fs_mux_io"}, {"openat", "poll"}, {"close"}},
    {{"uid=0", "openat.retval<0"}, {"openat"}, {}, true},
    {{"uid=0", "comm=x"}, {"sched_process_exec"}, {"openat"}},
    {{"-e", "close,-read,openat.data.pathname=/a,/b"}, {"close", "openat"}, {}, true},
    {{"-e", "openat.scope.container,close"}, {"openat", "close"}, {}, true},
    {{"*.sockfd=3"}, {"connect", "security_socket_listen"}, {"socket", "openat"}},
    // An event and a set by one name.
    {{"-e", "ipc"}, {"ipc"}, {}, true},
    {{"s=ipc"}, {"pipe", "msgget"}, {}},
};

TEST_CASE("combinations of events, sets, stars and exclusions") {
  for (const Collected& row : kCollected) {
    INFO(shown(row.flags));
    const auto collected = names(selection_of(row.flags).events);
    for (const std::string& name : row.has) CHECK(collected.count(name) == 1);
    for (const std::string& name : row.lacks) CHECK(collected.count(name) == 0);
    if (row.nothing_else) CHECK(collected == row.has);
  }
}

struct Filtered {
  Flags flags;  // on openat
  std::int64_t dirfd;
  std::string_view path;
  std::int64_t flags_value;
  std::int64_t retval;
  bool passes;
};

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

const std::vector<Filtered> kFiltered = {
    // Several values are alternatives, several flags of = too.
    {{"openat.retval=1,3,5"}, 0, "", 0, 3, true},
    {{"openat.retval=1,3,5"}, 0, "", 0, 2, false},
    {{"openat.retval=1", "openat.retval=3"}, 0, "", 0, 3, true},
    {{"openat.retval!=1,3"}, 0, "", 0, 3, false},
    {{"openat.retval!=1", "openat.retval!=3"}, 0, "", 0, 1, false},
    {{"openat.retval!=1", "openat.retval!=3"}, 0, "", 0, 2, true},
    {{"openat.retval=1,3", "openat.retval!=3"}, 0, "", 0, 3, false},
    {{"openat.retval=1,3", "openat.retval!=3"}, 0, "", 0, 1, true},
    // Ranges narrow each other and what = lets through; bounds given twice: the narrower one.
    {{"openat.retval>0", "openat.retval<10"}, 0, "", 0, 0, false},
    {{"openat.retval>0", "openat.retval<10"}, 0, "", 0, 1, true},
    {{"openat.retval>0", "openat.retval<10"}, 0, "", 0, 9, true},
    {{"openat.retval>0", "openat.retval<10"}, 0, "", 0, 10, false},
    {{"openat.retval>=0", "openat.retval<=10"}, 0, "", 0, 0, true},
    {{"openat.retval>=0", "openat.retval<=10"}, 0, "", 0, 10, true},
    {{"openat.retval>=0", "openat.retval<=10"}, 0, "", 0, 11, false},
    {{"openat.retval>1", "openat.retval>5"}, 0, "", 0, 4, false},
    {{"openat.retval<9", "openat.retval<5"}, 0, "", 0, 6, false},
    {{"openat.retval>1,5"}, 0, "", 0, 4, false},
    {{"openat.retval=3", "openat.retval>5"}, 0, "", 0, 3, false},
    {{"openat.retval=3,7", "openat.retval>5"}, 0, "", 0, 7, true},
    {{"openat.retval>5", "openat.retval<5"}, 0, "", 0, 5, false},
    {{"openat.retval>=5", "openat.retval<=5"}, 0, "", 0, 5, true},
    {{"openat.retval>=5", "openat.retval<=5", "openat.retval!=5"}, 0, "", 0, 5, false},
    // Negative, hexadecimal and extreme numbers.
    {{"openat.retval=-13"}, 0, "", 0, -13, true},
    {{"openat.retval<0"}, 0, "", 0, -1, true},
    {{"openat.retval<0"}, 0, "", 0, 0, false},
    {{"openat.retval>-3", "openat.retval<0"}, 0, "", 0, -2, true},
    {{"openat.retval>-3", "openat.retval<0"}, 0, "", 0, -3, false},
    {{"openat.retval=-0xd"}, 0, "", 0, -13, true},
    {{"openat.retval=0x7fffffffffffffff"}, 0, "", 0, kMax, true},
    {{"openat.retval=-9223372036854775808"}, 0, "", 0, kMin, true},
    {{"openat.retval>=-9223372036854775808"}, 0, "", 0, kMin, true},
    {{"openat.retval<=9223372036854775807"}, 0, "", 0, kMax, true},
    {{"openat.retval>9223372036854775806"}, 0, "", 0, kMax, true},
    {{"openat.retval<-9223372036854775807"}, 0, "", 0, kMin, true},
    {{"openat.dirfd=-100"}, -100, "", 0, 0, true},
    {{"openat.dirfd<0"}, -100, "", 0, 0, true},
    {{"openat.dirfd!=-100"}, -100, "", 0, 0, false},
    {{"openat.dirfd=-2147483648"}, -2147483648LL, "", 0, 0, true},
    // Symbols, beside numbers.
    {{"openat.flags=O_RDONLY"}, 0, "", 0, 0, true},
    {{"openat.flags=O_WRONLY|O_CREAT|O_TRUNC"}, 0, "", 01101, 0, true},
    {{"openat.flags=O_TRUNC|O_CREAT|O_WRONLY"}, 0, "", 01101, 0, true},
    {{"openat.flags=O_RDWR,0x241"}, 0, "", 0x241, 0, true},
    {{"openat.flags!=O_RDONLY"}, 0, "", 02000000, 0, true},
    // Texts: exact, begin, end, inside; != narrows; letters and blanks count.
    {{"openat.pathname=/tmp/*", "openat.pathname!=/tmp/1"}, 0, "/tmp/1", 0, 0, false},
    {{"openat.pathname!=/tmp/1", "openat.pathname=/tmp/*"}, 0, "/tmp/1", 0, 0, false},
    {{"openat.pathname=/tmp/*,/etc/*", "openat.pathname!=*.so"}, 0, "/etc/a.so", 0, 0, false},
    {{"openat.pathname=/tmp/*,/etc/*", "openat.pathname!=*.so"}, 0, "/etc/a", 0, 0, true},
    {{"openat.pathname!=/tmp/*,*lib*"}, 0, "/usr/lib/x", 0, 0, false},
    {{"openat.pathname!=/tmp/*,*lib*"}, 0, "/usr/x", 0, 0, true},
    {{"openat.pathname=/ETC/*"}, 0, "/etc/x", 0, 0, false},
    {{"openat.pathname=/a b"}, 0, "/a b", 0, 0, true},
    {{"openat.pathname=\"/a\""}, 0, "/a", 0, 0, true},
    {{"openat.pathname=\"/a\""}, 0, "\"/a\"", 0, 0, false},
    {{R"(openat.pathname="\"/a\"")"}, 0, "\"/a\"", 0, 0, true},
    {{R"(openat.pathname="/a,b",/c)"}, 0, "/a,b", 0, 0, true},
    {{R"(openat.pathname="/a,b",/c)"}, 0, "b", 0, 0, false},
    {{"openat.pathname=/a*b"}, 0, "/a*b", 0, 0, true},
    {{"openat.pathname=/a*b"}, 0, "/axb", 0, 0, false},
    {{"openat.pathname=/a=b"}, 0, "/a=b", 0, 0, true},
    {{"openat.pathname=/a!b<c>"}, 0, "/a!b<c>", 0, 0, true},
    {{"openat.pathname=***"}, 0, "/a*", 0, 0, true},
    {{"openat.pathname=***"}, 0, "/a", 0, 0, false},
    {{"openat.pathname=/x"}, 0, "", 0, 0, false},
    {{"openat.pathname!=/x"}, 0, "", 0, 0, true},
    // Different fields narrow each other, in any spelling.
    {{"openat.pathname=/etc/*", "openat.retval<0"}, 0, "/etc/x", 0, 1, false},
    {{"openat.pathname=/etc/*", "-e", "openat.retval<0"}, 0, "/etc/x", 0, -1, true},
    {{"openat.pathname=/a", "-e", "openat.data.pathname=/b", "openat.args.pathname=/c"}, 0, "/c", 0, 0, true},
    {{"open*.retval<0", "openat.retval>-5"}, 0, "", 0, -13, false},
    {{"open*.retval<0", "openat.retval>-5"}, 0, "", 0, -2, true},
    {{"*.pathname=/a", "openat.pathname!=/a"}, 0, "/a", 0, 0, false},
};

TEST_CASE("combinations of filters on one event") {
  for (const Filtered& row : kFiltered) {
    INFO(shown(row.flags) << " on " << row.path << " " << row.retval);
    const Selection selection = selection_of(row.flags);
    Event event = event_named("openat");
    set_argument(event, "dirfd", row.dirfd);
    set_argument(event, "pathname", row.path);
    set_argument(event, "flags", row.flags_value);
    event.context.retval = row.retval;
    REQUIRE(selection.events[event.spec->slot]);
    CHECK(is_true(selection.filter.at(event.spec->slot), event) == row.passes);
  }
}

struct Scoped {
  Flags flags;
  std::int32_t uid;
  std::string_view comm;
  bool passes;
};

const std::vector<Scoped> kScoped = {
    {{"uid=0,1000"}, 1000, "", true},
    {{"uid=0", "uid=1000"}, 1000, "", true},
    {{"uid=0", "-s", "uid=1000"}, 1000, "", true},
    {{"uid=0", "u=1000"}, 5, "", false},
    {{"uid>=1000"}, 1000, "", true},
    {{"uid>=1000"}, 999, "", false},
    {{"uid>=1000", "uid<=1000"}, 1000, "", true},
    {{"uid>999", "uid<1001", "uid!=1000"}, 1000, "", false},
    {{"uid=0x3e8"}, 1000, "", true},
    {{"uid=4294967294"}, -2, "", true},
    {{"uid>2147483647"}, -2, "", true},
    {{"uid!=0"}, 0, "", false},
    {{"comm=a,b"}, 0, "b", true},
    {{"comm=a*", "comm!=ab"}, 0, "ab", false},
    {{"comm=a*", "-s", "comm!=ab"}, 0, "ac", true},
    {{"comm=*a"}, 0, "ba", true},
    {{"comm=a", "uid=0"}, 1, "a", false},
    {{"comm=a", "uid=0"}, 0, "a", true},
    {{"comm=exactly15bytes_"}, 0, "exactly15bytes_", true},
    {{"comm=exactly15bytes_and_more"}, 0, "exactly15bytes_", true},
};

TEST_CASE("combinations of scopes") {
  for (const Scoped& row : kScoped) {
    INFO(shown(row.flags) << " on " << row.uid << " " << row.comm);
    Context context;
    context.uid = static_cast<std::uint32_t>(row.uid);
    context.comm = row.comm;
    const Scopes scopes = selection_of(row.flags).scopes;
    CHECK(scope_matches(scopes, context, {}) == row.passes);
    Event event = event_named("openat");
    event.context = context;
    CHECK(is_true(scopes_expr(scopes), event) == row.passes);
  }
}

TEST_CASE("conditions that contradict each other are noted") {
  for (const Flags& flags : std::vector<Flags>{
           {"uid>10", "uid<5"},
           {"uid>10", "uid<11"},
           {"uid=5", "uid!=5"},
           {"uid<=1", "uid!=0,1"},
           {"pid=5", "pid>7"},
           {"comm=a", "comm!=a*"},
           {"openat.retval>4", "openat.retval<5"},
           {"openat.retval=1", "openat.retval!=1"},
           {"openat.pathname=/a", "openat.pathname!=/a"},
           {"sched_process_exit.process_group_exit!=true,false"},
       }) {
    INFO(shown(flags));
    CHECK(selection_of(flags).notes.size() == 1);
  }
  for (const Flags& flags : std::vector<Flags>{
           {"uid>=10", "uid<=10"},
           {"uid=5,6", "uid!=5"},
           {"uid>=0"},
           {"uid!=0,1,2,3,4,5"},
           {"comm=a,b", "comm!=a"},
           {"comm=a*", "comm!=a"},
           {"openat.retval>4", "openat.retval<6"},
           {"openat.retval>=-9223372036854775808"},
           {"openat.retval!=0"},
           {"sched_process_exit.process_group_exit!=true"},
       }) {
    INFO(shown(flags));
    CHECK(selection_of(flags).notes.empty());
  }
}

}  // namespace
}  // namespace trace
