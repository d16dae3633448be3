#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Sends SIGINT to collectors 0 to 400 ms after their start, and looks whether their command ran.
#
#   early_signals.py TRIES MARK      MARK is a path that the command makes
import os
import re
import signal
import subprocess
import sys
import time

tries, mark = int(sys.argv[1]), sys.argv[2]
before = after = wrong = 0
for number in range(tries):
    if os.path.exists(mark):
        os.unlink(mark)
    collector = subprocess.Popen(
        ["trace-ebpf", "--output", "none", "--trace", "event=sched_process_exit", "--", "touch", mark],
        stderr=subprocess.PIPE, text=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    time.sleep(0.4 * number / tries)
    collector.send_signal(signal.SIGINT)
    said = collector.communicate()[1]
    ran = os.path.exists(mark)
    called_off = collector.returncode == -signal.SIGINT or re.search("a signal came before the command began", said)
    if not called_off:
        after += 1
    elif ran:
        wrong += 1
    else:
        before += 1
print(f"{tries} tries: {before} ended before the command, {after} after it began, {wrong} ran though told not to")
