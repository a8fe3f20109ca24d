#!/usr/bin/env python3
"""FAKE of the sockets that Deepgram (/v2/speak) and ElevenLabs (contexts, dialogue) speak over, told apart by their paths.

Prints `http://127.0.0.1:PORT` and serves until it is ended. Each takes what the vendor takes and refuses the rest: a
missing key, an unknown address or parameter, an unknown member, an Aura voice at /v2/speak, a dialogue's text for a voice
that was not named first. It answers a sentence with a hum as long as its text. PUT /script takes a list of sentences, one
for each to come; the last one repeats. GET /seen gives the sockets that came: vendor, path, query, key, texts, messages
(types or members), stopped (sentences that were given up) and over. A sentence may have

  delay     seconds before its first sound
  pause     seconds between two messages of sound
  piece     bytes of sound in a message (800)
  seconds   length of the hum
  stall     after so many bytes of sound nothing more comes
  cut       after so many bytes the connection breaks
  close     after its first message of sound the socket is closed with this code and reason ([1011, "why"])
  error     instead of sound: the service's error with this message; code: of it
  raw       instead of sound: this text as a message
  empty     true: it has no sound
  drop      true: the socket is closed behind this sentence, without a word
  status    the next socket is refused with this status; no sentence is used up

Example: tests/fakes/speaking_server.py --port 8004
"""
import array
import audioop
import base64
import json
import math
import re
import threading
import time
from urllib.parse import parse_qsl, urlsplit

from scripted_service import ScriptedService, lock, script, seen, serve
from web_socket import BINARY, WebSocket

RATE = 8000
SECONDS_A_LETTER = 0.05
CONTROLS = {"pronunciations_applied": 0, "breaks_applied": 0, "pronunciation_warnings": 0}


def hum(seconds):
    samples = array.array("h", (int(8000 * math.sin(2 * math.pi * 440 * i / RATE)) for i in range(int(seconds * RATE))))
    return audioop.lin2ulaw(samples.tobytes(), 2)


class Speaker:
    """One socket. A sentence is spoken on a thread of its own, so that it can be given up."""

    def __init__(self, socket, stream):
        self.socket, self.stream, self.spoken, self.broken = socket, stream, 0, False

    def say(self, message):
        if not self.broken:
            self.socket.text(json.dumps(message))

    def start(self, text, name, stop):
        with lock:
            one = script.pop(0) if len(script) > 1 else script[0]
            self.stream["texts"].append(text)
        threading.Thread(target=self.speak, args=(text, name, one, stop), daemon=True).start()

    def speak(self, text, name, one, stop):
        time.sleep(one.get("delay", 0))
        if "raw" in one:
            return self.socket.text(one["raw"])
        if "error" in one:
            return self.fail(one["error"], one.get("code"))
        sound = b"" if one.get("empty") else hum(one.get("seconds", len(text) * SECONDS_A_LETTER))
        size = one.get("piece", 800)
        for at in range(0, len(sound), size):
            if stop.is_set():
                break
            if at >= one.get("stall", 1 << 40):
                return
            if at >= one.get("cut", 1 << 40):
                self.broken = True
                return self.socket.handler.connection.shutdown(2)
            if at and "close" in one:
                return self.socket.close(*one["close"])
            self.sound(sound[at:at + size], name)
            self.spoken += size
            stop.wait(one.get("pause", 0))
        if not stop.is_set():
            self.end(text, name)
        if one.get("drop"):
            self.socket.handler.connection.shutdown(2)


class Flux(Speaker):
    def __init__(self, socket, stream):
        super().__init__(socket, stream)
        self.text, self.turn, self.stop = "", 0, None
        self.say({"type": "Connected", "request_id": "req-1", "model_name": stream["query"]["model"],
                  "model_version": "2026.06.01", "model_uuids": ["uuid-1"]})

    def fail(self, message, code):
        self.say({"type": "Error", "code": code or "NET-0000", "description": message})

    def metadata(self, text, name):
        return {"speech_id": name, "audio_duration_ms": len(text) * 50, "input_character_count": len(text),
                "billable_character_count": len(text), "controls_applied": CONTROLS}

    def sound(self, part, name):
        self.socket.frame(BINARY, part)

    def end(self, text, name):
        self.stop = None
        self.say({"type": "SpeechMetadata", **self.metadata(text, name)})

    def take(self, asked):
        self.stream["messages"].append(asked["type"])
        if asked["type"] == "Speak" and set(asked) == {"type", "text"}:
            self.text += asked["text"]
        elif asked == {"type": "Flush"}:
            self.turn += 1
            name = f"dg_sp_{self.turn:012x}"
            self.say({"type": "SpeechStarted", "speech_id": name})
            self.say({"type": "Flushed", "speech_id": name})
            self.stop, self.text, self.last = threading.Event(), "", self.text
            self.start(self.last, name, self.stop)
        elif asked == {"type": "Interrupt"}:
            if self.stop is None:
                return self.say({"type": "Warning", "code": "NO_ACTIVE_SPEECH", "description": "nothing is spoken"})
            self.stop.set()
            self.stream["stopped"] += 1
            self.stop = None
            self.say({"type": "SpeechInterrupted", "audio_played_ms": self.spoken * 1000 // RATE,
                      "metadata": self.metadata(self.last, f"dg_sp_{self.turn:012x}")})
        elif asked == {"type": "Close"}:
            self.say({"type": "SessionMetadata", "total_audio_duration_ms": self.spoken * 1000 // RATE,
                      "total_input_character_count": 0, "total_billable_character_count": 0})
            self.socket.close()
        else:
            self.fail("an unknown message", "MESSAGE-0000")


class Eleven(Speaker):
    def fail(self, message, code):
        self.say({"message": message, "error": code or "internal_error", "code": 1008})
        self.socket.close(1008, code or "internal_error")


class Contexts(Eleven):
    """multi-stream-input."""

    def __init__(self, socket, stream):
        super().__init__(socket, stream)
        self.open = {}

    def sound(self, part, name):
        self.say({"audio": base64.b64encode(part).decode(), "alignment": None, "normalizedAlignment": None, "contextId": name})

    def end(self, text, name):
        self.say({"isFinal": True, "contextId": name})

    def take(self, asked):
        self.stream["messages"].append(sorted(asked))
        if asked == {"close_socket": True}:
            return self.socket.close()
        name = asked.get("context_id")
        known = {"text", "context_id", "voice_settings", "generation_config", "flush", "close_context"}
        if not name or set(asked) - known:
            return self.fail("an unknown member", "invalid_message")
        if asked.get("close_context"):
            return self.open.pop(name, None)
        if name not in self.open:
            if asked.get("text") != " ":
                return self.fail("a context begins with a space", "invalid_message")
            self.open[name] = ""
            self.stream["settings"] = asked.get("voice_settings")
        elif not asked["text"].endswith(" "):
            return self.fail("a text ends with a space", "invalid_message")
        else:
            self.open[name] += asked["text"]
            if asked.get("flush"):
                self.start(self.open[name].strip(), name, threading.Event())


class Dialogue(Eleven):
    """text-to-dialogue/stream-input."""

    def __init__(self, socket, stream):
        super().__init__(socket, stream)
        self.voices = None

    def sound(self, part, name):
        self.say({"audio": base64.b64encode(part).decode(), "alignment": None, "normalized_alignment": None})

    def end(self, text, name):
        self.say({"is_final_audio_for_turn": True})
        self.say({"is_final": True})
        self.socket.close()

    def take(self, asked):
        self.stream["messages"].append(sorted(asked))
        known = {"inputs", "flush", "close_socket", "keep_alive", "voices", "voice_settings"}
        if set(asked) - known or ("voices" in asked) == (self.voices is not None):
            return self.fail("an unknown member, or voices that are named twice or never", "invalid_message")
        self.voices = asked.get("voices", self.voices)
        self.stream["settings"] = asked.get("voice_settings", self.stream["settings"])
        if set(self.stream["settings"] or {}) - {"stability", "clone_strength"}:
            return self.fail("a setting that a dialogue has not", "invalid_message")
        if any(one["voice_id"] not in self.voices for one in asked.get("inputs", [])):
            return self.fail("a voice that was not named", "invalid_voice")
        if asked.get("close_socket"):
            self.start(" ".join(one["text"] for one in asked["inputs"]), "", threading.Event())


# By the path: vendor, who speaks, the parameters that there are, and how the key is given.
PATHS = [(r"/v2/speak", "deepgram", Flux, {"model", "encoding", "sample_rate", "speed", "mip_opt_out", "tag"}),
         (r"/v1/text-to-speech/[A-Za-z0-9]+/multi-stream-input", "elevenlabs", Contexts,
          {"model_id", "language_code", "output_format", "auto_mode", "inactivity_timeout"}),
         (r"/v1/text-to-dialogue/stream-input", "elevenlabs", Dialogue, {"model_id", "output_format", "sync_alignment"})]


class SpeakingServer(ScriptedService):
    def refusal(self, vendor, query, known):
        key = self.headers.get("Authorization", "").removeprefix("Token ") if vendor == "deepgram" else self.headers.get("xi-api-key")
        if not key:
            return 401
        if set(query) - known:
            return 400
        if vendor == "deepgram":
            right = re.fullmatch(r"flux-[a-z]+-[a-z]{2}", query.get("model", "")) and query.get("encoding") == "mulaw"
            return None if right and query.get("sample_rate") == "8000" else 400
        return None if query.get("output_format") == "ulaw_8000" else 403

    def do_GET(self):
        if self.headers.get("Upgrade", "").lower() != "websocket":
            return super().do_GET()
        at = urlsplit(self.path)
        found = next((one for one in PATHS if re.fullmatch(one[0], at.path)), None)
        if found is None:
            return self.whole(404, b"{}")
        query = dict(parse_qsl(at.query))
        stream = {"vendor": found[1], "path": at.path, "query": query,
                  "key": self.headers.get("Authorization" if found[1] == "deepgram" else "xi-api-key"),
                  "texts": [], "messages": [], "settings": None, "stopped": 0, "over": False}
        with lock:
            seen.append(stream)
            status = script[0].get("status")
            if status is not None and len(script) > 1:
                script.pop(0)
        status = status or self.refusal(found[1], query, found[3])
        if status is not None:
            return self.whole(status, b"{}")
        socket = WebSocket(self)
        speaker = found[2](socket, stream)
        while (message := socket.receive()) is not None:
            speaker.take(json.loads(message[1]))
        stream["over"] = True


if __name__ == "__main__":
    serve(SpeakingServer, __doc__, lambda seconds: {} if seconds is None else {"seconds": seconds}, "--seconds", type=float,
          help="length of each hum")
