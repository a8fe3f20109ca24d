"""An OpenTelemetry collector that takes all and keeps nothing, on a free port of 127.0.0.1.

Prints "ready PORT"; at SIGTERM "N requests, N bytes".
"""
import http.server
import signal
import sys

taken = [0, 0]


class Sink(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept

    def do_POST(self):
        taken[0] += 1
        taken[1] += len(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def stop(*_):
    print(f"{taken[0]} requests, {taken[1]} bytes", flush=True)
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink)
server.daemon_threads = True
print("ready", server.server_address[1], flush=True)
server.serve_forever()
