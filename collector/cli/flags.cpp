// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/flags.h"

#include <array>

#include "collector/cli/completion.h"
#include "collector/cli/options.h"
#include "collector/cli/options_capture.h"
#include "collector/cli/options_output.h"
#include "collector/cli/topics.h"
#include "common/catalog/formats.h"
#include "common/cli/report.h"

namespace trace {
namespace {

constexpr std::string_view kWhat = "What to collect";
constexpr std::string_view kOut = "Where it goes";
constexpr std::string_view kHow = "How it runs";
constexpr std::string_view kAsk = "Ask, and collect nothing";

constexpr std::string_view kTraceManual = R"(Which events, which of them, and whose; see
.Sx SELECTION .
)";

constexpr std::string_view kEventsManual =
    R"(Which events, and which of them, in the spelling of Tracee since 0.17.
)";

constexpr std::string_view kScopeManual = R"(Whose events, in that spelling.
)";

constexpr std::string_view kOutputManual = R"(Where events go, and in which form; see
.Sx OUTPUT .
)";

constexpr std::string_view kCaptureManual = R"(Keep what processes use, as files; see
.Sx CAPTURE .
)";

constexpr std::string_view kFlightRecorderManual = R"(Record all the time, and keep what is of the last
.Ar TIME
and not more than
.Ar SIZE :
.Ql 10m,2G .
A folder may follow; it is
.Pa /var/lib/trace/flight
if none does.
The same as
.Fl -output Cm binary : Ns Ar DIR Ns Cm /,rotate=30s,keep= Ns Ar TIME , Ns Ar SIZE ,
beside other outputs.
)";

constexpr std::string_view kSignManual = R"(Sign the seals of files
.Pa *.zst ,
and the manifest of
.Fl -capture ,
by a key that is made anew each minute, of which the secret half is wiped after that minute.
The first public key is printed at the start, and for a recording of several files one with each of them: keep them on another machine, for
.Ql trace-rules verify --key .
)";

constexpr std::string_view kAnchorManual = R"(With
.Fl -sign :
log the first and the last seal of each file
.Pa *.zst ,
and each minute one between, to
.Cm syslog
.Pq Pa /dev/log , No authpriv.info
or on
.Cm stderr .
That log, on another machine, proves the end of a recording as well:
.Ql trace-rules verify --anchors LOG .
)";

constexpr std::string_view kDurationManual = R"(Stop after that time:
.Cm 500ms , 10s , 2m , 1h ;
a plain number is seconds.
)";

constexpr std::string_view kBufferManual = R"(Bytes of the buffer between the kernel and
.Nm ,
from 4k to 1G, rounded up to a power of two.
The default is 16M.
Events that find it full are lost, and counted in the output.
)";

constexpr std::string_view kRequireSandboxManual =
    R"(End with an error, rather than go on with a warning, if anything of what is given up at the start
.Pq see Sx SECURITY
cannot be given up.
)";

constexpr std::string_view kUserManual = R"(Run the
.Ar COMMAND
as that user, with the user's groups and without capabilities, and with
.Ev HOME , LOGNAME
and
.Ev USER
set to the user's.
Without it the command has all privileges of
.Nm ,
whoever called
.Xr sudo 8 .
)";

constexpr std::string_view kLogManual = R"(What to say on standard error:
.Cm debug , info , warn , error
or
.Cm fatal .
The default is
.Cm info .
)";

constexpr std::string_view kListManual = R"(Print all events with their sets and arguments, and exit.
.Cm table
is the default.
.Cm json
prints more, for programs;
.Cm markdown
prints a reference to read;
.Cm completion
prints a script that completes words of the command line in
.Xr bash 1 .
)";

constexpr std::string_view kWideManual = R"(With
.Fl -list ,
print each event on one line.
)";

constexpr std::string_view kDoctorManual =
    R"(Print for each selected event, and for all if none is, what of it is seen on
this machine, and exit:
in full, with gaps, or not at all; by which hook; why not by a better one.
The last line is the sum.
Without privileges it says what could be had with them, at best and at worst.
)";

constexpr std::string_view kVersionManual = R"(Print the version, and exit.
)";

constexpr std::string_view kHelpManual = R"(Print a summary, and exit.
The value
.Cm help
of
.Fl -trace , -events , -scope , -output
and
.Fl -capture
prints more about that option.
)";

// Designated initializers leave out what a flag has not.
constexpr auto kFlags = std::to_array<Flag>({
    {.group = kWhat,
     .letter = 't',
     .name = "trace",
     .value = "EXPR",
     .repeats = true,
     .help = "events, conditions on them, and whose: --trace help",
     .manual = kTraceManual,
     .completer = "_trace_ebpf_complete_trace",
     .topic = trace_topic},
    {.group = kWhat,
     .letter = 'e',
     .name = "events",
     .value = "LIST",
     .repeats = true,
     .help = "events and sets, \"-NAME\" leaves one out: --events help",
     .manual = kEventsManual,
     .completer = "_trace_ebpf_complete_events",
     .topic = events_topic},
    {.group = kWhat,
     .letter = 's',
     .name = "scope",
     .value = "EXPR",
     .repeats = true,
     .help = "whose events: user, process, container ...: --scope help",
     .manual = kScopeManual,
     .completer = "_trace_ebpf_complete_scope",
     .topic = scope_topic},
    {.group = kOut,
     .letter = 'o',
     .name = "output",
     .value = "SPEC",
     .repeats = true,
     .help = "a format (table, json, binary ...), or FORMAT:FILE: --output help",
     .manual = kOutputManual,
     .words = output_words,
     .topic = output_topic},
    {.group = kOut,
     .letter = 'c',
     .name = "capture",
     .value = "WHAT",
     .repeats = true,
     .help = "keep the files that are executed, and where: --capture help",
     .manual = kCaptureManual,
     .words = capture_words,
     .topic = capture_topic},
    {.group = kOut,
     .name = "flight-recorder",
     .value = "TIME,SIZE",
     .help = "record the last TIME, in SIZE at most: 10m,2G[,DIR]",
     .manual = kFlightRecorderManual},
    {.group = kOut,
     .name = "sign",
     .help = "sign seals (FILE.zst, --capture), and print the keys",
     .manual = kSignManual},
    {.group = kOut,
     .name = "anchor",
     .value = "WHERE",
     .help = "with --sign: log each minute's seal to syslog, or on stderr",
     .manual = kAnchorManual,
     .words = [] { return std::string("syslog stderr"); }},
    {.group = kHow,
     .name = "duration",
     .value = "TIME",
     .help = "stop after 500ms, 10s, 2m ... (until Ctrl-C)",
     .manual = kDurationManual,
     .words = [] { return std::string("10s 1m 10m 1h"); }},
    {.group = kHow,
     .name = "buffer-size",
     .value = "SIZE",
     .help = "between kernel and program, 4k to 1G (16M)",
     .manual = kBufferManual,
     .words = [] { return std::string("1M 16M 64M 256M"); }},
    {.group = kHow,
     .name = "user",
     .value = "NAME",
     .help = "run the COMMAND as that user, with the user's groups",
     .manual = kUserManual},
    {.group = kHow,
     .name = "require-sandbox",
     .help = "end rather than collect without the sandbox",
     .manual = kRequireSandboxManual},
    {.group = kHow,
     .name = "log",
     .value = "LEVEL",
     .help = "debug, info, warn, error or fatal, on standard error (info)",
     .manual = kLogManual,
     .words = log_level_words},
    {.group = kAsk,
     .letter = 'l',
     .name = "list",
     .value = "[FORMAT]",
     .help = "all events and sets: table, json, markdown, completion (table)",
     .manual = kListManual,
     .words = list_format_words},
    {.group = kAsk,
     .letter = 'w',
     .name = "wide",
     .help = "with --list: one line for each event",
     .manual = kWideManual},
    {.group = kAsk,
     .name = "doctor",
     .help = "what this kernel permits to see, event by event, and what not",
     .manual = kDoctorManual},
    {.group = kAsk, .name = "version", .help = "the version", .manual = kVersionManual},
    {.group = kAsk, .letter = 'h', .name = "help", .help = "this text", .manual = kHelpManual},
});

constexpr std::string_view kHead =
    R"(Watch what the processes of this machine do, through eBPF in the kernel.

Usage: trace-ebpf [OPTION]... [-- COMMAND [ARGUMENT]...]

Without options it collects the events that detections of trace-rules need, of the whole machine,
until Ctrl-C: a table on a terminal, else JSON lines. With a COMMAND it runs that, and stops when
it ends. It needs root; --list and --doctor do not. Options can be repeated. Defaults in brackets.
)";

constexpr std::string_view kTail = R"(
Examples:
  trace-ebpf                                            the default events, as a table
  trace-ebpf | trace-rules                              the same, searched for attacks
  trace-ebpf -t 'openat.pathname=/etc/*'                who opens files below /etc
  trace-ebpf -t event=execve -t 'uid>=1000'             programs that users start
  trace-ebpf -t 'close.retval<0' -o json:close.json     calls of close that failed, to a file
  trace-ebpf -t set=net -t container --duration 1m      a minute of containers on the network
  trace-ebpf -t comm=curl -t follow -- curl localhost   what one command and its children do
  trace-ebpf -c exec,dir:/var/lib/trace -- ./suspicious keep each file that is executed meanwhile

Exit status:
  0      done
  1      it could not be done: the kernel refused, an output failed, the command could not be run
  2      the command line is wrong
  128+n  ended at once by a second signal n

Manual: trace-ebpf(1)
)";

constexpr ProgramFlags kProgram{
    .name = "trace-ebpf",
    .flags = kFlags,
    .help_head = kHead,
    .help_tail = kTail,
    .operand = "",
    .no_operand_hint = "a command to run comes after \"--\"",
    .functions = kCompletionFunctions,
    .variables = completion_variables,
};

std::string item(std::string_view name, std::string_view text) {
  return ".It Cm " + std::string(name) + "\n" + std::string(text) + "\n";
}

}  // namespace

const ProgramFlags& collector_program() {
  return kProgram;
}

std::string manual_of_formats() {
  std::string out;
  for (const FormatSpec& format : collector_formats()) out += item(format.name, format.help);
  return out;
}

std::string manual_of_output_options() {
  std::string out;
  for (const OutputOption& option : output_options()) out += item(option.name, option.manual);
  return out;
}

}  // namespace trace
