#!/usr/bin/env python3
"""FAKE Sesame speech service for tests: gives a hum as long as the text, no voice is synthesised.

Prints `http://127.0.0.1:PORT` and serves until it is ended. PUT /script takes a list of answers, one for each text to
come; the last one repeats. GET /seen gives the bodies that came, GET /health 200. An answer may have

  status       refuses with this status
  delay        seconds before the answer
  field        name of the member with the sound (audio)
  bare         true: samples without a WAV header
  sample_rate  of it (24000); told: false: the answer does not name it
  raw          instead of an answer: these bytes

Example: tests/fakes/sesame_server.py --port 8002 --delay 5
"""
import array
import base64
import io
import json
import math
import wave

from scripted_service import ScriptedService, serve

SECONDS_A_LETTER = 0.05


def sound(text, answer):
    rate = answer.get("sample_rate", 24000)
    count = int(len(text) * SECONDS_A_LETTER * rate)
    samples = array.array("h", (int(8000 * math.sin(2 * math.pi * 440 * i / rate)) for i in range(count)))
    if answer.get("bare"):
        return samples.tobytes()
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return out.getvalue()


class SesameServer(ScriptedService):
    def do_GET(self):
        if self.path == "/health":
            return self.whole(200, b'{"status":"healthy"}')
        super().do_GET()

    def note(self, asked):
        return asked

    def answer(self, asked, answer):
        if "raw" in answer:
            return self.whole(200, answer["raw"].encode())
        if "status" in answer:
            return self.whole(answer["status"], b'{"detail":"no"}')
        told = {answer.get("field", "audio"): base64.b64encode(sound(asked["text"], answer)).decode()}
        if answer.get("told", True):
            told["sample_rate"] = answer.get("sample_rate", 24000)
        self.whole(200, json.dumps(told).encode())


serve(SesameServer, __doc__, lambda seconds: {"delay": seconds}, "--delay", type=float, default=0,
      help="seconds before each answer")
