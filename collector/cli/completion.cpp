// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/completion.h"

#include <string_view>

#include "collector/cli/options_help.h"
#include "common/catalog/catalog.h"

namespace trace {
namespace {

// Completes the last element of a list behind "=", and lets commas and dots stand.
constexpr std::string_view kFunctions = R"sh(
_trace_ebpf_list() {  # PREFIX WORDS: completes the last element of a comma list
  local prefix=$1 words=$2 done=
  [[ $prefix == *,* ]] && done=${prefix%,*},
  COMPREPLY=($(compgen -P "$done" -W "$words" -- "${prefix##*,}"))
}

_trace_ebpf() {
  local line=${COMP_LINE:0:COMP_POINT} cur flag event
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  ((${#words[@]} > 1)) || return
  cur=${words[-1]}
  flag=${words[-2]-}
  # Bash parts words at "=" and ":", so that only what follows them is put in place.
  case $flag in
    -t|--trace)
      case $cur in
        e*=*|event!=*) _trace_ebpf_list "${cur#*=}" "$_trace_ebpf_events" ;;
        s*=*|set!=*) _trace_ebpf_list "${cur#*=}" "$_trace_ebpf_sets" ;;
        *.*)
          event=${cur%%.*}
          COMPREPLY=($(compgen -P "$event." -W "retval ${_trace_ebpf_args[$event]-}" -- "${cur#*.}"))
          compopt -o nospace ;;
        *)
          COMPREPLY=($(compgen -W "$_trace_ebpf_scopes event= event!= set= set!=" -- "$cur"))
          [[ ${#COMPREPLY[@]} == 0 && -n $cur ]] &&
            COMPREPLY=($(compgen -S . -W "$_trace_ebpf_events" -- "$cur"))
          compopt -o nospace ;;
      esac ;;
    -e|--events)
      event=${cur##*,}
      case $event in
        -*) _trace_ebpf_list "$cur" "$(printf -- '-%s ' $_trace_ebpf_events $_trace_ebpf_sets)" ;;
        *.data.*|*.args.*)
          COMPREPLY=($(compgen -P "${cur%.*}." -W "${_trace_ebpf_args[${event%%.*}]-}" -- "${cur##*.}"))
          compopt -o nospace ;;
        *.*)
          COMPREPLY=($(compgen -P "${cur%.*}." -W 'data. retval scope.' -- "${cur##*.}"))
          compopt -o nospace ;;
        *) _trace_ebpf_list "$cur" "$_trace_ebpf_events $_trace_ebpf_sets" ;;
      esac ;;
    -s|--scope) COMPREPLY=($(compgen -W "$_trace_ebpf_scopes" -- "$cur")); compopt -o nospace ;;
    -o|--output) COMPREPLY=($(compgen -W "$_trace_ebpf_outputs" -- "$cur")) ;;
    --log) COMPREPLY=($(compgen -W "debug info warn error fatal" -- "$cur")) ;;
    -l|--list) COMPREPLY=($(compgen -W "json" -- "$cur")) ;;
    *) COMPREPLY=($(compgen -W "$_trace_ebpf_flags" -- "$cur")) ;;
  esac
}
complete -F _trace_ebpf trace-ebpf
)sh";

constexpr std::string_view kWords =
    R"(_trace_ebpf_scopes='uid= pid= tid= mntns= pidns= comm= uts= executable= container !container tree= follow'
_trace_ebpf_outputs='table table-verbose json binary none option:parse-arguments option:relative-time option:exec-env option:sort-events'
)";

}  // namespace

std::string completion_script() {
  std::string out = "# Bash completion for trace-ebpf; made by trace-ebpf --list completion.\n";
  out += "_trace_ebpf_flags='";
  for (const Flag& flag : flags()) {
    out.append("--").append(flag.name).append(" ");
  }
  out += "'\n_trace_ebpf_sets='";
  for (const std::string_view set : set_names()) {
    out.append(set).append(" ");
  }
  out += "'\n_trace_ebpf_events='";
  for (const EventSpec& event : events()) {
    out.append(event.name).append(" ");
  }
  out.append("'\n").append(kWords).append("declare -A _trace_ebpf_args=(\n");
  for (const EventSpec& event : events()) {
    if (event.fields.empty()) continue;
    out.append("  [").append(event.name).append("]='");
    for (const FieldSpec& field : event.fields) {
      out.append(field.name).append(" ");
    }
    out += "'\n";
  }
  return out.append(")\n").append(kFunctions);
}

}  // namespace trace
