"""The other end of a WebSocket, by the package `websockets`: peer.py client URL, or peer.py server.

The client tries what our server must do and prints "ok"; the server prints its port, then echoes until somebody says "close me".
"""
import sys
import threading

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.sync.server import serve


def client(url):
    with connect(url, max_size=None) as socket:
        for text in ["", "hello", "grüß Gott", "x" * 70000]:
            socket.send(text)
            assert socket.recv(10) == text
        socket.send(["in ", "three ", "parts"])
        assert socket.recv(10) == "in three parts"
        socket.send([b"\x00", b"\xff" * 300])
        assert socket.recv(10) == b"\x00" + b"\xff" * 300
        assert socket.ping().wait(10)
        socket.close(4002, "seen enough")
        assert socket.close_code == 4002, socket.close_code
    with connect(url) as socket:
        socket.send("x" * 1100000)
        try:
            socket.recv(10)
            raise AssertionError("a message beyond the limit was taken")
        except ConnectionClosed as end:
            assert end.rcvd.code == 1009, end
    print("ok")


def server():
    over = threading.Event()

    def echo(socket):
        for message in socket:
            if message == "close me":
                socket.close(4003, "as you wish")
                over.set()
                return
            else:
                socket.send(message if len(message) < 5 else [message[:3], message[3:]])

    with serve(echo, "127.0.0.1", 0, subprotocols=["audio"]) as listening:
        print(listening.socket.getsockname()[1], flush=True)
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        over.wait(60)


if __name__ == "__main__":
    client(sys.argv[2]) if sys.argv[1] == "client" else server()
