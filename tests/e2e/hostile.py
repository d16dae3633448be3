#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lines of events whose texts are what an attacker would choose; with "csv", whether what they became on standard input is sound CSV
without a formula."""
import csv
import json
import sys

TEXTS = ["=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(1)", "\t=1", "\r=1", '"quoted",\n\u202e\x00\x1b[2J', "\x7f" * 40000]


def print_lines():
    for number, text in enumerate(TEXTS):
        event = {
            "timestamp": 1700000000000000000 + number,
            "hostProcessId": 7,
            "processName": text[:15],
            "hostName": text[:15],
            "containerId": text[:60],
            "executable": {"path": text[:4000]},
            "eventName": "sched_process_exec",
            "args": [
                {"name": "pathname", "type": "const char*", "value": text},
                {"name": "argv", "type": "const char**", "value": [text, ""]},
            ],
        }
        print(json.dumps(event, ensure_ascii=number % 2 == 0))
    sys.stdout.flush()


def check_csv():
    csv.field_size_limit(1 << 30)
    header, *rows = csv.reader(open(0, newline=""))
    assert all(len(row) == len(header) for row in rows)
    texts = [cell for row in rows for cell in row[8:]]
    is_number = [cell.lstrip("-").isdigit() for cell in texts]
    formulas = [cell for cell, number in zip(texts, is_number) if not number and cell[:1] in "=+-@\t\r" and cell]
    print(f"{len(rows)} records of {len(header)} columns, {'no formula' if not formulas else formulas}")


check_csv() if sys.argv[1:] == ["csv"] else print_lines()
