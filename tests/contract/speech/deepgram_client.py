#!/usr/bin/env python3
"""Deepgram's own client beside the FAKE of tests/fakes: every message is one of its types, and has no member more.

Usage: deepgram_client.py URL (of the fake, whose script has a sentence). Prints the types that came, a line for each way.
"""
import sys
import threading
import time

from deepgram import DeepgramClient
from deepgram.environment import DeepgramClientEnvironment

SILENCE = b"\x7f" * 800


def talk(listen, finish, **how):
    came = []
    with listen.connect(encoding="mulaw", **how) as socket:
        def read():
            for message in socket:
                if message is None:  # the close
                    return
                came.append(message)

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        for _ in range(12):
            socket.send_media(SILENCE)
        time.sleep(0.3)
        getattr(socket, finish)()
        time.sleep(0.3)
        socket.send_close_stream()
        thread.join(10)
    for message in came:
        more = message.model_extra
        assert not more, f"{message.type} has what the client does not know: {more}"
    return sorted({type(message).__name__ for message in came})


def main(url):
    socket = "ws" + url[4:]
    names = DeepgramClientEnvironment.__init__.__code__.co_varnames
    rest = {name: url for name in ("agent_rest",) if name in names}
    client = DeepgramClient(api_key="k", environment=DeepgramClientEnvironment(base=url, production=socket, agent=socket, **rest))
    print(*talk(client.listen.v1, "send_finalize", model="nova-3", sample_rate="8000"))
    print(*talk(client.listen.v2, "send_force_end_turn", model="flux-general-en", sample_rate=8000))


main(sys.argv[1])
