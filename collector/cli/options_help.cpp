// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/options_help.h"

#include <array>

#include <fmt/format.h>

namespace trace {
namespace {

constexpr std::string_view kWhat = "What to collect";
constexpr std::string_view kOut = "Where it goes";
constexpr std::string_view kHow = "How it runs";
constexpr std::string_view kAsk = "Ask, and collect nothing";

// Each fits the line it is on; a test holds it to that.
constexpr auto kFlags = std::to_array<Flag>({
    {kWhat, 't', "trace", "EXPR", "events, conditions on them, and whose: --trace help"},
    {kWhat, 'e', "events", "LIST", "events and sets, \"-NAME\" leaves one out: --events help"},
    {kWhat, 's', "scope", "EXPR", "whose events: user, process, container ...: --scope help"},
    {kOut, 'o', "output", "SPEC", "table, table-verbose, json, binary, none; or FORMAT:FILE: --output help"},
    {kHow, 0, "duration", "TIME", "stop after 500ms, 10s, 2m ... (until Ctrl-C)"},
    {kHow, 0, "buffer-size", "SIZE", "between kernel and program, 4k to 1G (16M)"},
    {kHow, 0, "log", "LEVEL", "debug, info, warn, error or fatal, on standard error (info)"},
    {kAsk, 'l', "list", "[FORMAT]", "all events and sets: table, json, markdown, completion (table)"},
    {kAsk, 'w', "wide", "", "with --list: one line for each event"},
    {kAsk, 0, "doctor", "", "what this kernel permits to see, event by event, and what not"},
    {kAsk, 0, "version", "", "the version"},
    {kAsk, 'h', "help", "", "this text"},
});

constexpr std::string_view kUsage =
    R"(Watch what the processes of this machine do, through eBPF in the kernel.

Usage: trace-ebpf [OPTION]... [-- COMMAND [ARGUMENT]...]

Without options it collects the events that detections of trace-rules need, of the whole machine,
until Ctrl-C: a table on a terminal, else JSON lines. With a COMMAND it runs that, and stops when
it ends. It needs root; --list and --doctor do not. Options can be repeated. Defaults in brackets.
)";

constexpr std::string_view kExamples = R"(
Examples:
  trace-ebpf                                            the default events, as a table
  trace-ebpf | trace-rules                              the same, searched for attacks
  trace-ebpf -t 'openat.pathname=/etc/*'                who opens files below /etc
  trace-ebpf -t event=execve -t 'uid>=1000'             programs that users start
  trace-ebpf -t 'close.retval<0' -o json:close.json     calls of close that failed, to a file
  trace-ebpf -t set=net -t container --duration 1m      a minute of containers on the network
  trace-ebpf -t comm=curl -t follow -- curl localhost   what one command and its children do

Exit status:
  0      done
  1      it could not be done: the kernel refused, an output failed, the command could not be run
  2      the command line is wrong
  128+n  ended at once by a second signal n

Manual: trace-ebpf(1)
)";

constexpr std::string_view kTraceTopic =
    R"(--trace EXPR, -t EXPR: what to collect, and whose. Quote it: the shell knows * ! < > too.

Events. Without any of these, the default set and whatever trace-rules needs.
  event=NAME,...       e=   these events; * at either end of a name: event=open*
  event!=NAME,...           leave these out of sets, of names with a star and of the default
  set=NAME,...         s=   all events of these sets (see --list)
  set!=NAME,...             leave these sets out

Conditions on one event; they select it too.
  EVENT.ARG OP VALUE,...    an argument:       openat.pathname=/etc/*   openat.flags=O_RDWR
  EVENT.retval OP N,...     the return value:  close.retval!=0
  EVENT.scope.FIELD OP ...  its context:       execve.scope.ppid=1

  OP is = or != for text, and = != < <= > >= for numbers. A text may have a * at either end.
  Several values of one = are alternatives; everything else narrows, also several flags.
  An argument that an event does not carry passes no condition, not even !=.

Scopes. Each narrows the others.
  uid=0  'uid>=1000'   u=   user id                         = != < <= > >=
  pid=N  pid=new       p=   process id; started from now on = != < <= > >=
  tid=N                     thread id                       = != < <= > >=
  mntns=N  pidns=N          namespace, by inode number      = !=
  comm=NAME  uts=NAME       name of thread, of host         = !=  * at either end
  executable=PATH           its program; MNTNS:PATH         = !=  * at either end
  container  !container c   inside, outside of containers
  container=ID  =new        that container; started from now on
  tree=PID                  that process and its descendants = !=
  follow               f    and all descendants of what matches

The whole of it: docs/selecting-events.md.
)";

constexpr std::string_view kEventsTopic =
    R"(--events LIST, -e LIST: which events, and which of them. Quote it: the shell knows * ! < > too.

  NAME,...                   events and sets; * at either end of an event's name
  -NAME                      leave an event or a set out: --events fs,-open
  EVENT.data.ARG OP VALUE,...     an argument:       openat.data.pathname=/etc/*
  EVENT.retval OP N,...           the return value:  close.retval!=0
  EVENT.scope.FIELD OP VALUE,...  its context:       openat.scope.processName=cat
  EVENT.scope.container           in a container; not-container: outside

  OP is = or != for text, and = != < <= > >= for numbers. A text may have a * at either end.
  A condition selects its event too. It ends the list, since the commas behind it part its values.

Examples: --events execve,openat --events net,-socket --events 'openat.data.flags=O_RDWR'
)";

constexpr std::string_view kScopeTopic =
    R"(--scope EXPR, -s EXPR: whose events. Each scope narrows the others.

  uid=0  uid>=1000          user id                         = != < <= > >=
  pid=N  pid=new            process id; started from now on = != < <= > >=
  tid=N                     thread id                       = != < <= > >=
  mntns=N  pidns=N          namespace, by inode number      = !=
  comm=NAME  uts=NAME       name of thread, of host         = !=  * at either end
  executable=PATH           its program (also exec, bin, binary); host:PATH and MNTNS:PATH
                            in one mount namespace only     = !=  * at either end
  container, not-container  inside, outside of containers
  container=ID  =new        that container; started from now on
  tree=PID                  that process and its descendants = !=
  follow                    and all descendants of what matches

  Several values of one = are alternatives: uid=0,1000.

Examples: --scope uid=0 --scope comm=nginx,bash --scope 'pid>=1000' --scope not-container
)";

constexpr std::string_view kOutputTopic =
    R"(--output SPEC, -o SPEC: where events go, and how they look. Repeat for several outputs.

  table                for people; shows numbers by their symbols
  table-verbose        with more columns
  json                 one object a line, as Tracee's
  binary               frames, the quickest for trace-rules (docs/wire.md)
  none                 nothing

  FORMAT:FILE,...      to files; "stdout" is standard output
  format:FORMAT  out-file:FILE     the same, in the spelling of Tracee's first releases

  option:NAME,...
    parse-arguments    numbers by their symbols in JSON too: O_RDONLY
    relative-time      time since boot
    exec-env           the whole environment with each exec; it may hold secrets
    sort-events        by time across processors, at the cost of a delay

Examples: --output json  --output table --output json:events.json  --output option:exec-env
)";

constexpr std::size_t kDocColumn = 28;

std::string left_side(const Flag& flag) {
  std::string side = flag.letter == 0 ? std::string("      ") : fmt::format("  -{}, ", flag.letter);
  side.append("--").append(flag.name);
  if (!flag.argument.empty()) side.append(" ").append(flag.argument);
  return side;
}

}  // namespace

std::span<const Flag> flags() {
  return kFlags;
}

std::string help_text() {
  std::string out(kUsage);
  std::string_view group;
  for (const Flag& flag : kFlags) {
    if (flag.group != group) {
      group = flag.group;
      out.append("\n").append(group).append(":\n");
    }
    std::string side = left_side(flag);
    side.resize(kDocColumn, ' ');
    out.append(side).append(flag.doc).append("\n");
  }
  out += kExamples;
  return out;
}

std::optional<std::string> topic_text(std::string_view flag) {
  if (flag == "trace") return std::string(kTraceTopic);
  if (flag == "events") return std::string(kEventsTopic);
  if (flag == "scope") return std::string(kScopeTopic);
  if (flag == "output") return std::string(kOutputTopic);
  return std::nullopt;
}

}  // namespace trace
