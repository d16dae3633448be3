#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which events `trace-rules cut --tree PID` should take out of a recording, found in another way: from lines of JSON on standard input,
by reading them several times. Prints the lane and the number of each, sorted.

Members are found until there are no more: whoever has a member for a parent, by an event or by a fork."""
import json
import sys

root = int(sys.argv[1])
events = [e for e in map(json.loads, sys.stdin) if e.get("eventName") not in (None, "extract")]


def own(event):
    return (event["hostProcessId"], event["processEntityId"])


def parent(event):
    return (event["hostParentProcessId"], event["parentEntityId"])


def child(event):
    """Of a fork: the event of it that is the child's first, or none."""
    if event["eventName"] != "sched_process_fork":
        return None
    args = {a["name"]: a["value"] for a in event["args"]}
    if args["child_pid"] != args["child_tid"]:
        return None
    return next((own(e) for e in events if e["hostProcessId"] == args["child_pid"]), (args["child_pid"], 0))


children = {id(e): child(e) for e in events}
parents = {}
for e in events:
    parents.setdefault(own(e), parent(e))
members = {own(e) for e in events if e["hostProcessId"] == root}
while True:
    more = {p for p, of in parents.items() if of in members}
    more |= {children[id(e)] for e in events if children[id(e)] and own(e) in members}
    if more <= members:
        break
    members |= more
ancestors = set()
for member in [m for m in members if m[0] == root]:
    at = parents.get(member)
    while at and at not in ancestors:
        ancestors.add(at)
        at = parents.get(at)
for e in events:
    is_program = e["eventName"] in ("sched_process_exec", "existing_process")
    if own(e) in members or children[id(e)] in members or (is_program and own(e) in ancestors):
        print(e["provenance"]["lane"], e["provenance"]["seq"])
