#!/usr/bin/env python3
"""FAKE speech services for tests: Deepgram, ElevenLabs, Azure and OpenAI, told apart by their paths.

Prints `http://127.0.0.1:PORT` and serves until it is ended. Each takes what the vendor takes and refuses the rest as the
vendor does: a missing key, an unknown field, a format that there is not, a text that is too long, SSML that is no XML.
It answers with a hum as long as the text; with --speak what is asked is spoken by flite or espeak-ng.

PUT /script takes a list of answers, one for each request to come; the last one repeats. GET /seen gives the requests that
came: {vendor, path, query, key, headers, body, text, left, sent_at}; `left`: who asked went away; `sent_at`: seconds of the
machine's monotonic clock at which the first sound went out. An answer may have

  status, error     refuses with this status and message; retry_after: with this header
  delay             seconds before the head
  wait              seconds between the head and the first sound
  piece             bytes on the wire at once (800)
  pause             seconds between two of them
  split             true: every byte goes over the wire alone
  stall             after so many bytes of sound nothing more comes
  cut               after so many bytes of sound the connection is closed
  wav               true: a RIFF header is put in front
  rate              Hz of the sound, whatever was asked for; told: in the Content-Type
  raw               instead of sound: this text
  silence           seconds of silence before the sound; alone: true: nothing but it
  endless           true: the sound has no end
  seconds           length of the hum
  rustle            true: noise instead of it, of which each piece is unlike every other
  content_type      of the answer

Example: tests/fakes/voice_server.py --port 8004 --speak
"""
import array
import audioop
import io
import json
import math
import random
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.parse
import wave
import xml.etree.ElementTree as xml

from scripted_service import ScriptedService, serve

SECONDS_A_LETTER = 0.05
SSML = "{http://www.w3.org/2001/10/synthesis}"
# Output formats: name -> code, rate, Content-Type.
ELEVENLABS = {"ulaw_8000": ("mulaw", 8000, "audio/basic"), "pcm_8000": ("linear", 8000, "audio/pcm"),
              "pcm_16000": ("linear", 16000, "audio/pcm"), "pcm_24000": ("linear", 24000, "audio/pcm")}
AZURE = {"raw-8khz-8bit-mono-mulaw": ("mulaw", 8000, "audio/basic"),
         "raw-8khz-16bit-mono-pcm": ("linear", 8000, "audio/basic"),
         "raw-24khz-16bit-mono-pcm": ("linear", 24000, "audio/basic")}
FIELDS = {"deepgram": {"text"},
          "elevenlabs": {"text", "model_id", "language_code", "voice_settings", "previous_text", "next_text", "seed",
                         "apply_text_normalization", "pronunciation_dictionary_locators"},
          "openai": {"model", "input", "voice", "response_format", "instructions", "speed", "stream_format"}}


class Refusal(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def hum(seconds, rate):
    """One second again and again: a long text's is asked for in less time than an engine is given."""
    second = array.array("h", (int(8000 * math.sin(2 * math.pi * 440 * i / rate)) for i in range(rate))).tobytes()
    samples = int(seconds * rate)
    return (second * (samples // rate + 1))[:2 * samples]


def rustle(seconds, rate):
    """The same each time."""
    chance = random.Random(1)
    return array.array("h", (int(chance.uniform(-8000, 8000)) for _ in range(int(seconds * rate)))).tobytes()


def spoken(text, rate):
    programs = [["flite", "-voice", "slt", "-t", text, "-o"], ["espeak-ng", "-v", "en-us", "-s", "150", "-w"]]
    for program in programs:
        if not shutil.which(program[0]):
            continue
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            rest = [] if program[0] == "flite" else ["--", text]
            subprocess.run(program + [file.name] + rest, check=True)
            with wave.open(file.name) as sound:
                samples, have = sound.readframes(sound.getnframes()), sound.getframerate()
        return audioop.ratecv(samples, 2, 1, have, rate, None)[0]
    raise SystemExit("voice_server.py: neither flite nor espeak-ng is installed")


class VoiceServer(ScriptedService):
    def read(self):
        body = self.body()
        path = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(path.query))
        self.vendor = {"/v1/speak": "deepgram", "/cognitiveservices/v1": "azure", "/v1/audio/speech": "openai"}.get(
            path.path, "elevenlabs" if path.path.startswith("/v1/text-to-speech/") else "")
        return body

    def key(self):
        if self.vendor == "azure":
            return self.headers.get("Ocp-Apim-Subscription-Key", "")
        if self.vendor == "elevenlabs":
            return self.headers.get("xi-api-key", "")
        words = self.headers.get("Authorization", "").split(" ", 1)
        return words[1] if len(words) == 2 and words[0] == {"deepgram": "Token"}.get(self.vendor, "Bearer") else ""

    def text(self, body):
        if self.vendor == "azure":
            return "".join(xml.fromstring(body).itertext())
        return json.loads(body).get("input" if self.vendor == "openai" else "text", "")

    def note(self, body):
        try:
            text = self.text(body)
        except (ValueError, xml.ParseError):
            text = None
        self.noted = {"vendor": self.vendor, "path": urllib.parse.urlsplit(self.path).path, "query": self.query,
                "key": self.key(), "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": body.decode("utf-8", "replace"), "text": text, "left": False}
        return self.noted

    def form(self, body):
        """Code, rate, Content-Type and text of what is asked for; refuses what the vendor refuses."""
        if not self.vendor:
            raise Refusal(404, "there is no such page")
        if not self.key():
            raise Refusal(401, "Invalid credentials.")
        if self.vendor == "azure":
            return self.azure(body)
        try:
            asked = json.loads(body)
        except ValueError:
            raise Refusal(400, "Invalid JSON submitted.") from None
        unknown = set(asked) - FIELDS[self.vendor]
        if unknown:
            raise Refusal(400, f"unknown field {sorted(unknown)[0]}")
        return {"deepgram": self.deepgram, "elevenlabs": self.elevenlabs, "openai": self.openai}[self.vendor](asked)

    def deepgram(self, asked):
        unknown = set(self.query) - {"model", "encoding", "sample_rate", "container", "mip_opt_out", "tag"}
        if unknown or not re.fullmatch(r"aura(-2)?-[a-z]+-[a-z]{2}", self.query.get("model", "")):
            raise Refusal(400, "Invalid query string." if unknown else "No such model/language/tier combination found.")
        if self.query.get("encoding") not in ("mulaw", "linear16") or self.query.get("container") != "none":
            raise Refusal(400, "only mulaw and linear16 without a container are faked")
        if len(asked.get("text", "")) > 2000:
            raise Refusal(413, "Input text exceeds maximum character limit of 2000.")
        if not asked.get("text"):
            raise Refusal(400, "text is missing")
        code, rate = self.query["encoding"], int(self.query.get("sample_rate", 24000))
        kind = "audio/mulaw" if code == "mulaw" else "audio/l16"
        return "mulaw" if code == "mulaw" else "linear", rate, f"{kind};rate={rate}", asked["text"]

    def elevenlabs(self, asked):
        found = re.fullmatch(r"/v1/text-to-speech/[A-Za-z0-9]+(/stream)?", urllib.parse.urlsplit(self.path).path)
        if not found or self.query.get("output_format") not in ELEVENLABS:
            raise Refusal(404 if not found else 403, "voice_not_found" if not found else "output_format_not_allowed")
        if not asked.get("text"):
            raise Refusal(422, "text: field required")
        model = asked.get("model_id", "")
        if "language_code" in asked and not model.endswith("_v2_5"):
            raise Refusal(400, f"Model '{model}' does not support the language_code.")
        if model.startswith("eleven_v3") and ("previous_text" in asked or "next_text" in asked):
            raise Refusal(400, "Providing previous_text or next_text is not yet supported with the 'eleven_v3' model.")
        return *ELEVENLABS[self.query["output_format"]], asked["text"]

    def azure(self, body):
        form = AZURE.get(self.headers.get("X-Microsoft-OutputFormat", ""))
        if self.headers.get("Content-Type") != "application/ssml+xml" or not self.headers.get("User-Agent"):
            raise Refusal(415, "")
        try:
            speak = xml.fromstring(body)
        except xml.ParseError:
            raise Refusal(400, "") from None
        language = speak.get("{http://www.w3.org/XML/1998/namespace}lang")
        voices = list(speak)
        whole = speak.tag == SSML + "speak" and speak.get("version") == "1.0" and language and len(voices) == 1
        if not form or not whole or voices[0].tag != SSML + "voice" or not voices[0].get("name"):
            raise Refusal(400, "")
        for said in voices[0]:
            known = {"phoneme": {"alphabet", "ph"}, "sub": {"alias"}}.get(said.tag.removeprefix(SSML))
            if known != set(said.attrib) or len(said) or said.get("alphabet", "ipa") != "ipa":
                raise Refusal(400, "")
        return *form, "".join(voices[0].itertext())

    def openai(self, asked):
        for name in ("model", "input", "voice"):
            if not asked.get(name):
                raise Refusal(400, f"Missing required parameter: '{name}'.")
        if len(asked["input"]) > 4096:
            raise Refusal(400, "Invalid 'input': string too long.")
        if asked.get("response_format") != "pcm":
            raise Refusal(400, "only pcm is faked")
        return "linear", 24000, "audio/pcm", asked["input"]

    def refuse(self, status, message, headers=()):
        body = {"deepgram": {"err_code": "FAKE", "err_msg": message, "request_id": "fake"},
                "elevenlabs": {"detail": {"status": "fake", "message": message}},
                "openai": {"error": {"message": message, "type": "fake", "param": None, "code": None}},
                "azure": message}.get(self.vendor, {"message": message})
        self.whole(status, body.encode() if isinstance(body, str) else json.dumps(body).encode(), headers)

    def answer(self, body, answer):
        if "status" in answer:
            headers = [("Retry-After", str(answer["retry_after"]))] if "retry_after" in answer else []
            return self.refuse(answer["status"], answer.get("error", "no"), headers)
        try:
            code, rate, kind, text = self.form(body)
        except Refusal as refusal:
            return self.refuse(refusal.status, str(refusal))
        if "rate" in answer:
            rate = answer["rate"]
            kind = f"{kind.split(';')[0]};rate={rate}" if answer.get("told", True) else kind
        self.head(answer.get("content_type", kind), text)
        time.sleep(answer.get("wait", 0))
        self.send(self.sound(text, code, rate, answer), answer)

    def sound(self, text, code, rate, answer):
        if "raw" in answer:
            return answer["raw"].encode()
        samples = bytes(2 * int(answer.get("silence", 0) * rate))
        if not answer.get("alone"):
            samples += (spoken(text, rate) if answer.get("speak") else
                        (rustle if answer.get("rustle") else hum)(answer.get("seconds", len(text) * SECONDS_A_LETTER), rate))
        if answer.get("wav"):
            out = io.BytesIO()
            with wave.open(out, "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(rate)
                file.writeframes(samples)
            return out.getvalue()
        return audioop.lin2ulaw(samples, 2) if code == "mulaw" else samples

    def head(self, kind, text):
        self.close_connection = True
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if self.vendor == "deepgram":
            self.send_header("dg-model-name", self.query["model"])
            self.send_header("dg-request-id", "fake")
            self.send_header("dg-char-count", str(len(text)))
        self.send_header("Connection", "close")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def send(self, sound, answer):
        size = 1 if answer.get("split") else answer.get("piece", 800)
        sent = 0
        while sent < len(sound) or answer.get("endless"):
            if sent >= answer.get("stall", 1 << 40):
                time.sleep(60)
            if sent >= answer.get("cut", 1 << 40):
                return
            if not sent:
                self.noted["sent_at"] = time.monotonic()
            at = sent % len(sound)
            part = sound[at:at + size]
            try:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                self.wfile.flush()
            except (BrokenPipeError, ConnectionResetError):
                self.noted["left"] = True
                raise
            sent += len(part)
            time.sleep(answer.get("pause", 0))
        self.wfile.write(b"0\r\n\r\n")


if __name__ == "__main__":
    serve(VoiceServer, __doc__, lambda speak: {"speak": speak}, "--speak", action="store_true",
          help="speaks what it is asked, by flite or espeak-ng")
