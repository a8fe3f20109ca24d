#!/usr/bin/env python3
"""FAKE page for transcriptions (OpenAI's, or a server with that page): understands no sound, gives texts of its script.

Prints `http://127.0.0.1:PORT` and serves until it is ended. PUT /script takes a list of answers, one for each sentence
to come; the last one repeats. GET /seen gives what came: fields of the form, the file's name, rate and samples, and
the headers. An answer may have

  text         what was "said" ("approve")
  confidence   of each word (0.99), told by logprobs or by a segment, as the request asks
  no_speech    probability that a segment is none (0)
  language     that it was spoken in, by its English name ("german"), as whisper tells it (the request's, else english);
               `languages`: codes, as gpt-transcribe tells them
  delay        seconds before the answer; stall: true: there is none for a minute
  status       refuses with this status; wait: with this Retry-After
  cut          true: the connection breaks within the answer
  raw          instead of an answer: these bytes

Example: tests/fakes/transcription_server.py --say "approve it"
"""
import email.parser
import email.policy
import io
import json
import math
import time
import wave

from scripted_service import ScriptedService, serve


class TranscriptionServer(ScriptedService):
    def read(self):
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + self.body())
        asked = {"path": self.path, "authorization": self.headers.get("Authorization"), "fields": {}}
        for part in form.iter_parts():
            name = part.get_param("name", header="content-disposition")
            if part.get_filename() is None:
                asked["fields"][name] = part.get_payload(decode=True).decode()
                continue
            with wave.open(io.BytesIO(part.get_payload(decode=True))) as file:
                asked["file"] = {"name": part.get_filename(), "rate": file.getframerate(), "samples": file.getnframes()}
        return asked

    def note(self, asked):
        return asked

    def answer(self, asked, answer):
        if answer.get("stall"):
            time.sleep(60)
        if "raw" in answer:
            return self.whole(200, answer["raw"].encode())
        if "status" in answer:
            wait = [("Retry-After", str(answer["wait"]))] if "wait" in answer else []
            return self.whole(answer["status"], b'{"error":{"message":"no","type":"fake"}}', wait)
        text, sure = answer["text"], math.log(max(answer.get("confidence", 0.99), 1e-9))
        told = {"text": text}
        if asked["fields"].get("response_format") == "verbose_json":
            told |= {"task": "transcribe", "language": answer.get("language", "english"), "duration": 1.0, "segments": [] if not text else [
                {"id": 0, "seek": 0, "start": 0.0, "end": 1.0, "text": text, "tokens": [], "temperature": 0.0,
                 "avg_logprob": sure, "compression_ratio": 1.0, "no_speech_prob": answer.get("no_speech", 0)}]}
        elif asked["fields"].get("include[]") == "logprobs":
            told["logprobs"] = [{"token": word, "logprob": sure, "bytes": list(word.encode())} for word in text.split()]
            told["logprobs"].append({"token": ".", "logprob": -9.0, "bytes": [46]})
        if "languages" in answer:
            told["languages"] = [{"code": code} for code in answer["languages"]]
        body = json.dumps(told).encode()
        if answer.get("cut"):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body) + 10))
            self.end_headers()
            self.wfile.write(body[:5])
            self.close_connection = True
            return
        self.whole(200, body)


serve(TranscriptionServer, __doc__, lambda text: {"text": text}, "--say", default="approve", help="what everybody says")
