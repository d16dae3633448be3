#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Sends SIGINT to collectors 0 to 400 ms after their start, and looks whether their command began after that.
#
#   early_signals.py TRIES MARK      MARK is a path that the command makes
#
# The command writes when it began, which is compared with when the signal was sent: that the collector said what it did is not enough.
import os
import re
import signal
import subprocess
import sys
import time

# Of a command that was let go just before the signal, on a machine that is busy. Loading the programs takes longer.
GRACE_S = 0.2
BEGIN = 'read -r up rest </proc/uptime; echo "$up" >"$0"'  # CLOCK_BOOTTIME, in hundredths (proc(5))

tries, mark = int(sys.argv[1]), sys.argv[2]
before = after = wrong = 0
for number in range(tries):
    if os.path.exists(mark):
        os.unlink(mark)
    collector = subprocess.Popen(
        ["trace-ebpf", "--output", "none", "--trace", "event=sched_process_exit", "--", "sh", "-c", BEGIN, mark],
        stderr=subprocess.PIPE, text=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    time.sleep(0.4 * number / tries)
    sent = time.clock_gettime(time.CLOCK_BOOTTIME)
    collector.send_signal(signal.SIGINT)
    said = collector.communicate()[1]
    began = None
    if os.path.exists(mark):
        with open(mark) as file:
            began = float(file.read() or "0")
    called_off = collector.returncode == -signal.SIGINT or re.search("a signal came before the command began", said)
    if began is not None and (called_off or began > sent + GRACE_S):
        wrong += 1
    elif called_off:
        before += 1
    else:
        after += 1
print(f"{tries} tries: {before} ended before the command, {after} after it began, {wrong} ran though told not to")
