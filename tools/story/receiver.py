"""Stands in for n8n: takes deliveries, checks their Standard Webhooks signature, prints one JSON line for each."""
import base64
import hashlib
import hmac
import http.server
import json
import sys

SECRET = base64.b64decode("dG9jc2luLWRlbW8tc2VjcmV0LTMyLWJ5dGVzLWxvbmc=")


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        message = f'{self.headers["webhook-id"]}.{self.headers["webhook-timestamp"]}.'.encode() + body
        signature = "v1," + base64.b64encode(hmac.new(SECRET, message, hashlib.sha256).digest()).decode()
        good = signature in self.headers.get("webhook-signature", "").split()
        print(json.dumps({"id": self.headers["webhook-id"], "signed": good, "event": json.loads(body)}), flush=True)
        self.send_response(200 if good else 403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
