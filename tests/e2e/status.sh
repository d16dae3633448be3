#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What status the engine ends with, by what its input is: a table. Prints each row that is not so, and how many there are.
#
#   status.sh RECORDING WORK     RECORDING is one in frames, compressed by zstd; WORK an empty folder
set -u

zstd -qd "$1" -o "$2/whole"
cd "$2" || exit 2
size=$(wc -c <whole)
flip() { # FILE OFFSET
  byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
  # shellcheck disable=SC2059 # the byte
  printf "\\$(printf %03o $((byte ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
head -c $((size * 9 / 10)) whole >cut-short
head -c $((size - 1)) whole >cut-by-one
head -c 1 whole >cut-in-first-byte
head -c 100 whole >cut-in-head
head -c 5000 whole >cut-in-catalog
cp whole wiped-head && head -c 100 /dev/zero | dd of=wiped-head conv=notrunc 2>/dev/null
head -c 100 /dev/zero >zeros
printf garbage >no-line-end
printf 'gar"bage' >no-line-end-within-quotes
tr '\000' ' ' <cut-in-head >blanked-head
cp whole flipped && flip flipped $((size / 2))
cp whole flipped-in-catalog && flip flipped-in-catalog 14000
cp cut-short cut-and-flipped && flip cut-and-flipped $((size / 2))
cat cut-short whole >cut-then-whole
zstd -q whole -o whole.zst
zstd -q -3 <whole >in-zstd && for n in 1 3 4 8; do head -c $n in-zstd >cut-in-zstd-$n; done
for n in 1 3 4 7 8 20; do head -c $n "$1" >cut-in-seal-$n; done
cp whole.zst wiped-head.zst && head -c 10 /dev/zero | dd of=wiped-head.zst conv=notrunc 2>/dev/null
head -c $(($(wc -c <whole.zst) / 2)) whole.zst >cut.zst
cp whole.zst flipped.zst && flip flipped.zst $(($(wc -c <whole.zst) / 2))
event='{"eventName":"ptrace","args":[]}'
row='{"eventId":101,"eventName":"ptrace","produced":2,"written":2,"filtered":0,"lost":0}'
totals="{\"totals\":{\"final\":true,\"events\":[$row]}}"
alive='{"totals":{"final":false,"time":1700000000000000000}}'
printf '%s\n' "$event" "$alive" "$event" "$totals" >whole.jsonl
begins='{"totals":{"final":false,"begins":true,"time":1700000000000000000}}'
printf '%s\n' "$begins" "$event" "$begins" "$event" "$event" "$totals" >cut-then-whole.jsonl
printf '%s\n' "$begins" "$event" "$event" "$totals" "$begins" "$event" "$event" "$totals" >whole-twice.jsonl
printf '%s\n' "$event" "$event" >chosen.jsonl
printf '%s\n' "$event" "$alive" "$event" >cut.jsonl
printf '%s\n{"eventName":"ptr' "$event" >torn.jsonl
printf '%s\n{"eventName":"ptr\n%s\n' "$event" "$event" >damaged.jsonl
printf '%s\n' "$event" "$alive" "$totals" >gap.jsonl
printf '[%s,%s' "$event" "$event" >open-list.json
numbered() { printf '{"eventName":"ptrace","args":[],"provenance":{"lane":3,"seq":%s}}\n' "$1"; }
{ echo "$begins" && numbered 1 && numbered 2 && echo "$totals"; } >numbered.jsonl
{ echo "$begins" && numbered 1 && numbered 1 && echo "$totals"; } >one-twice.jsonl
{ echo "$begins" && numbered 2 && numbered 1 && echo "$totals"; } >not-in-place.jsonl
{ numbered 2 && numbered 1; } >chosen-and-sorted.jsonl
lossy=$(echo "$totals" | sed 's/"produced":2/"produced":7/; s/"lost":0/"lost":5/')
told='{"loss":{"eventId":101,"eventName":"ptrace","count":5}}'
printf '%s\n' "$begins" "$event" "$told" "$event" "$lossy" >lossy.jsonl
printf '%s\n' "$begins" "$event" "$event" "$lossy" >loss-not-told.jsonl
printf '%s\n' "$begins" "$event" "$told" "$event" "$totals" >loss-not-counted.jsonl
: >empty

rows=0 wrong=0
is() { # STATUS COMMAND...
  due=$1
  shift
  "$@" >/dev/null 2>said
  got=$?
  rows=$((rows + 1))
  [ $got -eq "$due" ] && return
  wrong=$((wrong + 1))
  echo "status $got, not $due: $*"
  tail -n 3 said
}
through_pipe() {
  cat "$1" | trace-rules
}

while read -r status input; do
  is "$status" trace-rules "$input"
  is "$status" trace-rules --output json --input "$input"
  is "$status" through_pipe "$input"
  is "$status" trace-rules cut --output extract "$input"
  is "$status" trace-rules convert --format ecs --output converted "$input"
done <<'END'
0 whole
0 whole.zst
0 whole.jsonl
0 chosen.jsonl
0 chosen-and-sorted.jsonl
0 numbered.jsonl
0 lossy.jsonl
1 empty
1 cut-short
1 cut-by-one
1 cut-in-first-byte
1 cut-in-head
1 cut-in-catalog
1 cut-in-zstd-1
1 cut-in-zstd-3
1 cut-in-zstd-4
1 cut-in-zstd-8
1 cut-in-seal-1
1 cut-in-seal-3
1 cut-in-seal-4
1 cut-in-seal-7
1 cut-in-seal-8
1 cut-in-seal-20
3 cut-then-whole
1 cut.zst
1 cut.jsonl
1 cut-then-whole.jsonl
0 whole-twice.jsonl
1 torn.jsonl
1 open-list.json
3 /etc/passwd
3 wiped-head
3 wiped-head.zst
3 no-line-end
3 no-line-end-within-quotes
3 zeros
3 blanked-head
3 flipped
3 flipped-in-catalog
3 cut-and-flipped
3 flipped.zst
3 damaged.jsonl
3 gap.jsonl
3 one-twice.jsonl
3 not-in-place.jsonl
3 loss-not-told.jsonl
3 loss-not-counted.jsonl
END
for input in cut-*; do
  case $input in
    *then-whole* | *flipped) ;;
    *) is 1 trace-rules verify "$input" ;;
  esac
done
# The worst of several inputs holds.
is 0 trace-rules whole whole.jsonl
is 1 trace-rules whole empty
is 1 trace-rules empty whole.jsonl
is 1 trace-rules convert --format ecs --output converted whole empty
is 1 trace-rules whole.jsonl cut-short
is 1 trace-rules cut-short whole.jsonl
is 3 trace-rules whole whole
is 3 trace-rules whole cut-short
is 3 trace-rules flipped cut-short
is 3 trace-rules cut-short flipped whole
# What was asked for could not be done, or is wrong.
is 1 trace-rules --output json:/dev/full whole
is 1 trace-rules cut --output /dev/full whole
is 1 trace-rules convert --format csv --output /dev/full whole
is 2 trace-rules cut --tree x whole
is 2 trace-rules convert --format xml whole
is 2 trace-rules nonexistent
mkdir without-recordings
is 2 trace-rules without-recordings
is 2 trace-rules --nonsense
printf 'kind: rule\nid: A\nname: a\nversion: 1\ntitle: T\nseverity: low\nevents: ptrace\ntests:\n  - {name: q, events: [{event: dup}], expect: %s}\n' 1 >fails.yaml
sed 's/expect: 1/expect: 0/' fails.yaml >proves-nothing.yaml
printf 'kind: ruel\n' >wrong.yaml
is 0 trace-rules test
is 1 trace-rules test fails.yaml
is 2 trace-rules test wrong.yaml
is 0 trace-rules lint
is 1 trace-rules lint proves-nothing.yaml
is 2 trace-rules lint wrong.yaml
is 2 trace-rules --rules-dir nonexistent whole
is 2 trace-rules --print-rule nonexistent
echo "$rows rows, $wrong wrong"
