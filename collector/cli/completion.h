// SPDX-License-Identifier: Apache-2.0
// What bash needs to complete --trace, --events and --scope, beyond what the table of flags says: the names of the
// catalog, and functions that know the forms of an expression.
#pragma once

#include <string>
#include <string_view>

namespace trace {

// Names of events, sets, scopes and arguments, as variables of bash.
std::string completion_variables();

// Each completes one value, $1. The last element of a list stands after its last comma; what comes before it stays.
inline constexpr std::string_view kCompletionFunctions = R"sh(
_trace_ebpf_list() {  # PREFIX WORDS: completes the last element of a comma list
  local prefix=$1 words=$2 done=
  [[ $prefix == *,* ]] && done=${prefix%,*},
  COMPREPLY=($(compgen -P "$done" -W "$words" -- "${prefix##*,}"))
}

_trace_ebpf_complete_trace() {
  local cur=$1 event
  case $cur in
    e*=*|event!=*) _trace_ebpf_list "${cur#*=}" "$_trace_ebpf_events" ;;
    s*=*|set!=*) _trace_ebpf_list "${cur#*=}" "$_trace_ebpf_sets" ;;
    *.*)
      event=${cur%%.*}
      COMPREPLY=($(compgen -P "$event." -W "retval ${_trace_ebpf_args[$event]-}" -- "${cur#*.}"))
      compopt -o nospace ;;
    *)
      COMPREPLY=($(compgen -W "$_trace_ebpf_scopes event= event!= set= set!=" -- "$cur"))
      [[ ${#COMPREPLY[@]} == 0 && -n $cur ]] && COMPREPLY=($(compgen -S . -W "$_trace_ebpf_events" -- "$cur"))
      compopt -o nospace ;;
  esac
}

_trace_ebpf_complete_events() {
  local cur=$1 event=${1##*,}
  case $event in
    -*) _trace_ebpf_list "$cur" "$(printf -- '-%s ' $_trace_ebpf_events $_trace_ebpf_sets)" ;;
    *.data.*|*.args.*)
      COMPREPLY=($(compgen -P "${cur%.*}." -W "${_trace_ebpf_args[${event%%.*}]-}" -- "${cur##*.}"))
      compopt -o nospace ;;
    *.*)
      COMPREPLY=($(compgen -P "${cur%.*}." -W 'data. retval scope.' -- "${cur##*.}"))
      compopt -o nospace ;;
    *) _trace_ebpf_list "$cur" "$_trace_ebpf_events $_trace_ebpf_sets" ;;
  esac
}

_trace_ebpf_complete_scope() {
  COMPREPLY=($(compgen -W "$_trace_ebpf_scopes" -- "$1"))
  compopt -o nospace
}
)sh";

}  // namespace trace
