#!/usr/bin/env python3
"""OpenAI's own client beside the FAKE of tests/fakes: every message is one of its types, and has no member more.

Usage: openai_realtime_client.py URL (of the fake, whose script has a sentence). Prints the types that came.
"""
import base64
import sys
from pathlib import Path

from openai import OpenAI
from openai.types.realtime import RealtimeServerEvent
from openai.types.realtime.realtime_transcription_session_create_response import RealtimeTranscriptionSessionCreateResponse as Session
from pydantic import TypeAdapter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from openai_types import expect_known

ANY = TypeAdapter(RealtimeServerEvent)


def main(url):
    client = OpenAI(api_key="k", base_url=url + "/v1", max_retries=0)
    came = set()
    with client.realtime.connect(extra_query={"intent": "transcription"}) as socket:
        socket.session.update(session={
            "type": "transcription", "include": ["item.input_audio_transcription.logprobs"],
            "audio": {"input": {"format": {"type": "audio/pcmu"}, "turn_detection": None,
                                "transcription": {"model": "gpt-4o-mini-transcribe", "language": "en"}}}})
        for _ in range(12):
            socket.input_audio_buffer.append(audio=base64.b64encode(b"\x7f" * 800).decode())
        socket.input_audio_buffer.commit()
        socket.input_audio_buffer.clear()
        socket.input_audio_buffer.commit()
        for event in socket:
            expect_known(ANY.validate_python(event.to_dict()), event.type, Session)
            came.add(type(event).__name__)
            if event.type == "error":
                break
    print(*sorted(came))


main(sys.argv[1])
