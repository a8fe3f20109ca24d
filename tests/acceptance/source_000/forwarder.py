"""A door in front of the database that can be shut, so that one installation loses it and no other."""
import contextlib
import re
import socket
import threading

from site_of_walk import DATABASE


class Gate:
    def __init__(self, target):
        self.target, self.links, self.lock, self.closed = target, [], threading.Lock(), False
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                near, _ = self.server.accept()
            except OSError:
                return
            with self.lock:
                if self.closed:
                    near.close()
                    continue
            try:
                far = socket.create_connection(self.target)
            except OSError:
                near.close()
                continue
            with self.lock:
                self.links += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=_copy, args=(source, sink), daemon=True).start()

    def shut(self):
        with self.lock:
            self.closed = True
            for link in self.links:
                with contextlib.suppress(OSError):
                    link.shutdown(socket.SHUT_RDWR)
            self.links.clear()

    def open(self):
        with self.lock:
            self.closed = False


def _copy(source, sink):
    with contextlib.suppress(OSError):
        while block := source.recv(65536):
            sink.sendall(block)
    for one in (source, sink):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def to_database():
    """(address of the database behind the gate, the gate)"""
    found = re.search(r"@?(127\.0\.0\.1|localhost):(\d+)", DATABASE)
    gate = Gate((found.group(1), int(found.group(2))))
    try:
        yield DATABASE.replace(f"{found.group(1)}:{found.group(2)}", f"127.0.0.1:{gate.port}"), gate
    finally:
        gate.shut()
        gate.server.close()
