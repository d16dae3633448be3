// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/flags.h"

#include <array>

#include "common/catalog/formats.h"
#include "common/cli/report.h"
#include "rules/cli/keep_options.h"
#include "rules/cli/options.h"

namespace trace {
namespace {

constexpr std::string_view kIn = "What to read";
constexpr std::string_view kRules = "What to look for";
constexpr std::string_view kOut = "Where detections go";
constexpr std::string_view kKeep = "What is kept of a flight recorder";
constexpr std::string_view kProof = "For verify and report";
constexpr std::string_view kHow = "How it runs";
constexpr std::string_view kCut = "For cut, keep and convert";
constexpr std::string_view kAsk = "Ask, and read nothing";

constexpr std::string_view kInputManual = R"(Read from
.Ar FILE ;
several are read one after the other.
A folder stands for the recordings in it
.Pq Pa *.zst , *.trace , *.json , *.jsonl , *.ndjson ,
by name.
.Sq -
and
.Sq stdin
are standard input, which is also the default.
A file name without an option does the same.
)";

constexpr std::string_view kTraceeInputManual = R"(The same in Tracee's spelling:
.Cm file Ns : Ns Ar FILE
or
.Cm format:json ;
.Cm help
prints what it takes.
)";

constexpr std::string_view kRulesManual = R"(Use only these signatures, by id or by name, separated by commas.
)";

constexpr std::string_view kRulesDirManual = R"(Use the signatures in the files
.Pa *.yaml
and
.Pa *.yml
below
.Ar DIR ,
but for hidden ones, beside those that are shipped.
Shipped lists and macros can be used in them, shipped lists extended, and shipped signatures disabled.
)";

constexpr std::string_view kNoBuiltinManual = R"(Leave out the signatures that are shipped.
Their lists and macros can still be used.
)";

constexpr std::string_view kPrintRuleManual =
    R"(Print a signature by its id or name, with the lists and macros that it uses.
)";

constexpr std::string_view kOutputManual = R"(Write detections in a format of
.Sx OUTPUT
to standard output, or with
.Cm FORMAT Ns : Ns Ar FILE
to a file, which is emptied.
A file that is read, as an input or as signatures, or written by another output, is refused under whatever name.
The default is
.Cm text .
Of
.Cm report , cut
and
.Cm convert :
the file that is written;
.Cm cut
seals it if its name ends in
.Pa .zst .
Of
.Cm keep :
the folder that files are kept in.
)";

constexpr std::string_view kArtifactsManual = R"(Of
.Cm report :
show also what stands in the manifest of the folder that
.Ql trace-ebpf --capture dir=
wrote, and whether the chain of that manifest is whole.
)";

constexpr std::string_view kKeyManual = R"(Of
.Cm verify :
the public key that
.Xr trace-ebpf 1
.Fl -sign
printed when it began.
What is not signed by it, or by one that it leads to, fails; so does a file without seals.
)";

constexpr std::string_view kAnchorsManual = R"(Of
.Cm verify :
a log that
.Xr trace-ebpf 1
.Fl -anchor
wrote to, with whatever else is in it;
.Sq -
is standard input.
Each seal that it tells of must be in its file.
What fails: a recording of which none is, one that was cut off after a seal, or made anew.
)";

constexpr std::string_view kRingManual = R"(Keep files of
.Ar DIR ,
a folder of sealed recordings from which the oldest are removed
.Pq Nm trace-ebpf Fl -flight-recorder ,
around each detection; see
.Sx INCIDENTS .
Of
.Cm keep :
that folder.
)";

constexpr std::string_view kKeepManual = R"(The folder that they are kept in.
It is made, if it is not there.
It must not be that of
.Fl -ring .
After a comma its limits may follow:
.Cm max-total Ns = Ns Ar SIZE
of all incidents
.Pq 10G ,
.Cm max-incidents Ns = Ns Ar NUMBER
.Pq 100 ,
.Cm min-free Ns = Ns Ar SIZE
that the disk keeps free
.Pq 1G, and at least 5 % of it .
Incidents that were there count.
Detections of severity low and below may take half of it, medium three quarters.
)";

constexpr std::string_view kAroundManual = R"(How long before and after a detection.
The default is
.Cm 5m:1m .
)";

constexpr std::string_view kFromManual = R"(Of
.Cm cut
and
.Cm keep :
events from this time on:
.Ql 2026-11-26T14:03:11Z ,
with a fraction of a second or an offset
.Pq +01:00 ;
nanoseconds since the epoch, as JSON has them; or of
.Cm cut ,
.Ql +5m
or
.Ql +1h30m
after the beginning of the first recording.
)";

constexpr std::string_view kToManual = R"(Of
.Cm cut
and
.Cm keep :
events before this time, which is written likewise.
)";

constexpr std::string_view kFormatManual = R"(Of
.Cm convert :
the format, one of
.Sx CONVERTING .
)";

constexpr std::string_view kWholeFramesManual =
    R"(Take the parts of a sealed recording as they are, each with its seal, and decompress nothing; see
.Sx CUTTING .
)";

constexpr std::string_view kDetectionsManual = R"(Of
.Cm convert :
also what the signatures find, each after its event.
)";

constexpr std::string_view kTreeManual =
    R"(Events of the process of this number, as the host counts, and of all that descend from it; of
.Ar TIME ,
the one that had the number then.
What its ancestors ran is always included, and so is what begins the tree.
)";

constexpr std::string_view kEventManual = R"(These events, separated by commas;
.Ql security_*
is all whose names begin so.
)";

constexpr std::string_view kContainerManual = R"(Events of the container of this id, or whose id begins so.
)";

constexpr std::string_view kRequireSandboxManual =
    R"(End with an error, rather than go on with a warning, if anything of what is given up at the start
.Pq see Sx SECURITY
cannot be given up.
)";

constexpr std::string_view kLogManual = R"(.Cm debug , info
(the default),
.Cm warn , error
or
.Cm fatal .
The log goes to standard error.
)";

constexpr std::string_view kListManual = R"(List the signatures with severity, technique of ATT&CK, and events;
.Cm completion
prints a script that completes words of the command line in
.Xr bash 1 .
)";

constexpr std::string_view kListEventsManual = R"(Print the events that the signatures look at, separated by commas, as
.Ql trace-ebpf --trace event=
takes them.
)";

constexpr std::string_view kExplainManual =
    R"(Print what the signatures were compiled to and by which values they are looked up.
)";

constexpr std::string_view kVersionManual = R"(Print the version.
)";

constexpr std::string_view kHelpManual = R"(Print the options.
)";

std::string tracee_input_words() {
  return "file: format:json help";
}

std::string tracee_input_topic() {
  return "--input-tracee takes Tracee's spelling of --input, and may be repeated:\n"
         "  file:FILE    read events from FILE; file:stdin is standard input, which is also the default\n"
         "  format:json  they are JSON; what they are is seen by the first bytes in any case\n";
}

std::string output_words() {
  std::string out;
  for (const FormatSpec& format : engine_formats()) out.append(out.empty() ? "" : " ").append(format.name);
  return out;
}

std::string output_topic() {
  std::string out = "--output FORMAT, or FORMAT:FILE: where detections go, and how they look. May be repeated.\n\n";
  for (const FormatSpec& format : engine_formats()) {
    std::string name(format.name);
    name.resize(8, ' ');
    out.append("  ").append(name).append(format.help).append("\n");
  }
  return out;
}

std::string export_words() {
  std::string out;
  for (const ExportSpec& format : kExports) out.append(out.empty() ? "" : " ").append(format.name);
  return out;
}

std::string export_topic() {
  std::string out = "trace-rules convert --format FORMAT: what events are written as.\n\n";
  for (const ExportSpec& format : kExports) {
    std::string name(format.name);
    name.resize(12, ' ');
    out.append("  ").append(name).append(format.help).append("\n");
  }
  return out + "\nPackets are in no recording: those that trace-ebpf --capture net keeps are pcapng files already.\n";
}

constexpr auto kFlags = std::to_array<Flag>({
    {.group = kIn,
     .letter = 'i',
     .name = "input",
     .value = "FILE",
     .repeats = true,
     .help = "read events from FILE; standard input if there is none",
     .manual = kInputManual},
    {.group = kIn,
     .name = "input-tracee",
     .value = "OPTION",
     .repeats = true,
     .help = "file:FILE, format:json (Tracee's spelling): --input-tracee help",
     .manual = kTraceeInputManual,
     .words = tracee_input_words,
     .topic = tracee_input_topic},
    {.group = kRules,
     .letter = 'r',
     .name = "rules",
     .value = "ID",
     .repeats = true,
     .help = "only these signatures, by id or name, separated by commas",
     .manual = kRulesManual,
     .completer = "_trace_rules_complete_rules"},
    {.group = kRules,
     .name = "rules-dir",
     .value = "DIR",
     .repeats = true,
     .help = "signatures of DIR, beside those shipped",
     .manual = kRulesDirManual},
    {.group = kRules, .name = "no-builtin", .help = "without those shipped", .manual = kNoBuiltinManual},
    {.group = kOut,
     .letter = 'o',
     .name = "output",
     .value = "FORMAT",
     .repeats = true,
     .help = "text or json, with :FILE to a file (text): --output help",
     .manual = kOutputManual,
     .words = output_words,
     .topic = output_topic},
    {.group = kKeep,
     .name = "ring",
     .value = "DIR",
     .help = "keep files of DIR (trace-ebpf --flight-recorder) around detections",
     .manual = kRingManual},
    {.group = kKeep,
     .name = "keep",
     .value = "DIR",
     .help = "in folders of DIR, one for each incident; its limits: --keep help",
     .manual = kKeepManual,
     .topic = keep_topic},
    {.group = kKeep,
     .name = "around",
     .value = "TIME:TIME",
     .help = "what was before and comes after (5m:1m)",
     .manual = kAroundManual},
    {.group = kProof,
     .name = "key",
     .value = "HEX",
     .repeats = true,
     .help = "verify: the key that trace-ebpf --sign printed at its start",
     .manual = kKeyManual},
    {.group = kProof,
     .name = "anchors",
     .value = "LOG",
     .help = "verify: the log that trace-ebpf --anchor wrote to",
     .manual = kAnchorsManual},
    {.group = kProof,
     .name = "artifacts",
     .value = "DIR",
     .help = "of report: what was captured, by its manifest in DIR",
     .manual = kArtifactsManual},
    {.group = kHow,
     .name = "require-sandbox",
     .help = "end rather than read without the sandbox",
     .manual = kRequireSandboxManual},
    {.group = kHow,
     .name = "log",
     .value = "LEVEL",
     .help = "debug, info, warn, error or fatal, on standard error (info)",
     .manual = kLogManual,
     .words = log_level_words},
    {.group = kCut, .name = "from", .value = "TIME", .help = "cut, keep: from this time on", .manual = kFromManual},
    {.group = kCut, .name = "to", .value = "TIME", .help = "cut, keep: before this time", .manual = kToManual},
    {.group = kCut,
     .name = "format",
     .value = "FORMAT",
     .help = "convert: to json, timesketch, ecs, ocsf or csv: --format help",
     .manual = kFormatManual,
     .words = export_words,
     .topic = export_topic},
    {.group = kCut,
     .name = "whole-frames",
     .help = "cut: parts as they were sealed, with their seals",
     .manual = kWholeFramesManual},
    {.group = kCut,
     .name = "detections",
     .help = "convert: with what the signatures find",
     .manual = kDetectionsManual},
    {.group = kCut,
     .name = "tree",
     .value = "PID[@TIME]",
     .repeats = true,
     .help = "this process and all that descend from it",
     .manual = kTreeManual},
    {.group = kCut,
     .name = "event",
     .value = "NAME",
     .repeats = true,
     .help = "these events, separated by commas",
     .manual = kEventManual},
    {.group = kCut,
     .name = "container",
     .value = "ID",
     .repeats = true,
     .help = "of this container",
     .manual = kContainerManual},
    {.group = kAsk,
     .letter = 'l',
     .name = "list",
     .value = "[FORMAT]",
     .help = "the signatures: table, completion (table)",
     .manual = kListManual,
     .words = engine_list_words},
    {.group = kAsk,
     .name = "list-events",
     .help = "the events they need, as trace-ebpf --trace event= takes them",
     .manual = kListEventsManual},
    {.group = kAsk,
     .name = "print-rule",
     .value = "ID",
     .help = "a signature as it is written",
     .manual = kPrintRuleManual,
     .completer = "_trace_rules_complete_rules"},
    {.group = kAsk, .name = "explain", .help = "what the signatures were compiled to", .manual = kExplainManual},
    {.group = kAsk, .name = "version", .help = "the version", .manual = kVersionManual},
    {.group = kAsk, .letter = 'h', .name = "help", .help = "this text", .manual = kHelpManual},
});

constexpr std::string_view kHead = R"(Finds what is suspicious in a stream of events from trace-ebpf.

Usage: trace-rules [OPTION]... [FILE]...
       trace-rules test [FILE|DIR]...   run the tests that stand in files of signatures
       trace-rules lint [FILE|DIR]...   say what is wrong with them, and which tests prove nothing
       trace-rules verify FILE|DIR...   prove that recordings and captured files are as they were sealed
       trace-rules report [--artifacts DIR] [--output FILE] [FILE]...   make a page of HTML from recordings
       trace-rules keep --ring DIR --from TIME --to TIME --output DIR   keep files of a flight recorder
       trace-rules cut [--from TIME] [--tree PID]... --output FILE [FILE]...   take a part out of recordings
       trace-rules convert --format FORMAT [--output FILE] [FILE]...   write recordings in another format
)";

constexpr std::string_view kTail = R"(
Exit status:
  0  done: all of the input was read, and it is whole as far as it can tell; or somebody stopped it
  1  the input was cut short or empty; reading or writing failed; a test failed, or lint found something
  2  the command line, a signature or a file that was named is wrong
  3  the input is damaged or no stream of events, or something is gone from its middle; standard error says what, with its number

  verify: 0 intact and complete, 1 intact as far as it goes or is sealed, 3 altered

Manual: trace-rules(1)
)";

constexpr std::string_view kFunctions = R"sh(
_trace_rules_complete_rules() {
  local words
  words=$(trace-rules --list 2>/dev/null | awk 'NR > 1 { print $1, $2 }')
  COMPREPLY=($(compgen -W "$words" -- "${1##*,}"))
}
)sh";

constexpr ProgramFlags kProgram{
    .name = "trace-rules",
    .flags = kFlags,
    .help_head = kHead,
    .help_tail = kTail,
    .operand = "FILE",
    .functions = kFunctions,
};

}  // namespace

const ProgramFlags& engine_program() {
  return kProgram;
}

int fail(int status, const Error& error) {
  return fail(engine_program().name, error, status);
}

int fail_to_open(const Error& error) {
  return fail(error.code == Code::denied ? kExitFailure : kExitUsage, error);
}

std::string manual_of_exports() {
  std::string out;
  for (const ExportSpec& format : kExports) {
    out.append(".It Cm ").append(format.name).append("\n").append(format.help).append("\n");
  }
  return out;
}

std::string manual_of_detection_formats() {
  std::string out;
  for (const FormatSpec& format : engine_formats()) {
    out.append(".It Cm ").append(format.name).append("\n").append(format.help).append("\n");
  }
  return out;
}

}  // namespace trace
