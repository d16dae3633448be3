#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What must not compile does not, and for the reason given. A file of cases/ is
#
#   NAME.bpf.c          BPF code, compiled as bpf/CMakeLists.txt does
#   NAME.events.def     appended to a copy of a file of common/catalog/events, with which catalog.cpp is compiled
#   NAME.syscalls.def   the same for syscalls.def
#   NAME.html.cpp       code that writes a report
#
# and has a line with "EXPECT: " and an extended regular expression for the compiler's message. A case named sound-* is the
# control: it must compile.
#
#   run.sh [CASE]       two at a time, or that one
#
# The last line is 'N passed, N failed, N skipped'.
set -u
LC_ALL=C # the messages are matched
export LC_ALL

here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile_bpf() {
  clang -O2 -g -target bpf -mcpu=v3 -D__TARGET_ARCH_x86 -Wall -Wextra -Werror -Wno-unused-parameter \
    -Wno-unused-function -Wno-missing-field-initializers -I"$source" -c "$1" -o "$work/out.o"
}

# compile_catalog CASE DEF: the copy's common/ is found first.
compile_catalog() {
  rm -rf "$work/common"
  cp -r "$source/common" "$work/common"
  cat "$1" >>"$work/common/catalog/$2"
  "${CXX:-c++}" -std=c++20 -fsyntax-only -I"$work" "$work/common/catalog/catalog.cpp"
}

compile_html() {
  "${CXX:-c++}" -std=c++20 -fsyntax-only -I"$source" -include "$source/rules/report/html/html.h" "$1"
}

# Prints "ok NAME", or FAILED with the reason and what the compiler said.
try() {
  case=$1
  name=$(basename "$case")
  case $name in
    *.bpf.c) compile_bpf "$case" >"$work/message" 2>&1 ;;
    *.events.def) compile_catalog "$case" events/io_uring.def >"$work/message" 2>&1 ;;
    *.html.cpp) compile_html "$case" >"$work/message" 2>&1 ;;
    *.syscalls.def) compile_catalog "$case" syscalls.def >"$work/message" 2>&1 ;;
  esac
  status=$?
  expected=$(sed -n 's/.*EXPECT: \(.*[^ ]\) *\*\/.*/\1/p' "$case")
  complaint=
  case $name in
    sound-*) [ $status -eq 0 ] || complaint="does not compile" ;;
    *)
      if [ $status -eq 0 ]; then
        complaint="compiles"
      elif ! grep -qE -- "$expected" "$work/message"; then
        complaint="does not compile, but no line matches: $expected"
      fi
      ;;
  esac
  if [ -z "$complaint" ]; then
    echo "ok $name"
  else
    printf '%s\n' "FAILED $name: $complaint" "$(head -n 10 "$work/message" | sed 's/^/  /')" # one write: another one prints as well
  fi
}

if [ $# -eq 1 ]; then
  try "$1"
  exit
fi
set -- "$here"/cases/*
printf '%s\0' "$@" | xargs -0 -n 1 -P 2 "$here/run.sh" >"$work/results"
cat "$work/results"
passed=$(grep -c '^ok ' "$work/results")
failed=$(($# - passed))
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
