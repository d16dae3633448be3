#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Starts collectors, ends each by SIGTERM, SIGINT or SIGKILL after 0 to 400 ms, and looks whether anything is left: processes, programs,
# maps and links in the kernel, files.
#
#   starts.py [-n COUNT] [BUILD]       COUNT is 10,000 by default, BUILD build/
#
# Every third one runs a command. Needs BPF and root. What other programs load meanwhile is told from ours by who holds it. The last line
# says whether anything was left; so does the exit status.
import argparse
import ctypes
import glob
import os
import platform
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

NEXT_ID = {"programs": 11, "maps": 12, "links": 31}  # enum bpf_cmd: BPF_*_GET_NEXT_ID
FDINFO = {"programs": "prog_id:", "maps": "map_id:", "links": "link_id:"}
SYS_BPF, PR_SET_CHILD_SUBREAPER = {"x86_64": 321, "aarch64": 280}[platform.machine()], 36
libc = ctypes.CDLL(None, use_errno=True)


def ids_in_kernel(kind):
    ids, attr = set(), (ctypes.c_uint32 * 32)()
    while libc.syscall(SYS_BPF, NEXT_ID[kind], ctypes.byref(attr), ctypes.sizeof(attr)) == 0:
        ids.add(attr[1])
        attr[0] = attr[1]
    return ids


def ids_held(kind):
    ids = set()
    for path in glob.glob("/proc/[0-9]*/fdinfo/*"):
        try:
            with open(path, encoding="ascii") as file:
                words = file.read().split()
        except OSError:
            continue
        ids.update(int(words[i + 1]) for i, word in enumerate(words) if word == FDINFO[kind])
    return ids


# Those that nobody holds: what the kernel frees a little later goes away by itself.
def left_in_kernel(kind, before):
    deadline = time.time() + 20
    while True:
        left = ids_in_kernel(kind) - before - ids_held(kind)
        if not left or time.time() > deadline:
            return left
        time.sleep(0.5)


# Orphans become children of this process. Those of a collector that was killed end within a moment.
def children_left():
    deadline = time.time() + 5
    while time.time() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.01)
        except ChildProcessError:
            return []
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        return file.read().split()


def start(build, folder, number):
    arguments = [f"{build}/collector/trace-ebpf", "--trace", "event=sched_process_exit", "--output", f"binary:{folder}/trace"]
    if number % 3 == 0:
        arguments += ["--", "sleep", "1000"]
    return subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=10_000)
    parser.add_argument("build", nargs="?", default=os.path.join(os.path.dirname(__file__), "../../build"))
    options = parser.parse_args()
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    folder = tempfile.mkdtemp()
    before = {kind: ids_in_kernel(kind) for kind in NEXT_ID}
    statuses, wrong = {}, []
    for number in range(options.n):
        how = random.choice([signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
        collector = start(options.build, folder, number)
        time.sleep(random.random() * 0.4)
        collector.send_signal(how)
        try:
            said = collector.communicate(timeout=15)[1].decode(errors="replace")
        except subprocess.TimeoutExpired:
            collector.kill()
            said = collector.communicate()[1].decode(errors="replace")
            wrong.append(f"start {number}: not ended 15 s after {how.name}: {said[-300:]}")
        statuses[how.name, collector.returncode] = statuses.get((how.name, collector.returncode), 0) + 1
        # By the signal's default, or in order; 1 and 143: the command was not begun, or was ended.
        if collector.returncode not in (-how, 0, 1, 143):
            wrong.append(f"start {number}: status {collector.returncode} after {how.name}: {said[-300:]}")
        left = children_left()
        if left:
            wrong.append(f"start {number}: processes {left} left after {how.name}")
            for pid in left:
                os.kill(int(pid), signal.SIGKILL)
        if number % 500 == 499:
            print(f"{number + 1} starts, {len(wrong)} wrong", flush=True)
    for kind, ids in before.items():
        left = left_in_kernel(kind, ids)
        if left:
            wrong.append(f"{kind} left in the kernel: {sorted(left)}")
    files = set(os.listdir(folder)) - {"trace"}
    if files:
        wrong.append(f"files left: {files}")
    shutil.rmtree(folder)
    for (name, status), count in sorted(statuses.items()):
        print(f"{name}: status {status} {count} times")
    print("\n".join(wrong[:20]))
    print(f"{options.n} starts, {len(wrong)} wrong")
    return 1 if wrong else 0


sys.exit(main())
