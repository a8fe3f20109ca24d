#!/usr/bin/env python3
"""The vendors' own clients, or their types, beside the FAKE sockets of tests/fakes/speaking_server.py: every message is one
of its types, and has no member more.

Usage: speaking_clients.py URL (of the fake). Prints the types that came, a line for each way.
"""
import json
import signal
import sys
import time

from deepgram import DeepgramClient
from deepgram.environment import DeepgramClientEnvironment
from deepgram.speak.v2.types import SpeakV2Speak
from elevenlabs.v_1_text_to_dialogue_stream_input.types.receive_text_to_dialogue_websocket_message import (
    TextToDialogueWebsocketAudioChunk, TextToDialogueWebsocketFinal, TextToDialogueWebsocketFinalAudioForTurn)
from elevenlabs.types.audio_output_multi import AudioOutputMulti
from elevenlabs.types.final_output_multi import FinalOutputMulti
from websockets.sync.client import connect


def known(message):
    more = getattr(message, "model_extra", None)
    assert not more, f"{type(message).__name__} has what the client does not know: {more}"
    return type(message).__name__


def deepgram(url):
    here = DeepgramClientEnvironment(base=url, production="ws" + url[4:], agent="ws" + url[4:], agent_rest=url)
    client, came = DeepgramClient(api_key="k", environment=here), set()
    with client.speak.v2.connect(model="flux-alexis-en", encoding="mulaw", sample_rate="8000") as socket:
        def until(name):
            while True:
                said = known(socket.recv())
                came.add(said)
                if said == name:
                    return

        socket.send_speak(SpeakV2Speak(type="Speak", text="Good day."))
        socket.send_flush()
        until("SpeakV2SpeechMetadata")
        socket.send_interrupt()
        until("SpeakV2Warning")
        socket.send_speak(SpeakV2Speak(type="Speak", text="This is what somebody cuts off."))
        socket.send_flush()
        until("SpeakV2SpeechStarted")
        socket.send_interrupt()
        until("SpeakV2SpeechInterrupted")
        time.sleep(0.1)
        socket.send_close()
        until("SpeakV2SessionMetadata")
    print(*sorted(came))


def elevenlabs(url, path, messages, types):
    came = set()
    with connect("ws" + url[4:] + path + "?output_format=ulaw_8000", additional_headers={"xi-api-key": "k"}) as socket:
        for message in messages:
            socket.send(json.dumps(message))
        while "Final" not in "".join(name for name in came if not name.endswith("ForTurn")):
            told = json.loads(socket.recv())
            for type in types:  # the one that has all of its members
                one = type.model_validate(told)
                if not one.model_extra:
                    came.add(type.__name__)
                    break
            else:
                raise AssertionError(f"no type has {told}")
    print(*sorted(came))


def main(url):
    signal.alarm(300)  # whoever waits longer waits for what never comes
    deepgram(url)
    elevenlabs(url, "/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb/multi-stream-input",
               [{"text": " ", "context_id": "c"}, {"text": "Good day. ", "context_id": "c", "flush": True},
                {"context_id": "c", "close_context": True}], [FinalOutputMulti, AudioOutputMulti])
    elevenlabs(url, "/v1/text-to-dialogue/stream-input",
               [{"voices": ["a"], "inputs": [{"text": "Good day.", "voice_id": "a"}], "close_socket": True}],
               [TextToDialogueWebsocketFinal, TextToDialogueWebsocketFinalAudioForTurn, TextToDialogueWebsocketAudioChunk])


main(sys.argv[1])
