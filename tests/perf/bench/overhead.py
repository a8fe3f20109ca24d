"""What traces cost: the worker's CPU per run with them, as a ratio to that without in the same round.

usage: overhead.py SAMPLES   SAMPLES: lines "ROUND VARIANT CPU_SECONDS RUNS", variants off, 1% and 100%.
Prints one JSON object: for each variant the median ratio with the interval that holds it at 95 % (of the sign
test: two of the sorted ratios, so nothing is supposed of how they are spread; with fewer than six pairs the least
and the greatest), and the same of "off" to "off" in the round before, which is what the machine alone does.
"""
import json
import statistics
import sys


def interval(values):
    values = sorted(values)
    n = len(values)
    below, term, rank = 0.0, 0.5**n, 0
    while rank < n // 2 and below + term <= 0.025:
        below += term
        term *= (n - rank) / (rank + 1)
        rank += 1
    rank = max(rank, 1)
    return values[rank - 1], values[n - rank]


def told(ratios):
    low, high = interval(ratios)
    return {"pairs": len(ratios), "ratio": round(statistics.median(ratios), 4), "low": round(low, 4),
            "high": round(high, 4)}


rounds = {}
for line in open(sys.argv[1]):
    number, variant, cpu, runs = line.split()
    rounds.setdefault(int(number), {})[variant] = float(cpu) / int(runs) * 1e6
whole = [rounds[number] for number in sorted(rounds) if {"off", "1%", "100%"} <= rounds[number].keys()]
report = {"off_us": round(statistics.median(each["off"] for each in whole), 1)}
for variant in ("1%", "100%"):
    report[variant] = told([each[variant] / each["off"] for each in whole])
if len(whole) > 1:
    report["off again"] = told([after["off"] / before["off"] for before, after in zip(whole, whole[1:])])
print(json.dumps(report))
