#!/usr/bin/env python3
"""FAKE Vosk server (alphacep/vosk-server, websocket): understands no sound, gives the texts of its script.

Prints `http://127.0.0.1:PORT` and serves until it is ended; its socket is the same address with ws. PUT /script takes a
list of sentences, one for each that comes (a socket each); the last one repeats. GET /seen gives the sockets on which
sound came: config, samples and whether the end came. A sentence may have

  text         what was "said"
  confidence   of each word (0.99); a list: of each of them
  after        seconds of sound after which a first part of it is told as a result: `text` then has a `|`
  delay        seconds before the last answer
  stall        true: nothing is answered
  cut, raw     after 0.3 s of sound the connection breaks, or this text comes
  status       the next socket is refused with this status

Example: tests/fakes/vosk_server.py --say "approve it"
"""
import json
import time

from scripted_service import ScriptedService, lock, script, seen, serve
from web_socket import BINARY, WebSocket

RATE = 8000


class VoskServer(ScriptedService):
    def result(self, text, one):
        words = text.split()
        sure = one.get("confidence", 0.99)
        sure = sure if isinstance(sure, list) else [sure] * len(words)
        told = {"text": text}
        if words:
            told["result"] = [{"conf": sure[i], "start": 0.1, "end": 0.2, "word": word} for i, word in enumerate(words)]
        return json.dumps(told)

    def do_GET(self):
        if self.headers.get("Upgrade", "").lower() != "websocket":
            return super().do_GET()
        with lock:
            status = script[0].get("status")
            if status is not None and len(script) > 1:
                script.pop(0)
        if status is not None:
            return self.whole(status, b"{}")
        socket, one, stream, told = WebSocket(self), None, {"config": None, "samples": 0, "end": False}, False
        while (message := socket.receive()) is not None:
            kind, data = message
            if kind != BINARY and b"config" in data:
                stream["config"] = json.loads(data)["config"]
                continue
            if one is None:
                with lock:
                    one = script.pop(0) if len(script) > 1 else script[0]
                    seen.append(stream)
            first, _, second = one["text"].partition("|")
            if kind != BINARY:
                stream["end"] = data == b'{"eof" : 1}'
                if not stream["end"] or one.get("stall"):
                    continue
                time.sleep(one.get("delay", 0))
                socket.text(self.result(second if told else first, one))
                return socket.close()
            stream["samples"] += len(data) // 2
            long = stream["samples"] / RATE
            if "cut" in one and long >= 0.3:
                return self.connection.shutdown(2)
            if one.get("stall"):
                continue
            if "raw" in one and long >= 0.3:
                socket.text(one["raw"])
            elif "after" in one and long >= one["after"] and not told:
                told = True
                socket.text(self.result(first, one))
            else:
                socket.text(json.dumps({"partial": "" if told else " ".join(first.split()[:1])}))


serve(VoskServer, __doc__, lambda text: {"text": text}, "--say", default="approve", help="what everybody says")
