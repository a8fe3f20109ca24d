"""The corpus of tests/perf/speech spoken into running conversations: ears of our own hear it, nobody presses a key, so each
decision would be a false one. Prints what was heard; exit 1 when something was decided, or too little was heard to tell.

Each caller says ten sounds, drawn from all: the first seven things that are heard are a conversation's (`voice.converse`),
what follows answers a question with the corpus's choices in the same call (`voice.ask`, read back). tools/bench corpus
is how it is run.
"""
import argparse
import bisect
import collections
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import time

import conversations as talk

IN_A_CALL, AT_ONCE, IN_CONVERSATION = 10, 18, 7
WORKFLOW = f"""document: {{dsl: '1.0.3', namespace: bench, name: corpus, version: '1.0.0'}}
schedule: {{on: {{one: {{with: {{type: tocsin.call.inbound}}}}}}}}
do:
  - talk:
      call: voice.converse
      with:
        call: ${{ $workflow.input[0].call_id }}
        say: Good day.
        instructions: You are on call. Be brief.
        turns: {IN_CONVERSATION}
  - asked:
      try:
        - question:
            call: voice.ask
            with:
              call: ${{ $workflow.input[0].call_id }}
              say: The container nginx has stopped.
              choices:
                - {{id: approve, digits: '1', phrases: [approve, approve it, approve the action, go ahead]}}
                - {{id: dismiss, digits: '2', phrases: [dismiss, dismiss it, ignore, ignore it]}}
                - {{id: escalate, digits: '9', phrases: [escalate, escalate it, not me, ask someone else]}}
      catch:
        as: gone
        do: [over: {{set: {{over: true}}}}]
"""


def sounds_of(options):
    folder = pathlib.Path(options.corpus).resolve()  # the simulator reads them
    if not (folder / "corpus.tsv").exists():
        subprocess.run([sys.executable, str(talk.TOP / "tests/perf/speech/corpus"), str(folder)], check=True)
    lines = [line.split("\t") for line in (folder / "corpus.tsv").read_text().splitlines()]
    chance = random.Random(options.seed)
    chance.shuffle(lines)
    return {str(folder / file): {"kind": kind, "decides": decides, "text": text}
            for file, kind, decides, _, text in lines[:options.sounds or None]}


def turns_of(files):
    """Said one after the other, each once the answer to the one before is over, or there was none for 1.5 s."""
    said = []
    for file in files:
        said += [{"wav": file}, {"silent": "30s"}]  # the simulator's time goes twenty times as fast
    return said + [{"hang_up": True}]


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Outcome:
    def __init__(self):
        self.played = self.talked = self.asked = 0  # sounds, and the turns of conversations and of questions
        self.understood = collections.Counter()  # of questions
        self.proposed = {"rightly": 0, "falsely": []}

    def add(self, calls, events, sounds, numbers):
        """What a round came to. A turn belongs to the sound that was played last before it."""
        rang = {key: data.get("from") for kind, _, key, data in events if kind == "tocsin.call.inbound"}
        played = {}
        for call in calls:
            mine = [(seconds(one["at"]), one["text"][len("(plays "):-1]) for one in call["said"] if one["text"].startswith("(plays ")]
            played[call["from"]] = sorted(mine)
            self.played += len(mine)
        for kind, at, key, data in events:
            if kind != "tocsin.call.turn" or rang.get(key) not in numbers:
                continue
            if data["method"] == "answer":
                continue
            if not data.get("question_id"):
                self.talked += 1
                continue
            self.asked += 1
            self.understood[data["understood"]] += 1
            if not data.get("choice"):
                continue
            mine = played[rang[key]]
            before = bisect.bisect_right([time for time, _ in mine], seconds(at)) - 1
            sound = sounds.get(mine[before][1] if before >= 0 else "", {"decides": "-", "text": "?"})
            if sound["decides"] == data["choice"]:
                self.proposed["rightly"] += 1
            else:
                self.proposed["falsely"].append(f'{sound["text"]}: heard "{data.get("heard")}", taken for {data["choice"]}')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("bin", "models", "brokers", "database", "work", "out", "corpus"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--sounds", type=int, default=0, help="so many of them; 0: all")
    parser.add_argument("--seed", type=int, default=1, help="of the order in which they are said")
    options = parser.parse_args()
    sounds, load, begun = sounds_of(options), os.getloadavg()[0], time.time()
    files, outcome = list(sounds), Outcome()
    with talk.Site(options, "corpus", ears="moonshine", workflow=WORKFLOW) as site:
        for first in range(0, len(files), IN_A_CALL * AT_ONCE):
            site.script((0, 0, 0))
            talk.ask(site.voice + "/script", [{"seconds": 0.3}], "PUT")
            callers = [files[at:at + IN_A_CALL] for at in range(first, min(first + IN_A_CALL * AT_ONCE, len(files)), IN_A_CALL)]
            people = {f"+1202{5_000_000 + first + at:07}": turns_of(mine) for at, mine in enumerate(callers)}
            calls = site.ring(people, IN_A_CALL * 10 + 60)
            outcome.add(calls, site.events("calls"), sounds, set(people))
            print(f"  {outcome.played} sounds said, {outcome.talked} and {outcome.asked} turns, {time.time() - begun:.0f} s", flush=True)
        time.sleep(1)
        decided = [data for kind, _, _, data in site.events("decisions") if kind == "tocsin.decision.made"]
    told = {"sounds": len(files), "said": outcome.played, "turns_of_conversations": outcome.talked,
            "turns_of_questions": outcome.asked, "understood": outcome.understood, "proposed_rightly": outcome.proposed["rightly"],
            "proposed_falsely": outcome.proposed["falsely"], "decided": decided, "load_before": round(load, 1),
            "load_after": round(os.getloadavg()[0], 1), "seconds": round(time.time() - begun)}
    (pathlib.Path(options.out) / "corpus.json").write_text(json.dumps(told) + "\n")
    for line in outcome.proposed["falsely"]:
        print("  proposed falsely, and read back:", line)
    print(f'{told["said"]} sounds said: {outcome.talked} turns of conversations, {outcome.asked} of questions ('
          f'{", ".join(f"{count} {what}" for what, count in outcome.understood.most_common())}); proposed rightly '
          f'{told["proposed_rightly"]}, falsely {len(told["proposed_falsely"])}, decided {len(decided)}; in {told["seconds"]} s')
    heard = outcome.talked + outcome.asked
    if decided or heard < told["said"] / 3:
        print("corpus: " + ("something was decided, and nobody pressed a key" if decided else "too little was heard"))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
