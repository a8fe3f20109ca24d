#!/usr/bin/env python3
"""FAKE Deepgram for tests (/v1/listen and /v2/listen): understands no sound, gives the texts of its script.

Prints `http://127.0.0.1:PORT` and serves until it is ended. PUT /script takes a list of sentences, one for each
sentence to come (what is sent up to a Finalize or ForceEndTurn), the last one repeats. GET /seen gives the streams that came: path,
query, headers, samples and the messages. A sentence may have

  text         what was "said" ("approve"); empty: silence
  confidence   of each word (0.99)
  languages    in which it was spoken, most first (["de"]), as models that hear several tell
  delay        seconds before the answer to Finalize
  after        seconds of sound after which the service itself holds the sentence for ended: speech_final, then
               UtteranceEnd too; Flux: EagerEndOfTurn, then EndOfTurn
  resumes      true: before that Flux says EagerEndOfTurn and TurnResumed
  stall        true: nothing is answered any more
  cut          seconds of sound after which the connection breaks
  close        the same, with this close code ([1011, "NET-0000"]) instead
  error        the same, with this Error message
  raw          the same, with this text as a message
  status       the next stream is refused with this status; no sentence is used up

Example: tests/fakes/deepgram_server.py --say "approve it"
"""
import json
import time
from urllib.parse import parse_qsl, urlsplit

from scripted_service import ScriptedService, lock, script, seen, serve
from web_socket import BINARY, WebSocket

RATE = 8000
EVERY = RATE // 2  # sound between two interim results
METADATA = {"request_id": "req-1", "model_uuid": "uuid-1", "model_info": {"name": "fake", "version": "1", "arch": "fake"}}


def next_sentence():
    with lock:
        return script.pop(0) if len(script) > 1 else script[0]


class Nova:
    """What one stream of /v1/listen says."""

    def __init__(self, socket, stream):
        self.socket, self.stream, self.heard, self.begun, self.told = socket, stream, 0, 0, 0
        self.sentence, self.done, self.mute = None, False, False

    def say(self, message):
        if not self.mute:
            self.socket.text(json.dumps(message))

    def results(self, text, start, **flags):
        words, length = text.split(), max(self.heard - start, 1)
        step = length / RATE / max(len(words), 1)
        sure = self.sentence.get("confidence", 0.99)
        sure = sure if isinstance(sure, list) else [sure] * len(words)
        self.say({"type": "Results", "channel_index": [0, 1], "start": start / RATE, "duration": length / RATE,
                  "is_final": False, "speech_final": False, "from_finalize": False, **flags,
                  "channel": {"alternatives": [{
                      "transcript": text, "confidence": min(sure, default=0), **self.tongues(),
                      "words": [{"word": word.strip(".,?").lower(), "punctuated_word": word, "confidence": sure[i],
                                 "start": start / RATE + i * step, "end": start / RATE + (i + 1) * step}
                                for i, word in enumerate(words)]}]},
                  "metadata": METADATA})

    def tongues(self):
        """With language=multi (of Flux: with hints): what was spoken, the most of it first."""
        return {"languages": self.sentence["languages"]} if self.sentence and "languages" in self.sentence else {}

    def sound(self, size):
        if self.sentence is None:
            self.sentence, self.begun, self.told, self.done = next_sentence(), self.heard, self.heard, False
        self.heard += size
        one, long = self.sentence, (self.heard - self.begun) / RATE
        self.mute = self.mute or one.get("stall", False)
        for trouble in ("cut", "close", "error", "raw"):
            if trouble in one and long >= one.get("at", 0.3):
                return self.trouble(trouble, one[trouble])
        if "after" in one and long >= one["after"] and not self.done:
            self.done = True
            self.results(one["text"], self.begun, is_final=True, speech_final=True)
            self.say({"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": self.heard / RATE})
        elif self.heard - self.told >= EVERY and not self.done:
            if self.told == self.begun and one["text"]:
                self.say({"type": "SpeechStarted", "channel": [0], "timestamp": self.begun / RATE})
            self.told = self.heard
            words = one["text"].split()
            self.results(" ".join(words[:(len(words) + 1) // 2]), self.begun)

    def trouble(self, kind, what):
        if kind == "raw":
            self.socket.text(what)
        elif kind == "error":
            self.socket.text(json.dumps({"type": "Error", "variant": "Fake", "description": what}))
        elif kind == "close":
            self.socket.close(*what)
        elif kind == "cut":
            self.socket.handler.connection.shutdown(2)
        self.sentence = None

    def finalize(self):
        if self.sentence is None:
            return self.stream["finalized_nothing"].append(self.heard)
        one, start = self.sentence, self.heard if self.done else self.begun
        time.sleep(one.get("delay", 0))
        self.results("" if self.done else one["text"], start, is_final=True, speech_final=True, from_finalize=True)
        self.sentence = None


class Flux(Nova):
    """The same of /v2/listen."""

    def __init__(self, socket, stream):
        super().__init__(socket, stream)
        self.count, self.turn, self.open = 0, 0, False
        self.say({"type": "Connected", "request_id": "req-1"})

    def say(self, message):
        super().say({**message, "sequence_id": self.count})
        self.count += 1

    def info(self, event, text, **more):
        words = text.split()
        sure = self.sentence.get("confidence", 0.99) if self.sentence else 0.99
        sure = sure if isinstance(sure, list) else [sure] * len(words)
        self.say({"type": "TurnInfo", "request_id": "req-1", "event": event, "turn_index": self.turn,
                  "audio_window_start": self.begun / RATE, "audio_window_end": self.heard / RATE, "transcript": text,
                  "words": [{"word": word, "confidence": sure[i]} for i, word in enumerate(words)],
                  "end_of_turn_confidence": 0.5, **self.tongues(), **more})

    def end(self, trigger):
        self.info("EndOfTurn", self.sentence["text"], trigger=trigger)
        self.turn, self.open, self.done = self.turn + 1, False, True

    def sound(self, size):
        if self.sentence is None:
            self.sentence, self.begun, self.told, self.done = next_sentence(), self.heard, self.heard, False
        self.heard += size
        one, long = self.sentence, (self.heard - self.begun) / RATE
        self.mute = self.mute or one.get("stall", False)
        for trouble in ("cut", "close", "error", "raw"):
            if trouble in one and long >= one.get("at", 0.3):
                return self.trouble(trouble, one[trouble])
        if self.done or self.heard - self.told < RATE // 4:
            return
        self.told = self.heard
        words = one["text"].split()
        half = " ".join(words[:(len(words) + 1) // 2])
        if not words:
            return self.info("Update", "")
        if not self.open:
            self.open = True
            return self.info("StartOfTurn", half)
        if "after" in one and long >= one["after"]:
            if one.get("resumes"):
                self.info("EagerEndOfTurn", half)
                self.info("TurnResumed", one["text"])
            self.info("EagerEndOfTurn", one["text"])
            return self.end("model")
        self.info("Update", half)

    def finalize(self):
        if self.sentence is None or self.done or not self.sentence["text"]:
            self.stream["finalized_nothing"].append(self.heard)
        else:
            time.sleep(self.sentence.get("delay", 0))
            self.end("manual")
        self.sentence = None


class DeepgramServer(ScriptedService):
    def do_GET(self):
        if self.headers.get("Upgrade", "").lower() != "websocket":
            return super().do_GET()
        at = urlsplit(self.path)
        stream = {"path": at.path, "query": dict(parse_qsl(at.query)), "authorization": self.headers.get("Authorization"),
                  "samples": 0, "messages": [], "empty": 0, "finalized_nothing": [], "over": False}
        with lock:
            seen.append(stream)
            status = script[0].get("status")
            if status is not None and len(script) > 1:
                script.pop(0)
        if status is not None:
            return self.whole(status, b'{"err_code":"FAKE","err_msg":"no"}', [("dg-error", "fake")])
        socket = WebSocket(self)
        talk = (Flux if at.path == "/v2/listen" else Nova)(socket, stream)
        while (message := socket.receive()) is not None:
            kind, data = message
            if kind == BINARY:
                stream["samples"] += len(data)
                stream["empty"] += not data
                talk.sound(len(data))
                continue
            asked = json.loads(data)
            stream["messages"].append(asked["type"])
            if asked["type"] in ("Finalize", "ForceEndTurn"):
                talk.finalize()
            elif asked["type"] == "CloseStream":
                talk.say({"type": "Metadata", "transaction_key": "deprecated", "request_id": "req-1", "sha256": "0" * 64,
                          "created": "2026-01-01T00:00:00Z", "duration": talk.heard / RATE, "channels": 1})
                socket.close()
                break
        stream["over"] = True


if __name__ == "__main__":
    serve(DeepgramServer, __doc__, lambda text: {"text": text}, "--say", default="approve", help="what everybody says")
