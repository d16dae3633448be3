// SPDX-License-Identifier: Apache-2.0
// What a wrong flag is answered.
#include <string>

#include <catch2/catch.hpp>

#include "collector/selection/selection.h"

namespace trace {
namespace {

std::string error_of(const SelectionArgs& args) {
  const auto selection = parse_selection(args);
  return selection ? std::string() : selection.error().message;
}
std::string trace_error(const std::string& flag) {
  SelectionArgs args;
  args.trace = {flag};
  return error_of(args);
}
std::string events_error(const std::string& flag) {
  SelectionArgs args;
  args.events = {flag};
  return error_of(args);
}
std::string scope_error(const std::string& flag) {
  SelectionArgs args;
  args.scopes = {flag};
  return error_of(args);
}

TEST_CASE("a misspelt event is answered with the near one") {
  CHECK(trace_error("event=opnat") ==
        "--trace \"event=opnat\": invalid event to trace: \"opnat\" (did you mean \"openat\"?)");
  CHECK(trace_error("e!=opnat") ==
        "--trace \"e!=opnat\": invalid event to exclude: \"opnat\" (did you mean \"openat\"?)");
  CHECK(events_error("opnat") == "--events \"opnat\": invalid event to trace: \"opnat\" (did you mean \"openat\"?)");
  CHECK(events_error("-opnat") ==
        "--events \"-opnat\": invalid event to exclude: \"opnat\" (did you mean \"openat\"?)");
  CHECK(trace_error("e=zzz*") == "--trace \"e=zzz*\": invalid event to trace: \"zzz*\" (--list shows what there is)");
}

TEST_CASE("an event of another generation is answered with the near one") {
  CHECK(trace_error("event=sched_process_exek").find("did you mean \"sched_process_exec\"?") != std::string::npos);
}

TEST_CASE("a value that nothing can have is refused with the reason") {
  CHECK(scope_error("tree=0") ==
        "--scope \"tree=0\": invalid filter value: \"0\" (nothing has that tree: they begin at 1)");
  CHECK(scope_error("pid=0").find("they begin at 1") != std::string::npos);
  CHECK(scope_error("comm=*sixteen_letters_") ==
        "--scope \"comm=*sixteen_letters_\": invalid filter value: \"*sixteen_letters_\" (nothing matches it: such a "
        "name has "
        "15 bytes at most)");
  CHECK(trace_error("getppid.scope.processName=*sixteen_letters_*").find("15 bytes at most") != std::string::npos);
}

TEST_CASE("a misspelt set is answered with the near one") {
  CHECK(trace_error("set=fs_mux_oi") ==
        "--trace \"set=fs_mux_oi\": invalid set to trace: \"fs_mux_oi\" (did you mean "
        "\"fs_mux_io\"?)");
  CHECK(trace_error("s!=bogusset") ==
        "--trace \"s!=bogusset\": invalid set to exclude: \"bogusset\" (--list shows what there is)");
  CHECK(events_error("fs_mux_oi,openat").find("did you mean \"fs_mux_io\"?") != std::string::npos);
}

TEST_CASE("a misspelt argument is answered with the near one") {
  CHECK(trace_error("openat.pathnam=/x") ==
        "--trace \"openat.pathnam=/x\": invalid argument filter argument name: \"pathnam\" of openat "
        "(did you mean \"pathname\"?)");
  CHECK(events_error("openat.data.pathnam=/x") ==
        "--events \"openat.data.pathnam=/x\": invalid event data field: \"pathnam\" of openat "
        "(did you mean \"pathname\"?)");
  CHECK(events_error("openat.scope.processNam=x") ==
        "--events \"openat.scope.processNam=x\": invalid event scope field: \"processNam\" "
        "(did you mean \"processName\"?)");
  CHECK(trace_error("opnat.pathname=/x") ==
        "--trace \"opnat.pathname=/x\": invalid argument filter event name: \"opnat\" "
        "(did you mean \"openat\"?)");
  CHECK(trace_error("opnat.retval=0") ==
        "--trace \"opnat.retval=0\": invalid retval filter event name: \"opnat\" "
        "(did you mean \"openat\"?)");
}

TEST_CASE("a misspelt scope is answered with the near one") {
  CHECK(trace_error("comn=ls") ==
        "--trace \"comn=ls\": invalid filter option specified (comn) (did you mean \"comm\"?), use "
        "'--trace help' for more info");
  CHECK(scope_error("common=ls") ==
        "--scope \"common=ls\": invalid scope option specified (common) (did you mean \"comm\"?), "
        "use '--scope help' for more info");
  CHECK(scope_error("u=0").find("invalid scope option specified (u)") != std::string::npos);
  CHECK(trace_error("openat").find("(to collect that event: --trace event=openat)") != std::string::npos);
}

TEST_CASE("a set or an event by itself is answered with how to select it") {
  CHECK(trace_error("fs").find("(to collect that set: --trace set=fs)") != std::string::npos);
  CHECK(scope_error("close").find("(to collect that event") != std::string::npos);
}

TEST_CASE("a list with an empty element is an error") {
  CHECK(trace_error("openat.pathname=a,,b") ==
        "--trace \"openat.pathname=a,,b\": invalid filter value: \"a,,b\" (the list has an empty "
        "element)");
  CHECK(trace_error("e=open,").find("empty element") != std::string::npos);
  CHECK(events_error("open,,close").find("empty element") != std::string::npos);
  CHECK(scope_error("uid=,1").find("empty element") != std::string::npos);
}

TEST_CASE("a missing value is an error") {
  CHECK(trace_error("") == "--trace \"\": empty flag");
  CHECK(events_error("") == "--events \"\": empty flag");
  CHECK(scope_error("") == "--scope \"\": empty flag");
  CHECK(trace_error("uid=") == "--trace \"uid=\": invalid filter expression: \"uid=\" (no value after the operator)");
  CHECK(trace_error("uid") ==
        "--trace \"uid\": invalid filter expression: \"uid\" (an operator and a value are missing)");
  CHECK(trace_error("event").find("invalid filter operator") != std::string::npos);
  CHECK(events_error("openat.data.pathname").find("operator and a value are missing") != std::string::npos);
}

TEST_CASE("an operator that does not fit is an error") {
  CHECK(trace_error("comm==ls") == "--trace \"comm==ls\": invalid filter operator: \"==\" (one of = != < <= > >=)");
  CHECK(trace_error("comm<ls") == "--trace \"comm<ls\": invalid filter operator: \"<\" (text takes = and !=)");
  CHECK(scope_error("mntns>1").find("invalid filter operator: \">\"") != std::string::npos);
  CHECK(scope_error("follow=1").find("takes no value") != std::string::npos);
  CHECK(trace_error("event>open").find("invalid filter operator: \">\"") != std::string::npos);
  CHECK(trace_error("comm!ls").find("invalid filter operator: \"!\"") != std::string::npos);
}

TEST_CASE("a number that is none, or too big, is an error") {
  CHECK(trace_error("uid=abc") == "--trace \"uid=abc\": invalid filter value: \"abc\" (not a number from 0 on)");
  CHECK(trace_error("uid=-1").find("invalid filter value: \"-1\"") != std::string::npos);
  CHECK(trace_error("uid=4294967296").find("filter value is too big: \"4294967296\"") != std::string::npos);
  CHECK(trace_error("openat.retval=99999999999999999999").find("too big") != std::string::npos);
  CHECK(trace_error("openat.flags=O_RDWRX").find("nor a symbol") != std::string::npos);
  CHECK(trace_error("uid<0") == "--trace \"uid<0\": no value is less than 0");
  CHECK(trace_error("uid>4294967294") == "--trace \"uid>4294967294\": no value is greater than 4294967294");
}

TEST_CASE("a number that nothing can have is an error") {
  CHECK(trace_error("pid=5000000") == "--trace \"pid=5000000\": filter value is too big: \"5000000\" (0 to 4194303)");
  for (const char* flag :
       {"pid>4194303", "tid=4194304", "tree=4194304", "uid=4294967295", "mntns=0", "pidns=0", "tree=0"}) {
    INFO(flag);
    CHECK_FALSE(trace_error(flag).empty());
    CHECK_FALSE(scope_error(flag).empty());
  }
  for (const char* field : {"processId", "pid", "threadId", "tid", "parentProcessId", "ppid", "hostProcessId",
                            "hostPid", "hostThreadId", "hostParentProcessId"}) {
    INFO(field);
    CHECK(trace_error("openat.scope." + std::string(field) + "=4194303").empty());
    CHECK_FALSE(trace_error("openat.scope." + std::string(field) + "=4194304").empty());
    CHECK_FALSE(trace_error("openat.scope." + std::string(field) + ">5000000").empty());
  }
  CHECK_FALSE(trace_error("openat.scope.userId=4294967295").empty());
  CHECK(trace_error("loginuid=4294967295").empty());  // nobody has logged in
  CHECK(trace_error("kill.pid=5000000").empty());     // whoever calls it may ask for that
}

TEST_CASE("a result that an event never has is an error") {
  CHECK(trace_error("exit.retval=0").find("exit has no result: it is sent when the call begins") != std::string::npos);
  CHECK_FALSE(trace_error("rt_sigreturn.retval!=0").empty());
  CHECK_FALSE(trace_error("security_file_open.retval=-1").empty());
  CHECK_FALSE(trace_error("security_file_open.retval<0").empty());
  CHECK(trace_error("security_file_open.retval=0").empty());
  CHECK(trace_error("*open*.retval=-2").empty());
}

TEST_CASE("bits of a number that has a sign are taken as they are written") {
  CHECK(trace_error("waitid.options=__WCLONE").empty());
  CHECK(trace_error("waitid.options=0x80000000").empty());
  CHECK(trace_error("waitid.options=__WCLONE|WEXITED").empty());
  CHECK(trace_error("openat.dirfd=AT_FDCWD").empty());
  CHECK_FALSE(trace_error("waitid.options=0x100000000").empty());
  CHECK_FALSE(trace_error("openat.mode=0x10000").empty());
}

TEST_CASE("a symbol that is none is answered with the near one") {
  CHECK(trace_error("openat.flags=o_rdwr").find("did you mean \"O_RDWR\"?") != std::string::npos);
  CHECK(trace_error("openat.flags=O_RDONLY|O_CREAY").find("did you mean \"O_CREAT\"?") != std::string::npos);
}

TEST_CASE("a star inside of a name is explained") {
  CHECK(trace_error("e=op*at") ==
        "--trace \"e=op*at\": invalid event to trace: \"op*at\" (a * stands at either end of a "
        "name, not inside)");
}

TEST_CASE("new stands alone") {
  CHECK(trace_error("pid=new,5").find("\"new\" stands alone") != std::string::npos);
  CHECK(trace_error("container=abc,new").find("\"new\" stands alone") != std::string::npos);
}

TEST_CASE("a pattern that everything matches is an error") {
  CHECK(trace_error("openat.pathname=*") ==
        "--trace \"openat.pathname=*\": invalid filter value \"*\": everything matches it");
  CHECK(trace_error("comm!=**").find("everything matches it") != std::string::npos);
}

TEST_CASE("blanks at the edges are errors") {
  CHECK(scope_error(" uid=0").find("invalid flag format") != std::string::npos);
  CHECK(scope_error("uid =0").find("invalid flag format") != std::string::npos);
  CHECK(scope_error("comm= ls").find("invalid flag value") != std::string::npos);
  CHECK(scope_error("comm=ls\t").find("invalid flag value") != std::string::npos);
}

TEST_CASE("a path of a program begins with a slash") {
  CHECK(scope_error("exec=ls").find("a path begins with / or *") != std::string::npos);
  CHECK(scope_error("exec=host:/bin/ls").find("run as root") != std::string::npos);
  CHECK(scope_error("exec=x:/bin/ls").find("invalid filter value: \"x\"") != std::string::npos);
}

TEST_CASE("scopes that leave nothing are errors") {
  SelectionArgs args;
  args.scopes = {"container", "not-container"};
  CHECK(error_of(args).find("leaves nothing") != std::string::npos);
  args.scopes = {"pid=new", "pid!=new"};
  CHECK(error_of(args).find("leave nothing") != std::string::npos);
  args.scopes = {};
  args.trace = {"s=fs_mux_io", "s!=fs_mux_io"};
  CHECK(error_of(args) ==
        "--trace \"s=fs_mux_io\" --trace \"s!=fs_mux_io\": no event is left to collect: every one "
        "that was selected is excluded");
}

TEST_CASE("follow needs scopes that the kernel can decide") {
  SelectionArgs args;
  args.scopes = {"follow", "comm=ngin*"};
  CHECK(error_of(args).find("the kernel compares whole names") != std::string::npos);
  args.scopes = {"follow", "exec=/bin/ls"};
  CHECK(error_of(args).find("the kernel does not know it") != std::string::npos);
  args.scopes = {"follow", "container=0123"};
  CHECK(error_of(args).find("the kernel does not know it") != std::string::npos);
  args.scopes = {"follow", "comm=nginx"};
  CHECK(error_of(args).empty());
}

TEST_CASE("a struct argument asks for a member") {
  CHECK(trace_error("security_socket_connect.remote_addr=1.2.3.4") ==
        "--trace \"security_socket_connect.remote_addr=1.2.3.4\": argument \"remote_addr\" is a "
        "struct sockaddr*, neither a number nor text (name a member of it: remote_addr.sa_family)");
  CHECK(trace_error("security_socket_connect.remote_addr.sin_port=80").empty());
  CHECK(trace_error("security_socket_connect.remote_addr.sin_prt=80").find("sin_port") != std::string::npos);
}

TEST_CASE("in --events an operator needs a field") {
  CHECK(events_error("openat=3").find("EVENT.data.ARG") != std::string::npos);
}

}  // namespace
}  // namespace trace
