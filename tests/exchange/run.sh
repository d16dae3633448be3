#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A recording of either architecture, read by a trace-rules of this one, has the detections that a trace-rules of its own found in it,
# byte by byte, in JSON, which has numbers, and as text, which has names.
#
#   run.sh TRACE_RULES [FOLDER]      FOLDER has the recordings; that of this script by default
set -u
rules=$1
folder=${2:-$(dirname "$0")}
passed=0 failed=0
found=$(mktemp)
trap 'rm -f "$found"' EXIT
for recording in "$folder"/*.trace.zst; do
  expected=${recording%.trace.zst}.detections
  fact="detections in the recording of $(basename "$recording" .trace.zst): $(grep -c '^{' "$expected")"
  if "$rules" --output json "$recording" >"$found" 2>/dev/null && "$rules" --output text "$recording" >>"$found" 2>/dev/null && cmp "$found" "$expected" && [ -s "$expected" ]; then
    echo "ok $fact"
    passed=$((passed + 1))
  else
    echo "FAILED $fact"
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ] && [ $passed -gt 1 ]
