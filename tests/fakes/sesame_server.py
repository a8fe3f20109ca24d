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
import argparse
import array
import base64
import io
import json
import math
import threading
import time
import wave
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

lock = threading.Lock()
script = [{}]
seen = []
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


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def whole(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        global script
        new = json.loads(self.body())
        with lock:
            script = new
            seen.clear()
        self.whole(200, b"{}")

    def do_GET(self):
        if self.path == "/health":
            return self.whole(200, b'{"status":"healthy"}')
        with lock:
            body = json.dumps(seen).encode()
        self.whole(200 if self.path == "/seen" else 404, body)

    def do_POST(self):
        asked = json.loads(self.body())
        with lock:
            seen.append(asked)
            answer = script.pop(0) if len(script) > 1 else script[0]
        time.sleep(answer.get("delay", 0))
        try:
            if "raw" in answer:
                return self.whole(200, answer["raw"].encode())
            if "status" in answer:
                return self.whole(answer["status"], b'{"detail":"no"}')
            told = {answer.get("field", "audio"): base64.b64encode(sound(asked["text"], answer)).decode()}
            if answer.get("told", True):
                told["sample_rate"] = answer.get("sample_rate", 24000)
            self.whole(200, json.dumps(told).encode())
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0: one that is free")
    parser.add_argument("--delay", type=float, default=0, help="seconds before each answer")
    options = parser.parse_args()
    script[:] = [{"delay": options.delay}]
    server = ThreadingHTTPServer(("127.0.0.1", options.port), Server)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


main()
