"""Latencies from rows of the table alerts to the dial requests that a simulator saw, as one JSON line.

usage: sql_dials.py ROWS CALLS   ROWS: "number|milliseconds" lines; CALLS: the answer of /sim/calls.
Row N rings +1202(5000000+N). Exit 1 when a row was not dialled.
"""
import datetime
import json
import sys

rows = dict(line.split("|") for line in open(sys.argv[1]).read().split())
dialled = {}
for call in json.load(open(sys.argv[2]))["items"]:
    number = str(int(call["to"][5:]) - 5_000_000)
    at = datetime.datetime.fromisoformat(call["created_at"].replace("Z", "+00:00")).timestamp() * 1000
    dialled[number] = min(at, dialled.get(number, at))
waits = sorted(dialled[number] - float(at) for number, at in rows.items() if number in dialled)


def percentile(share):
    return round(waits[int(share * (len(waits) - 1))], 1)


print(json.dumps({"sent": len(rows), "seen": len(waits), "p50_ms": percentile(0.5), "p99_ms": percentile(0.99),
                  "max_ms": percentile(1)} if waits else {"sent": len(rows), "seen": 0}))
sys.exit(0 if len(waits) == len(rows) else 1)
