"""Tells the demo's conversation: a patient rings the clinic and talks with a language model that is its receptionist.
Prints what was said and heard as it happens, what each answer took, and checks at the end. Exit 0 only then."""
import argparse
import json
import pathlib
import subprocess
import sys
import threading
import time
import urllib.request

import story

PATIENT = "+12025550101"
# Of the fake of a model's service: one answer for each question to come, as fast as a quick one writes.
ANSWERS = [
    {"text": "A teeth cleaning costs $90, and it takes about half an hour with our hygienist. Would you like to come this week?"},
    {"text": "Let me look.", "calls": [{"id": "call_1", "name": "find_times", "arguments": '{"day": "Tuesday"}'}]},
    {"text": "On Tuesday I have nine or eleven o'clock. Which one do you like?"},
    {"text": "Nine on Tuesday it is. Goodbye, see you then.",
     "calls": [{"id": "call_2", "name": "end_conversation", "arguments": "{}"}]},
    {"text": json.dumps({"summary": "The caller asked for the price of a cleaning and booked one for Tuesday at nine.",
                         "intents": ["price", "appointment"], "outcome": "Booked.", "sentiment": "positive"})},
]


def put(url, data):
    with urllib.request.urlopen(urllib.request.Request(url, data=data, method="PUT"), timeout=10):
        pass


def times(data):
    parts = [f'{name} {data[key]} ms' for name, key in (("ears", "stt_ttft_ms"), ("model", "llm_sentence_ms"), ("voice", "tts_ttfb_ms"),
                                                        ("own", "own_ms")) if data.get(key) is not None]
    return f'answer to turn {data["turn"]} after {data["total_rtt_ms"]} ms ({", ".join(parts)}) and {data["endpoint_ms"]} ms of silence'


class Narrator(story.Narrator):
    def of_kind(self, act, ending=None):
        with self.lock:
            return [step for step in self.events.get("steps", []) if step["act"] == act and ending in (None, step.get("ending"))]

    def event(self, record):
        headers = dict(zip(record.get("headers", [])[::2], record.get("headers", [])[1::2]))
        kind, data = headers.get("ce_type", ""), json.loads(record.get("payload") or "{}")
        if kind == "tocsin.call.turn" and data["method"] == "answer":
            with self.lock:
                self.events.setdefault("answers", []).append(data)
            return self.line("time", times(data))
        if kind == "tocsin.call.step_ended":
            with self.lock:
                self.events.setdefault("steps", []).append(data)
            tool = f' {data["tool"]["name"]} {json.dumps(data["tool"]["arguments"])}' if "tool" in data else ""
            return self.line("bus", f'call.step_ended: {data["act"]} {data.get("ending", data["outcome"])}{tool}')
        if kind == "tocsin.call.summarized":
            with self.lock:
                self.events.setdefault("summaries", []).append(data)
            return self.line("bus", f'call.summarized by the {data["by"]}: {data["summary"]}')
        if kind.startswith("tocsin.call.step"):
            return None
        return super().event(record)


def talk(args, narrator):
    print("\n== a patient rings the clinic; a language model is its receptionist", flush=True)
    story.cast(args, "clinic")
    if args.model:
        put(args.model + "/script", json.dumps([{**answer, "delay": 0.12, "pause": 0.01} for answer in ANSWERS]).encode())
    ring = {"from": PATIENT, "to": "+12025550100", "url": args.http + "/twiml",
            "status_callback": args.http + "/api/voice/webhook/status"}
    with urllib.request.urlopen(urllib.request.Request(args.phone + "/sim/inbound", data=json.dumps(ring).encode()), timeout=10):
        pass
    deadline = time.time() + 120
    while time.time() < deadline:
        calls = story.get(args.phone + "/sim/calls")["items"]
        if calls and all(call["ended_at"] for call in calls) and narrator.events.get("summaries"):
            break
        time.sleep(0.2)
    time.sleep(1)
    return check(args, narrator, story.get(args.phone + "/sim/calls")["items"])


def check(args, narrator, calls):
    wrong = []

    def want(condition, what):
        if not condition:
            wrong.append(what)

    want(len(calls) == 1 and calls[0]["state"] == "completed", "the call did not end in order")
    for call in calls:
        sockets = call.get("media", [])
        want(sockets, "the call had no live line")
        want(all(socket.get("underruns", 0) == 0 for socket in sockets), "the patient heard gaps")
        wav = pathlib.Path(args.sounds) / "demo-clinic.wav"
        with urllib.request.urlopen(f'{args.phone}/sim/calls/{call["sid"]}/audio?side=both', timeout=10) as answer:
            wav.write_bytes(answer.read())
        narrator.line("sound", f"left is what the patient heard, right what they said: {wav}")
    if args.model:
        want(narrator.of_kind("converse", "tool"), "no tool was called")
        want(narrator.of_kind("converse", "ended"), "the conversation did not come to its end")
        asked = story.get(args.model + "/seen")
        want(asked and isinstance(asked, list) and len(asked) == len(ANSWERS), "the model was not asked once a turn")
    want(narrator.events.get("answers"), "no answer told what it took")
    want(len(narrator.events.get("summaries", [])) == 1, "the call was not summed up once")
    for what in wrong:
        narrator.line("WRONG", what)
    return not wrong


def main():
    parser = argparse.ArgumentParser()
    for name in ("brokers", "prefix", "http", "key", "phone", "hooks"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--sounds", default=".", help="where the WAV is left")
    parser.add_argument("--model", default="", help="address of the fake of a model's service; none: it is a real one")
    args = parser.parse_args()
    narrator = Narrator()
    readers, stop = [], threading.Event()
    story.watch_bus(args, narrator, readers)
    threading.Thread(target=story.watch_phone, args=(args, narrator, stop), daemon=True).start()
    time.sleep(1)
    good = False
    try:
        good = talk(args, narrator)
    except (OSError, subprocess.CalledProcessError) as error:
        narrator.line("WRONG", f"{error}")
    finally:
        stop.set()
        for process in readers:
            process.kill()
    print(f"\n{'demo: everything that should have happened was seen' if good else 'demo: something is missing (see above)'}")
    return 0 if good else 1


sys.exit(main())
