#!/usr/bin/env python3
"""FAKE of OpenAI's Realtime API for sessions that transcribe: understands no sound, gives the texts of its script.

Prints `http://127.0.0.1:PORT` and serves until it is ended. It refuses what OpenAI refuses: another address, the header
OpenAI-Beta, sound before session.update, a member that there is not, an end of less than 100 ms of sound. PUT /script
takes a list of sentences, one for each to come (what is sent up to a commit or a clear), the last one repeats. GET /seen
gives the sessions that came: path, query, headers, session, samples and the types of the messages. A sentence may have

  text         what was "said" ("approve")
  confidence   of each word (0.99)
  languages    codes that it was spoken in, as gpt-transcribe tells them
  streams      true: its words come while it is said, as gpt-realtime-whisper gives them; else after its end
  delay        seconds before the answer to its end
  stall        true: nothing is answered any more
  fail         after its end, instead of a text: this message of a transcription that failed
  cut          the connection breaks after 0.3 s of it
  close        the same, with this close code ([1011, "why"]) instead
  error        the same, with this error message; code: of it
  raw          the same, with this text as a message
  status       the next session is refused with this status; no sentence is used up

Example: tests/fakes/realtime_transcription_server.py --say "approve it"
"""
import base64
import json
import math
import time
from urllib.parse import parse_qsl, urlsplit

from scripted_service import ScriptedService, lock, script, seen, serve
from web_socket import WebSocket

RATE = 8000
TRANSCRIBED = "conversation.item.input_audio_transcription."
# What a session may have; a list has the values that there are.
SESSION = {"type": ["transcription"], "include": [["item.input_audio_transcription.logprobs"]],
           "audio": {"input": {"format": {"type": ["audio/pcmu"]}, "noise_reduction": None,
                               "transcription": {"model": None, "language": None, "prompt": None, "delay": None,
                                                 "keywords": None, "languages": None},
                               "turn_detection": None}}}


def unknown(given, known, path):
    """The first member of `given` that there is not, or whose value there is not."""
    for name, value in given.items():
        if name not in known or (isinstance(known[name], list) and value not in known[name]):
            return f"{path}.{name}"
        if isinstance(known[name], dict) and isinstance(value, dict):
            deeper = unknown(value, known[name], f"{path}.{name}")
            if deeper:
                return deeper
    return None


class Session:
    def __init__(self, socket, stream):
        self.socket, self.stream, self.count, self.items = socket, stream, 0, 0
        self.session, self.mute, self.last = None, False, None
        self.begin()
        self.say("session.created", session={"type": "transcription", "object": "realtime.transcription_session",
                                             "id": "sess_1", "expires_at": 0, "audio": {"input": {}}})

    def begin(self):
        self.sentence, self.heard, self.told = None, 0, 0

    def item(self):
        return f"item_{self.items}"

    def say(self, type, **members):
        self.count += 1
        if not self.mute:
            self.socket.text(json.dumps({"type": type, "event_id": f"event_{self.count}", **members}))

    def fault(self, code, message, param=None):
        self.say("error", error={"type": "invalid_request_error", "code": code, "message": message, "param": param,
                                 "event_id": None})

    def update(self, asked):
        session = asked.get("session", {})
        self.stream["session"] = session
        wrong = unknown(session, SESSION, "session")
        turns = session.get("audio", {}).get("input", {}).get("turn_detection", "server_vad")
        if wrong:
            return self.fault("unknown_parameter", f"Unknown parameter: '{wrong}'.", wrong)
        if turns is not None:
            return self.fault("unsupported", "only turn_detection null is faked")
        if not session["audio"]["input"]["transcription"].get("model"):
            return self.fault("missing_required_parameter", "Missing required parameter: 'model'.")
        self.session = session
        self.say("session.updated", session={**session, "object": "realtime.transcription_session", "id": "sess_1",
                                             "expires_at": 0})

    def append(self, asked):
        if self.session is None:
            return self.fault("session_not_configured", "sound before session.update")
        size = len(base64.b64decode(asked["audio"], validate=True))
        self.stream["samples"] += size
        if self.sentence is None:
            self.items += 1
            with lock:
                self.sentence = script.pop(0) if len(script) > 1 else script[0]
        self.heard += size
        one = self.sentence
        self.mute = self.mute or one.get("stall", False)
        for trouble in ("cut", "close", "error", "raw"):
            if trouble in one and self.heard >= RATE * 0.3:
                return self.trouble(trouble, one)
        if one.get("streams"):
            words = one["text"].split()
            if self.told < min(len(words) - 1, self.heard * 4 // RATE):
                self.delta(words[self.told])

    def delta(self, word):
        more = {"logprobs": self.logprobs(word)} if self.wanted() else {}
        self.say(TRANSCRIBED + "delta", item_id=self.item(), content_index=0, delta=("" if self.told == 0 else " ") + word,
                 **more)
        self.told += 1

    def wanted(self):
        return "include" in self.session

    def logprobs(self, text):
        log = math.log(self.sentence.get("confidence", 0.99))
        return [{"token": token, "logprob": log, "bytes": list(token.encode())} for token in text.split()] + [
            {"token": ".", "logprob": -9.0, "bytes": [46]}]

    def trouble(self, kind, one):
        if kind == "raw":
            self.socket.text(one["raw"])
        elif kind == "error":
            self.fault(one.get("code", "server_error"), one["error"])
        elif kind == "close":
            self.socket.close(*one["close"])
        else:
            self.socket.handler.connection.shutdown(2)
        self.begin()

    def commit(self):
        if self.heard < RATE // 10:
            return self.fault("input_audio_buffer_commit_empty",
                              "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, "
                              f"but buffer only has {self.heard * 1000 / RATE:.2f}ms of audio.")
        one, item = self.sentence, self.item()
        whole = {"id": item, "object": "realtime.item", "type": "message", "status": "completed", "role": "user",
                 "content": [{"type": "input_audio", "transcript": None}]}
        self.say("input_audio_buffer.committed", item_id=item, previous_item_id=self.last)
        self.say("conversation.item.added", item=whole, previous_item_id=self.last)
        self.say("conversation.item.done", item=whole, previous_item_id=self.last)
        self.last = item
        time.sleep(one.get("delay", 0))
        if "fail" in one:
            self.say(TRANSCRIBED + "failed", item_id=item, content_index=0,
                     error={"type": "server_error", "code": "fake", "message": one["fail"], "param": None})
            return self.begin()
        for word in one["text"].split()[self.told:]:
            self.delta(word)
        more = {"logprobs": self.logprobs(one["text"])} if self.wanted() else {}
        if "languages" in one:
            more["languages"] = [{"code": code} for code in one["languages"]]
        self.say(TRANSCRIBED + "completed", item_id=item, content_index=0, transcript=one["text"],
                 usage={"type": "duration", "seconds": self.heard / RATE}, **more)
        self.begin()

    def clear(self):
        self.begin()
        self.say("input_audio_buffer.cleared")

    def take(self, asked):
        self.stream["messages"].append(asked["type"])
        known = {"session.update": {"session"}, "input_audio_buffer.append": {"audio"}, "input_audio_buffer.commit": set(),
                 "input_audio_buffer.clear": set()}.get(asked["type"])
        if known is None or set(asked) - known - {"type", "event_id"}:
            return self.fault("invalid_value", "there is no such message, or no such member")
        if asked["type"] == "session.update":
            self.update(asked)
        elif asked["type"] == "input_audio_buffer.append":
            self.append(asked)
        elif asked["type"] == "input_audio_buffer.commit":
            self.commit()
        else:
            self.clear()


class RealtimeServer(ScriptedService):
    def do_GET(self):
        if self.headers.get("Upgrade", "").lower() != "websocket":
            return super().do_GET()
        at = urlsplit(self.path)
        stream = {"path": at.path, "query": dict(parse_qsl(at.query)), "authorization": self.headers.get("Authorization"),
                  "beta": self.headers.get("OpenAI-Beta"), "session": None, "samples": 0, "messages": [], "over": False}
        with lock:
            seen.append(stream)
            status = script[0].get("status")
            if status is not None and len(script) > 1:
                script.pop(0)
        if at.path != "/v1/realtime" or stream["query"] != {"intent": "transcription"}:
            status = 400
        if status is not None:
            return self.whole(status, b'{"error":{"message":"no","type":"fake","param":null,"code":null}}')
        socket = WebSocket(self)
        if stream["beta"] is not None:
            socket.text(json.dumps({"type": "error", "event_id": "event_1", "error": {
                "type": "invalid_request_error", "code": "beta_api_shape_disabled", "param": None, "event_id": None,
                "message": "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API."}}))
            return socket.close(4000, "invalid_request_error.beta_api_shape_disabled")
        session = Session(socket, stream)
        while (message := socket.receive()) is not None:
            session.take(json.loads(message[1]))
        stream["over"] = True


if __name__ == "__main__":
    serve(RealtimeServer, __doc__, lambda text: {"text": text}, "--say", default="approve", help="what everybody says")
