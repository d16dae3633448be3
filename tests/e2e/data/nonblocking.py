# SPDX-License-Identifier: Apache-2.0
# The collector with a pipe for its output that does not block, and a reader that comes late.
import fcntl
import os
import subprocess
import time

reader, writer = os.pipe()
fcntl.fcntl(writer, fcntl.F_SETFL, os.O_NONBLOCK)
collector = subprocess.Popen(
    ["trace-ebpf", "--output", "json", "--trace", "event=getppid", "--", "python3", "-c", "import os\nfor i in range(5000): os.getppid()"],
    stdout=writer)
os.close(writer)
time.sleep(1)
data = b""
while piece := os.read(reader, 1 << 16):
    data += piece
whole = data.count(b'"eventName":"getppid"') >= 5000 and data.endswith(b"\n")
print(f"{'whole' if whole else 'cut'}, status {collector.wait()}")
