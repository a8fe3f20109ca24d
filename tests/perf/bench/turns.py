"""What an answer in a conversation takes: real worker and sockets, the phone simulator's people, engines that are fakes
with scripted delays (tests/fakes). Prints a table; writes turn.json into --out. tools/bench turn is how it is run.

Two ways of counting stand side by side. The parts, as the worker tells them on `tocsin.call.turn`: ears, model (first
text and first sentence), voice, their sum with our own share, and the silence that was waited for beside them. And the
gap, as the caller hears it: from the last of their own sound to the first of ours, on the simulator's recording.
"""
import argparse
import concurrent.futures
import json
import math
import os
import pathlib
import sys
import time

import conversations as talk
import positions

QUICK, PUBLISHED, ZERO = (0.150, 0.100, 0.075), (0.287, 0.142, 0.198), (0, 0, 0)


def percentile(values, share):
    """Nearest rank."""
    values = sorted(values)
    return round(values[max(math.ceil(share * len(values)), 1) - 1], 1) if values else None


def spread(values):
    return {"count": len(values), **{f"p{int(100 * share)}": percentile(values, share) for share in (0.5, 0.95, 0.99)},
            "most": percentile(values, 1)}


def figures(told):
    """Of a profile's turns."""
    parts = {name: spread([turn[key] for turn in told.turns if turn.get(key) is not None]) for name, key in (
        ("ears_ms", "stt_ttft_ms"), ("model_ms", "llm_ttft_ms"), ("sentence_ms", "llm_sentence_ms"), ("voice_ms", "tts_ttfb_ms"),
        ("own_ms", "own_ms"), ("sum_ms", "total_rtt_ms"), ("endpoint_ms", "endpoint_ms"))}
    told_gaps = [turn["total_rtt_ms"] + turn["endpoint_ms"] for turn in told.turns]
    return {**parts, "told_gap_ms": spread(told_gaps), "gap_ms": spread(told.gaps), "chunk_to_carrier_ms": spread(told.chunks), "calls": told.calls,
            "late_messages": told.late, "underruns": told.underruns, "own_late_frames": told.own_late,
            "worker_cores": told.worker_cores}


def row(name, one):
    def cell(part):
        return "-" if one[part]["count"] == 0 else f'{one[part]["p50"]:.0f} / {one[part]["p95"]:.0f} / {one[part]["p99"]:.0f}'
    print(f'{name:<26}' + "".join(f"{cell(part):>19}" for part in (
        "ears_ms", "model_ms", "voice_ms", "own_ms", "sum_ms", "endpoint_ms", "gap_ms")) + f'{one["own_ms"]["count"]:>7}', flush=True)


def bar(what, value, unit, wanted):
    print(f'  {what:<74} {"-" if value is None else value:>8} {unit:<3}' + (f" (goal: {wanted})" if wanted else ""), flush=True)


def measure_speeds(site, short):
    """name -> figures, of one worker that hears on a stream."""
    profiles = [("287/142/198 ms", PUBLISHED, 3, 2)] if short else [
        ("engines at zero", ZERO, 8, 9), ("150/100/75 ms", QUICK, 8, 9), ("287/142/198 ms", PUBLISHED, 8, 9),
        ("100 at once, 150/100/75", QUICK, 100, 5)]
    out = {}
    for name, delays, callers, turns in profiles:
        out[name] = figures(site.converse(delays, callers, turns))
        row(name, out[name])
    return out


def measure_http_ears(options):
    with talk.Site(options, "http", ears="whisper") as site:
        one = figures(site.converse(PUBLISHED, 8, 5))
    row("the same, ears over HTTP", one)
    return one


def measure_stalls(options):
    """How long a caller hears nothing when an engine stalls, until the next one or another word of ours is heard; without the
    silence that ends a turn. All at the same time, each with a worker of its own."""
    def measure(name):
        with talk.Site(options, name, stall=talk.STALLS[name]) as site:
            told = site.converse(QUICK, 2, 3, stall=talk.STALLS[name])
        return {"silence_ms": spread([silence - (talk.ENDPOINT if turn_ended else 0) for silence, turn_ended in told.silences]),
                "answers_heard": len(told.gaps)}
    with concurrent.futures.ThreadPoolExecutor(len(talk.STALLS)) as all_at_once:
        out = dict(zip(talk.STALLS, all_at_once.map(measure, talk.STALLS)))
    for name, one in out.items():
        silence = one["silence_ms"]
        print(f'  {name:<36} {silence["p50"]:>7} ms p50 {silence["most"]:>7} ms longest, of {silence["count"]}', flush=True)
    return out


def bars(speeds, stalls, misses):
    print("\nthe bars")
    zero, quick, published = (speeds[name] for name in ("engines at zero", "150/100/75 ms", "287/142/198 ms"))
    hundred = speeds["100 at once, 150/100/75"]
    bar("own time per turn, engines at zero, p99", zero["own_ms"]["p99"], "ms", "<= 10")
    bar("gap at 150/100/75 and 200 ms of silence, as told (sum and silence), p95", quick["told_gap_ms"]["p95"], "ms", "<= 560")
    bar("the same as the caller hears it, p95", quick["gap_ms"]["p95"], "ms", "<= 560")
    bar("own share at 287/142/198, p95", published["own_ms"]["p95"], "ms", "<= 10")
    bar("sum at 287/142/198 (627), p50", published["sum_ms"]["p50"], "ms", "627 and our own")
    bar("an engine's first sound until the carrier has it, p50", zero["chunk_to_carrier_ms"]["p50"], "ms", "")
    bar("the same, p99", zero["chunk_to_carrier_ms"]["p99"], "ms", "<= 5")
    measured = [one["silence_ms"]["most"] for one in stalls.values() if one["silence_ms"]["count"]]
    bar("a stalled engine: silence until the caller hears something, longest",
        max(measured) if len(measured) == len(stalls) else None, "ms", "<= 2000")
    bar(f"where a sentence goes on, beside where it was heard to ({len(misses)} times), most",
        percentile([abs(miss) for miss in misses], 1), "ms", "<= 40")
    bar("100 conversations at once: own time, p99", hundred["own_ms"]["p99"], "ms", "<= 10")
    bar("100 at once: messages of ours that came late; gaps heard", f'{hundred["late_messages"]}; {hundred["underruns"]}', "", "0; 0")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("bin", "models", "brokers", "database", "work", "out"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--short", action="store_true", help="one profile with few turns")
    options = parser.parse_args()
    begun, load = time.time(), os.getloadavg()[0]
    print(f'{"p50 / p95 / p99, ms":<26}' + "".join(f"{name:>19}" for name in (
        "ears", "model", "voice", "own", "sum", "silence waited", "gap heard")) + f'{"turns":>7}', flush=True)
    with talk.Site(options, "speeds") as site:
        out = {"profiles": measure_speeds(site, options.short)}
    if not options.short:
        out["profiles"]["287/142/198 ms, ears over HTTP"] = measure_http_ears(options)
        print("\nan engine stalls and another follows it: silence from the end of the turn, or within a sentence, until something is heard")
        out["stalls"] = measure_stalls(options)
        out["position_ms"] = positions.measure(options)
        out["audio_end_ms"] = positions.measure_service(options)
        bars(out["profiles"], out["stalls"], out["position_ms"])
        told = out["audio_end_ms"]
        bar(f"audio_end_ms beside where the caller stopped hearing ({len(told)} times), most",
            percentile([abs(miss) for miss in told], 1), "ms", "<= 40")
    out |= {"seconds": round(time.time() - begun), "load_before": round(load, 1), "load_after": round(os.getloadavg()[0], 1)}
    print(f'\nin {out["seconds"]} s; processes that wanted a core: {out["load_before"]} before, {out["load_after"]} after')
    (pathlib.Path(options.out) / "turn.json").write_text(json.dumps(out) + "\n")
    return 0 if all(one["own_ms"]["count"] for one in out["profiles"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
