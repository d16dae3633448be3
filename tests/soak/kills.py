#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Kills collectors that capture, or their keepers, at random instants, and looks at what they leave: whatever the manifest lists is there, with
# its hash, and what was not finished is named by the next run.
#
#   kills.py [-n COUNT] [BUILD]       COUNT is 200 by default, BUILD build/
#
# All runs share one folder. Meanwhile programs of contents of their own are executed, and files written. Needs BPF and root. The last line
# says whether anything was wrong; so does the exit status.
import argparse
import errno
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time


# Writes, executes and removes programs and files until it is stopped.
class Load(threading.Thread):
    def __init__(self, folder):
        super().__init__(daemon=True)
        self.folder, self.stopped, self.programs = folder, False, 0
        with open("/bin/true", "rb") as file:
            self.program = file.read()

    def run(self):
        while not self.stopped:
            self.programs += 1
            path = f"{self.folder}/program"
            with open(path, "wb") as file:
                file.write(self.program + os.urandom(random.choice([16, 100_000, 3_000_000])))
            os.chmod(path, 0o700)
            self.execute(path)
            os.unlink(path)
            with open(f"{self.folder}/written", "wb") as file:
                file.write(os.urandom(random.choice([10, 50_000, 1_000_000])))


    # A collector that is started meanwhile has the file open for writing until it is executed itself.
    @staticmethod
    def execute(path):
        while True:
            try:
                return subprocess.run([path], check=False)
            except OSError as error:
                if error.errno != errno.ETXTBSY:
                    raise


def keeper_of(collector):
    with open(f"/proc/{collector}/task/{collector}/children", encoding="ascii") as file:
        children = file.read().split()
    for child in children:
        with open(f"/proc/{child}/comm", encoding="ascii") as file:
            if file.read().strip() == "trace-keeper":
                return int(child)
    return 0


def wait_for_end(pid):
    deadline = time.time() + 60
    while os.path.exists(f"/proc/{pid}") and time.time() < deadline:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            if file.read().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        time.sleep(0.01)
    return not os.path.exists(f"/proc/{pid}")


def capture(build, folder, work):
    what = f"exec,write={work}/*,min-free=0,max-total=100G,max-files=1000000,max-process=100G,dir={folder}"
    return subprocess.Popen([f"{build}/collector/trace-ebpf", "--capture", what, "--output", "none"], stderr=subprocess.PIPE)


# What `verify` says of the folder but for leftovers, which only a run that follows can name.
def verify(build, folder):
    done = subprocess.run([f"{build}/rules/trace-rules", "verify", folder], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=200)
    parser.add_argument("build", nargs="?", default=os.path.join(os.path.dirname(__file__), "../../build"))
    options = parser.parse_args()
    place = tempfile.mkdtemp()
    folder, work = f"{place}/artifacts", f"{place}/work"
    os.mkdir(work)
    load = Load(work)
    load.start()
    wrong, killed = [], {"collector": 0, "keeper": 0}
    for number in range(options.n):
        collector = capture(options.build, folder, work)
        for line in collector.stderr:
            if b"ready" in line:
                break
        keeper = keeper_of(collector.pid)
        time.sleep(random.random() * 1.5)
        whom = random.choice(["collector", "keeper"])
        killed[whom] += 1
        os.kill(collector.pid if whom == "collector" else keeper, signal.SIGKILL)
        if whom == "keeper":
            collector.send_signal(signal.SIGTERM)
        for end, pid in (("collector", collector.pid), ("keeper", keeper)):
            if not wait_for_end(pid):
                wrong.append(f"run {number}: the {end} is there a minute after the {whom} was killed")
                os.kill(pid, signal.SIGKILL)
        collector.communicate()
        status, said = verify(options.build, folder)
        if status not in (0, 1):
            wrong.append(f"run {number}, {whom} killed: verify ends with {status}: {said[:600]}")
        # A keeper that was told of the end of its collector leaves nothing unfinished.
        if whom == "collector" and re.search(r"^ *left over: tmp/", said, re.M):
            wrong.append(f"run {number}, collector killed: {said[:600]}")
        if number % 20 == 19:
            print(f"{number + 1} killed, {len(wrong)} wrong", flush=True)
    last = capture(options.build, folder, work)
    for line in last.stderr:
        if b"ready" in line:
            break
    last.send_signal(signal.SIGTERM)
    last.communicate()
    load.stopped = True
    load.join()
    status, said = verify(options.build, folder)
    if status != 0:
        wrong.append(f"after a run that ended in order verify ends with {status}: {said[:600]}")
    results = {}
    with open(f"{folder}/manifest.ndjson", encoding="utf-8") as file:
        for line in file:
            entry = json.loads(line)
            kind = (entry["kind"], entry["result"])
            results[kind] = results.get(kind, 0) + entry.get("count", 1)
    shutil.rmtree(place)
    print(f"{load.programs} programs were executed; lines of the manifest:")
    for (kind, result), count in sorted(results.items()):
        print(f"  {kind} {result}: {count}")
    print("\n".join(wrong[:20]))
    print(f"{killed['collector']} collectors and {killed['keeper']} keepers killed, {len(wrong)} wrong")
    return 1 if wrong else 0


sys.exit(main())
