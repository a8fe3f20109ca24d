"""Tells the demo: publishes three alerts, prints what happens on the bus, on the phone and at the webhook as it
happens, and checks at the end that everything was seen. Exit 0 only then."""
import argparse
import json
import pathlib
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

STORIES = {
    "approved": {
        "title": "Container nginx on pve1 has stopped",
        "by": "kafka",
        "rings": {"+12025550101": 1},
        "choice": "approve",
        "outcome": "approved",
        "about": "published with kcat; Alice approves by speech, hears it read back, confirms by key",
    },
    "dismissed": {
        "title": "Container backup on pve2 has stopped",
        "by": "http",
        "rings": {"+12025550101": 1},
        "choice": "dismiss",
        "outcome": "dismissed",
        "about": "sent over HTTP; Alice dismisses by keys",
    },
    "escalated": {
        "title": "Container database on pve3 has stopped",
        "by": "kafka",
        "rings": {"+12025550101": 3, "+12025550104": 1},
        "choice": "approve",
        "outcome": "approved",
        "about": "published with kcat; Alice's voicemail, busy, no answer; then Bob asks, approves and confirms",
    },
}
LIVE = {  # over media sockets, with ears and a voice of our own
    "live-interrupted": {
        "title": "Container nginx on pve1 has stopped",
        "by": "kafka",
        "rings": {"+12025550101": 1},
        "choice": "approve",
        "outcome": "approved",
        "about": "a live line; Alice speaks while tocsin does, it falls silent and reads back, she confirms by key",
    },
    "live-noise": {
        "title": "Container backup on pve2 has stopped",
        "by": "http",
        "rings": {"+12025550101": 1},
        "choice": "dismiss",
        "outcome": "dismissed",
        "about": "a live line; a television talks behind Alice all the time, and interrupts nothing; she dismisses by keys",
    },
}
LIMIT = 150  # seconds for one story


class Narrator:
    """Everything seen so far, by alert, and one readable line for each thing."""

    def __init__(self):
        self.lock = threading.Lock()
        self.started = time.time()
        self.events = {}
        self.problems = []

    def line(self, where, text):
        with self.lock:
            print(f"  {time.time() - self.started:6.1f}s  {where:<5} {text}", flush=True)

    def of(self, alert, kind):
        with self.lock:
            return [e for e in self.events.get(alert, []) if e["type"] == kind]

    def event(self, record):
        headers = dict(zip(record.get("headers", [])[::2], record.get("headers", [])[1::2]))
        kind = headers.get("ce_type", "")
        if not kind.startswith("tocsin."):
            return
        data = json.loads(record.get("payload") or "{}")
        event = {"type": kind, "id": headers.get("ce_id"), "data": data, "headers": headers, "key": record.get("key")}
        with self.lock:
            self.events.setdefault(record.get("key"), []).append(event)
        self.line("bus", describe(kind, data))


def masked(phone):
    """As tocsin masks numbers."""
    return phone[:2] + "*" * (len(phone) - 5) + phone[-3:]


def describe(kind, data):
    short = kind.removeprefix("tocsin.")
    if short == "alert.raised":
        return f'{short}: {data["title"]} (severity {data["severity"]})'
    if short == "call.requested":
        return f'{short}: {data["to"].get("contact", "")} is to be asked'
    if short == "call.turn":
        understood = data["understood"].replace("_", " ")
        if data.get("choice"):
            understood += f' "{data["choice"]}"'
        return f'{short}: {data["method"]} "{data.get("heard", "")}" understood as {understood}'
    if short in ("call.ended", "call.failed"):
        return f'{short}: {data.get("reason")}'
    if short == "decision.made":
        evidence = data["evidence"]
        return (f'{short}: {data["choice"]} by {data["by"]["contact"]} ({data["method"]}; heard '
                f'"{evidence.get("heard")}", confirmed with "{evidence.get("confirmed_with")}")')
    if short == "action.requested":
        return f'{short}: {data["action"]} {json.dumps(data.get("parameters", {}))}'
    if short == "alert.closed":
        return f'{short}: {data["outcome"]}'
    if short.startswith("call."):
        return f'{short} (attempt {data.get("attempt")}, {data.get("phone")})'
    return short


def watch_bus(args, narrator, ready):
    topics = [f"{args.prefix}.{name}" for name in ("alerts", "calls", "decisions", "actions")]
    for topic in topics:
        def read(topic=topic):
            command = ["kcat", "-q", "-u", "-J", "-b", args.brokers, "-C", "-t", topic, "-o", "beginning",
                       "-X", "fetch.wait.max.ms=50"]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            ready.append(process)
            for line in process.stdout:
                narrator.event(json.loads(line))
        threading.Thread(target=read, daemon=True).start()


def get(url, headers=None):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=10) as answer:
            return json.load(answer)
    except urllib.error.URLError as error:
        raise OSError(f"{url} does not answer: {error.reason}") from error


def watch_phone(args, narrator, stop):
    told = {}
    while not stop.is_set():
        try:
            calls = get(args.phone + "/sim/calls")["items"]
        except OSError:  # the teller meets it too, and says so
            return
        for call in calls:
            number = masked(call["to"])
            lines = [f'{number}: {step["state"]}' for step in call["history"] if step["state"] in
                     ("ringing", "busy", "no-answer", "in-progress", "completed", "canceled", "failed")]
            lines += [f'{number} {entry["what"]}: {entry.get("text") or entry.get("keys")}' for entry in call["transcript"]]
            seen = told.setdefault(call["sid"], set())
            for index, line in enumerate(lines):
                if (index, line) not in seen and line not in {text for _, text in seen}:
                    narrator.line("phone", line)
                seen.add((index, line))
        stop.wait(0.3)


def cast(args, name):
    """Gives the simulator the people of one story, so that each story can be told alone."""
    with open(pathlib.Path(__file__).with_name(f"people-{name}.yaml"), "rb") as script:
        request = urllib.request.Request(args.phone + "/sim/script", data=script.read(), method="PUT")
    with urllib.request.urlopen(request, timeout=10):
        pass


def publish(args, name, story):
    alert = "demo-" + name
    data = {"alert_id": alert, "alert_type": "container_stopped", "severity": "critical", "title": story["title"],
            "resource_type": "container", "resource_name": story["title"].split()[1], "node_name": story["title"].split()[3],
            "recommended_action": {"name": "restart_container", "parameters": {"name": story["title"].split()[1]}}}
    if story["by"] == "kafka":
        headers = {"ce_specversion": "1.0", "ce_id": "raise-" + alert, "ce_source": "/demo/monitor",
                   "ce_type": "tocsin.alert.raised", "ce_subject": alert, "content-type": "application/json",
                   "traceparent": f"00-{alert.encode().hex():0<32.32}-00f067aa0ba902b7-01"}
        command = ["kcat", "-b", args.brokers, "-P", "-t", args.prefix + ".alerts", "-k", alert, "-X", "partitioner=murmur2_random"]
        for key, value in headers.items():
            command += ["-H", f"{key}={value}"]
        subprocess.run(command, input=json.dumps(data) + "\n", text=True, check=True)
    else:
        event = {"specversion": "1.0", "id": "raise-" + alert, "source": "/demo/monitor", "type": "tocsin.alert.raised",
                 "subject": alert, "data": data}
        request = urllib.request.Request(args.http + "/events", data=json.dumps(event).encode(),
                                         headers={"Authorization": "Bearer " + args.key,
                                                  "Content-Type": "application/cloudevents+json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            if answer.status != 202:
                raise OSError(f"POST /events answered {answer.status}")


def hooks_of(args, alert):
    with open(args.hooks, encoding="utf-8") as lines:
        return [hook for hook in map(json.loads, lines) if hook["event"]["subject"] == alert]


def tell(args, narrator, name, story):
    alert = "demo-" + name
    print(f"\n== {alert}: {story['about']}", flush=True)
    cast(args, name)
    calls_before = len(get(args.phone + "/sim/calls")["items"])
    publish(args, name, story)
    deadline = time.time() + LIMIT
    wants_hook = story["outcome"] == "approved"
    while time.time() < deadline:
        closed = narrator.of(alert, "tocsin.alert.closed")
        calls = get(args.phone + "/sim/calls")["items"][calls_before:]
        over = calls and all(call["ended_at"] for call in calls)
        if closed and over and (not wants_hook or (hooks_of(args, alert) and narrator.of(alert, "tocsin.action.completed"))):
            break
        time.sleep(0.2)
    time.sleep(1.5)  # what should not happen twice gets the time to happen twice
    return check(args, narrator, alert, story, get(args.phone + "/sim/calls")["items"][calls_before:])


def check(args, narrator, alert, story, calls):
    problems = []

    def want(condition, what):
        if not condition:
            problems.append(f"{alert}: {what}")

    def ids(kind):
        return {e["id"] for e in narrator.of(alert, kind)}

    rings = {}
    for call in calls:
        rings[call["to"]] = rings.get(call["to"], 0) + 1
    want(rings == story["rings"], f"rings were {rings}, not {story['rings']}")
    want(len(ids("tocsin.decision.made")) == 1, "not exactly one decision")
    want(len(ids("tocsin.alert.closed")) == 1, "not exactly one alert.closed")
    for decision in narrator.of(alert, "tocsin.decision.made")[:1]:
        want(decision["data"]["choice"] == story["choice"], f'decided {decision["data"]["choice"]}')
        want(decision["data"]["evidence"].get("confirmed_with"), "decided without a confirmation")
        # What a recogniser makes of our voice over the phone has other words: there a goodbye will do.
        word = "good" if story in LIVE.values() else {"approve": "Approved", "dismiss": "Dismissed"}[story["choice"]]
        spoken = [h["at"] for call in calls for h in call["heard"] if word.lower() in h["text"].lower()]
        want(spoken, f'"{word}" was not heard')
        stored = decision["data"]["evidence"]["at"]
        told = any if story in LIVE.values() else all  # a goodbye may be that of a call before
        want(told(at >= stored for at in spoken), "the confirmation was spoken before it was stored")
    for closed in narrator.of(alert, "tocsin.alert.closed")[:1]:
        want(closed["data"]["outcome"] == story["outcome"], f'closed as {closed["data"]["outcome"]}')
    if story in LIVE.values():
        check_sound(args, narrator, alert, story, calls, want)
    actions = narrator.of(alert, "tocsin.action.requested")
    want(len({a["id"] for a in actions}) == (1 if story["outcome"] == "approved" else 0), "wrong number of actions")
    for action in actions[:1]:
        want(action["headers"].get("traceparent"), "the action carries no traceparent")
        want(action["data"]["decided"].get("evidence"), "the action carries no evidence")
        hooks = hooks_of(args, alert)
        want(len(hooks) == 1 and hooks[0]["signed"], "not exactly one well signed delivery")
        for hook in hooks:
            narrator.line("hook", f'delivered {hook["event"]["data"]["action"]} as {hook["id"]}, signature good: {hook["signed"]}')
    for problem in problems:
        narrator.line("WRONG", problem)
    print(f"  {'as it should be' if not problems else 'NOT as it should be'}", flush=True)
    return not problems


def check_sound(args, narrator, alert, story, calls, want):
    """What was heard, as a WAV, and how quickly we fell silent."""
    for call in calls:
        sockets = call.get("media", [])
        want(sockets, "the call had no live line")
        want(all(socket.get("underruns", 0) == 0 for socket in sockets), "the person heard gaps")
        cut = [cut for socket in sockets for cut in socket.get("interruptions", [])]
        if story is LIVE["live-interrupted"]:
            want(cut, "nobody was interrupted")
        for one in (one for one in cut if one["by"] == "speech"):
            narrator.line("sound", f'interrupted: silent {one["onset_to_clear_ms"]} ms after the first sound that came, '
                                   f'{one["after_talk_ms"]} ms of us were still heard')
        wav = pathlib.Path(args.sounds) / f"{alert}.wav"
        with urllib.request.urlopen(f'{args.phone}/sim/calls/{call["sid"]}/audio?side=both', timeout=10) as answer:
            wav.write_bytes(answer.read())
        want(wav.stat().st_size > 44, "nothing was recorded")
        narrator.line("sound", f"left is what Alice heard, right what she said: {wav}")


def main():
    parser = argparse.ArgumentParser()
    for name in ("brokers", "prefix", "http", "key", "phone", "hooks"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--sounds", default=".", help="where WAV files are left")
    parser.add_argument("--story", choices=[*STORIES, "live"])
    args = parser.parse_args()
    told = list(LIVE) if args.story == "live" else [name for name in STORIES if args.story in (None, name)]
    print(f"{len(told)} alert{'s' if len(told) > 1 else ''} on the way, about half a minute each: what the bus, the phone and "
          "the webhook see.", flush=True)
    narrator = Narrator()
    readers, stop = [], threading.Event()
    watch_bus(args, narrator, readers)
    threading.Thread(target=watch_phone, args=(args, narrator, stop), daemon=True).start()
    time.sleep(1)
    good = True
    try:
        for name in told:
            good = tell(args, narrator, name, {**STORIES, **LIVE}[name]) and good
    except (OSError, subprocess.CalledProcessError) as error:
        narrator.line("WRONG", f"{error}")
        good = False
    finally:
        stop.set()
        for process in readers:
            process.kill()
    print(f"\n{'demo: everything that should have happened was seen' if good else 'demo: something is missing (see above)'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
