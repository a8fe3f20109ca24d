"""What the FAKE services of this folder share: answers from a script, and what was asked of them.

PUT /script takes a list of answers, one for each request to come; the last one repeats. GET /seen gives what came.
"""
import argparse
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

lock = threading.Lock()
script = []
seen = []


class ScriptedService(BaseHTTPRequestHandler):
    """A service makes `note`, what is kept of a request, and `answer`, which sends the answer of the script."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def read(self):
        """What a request asks: JSON, unless a service says otherwise."""
        return json.loads(self.body())

    def whole(self, status, body, headers=()):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        new = json.loads(self.body())
        with lock:
            script[:] = new
            seen.clear()
        self.whole(200, b"{}")

    def do_GET(self):
        if self.path != "/seen":
            return self.whole(404, b"{}")
        with lock:
            body = json.dumps(seen).encode()
        self.whole(200, body)

    def do_POST(self):
        asked = self.read()
        with lock:
            seen.append(self.note(asked))
            answer = script.pop(0) if len(script) > 1 else script[0]
        time.sleep(answer.get("delay", 0))
        try:
            self.answer(asked, answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


def serve(service, description, first, option, **settings):
    """Reads --port and one option of the service, of which `first` makes the answer to begin with, and serves."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0: one that is free")
    parser.add_argument(option, dest="given", **settings)
    options = parser.parse_args()
    script[:] = [first(options.given)]
    server = ThreadingHTTPServer(("127.0.0.1", options.port), service)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
