"""The server's side of a WebSocket (RFC 6455) for the FAKE services of this folder: blocking, on the request's thread."""
import base64
import hashlib
import struct
import threading

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class WebSocket:
    def __init__(self, handler):
        self.handler, self.sending = handler, threading.Lock()
        key = handler.headers["Sec-WebSocket-Key"].encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        handler.send_response(101)
        handler.send_header("Upgrade", "websocket")
        handler.send_header("Connection", "Upgrade")
        handler.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key).digest()).decode())
        handler.end_headers()
        handler.close_connection = True

    def receive(self):
        """(kind, bytes) of a whole message, None once it is over."""
        kind, whole = None, b""
        while True:
            head = self.handler.rfile.read(2)
            if len(head) < 2:
                return None
            code, size = head[0] & 15, head[1] & 127
            if size > 125:
                size = int.from_bytes(self.handler.rfile.read(2 if size == 126 else 8), "big")
            mask = self.handler.rfile.read(4) if head[1] & 128 else bytes(4)
            data = self.handler.rfile.read(size)
            data = (int.from_bytes(data, "big") ^ int.from_bytes((mask * (size // 4 + 1))[:size], "big")).to_bytes(size, "big")
            if code == CLOSE:
                self.close()
                return None
            if code == PING:
                self.frame(PONG, data)
            elif code in (0, TEXT, BINARY):
                kind, whole = kind or code, whole + data
                if head[0] & 128:
                    return kind, whole

    def frame(self, code, data):
        size = len(data)
        head = bytes([128 | code]) + (bytes([size]) if size < 126 else struct.pack("!BH", 126, size) if size < 65536 else struct.pack("!BQ", 127, size))
        with self.sending:
            try:
                self.handler.wfile.write(head + data)
                self.handler.wfile.flush()
            except (OSError, ValueError):
                pass

    def text(self, text):
        self.frame(TEXT, text.encode())

    def close(self, code=1000, reason=""):
        self.frame(CLOSE, struct.pack("!H", code) + reason.encode())
