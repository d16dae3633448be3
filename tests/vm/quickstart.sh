#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# In a virtual machine: examples/quickstart.sh, with programs that are built already, detects what it does itself, as the README shows.
# Needs the tree below /trace: the script, .ci/install-packages, and build with trace-ebpf, trace-rules and suspicious-act.
set -u
# There is nothing to build.
: >/trace/build/build.ninja
printf '#!/bin/sh\n' >/bin/ninja
chmod 755 /bin/ninja
sh /trace/examples/quickstart.sh --seconds 10 >/tmp/said 2>&1
status=$?
cat /tmp/said
passed=0 failed=0
for line in 'trace-ebpf: ready: ' 'now running build/examples/suspicious-act' 'LOW TRC-102 ' 'HIGH TRC-105 ' '  what       sched_process_exec  .*pathname: memfd:dropped'; do
  if grep -q "^$line" /tmp/said; then
    echo "ok quickstart says \"$line\""
    passed=$((passed + 1))
  else
    echo "FAILED quickstart says \"$line\""
    failed=$((failed + 1))
  fi
done
[ $status -eq 0 ] || echo "quickstart ended with status $status"
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
