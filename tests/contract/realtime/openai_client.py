#!/usr/bin/env python3
"""OpenAI's own client in a conversation with the FAKE of tests/fakes: every message is one of its types, and has no member more.

Usage: openai_client.py URL (of the fake, with the script of peers_test.cpp). Prints the types that came.
"""
import base64
import sys
from pathlib import Path

from openai import OpenAI
from openai.types.realtime import RealtimeServerEvent
from openai.types.realtime.realtime_session_create_response import RealtimeSessionCreateResponse as Session
from pydantic import TypeAdapter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from openai_types import expect_known

ANY = TypeAdapter(RealtimeServerEvent)
LOUD, SILENT = b"\x10" * 6400, b"\xff" * 6400


def append(socket, sound):
    socket.input_audio_buffer.append(audio=base64.b64encode(sound).decode())


def main(url):
    client = OpenAI(api_key="k", base_url=url + "/v1", max_retries=0)
    came, done, cut, call = set(), 0, False, None
    with client.realtime.connect(model="gpt-realtime") as socket:
        socket.session.update(session={
            "type": "realtime", "instructions": "Be brief.", "output_modalities": ["audio"], "tool_choice": "auto",
            "tools": [{"type": "function", "name": "look", "description": "Looks.", "parameters": {"type": "object"}}],
            "audio": {"input": {"format": {"type": "audio/pcmu"}, "transcription": {"model": "whisper-1", "language": "en"},
                                "turn_detection": {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300,
                                                   "silence_duration_ms": 500, "create_response": True,
                                                   "interrupt_response": False}},
                      "output": {"format": {"type": "audio/pcmu"}, "voice": "cedar"}}})
        append(socket, LOUD)
        append(socket, SILENT)
        for event in socket:
            expect_known(ANY.validate_python(event.to_dict()), event.type, Session)
            came.add(type(event).__name__)
            if event.type == "response.output_audio.delta" and not cut:
                cut = True
                socket.response.cancel(response_id=event.response_id)
                socket.conversation.item.truncate(item_id=event.item_id, content_index=0, audio_end_ms=100)
                socket.response.cancel()
                socket.conversation.item.truncate(item_id=event.item_id, content_index=0, audio_end_ms=100_000)
            if event.type == "response.function_call_arguments.done":
                call = event.call_id
            if event.type == "response.done":
                done += 1
                if done == 1:
                    append(socket, LOUD)
                    append(socket, SILENT)
                elif done == 2:
                    socket.conversation.item.create(item={"type": "function_call_output", "call_id": call, "output": "42"})
                    socket.response.create()
                else:
                    break
    print(*sorted(came))


main(sys.argv[1])
