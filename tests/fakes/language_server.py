#!/usr/bin/env python3
"""FAKE language model for tests: chat completions over HTTP by a script, no model is asked.

Prints `http://127.0.0.1:PORT` and serves until it is ended. PUT /script takes a list of answers, one for each request
to come; the last one repeats. GET /seen gives the requests that came: {authorization, body}. An answer may have

  text              what it says, in pieces of one word
  calls             [{id, name, arguments}]: tools to be called, their arguments in pieces of three characters
  status, error     refuses with this status and message; retry_after: with this header
  delay             seconds before the head
  pause             seconds between two pieces
  split             true: every byte of the stream goes over the wire alone
  cut               after so many bytes of the stream the connection is closed
  raw               instead of a stream: these bytes
  content_type      of the answer
  usage, finish     {prompt_tokens, completion_tokens}; why it stopped (stop)
  done              false: no [DONE] at the end

Example: tests/fakes/language_server.py --port 8001 --say 'The web site is not affected.'
"""
import json
import socket
import time

from scripted_service import ScriptedService, serve


def chunk(delta=None, finish=None, usage=None):
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    out = {"id": "chatcmpl-fake", "object": "chat.completion.chunk", "created": 1, "model": "fake", "choices": choices}
    if usage:
        out["usage"] = usage
    return ("data: " + json.dumps(out) + "\n\n").encode()


def pieces(answer):
    yield b": a comment, as some services send\n\n"
    yield chunk({"role": "assistant", "content": ""})
    text = answer.get("text", "")
    words = text.split(" ") if text else []
    for at, word in enumerate(words):
        yield chunk({"content": word + (" " if at + 1 < len(words) else "")})
    calls = answer.get("calls", [])
    for index, call in enumerate(calls):
        yield chunk({"tool_calls": [{"index": index, "id": call["id"], "type": "function",
                                     "function": {"name": call["name"], "arguments": ""}}]})
        arguments = call["arguments"]
        for at in range(0, len(arguments), 3):
            yield chunk({"tool_calls": [{"index": index, "function": {"arguments": arguments[at:at + 3]}}]})
    yield chunk({}, answer.get("finish", "tool_calls" if calls else "stop"))
    yield chunk(usage=answer.get("usage", {"prompt_tokens": 7, "completion_tokens": len(words)}))
    if answer.get("done", True):
        yield b"data: [DONE]\n\n"


class LanguageServer(ScriptedService):
    def note(self, asked):
        return {"path": self.path, "authorization": self.headers.get("Authorization", ""), "body": asked}

    def answer(self, _asked, answer):
        if "status" in answer:
            headers = [("Retry-After", str(answer["retry_after"]))] if "retry_after" in answer else []
            error = {"error": {"message": answer.get("error", "no"), "type": "fake", "param": None, "code": None}}
            return self.whole(answer["status"], json.dumps(error).encode(), headers)
        self.close_connection = True
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send_response(200)
        self.send_header("Content-Type", answer.get("content_type", "text/event-stream; charset=utf-8"))
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        left = answer.get("cut", 1 << 30)
        stream = [answer["raw"].encode()] if "raw" in answer else pieces(answer)
        for piece in stream:
            for part in ([piece[i:i + 1] for i in range(len(piece))] if answer.get("split") else [piece]):
                if left <= 0:
                    return
                part = part[:left]
                left -= len(part)
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                self.wfile.flush()
            time.sleep(answer.get("pause", 0))
        self.wfile.write(b"0\r\n\r\n")


serve(LanguageServer, __doc__, lambda text: {"text": text}, "--say", default="I know nothing more.",
      help="what it answers to everything")
