#!/usr/bin/env python3
"""FAKE OpenAI Realtime service for tests (/v1/realtime, by the names of its general availability): hears loudness, understands
nothing, and says what its script says.

Prints `http://127.0.0.1:PORT` and serves until it is ended. PUT /script takes a list of answers, one for each to come (to a
turn, or asked for), the last one repeats. GET /seen gives the sessions that came: path, query, headers, every event with sound
as a number of bytes, counts of each type, refused, and what was truncated. GET /events gives those of the newest session both ways
as they went, ["us" or "them", event], sound cut short. An answer may have

  text         what it says ("Hello."); {result} is what the last tool gave. Spoken by text2wave or espeak-ng where installed
  texts        the same in several items
  seconds      a tone of this length instead, for each item
  rustle       true: with seconds, noise of which no piece is like another; GET /rustle gives it, mu-law, 60 s
  heard        what the person "said" in the turn before it ("hello"); null: the transcription fails
  heard_delay  seconds from the end of the turn to the transcript (0); late ones come behind the answer
  delay        seconds before the first event of the answer (0)
  pace         seconds between two pieces of 0.2 s of sound (0)
  calls        [{name, arguments, pieces, incomplete}]: tools that it calls behind the text, arguments in so many pieces (3)
  late         seconds of sound that still come behind a cancel, of this item and a further one
  race         true: the answer is over just when a cancel comes
  failed       {code, message}: it ends so; incomplete: REASON: the same
  stall        seconds of sound after which nothing comes any more
  cut          events of the answer after which the connection breaks; close: [AFTER, CODE, REASON] the same
  raw          [AFTER, TEXT]: a message in between; error: [AFTER, {type, code, message}] the same as an error event

A first entry {"session": {...}} is of the next session: status (refused), delay (seconds before session.created),
update_delay (before session.updated), echo (merged into that one), error (sent instead of it), close ([CODE, REASON]).

Example: tests/fakes/realtime_server.py --say "Good day."
"""
import base64
import functools
import json
import math
import os
import random
import shutil
import struct
import subprocess
import tempfile
import threading
import time
import wave
from urllib.parse import parse_qsl, urlsplit

from scripted_service import ScriptedService, lock, script, seen, serve
from web_socket import TEXT, WebSocket

RATE = 8000
PIECE = RATE // 5
WINDOW = RATE // 50  # samples that are looked at for loudness
LOUD = 500
BEGINS = 3  # windows


def decode(code):
    code = ~code & 255
    size = (((code & 15) << 3) + 132 << (code >> 4 & 7)) - 132
    return -size if code & 128 else size


def encode(sample):
    sign, size = (128, -sample) if sample < 0 else (0, sample)
    size = min(size, 32635) + 132
    segment = size.bit_length() - 8
    return ~(sign | segment << 4 | size >> segment + 3 & 15) & 255


went = []  # both ways, of the newest session
MOST_KEPT = 5000


def keep(way, event):
    """With the lock held."""
    if len(went) < MOST_KEPT:
        went.append([way, {name: value[:16] if name in ("audio", "delta") and isinstance(value, str) else value
                           for name, value in event.items()}])


LEVELS = [abs(decode(code)) for code in range(256)]
made = {}


@functools.lru_cache(16)
def tone(seconds):
    return bytes(encode(int(8000 * math.sin(2 * math.pi * 440 * i / RATE))) for i in range(int(seconds * RATE)))


@functools.lru_cache(1)
def rustle():
    """The same each time: where a piece of it was heard tells how much was."""
    chance = random.Random(1)
    return bytes(encode(int(chance.uniform(-8000, 8000))) for _ in range(60 * RATE))


def sound_of(one, text):
    if "seconds" not in one:
        return spoken(text)
    return rustle()[:int(one["seconds"] * RATE)] if one.get("rustle") else tone(one["seconds"])


def spoken(text):
    """mu-law; made once."""
    if text not in made:
        made[text] = by_program(text) or tone(0.06 * len(text) + 0.2)
    return made[text]


def by_program(text):
    with tempfile.TemporaryDirectory() as folder:
        out, words = os.path.join(folder, "out.wav"), os.path.join(folder, "words")
        with open(words, "w", encoding="utf-8") as file:
            file.write(text)
        if shutil.which("text2wave"):
            command = ["text2wave", "-F", str(RATE), "-o", out, words]
        elif shutil.which("espeak-ng"):
            command = ["espeak-ng", "-w", out, "-f", words]
        else:
            return None
        if subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode or not os.path.exists(out):
            return None
        with wave.open(out) as file:
            rate, frames = file.getframerate(), file.readframes(file.getnframes())
        samples = struct.unpack(f"<{len(frames) // 2}h", frames)
        return bytes(encode(samples[int(i * rate / RATE)]) for i in range(int(len(samples) * RATE / rate)))


FORMAT = {"type", "rate"}
TURNS = {"type", "threshold", "prefix_padding_ms", "silence_duration_ms", "create_response", "interrupt_response",
         "idle_timeout_ms", "eagerness"}
SESSION = {"type": 1, "model": 1, "instructions": 1, "output_modalities": 1, "tool_choice": 1, "max_output_tokens": 1,
           "truncation": 1, "prompt": 1, "tracing": 1, "include": 1, "parallel_tool_calls": 1, "reasoning": 1,
           "tools": dict.fromkeys(("type", "name", "description", "parameters")) | {"parameters": 1},
           "audio": {"input": {"format": dict.fromkeys(FORMAT), "noise_reduction": {"type": 1},
                               "transcription": dict.fromkeys(("model", "language", "prompt", "delay", "languages", "keywords")),
                               "turn_detection": dict.fromkeys(TURNS)},
                     "output": {"format": dict.fromkeys(FORMAT), "voice": 1, "speed": 1}}}
ITEM = {"id": 1, "object": 1, "type": 1, "status": 1, "role": 1, "call_id": 1, "name": 1, "arguments": 1, "output": 1,
        "content": dict.fromkeys(("type", "text", "audio", "transcript", "image_url", "detail"))}
EVENTS = {"session.update": {"session": SESSION},
          "input_audio_buffer.append": {"audio": 1},
          "input_audio_buffer.commit": {},
          "input_audio_buffer.clear": {},
          "conversation.item.create": {"previous_item_id": 1, "item": ITEM},
          "conversation.item.retrieve": {"item_id": 1},
          "conversation.item.delete": {"item_id": 1},
          "conversation.item.truncate": {"item_id": 1, "content_index": 1, "audio_end_ms": 1},
          "response.create": {"response": 1},
          "response.cancel": {"response_id": 1}}
NEEDED = {"session.update": ["session"], "input_audio_buffer.append": ["audio"], "conversation.item.create": ["item"],
          "conversation.item.truncate": ["item_id", "content_index", "audio_end_ms"]}


def unknown(value, known, path):
    """The first member that the service does not know."""
    if isinstance(value, list):
        return next((found for one in value if (found := unknown(one, known, path))), None)
    if not isinstance(value, dict) or not isinstance(known, dict):
        return None
    for name, inner in value.items():
        if name not in known:
            return path + name
        if found := unknown(inner, known[name], path + name + "."):
            return found
    return None


def merge(into, more):
    for name, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            merge(into[name], value)
        else:
            into[name] = value


class Broken(Exception):
    pass


class Answer:
    """One answer, on a thread of its own."""

    def __init__(self, talk, one):
        self.talk, self.one, self.id = talk, one, talk.new("resp")
        self.cancelled, self.over, self.raced, self.count, self.output = None, False, False, 0, []
        self.finished = threading.Event()

    def response(self, status, details=None, usage=None):
        session = self.talk.session
        known = {"status_details": details, "usage": usage}
        return {"object": "realtime.response", "id": self.id, "status": status,
                **{name: value for name, value in known.items() if value is not None},
                "output": list(self.output), "conversation_id": "conv_1", "output_modalities": ["audio"],
                "max_output_tokens": "inf", "metadata": None,
                "audio": {"output": {"format": session["audio"]["output"]["format"],
                                     "voice": session["audio"]["output"]["voice"]}}}

    def say(self, kind, **more):
        one = self.one
        with self.talk.guard:
            if "cut" in one and self.count >= one["cut"]:
                self.talk.cut()
                raise Broken
            for trouble in ("raw", "error", "close"):
                if trouble in one and self.count == one[trouble][0]:
                    self.trouble(trouble, one[trouble][1:])
            self.count += 1
            self.talk.say(kind, **more)

    def trouble(self, kind, what):
        if kind == "raw":
            self.talk.socket.text(what[0])
        elif kind == "error":
            self.talk.error(what[0].get("code"), what[0].get("message", ""), kind=what[0].get("type", "server_error"))
        else:
            self.talk.socket.close(*what)
            raise Broken

    def run(self):
        try:
            texts = self.one.get("texts") or ([self.one["text"]] if self.one.get("text") else [])
            texts = [text.replace("{result}", self.talk.result) for text in texts]
            sounds = [sound_of(self.one, text) for text in texts]
            time.sleep(self.one.get("delay", 0))
            self.say("response.created", response=self.response("in_progress"))
            for text, sound in zip(texts, sounds):
                if not self.stopped():
                    self.message(text, sound)
            for call in self.one.get("calls", []):
                if not self.stopped():
                    self.call(call)
            self.end()
        except Broken:
            pass

    def stopped(self):
        with self.talk.guard:
            return self.cancelled is not None or self.over

    def message(self, text, sound):
        item = self.talk.new("item")
        at = {"response_id": self.id, "item_id": item, "output_index": len(self.output), "content_index": 0}
        whole = {"id": item, "object": "realtime.item", "type": "message", "status": "in_progress", "role": "assistant", "content": []}
        with self.talk.guard:
            self.talk.audio[item] = 0
        self.say("response.output_item.added", response_id=self.id, output_index=at["output_index"], item=dict(whole))
        self.talk.added(dict(whole))
        self.say("response.content_part.added", **at, part={"type": "audio", "transcript": ""})
        words, said = text.split(" "), 0
        for begin in range(0, len(sound), PIECE):
            if "stall" in self.one and begin >= self.one["stall"] * RATE:
                self.finished.wait(600)
                raise Broken
            if self.stopped():
                break
            due = min(len(words), math.ceil(len(words) * (begin + PIECE) / max(len(sound), 1)))
            if due > said:
                self.say("response.output_audio_transcript.delta", **at,
                         delta=("" if said == 0 else " ") + " ".join(words[said:due]))
                said = due
            self.sound(at, sound[begin:begin + PIECE])
            self.finished.wait(self.one.get("pace", 0))
        cut = self.stopped()
        if cut and self.one.get("late"):
            self.late(at)
        whole["content"] = [{"type": "output_audio", "transcript": " ".join(words[:said])}]
        whole["status"] = "incomplete" if cut else "completed"
        self.output.append(whole)
        if self.raced:
            return
        self.say("response.output_audio.done", **at)
        self.say("response.output_audio_transcript.done", **at, transcript=whole["content"][0]["transcript"])
        self.say("response.content_part.done", **at, part={"type": "audio", "transcript": whole["content"][0]["transcript"]})
        self.say("response.output_item.done", response_id=self.id, output_index=at["output_index"], item=whole)
        self.say("conversation.item.done", previous_item_id=self.talk.last, item=whole)

    def sound(self, at, piece):
        with self.talk.guard:
            self.talk.audio[at["item_id"]] = self.talk.audio.get(at["item_id"], 0) + len(piece)
            self.talk.spoke = True
            self.say("response.output_audio.delta", **at, delta=base64.b64encode(piece).decode())

    def late(self, at):
        for item in (at["item_id"], at["item_id"] + "_late"):
            for _ in range(int(self.one["late"] * RATE / PIECE)):
                self.sound({**at, "item_id": item}, tone(PIECE / RATE))

    def call(self, call):
        item, arguments = self.talk.new("item"), call.get("arguments", {})
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        whole = {"id": item, "object": "realtime.item", "type": "function_call", "status": "in_progress",
                 "call_id": self.talk.new("call"), "name": call["name"], "arguments": ""}
        index = len(self.output)
        self.say("response.output_item.added", response_id=self.id, output_index=index, item=dict(whole))
        self.talk.added(dict(whole))
        pieces = call.get("pieces", 3)
        step = max(1, math.ceil(len(text) / pieces))
        at = {"response_id": self.id, "item_id": item, "output_index": index, "call_id": whole["call_id"]}
        for begin in range(0, len(text), step):
            self.say("response.function_call_arguments.delta", **at, delta=text[begin:begin + step])
        whole["arguments"], whole["status"] = text, "incomplete" if call.get("incomplete") else "completed"
        self.say("response.function_call_arguments.done", **at, name=call["name"], arguments=text)
        self.output.append(whole)
        with self.talk.guard:
            self.talk.calls.add(whole["call_id"])
        self.say("response.output_item.done", response_id=self.id, output_index=index, item=whole)
        self.say("conversation.item.done", previous_item_id=self.talk.last, item=whole)

    def end(self):
        with self.talk.guard:
            if self.over:
                return
            self.over = True
            self.talk.active = None
            status, details = "completed", None
            if self.cancelled is not None:
                status, details = "cancelled", {"type": "cancelled", "reason": self.cancelled}
            elif "failed" in self.one:
                status, details = "failed", {"type": "failed", "error": {"type": "server_error", **self.one["failed"]}}
                details["error"].pop("message", None)
            elif "incomplete" in self.one:
                status, details = "incomplete", {"type": "incomplete", "reason": self.one["incomplete"]}
            spent = sum(len(json.dumps(item)) for item in self.output) // 4
            usage = {"total_tokens": 100 + spent, "input_tokens": 100, "output_tokens": spent,
                     "input_token_details": {"text_tokens": 60, "audio_tokens": 40, "image_tokens": 0, "cached_tokens": 0,
                                             "cached_tokens_details": {"text_tokens": 0, "audio_tokens": 0, "image_tokens": 0}},
                     "output_token_details": {"text_tokens": spent // 2, "audio_tokens": spent - spent // 2}}
            self.say("response.done", response=self.response(status, details, usage))
            self.talk.say("rate_limits.updated", rate_limits=[
                {"name": "tokens", "limit": 50000, "remaining": 49000, "reset_seconds": 1.2}])


class Talk:
    """One session."""

    def __init__(self, socket, stream, opening):
        self.socket, self.stream, self.opening, self.guard = socket, stream, opening, threading.RLock()
        self.ids, self.last, self.active, self.spoke, self.result = 0, None, None, False, ""
        self.audio, self.calls, self.items = {}, set(), set()
        self.heard, self.window, self.loud, self.silent, self.turn = 0, b"", 0, 0, None
        self.session = {
            "type": "realtime", "object": "realtime.session", "id": "sess_1", "model": stream["query"].get("model", ""),
            "output_modalities": ["audio"], "instructions": "Be kind.", "tools": [], "tool_choice": "auto",
            "max_output_tokens": "inf", "tracing": None, "prompt": None, "expires_at": int(time.time()) + 3600,
            "audio": {"input": {"format": {"type": "audio/pcm", "rate": 24000},
                                "turn_detection": {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300,
                                                   "silence_duration_ms": 200, "idle_timeout_ms": None, "create_response": True,
                                                   "interrupt_response": True}},
                      "output": {"format": {"type": "audio/pcm", "rate": 24000}, "voice": "marin", "speed": 1}}}

    def new(self, kind):
        with self.guard:
            self.ids += 1
            return f"{kind}_{self.ids:04}"

    def say(self, kind, **more):
        with self.guard:
            event = {"type": kind, "event_id": self.new("event"), **more}
            self.stream["said"][kind] = self.stream["said"].get(kind, 0) + 1
            text = json.dumps(event)
            with lock:
                keep("them", json.loads(text))
            self.socket.text(text)

    def error(self, code, message, event=None, kind="invalid_request_error", param=None):
        with self.guard:
            if kind == "invalid_request_error":
                self.stream["refused"].append(code)
            self.say("error", error={"type": kind, "code": code, "message": message, "param": param, "event_id": event})

    def cut(self):
        try:
            self.socket.handler.connection.shutdown(2)
        except OSError:
            pass

    def added(self, item):
        with self.guard:
            self.items.add(item["id"])
            self.say("conversation.item.added", previous_item_id=self.last, item=item)
            self.last = item["id"]

    def begin(self):
        time.sleep(self.opening.get("delay", 0))
        if "close" in self.opening:
            return self.socket.close(*self.opening["close"])
        self.say("session.created", session=self.session)

    def answer(self):
        with lock:
            one = script.pop(0) if len(script) > 1 else script[0]
        with self.guard:
            self.active = Answer(self, one)
            threading.Thread(target=self.active.run, daemon=True).start()
        return one

    # What the client says.

    def take(self, text):
        try:
            event = json.loads(text)
        except ValueError:
            return self.error("invalid_json", "This is no JSON.")
        kind, event_id = event.get("type"), event.get("event_id")
        kept = {**event, "audio": len(event["audio"])} if isinstance(event.get("audio"), str) else event
        with lock:
            keep("us", event)
            if kind != "input_audio_buffer.append":
                self.stream["events"].append(kept)
            self.stream["counts"][kind] = self.stream["counts"].get(kind, 0) + 1
        if kind not in EVENTS:
            return self.error("invalid_value", f"Invalid value: '{kind}'.", event_id, param="type")
        if wrong := unknown(event, {"type": 1, "event_id": 1, **EVENTS[kind]}, ""):
            return self.error("unknown_parameter", f"Unknown parameter: '{wrong}'.", event_id, param=wrong)
        for needed in NEEDED.get(kind, []):
            if needed not in event:
                return self.error("missing_required_parameter", f"Missing required parameter: '{needed}'.", event_id, param=needed)
        return getattr(self, "on_" + kind.replace(".", "_"))(event)

    def on_session_update(self, event):
        more = event["session"]
        if more.get("type") != "realtime":
            return self.error("missing_required_parameter", "Missing required parameter: 'session.type'.", event.get("event_id"))
        time.sleep(self.opening.get("update_delay", 0))
        if "error" in self.opening:
            wrong = self.opening["error"]
            return self.error(wrong.get("code"), wrong.get("message", ""), event.get("event_id"),
                              wrong.get("type", "invalid_request_error"))
        with self.guard:
            voice = more.get("audio", {}).get("output", {}).get("voice")
            if self.spoke and voice not in (None, self.session["audio"]["output"]["voice"]):
                return self.error("cannot_update_voice", "Cannot update a conversation's voice.", event.get("event_id"))
            merge(self.session, more)
            for way in ("input", "output"):
                if self.session["audio"][way]["format"]["type"] != "audio/pcm":
                    self.session["audio"][way]["format"].pop("rate", None)
            merge(self.session, self.opening.get("echo", {}))
            self.say("session.updated", session=self.session)

    def on_input_audio_buffer_append(self, event):
        sound = base64.b64decode(event["audio"])
        with lock:
            self.stream["sound"] += len(sound)
        self.window += sound
        while len(self.window) >= WINDOW:
            window, self.window = self.window[:WINDOW], self.window[WINDOW:]
            self.heard += WINDOW
            self.look(sum(LEVELS[code] for code in window) / WINDOW > LOUD)

    def look(self, loud):
        turns = self.session["audio"]["input"]["turn_detection"]
        if turns is None:
            return
        self.loud = self.loud + 1 if loud else 0
        self.silent = 0 if loud else self.silent + WINDOW * 1000 // RATE
        now = self.heard * 1000 // RATE
        if self.turn is None and self.loud >= BEGINS:
            self.turn = self.new("item")
            self.say("input_audio_buffer.speech_started", item_id=self.turn,
                     audio_start_ms=max(0, now - BEGINS * 20 - turns["prefix_padding_ms"]))
            if turns["interrupt_response"]:
                self.cancel("turn_detected")
        elif self.turn is not None and self.silent >= turns["silence_duration_ms"]:
            turn, self.turn = self.turn, None
            self.end_turn(turn, now, turns)

    def end_turn(self, turn, now, turns):
        with self.guard:
            self.say("input_audio_buffer.speech_stopped", audio_end_ms=now, item_id=turn)
            self.say("input_audio_buffer.committed", previous_item_id=self.last, item_id=turn)
            item = {"id": turn, "object": "realtime.item", "type": "message", "status": "completed", "role": "user",
                    "content": [{"type": "input_audio"}]}
            self.added(item)
            self.say("conversation.item.done", previous_item_id=self.last, item=item)
            if self.active is None and turns["create_response"]:
                one = self.answer()
            else:
                with lock:
                    one = dict(script[0])
                if turns["create_response"]:
                    self.error("conversation_already_has_active_response", "Conversation already has an active response in progress.")
        if self.session["audio"]["input"].get("transcription"):
            threading.Thread(target=self.transcribe, args=(turn, one), daemon=True).start()

    def transcribe(self, turn, one):
        time.sleep(one.get("heard_delay", 0))
        at, heard = {"item_id": turn, "content_index": 0}, one.get("heard", "hello")
        name = "conversation.item.input_audio_transcription."
        if heard is None:
            return self.say(name + "failed", **at, error={"type": "transcription_error", "code": "audio_unintelligible",
                                                          "message": "The audio could not be transcribed."})
        self.say(name + "delta", **at, delta=heard)
        return self.say(name + "completed", **at, transcript=heard, usage={
            "type": "tokens", "total_tokens": 22, "input_tokens": 13, "output_tokens": 9,
            "input_token_details": {"text_tokens": 0, "audio_tokens": 13}})

    def on_input_audio_buffer_commit(self, event):
        self.error("input_audio_buffer_commit_empty", "The buffer is the turn detection's.", event.get("event_id"))

    def on_input_audio_buffer_clear(self, _):
        self.window, self.turn = b"", None
        self.say("input_audio_buffer.cleared")

    def on_conversation_item_create(self, event):
        item = {"id": self.new("item"), "object": "realtime.item", "status": "completed", **event["item"]}
        with self.guard:
            if item["type"] == "function_call":
                self.calls.add(item["call_id"])
            if item["type"] == "function_call_output":
                if item.get("call_id") not in self.calls:
                    return self.error("invalid_tool_call_id", f"Tool call ID '{item.get('call_id')}' not found in conversation.",
                                      event.get("event_id"))
                self.calls.discard(item["call_id"])
                self.result = item["output"]
            self.added(item)
            self.say("conversation.item.done", previous_item_id=self.last, item=item)

    def on_conversation_item_retrieve(self, event):
        self.error("item_not_found", "Not in this fake.", event.get("event_id"))

    on_conversation_item_delete = on_conversation_item_retrieve

    def on_conversation_item_truncate(self, event):
        item, end = event["item_id"], event["audio_end_ms"]
        with self.guard:
            came = self.audio.get(item)
            if not came:
                return self.error("invalid_value", f"Item {item} has no audio.", event.get("event_id"), param="item_id")
            if end * RATE > came * 1000:
                return self.error("invalid_value", f"Audio content of {came * 1000 // RATE}ms is already shorter than {end}ms",
                                  event.get("event_id"), param="audio_end_ms")
            self.audio[item] = end * RATE // 1000
            with lock:
                self.stream["truncated"].append([item, end])
            self.say("conversation.item.truncated", item_id=item, content_index=0, audio_end_ms=end)

    def on_response_create(self, event):
        with self.guard:
            if self.active is not None:
                return self.error("conversation_already_has_active_response",
                                  f"Conversation already has an active response in progress: {self.active.id}.",
                                  event.get("event_id"))
            self.answer()

    def on_response_cancel(self, event):
        with self.guard:
            one = self.active
            if one is not None and one.one.get("race"):
                one.raced = True
                one.end()
                one = None
            if one is None or event.get("response_id") not in (None, one.id):
                return self.error("response_cancel_not_active", "Cancellation failed: no active response found",
                                  event.get("event_id"))
            self.cancel("client_cancelled")

    def cancel(self, reason):
        with self.guard:
            if self.active is not None:
                self.active.cancelled = reason
                self.active.finished.set()


class RealtimeServer(ScriptedService):
    def do_PUT(self):
        new = json.loads(self.body())
        if any(one.get("rustle") for one in new):  # what takes a while, before anybody waits for it
            rustle()
        for one in new:
            for text in one.get("texts", [one.get("text", "")]):
                if text and "seconds" not in one and "{result}" not in text:
                    spoken(text)
        with lock:
            script[:] = new
            seen.clear()
        self.whole(200, b"{}")

    def do_GET(self):
        if self.path == "/events":
            with lock:
                body = json.dumps(went).encode()
            return self.whole(200, body)
        if self.path == "/rustle":
            return self.whole(200, rustle())
        if self.headers.get("Upgrade", "").lower() != "websocket":
            return super().do_GET()
        at = urlsplit(self.path)
        stream = {"path": at.path, "query": dict(parse_qsl(at.query)), "authorization": self.headers.get("Authorization"),
                  "beta": self.headers.get("OpenAI-Beta"), "events": [], "counts": {}, "said": {}, "refused": [], "truncated": [],
                  "sound": 0, "over": False}
        with lock:
            seen.append(stream)
            went.clear()
            opening = script.pop(0)["session"] if len(script) > 1 and "session" in script[0] else {}
        status = opening.get("status") or (401 if not stream["authorization"] else 400 if not stream["query"].get("model") else None)
        if at.path != "/v1/realtime":
            status = 404
        if status:
            return self.whole(status, json.dumps({"error": {"message": "no", "type": "fake", "code": str(status)}}).encode())
        socket = WebSocket(self)
        if stream["beta"] is not None:
            return socket.close(4000, "invalid_request_error.beta_api_shape_disabled")
        talk = Talk(socket, stream, opening)
        talk.begin()
        while (message := socket.receive()) is not None:
            if message[0] == TEXT:
                talk.take(message[1])
        talk.cancel("gone")
        stream["over"] = True


if __name__ == "__main__":
    serve(RealtimeServer, __doc__, lambda text: {"text": text}, "--say", default="Hello. How can I help?", help="what it answers")
