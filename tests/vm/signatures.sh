#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# In a virtual machine: ordinary work, a package installed with dpkg among it, gives three detections at most, and the act of each
# signature is detected. Needs trace-ebpf, trace-rules, act (tests/e2e/act.cpp), /benign.sh (tests/e2e) and dpkg.
set -u
PATH=/usr/bin:$PATH # busybox has a dpkg as well
ln -sf dash /usr/bin/sh
mkdir -p /usr/lib /var/lib/dpkg/info /var/lib/dpkg/updates /var/spool/cron/crontabs
: >/var/lib/dpkg/status
command -v ldconfig >/dev/null || ln -s true /bin/ldconfig # dpkg wants it to be there
passed=0 failed=0

is() { # WHETHER FACT
  if [ "$1" = yes ]; then
    echo "ok $2"
    passed=$((passed + 1))
  else
    echo "FAILED $2"
    failed=$((failed + 1))
  fi
}

# One recording of both, since a start takes ten seconds here; the second in which the one ends and the other begins is in /tmp/border.
act make-container
trace-ebpf --output binary:/tmp/trace -- dash -c 'dash /benign.sh; sleep 1; date +%s >/tmp/border; sleep 1; act all' >/tmp/said 2>&1
act remove-container
trace-rules --output json /tmp/trace 2>/tmp/summary >/tmp/found
cat /tmp/said /tmp/summary
detected() { # OPERATOR: before or after the border, "SECOND NAME" each
  sed -n 's/.*"timestamp":\([0-9]\{10\}\).*"EventName":"\([a-z0-9_]*\)".*/\1 \2/p' /tmp/found |
    while read -r second name; do [ "$second" "$1" "$(cat /tmp/border)" ] && echo "$name"; done
}
detected -lt >/tmp/before
detected -gt >/tmp/after
echo "ordinary work: $(wc -l </tmp/before) detections" && cat /tmp/before
is "$(grep -q '^did:.* dpkg-deb dpkg dpkg tar strace' /tmp/said && ! grep -q '^failed:' /tmp/said && echo yes)" "ordinary work is done"
is "$([ "$(wc -l </tmp/before)" -le 3 ] && echo yes)" "ordinary work gives three detections at most"
for name in $(act 2>&1 | sed "s/.*one of://"); do is "$(grep -qx "$name" /tmp/after && echo yes)" "$name is detected"; done
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
