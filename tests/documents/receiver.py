"""Answers every request with one status, and keeps the last one as it came (request line, headers, empty line, body):
receiver.py PORT STATUS FILE. With a folder instead of STATUS it serves the JSON files there, by path without query."""
import pathlib
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

port, status, kept = int(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.command == "POST":
            head = f"{self.requestline}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
            kept.write_bytes(head.encode() + b"\r\n" + body)
        if status.isdigit():
            code, text = int(status), b"{}"
        else:
            file = pathlib.Path(status) / (self.path.split("?")[0].strip("/") + ".json")
            code, text = (200, file.read_bytes()) if file.is_file() else (404, b"{}")
        self.send_response(code)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = answer


ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
