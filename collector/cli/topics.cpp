// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/topics.h"

#include <algorithm>

#include "collector/cli/options_output.h"
#include "collector/selection/scope_text.h"
#include "common/catalog/formats.h"

namespace trace {
namespace {

constexpr std::string_view kTraceTopicBegin =
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
)";

constexpr std::string_view kTraceTopicEnd =
    R"(
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

constexpr std::string_view kScopeTopicBegin =
    R"(--scope EXPR, -s EXPR: whose events. Each scope narrows the others.

)";

constexpr std::string_view kScopeTopicEnd =
    R"(
  Several values of one = are alternatives: uid=0,1000.

Examples: --scope uid=0 --scope comm=nginx,bash --scope 'pid>=1000' --scope not-container
)";

constexpr std::string_view kOutputHead =
    R"(--output SPEC, -o SPEC: where events go, and how they look. Repeat for several outputs.

)";

constexpr std::string_view kOutputMiddle = R"(  none                 nothing

  FORMAT:FILE,...      to files; "stdout" is standard output
  FORMAT:FILE.zst      compressed, and sealed against changes: trace-rules verify FILE.zst

  FORMAT:DIR/          to several files, one after the other, in a folder that is ours alone
  FORMAT:DIR/%F-%H%M%S.trace.zst      with these names; %F %Y %m %d %H %M %S %j are times of UTC
    ,rotate=LIMIT,...  when the next one begins: 64M, 10m ...; whatever comes first (256M,1h)
    ,keep=LIMIT,...    what is kept: 10G, 24h ...; the oldest files are removed (all are kept)

  format:FORMAT  out-file:FILE     the same, in the spelling of Tracee's first releases

  option:NAME,...
)";

constexpr std::string_view kOutputTail =
    R"(
Examples: --output json  --output table --output json:events.json  --output option:exec-env
          --output binary:/var/log/trace/,rotate=1h,keep=168h,20G
)";

// "  name   what it is", in columns.
void append_row(std::size_t indent, std::string_view name, std::string_view help, std::string& out) {
  static constexpr std::size_t kColumn = 23;
  std::string left(indent, ' ');
  left.append(name).resize(std::max(kColumn, indent + name.size() + 1), ' ');
  out.append(left).append(help).append("\n");
}

}  // namespace

std::string trace_topic() {
  return std::string(kTraceTopicBegin) + scope_help() + std::string(kTraceTopicEnd);
}

std::string events_topic() {
  return std::string(kEventsTopic);
}

std::string scope_topic() {
  return std::string(kScopeTopicBegin) + scope_help() + std::string(kScopeTopicEnd);
}

std::string output_topic() {
  std::string out(kOutputHead);
  for (const FormatSpec& format : collector_formats()) append_row(2, format.name, format.help, out);
  out += kOutputMiddle;
  for (const OutputOption& option : output_options()) append_row(4, option.name, option.help, out);
  return out.append(kOutputTail);
}

}  // namespace trace
