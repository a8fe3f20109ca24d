"""A voice framework's live line under the load that tocsin's is measured with: tools/bench peer.

pipecat-ai with its own Twilio messages, its own voice activity (Silero, its default settings) and its own interruption,
without recogniser, model and voice: whoever rings hears one long sound, speaking interrupts it, and behind what was
said it begins again. One process, as its guides run it.

Usage: tools/python-with pipecat tests/perf/bench/voice_peer.py --port N --sound FILE.wav (8 kHz, 16 bit, mono)
Prints "ready" once it listens; ends by SIGTERM. It verifies no signature and stores nothing.
"""

import argparse
import json
import sys
import wave

import uvicorn
from fastapi import FastAPI, Response, WebSocket
from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import (
    ClientConnectedFrame,
    TTSAudioRawFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.audio.vad_processor import VADProcessor
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.workers.runner import WorkerRunner

RATE = 8000


class Menu(FrameProcessor):
    """Plays the sound when the line is there and behind whatever was said; speaking interrupts it."""

    def __init__(self, sound):
        super().__init__()
        self._sound = sound

    async def play(self):
        await self.push_frame(TTSAudioRawFrame(audio=self._sound, sample_rate=RATE, num_channels=1))

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)
        if direction != FrameDirection.DOWNSTREAM:
            return
        if isinstance(frame, VADUserStartedSpeakingFrame):
            await self.broadcast_interruption()
        elif isinstance(frame, (ClientConnectedFrame, VADUserStoppedSpeakingFrame)):
            await self.play()


async def lead(socket, stream, sound):
    transport = FastAPIWebsocketTransport(
        websocket=socket,
        params=FastAPIWebsocketParams(
            audio_in_enabled=True,
            audio_out_enabled=True,
            serializer=TwilioFrameSerializer(
                stream, params=TwilioFrameSerializer.InputParams(auto_hang_up=False)
            ),
        ),
    )
    line = Pipeline(
        [transport.input(), VADProcessor(vad_analyzer=SileroVADAnalyzer()), Menu(sound), transport.output()]
    )
    worker = PipelineWorker(
        line,
        params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE),
        enable_rtvi=False,
        enable_turn_tracking=False,
    )

    @transport.event_handler("on_client_disconnected")
    async def gone(_transport, _client):
        await worker.cancel()

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await runner.run()


def make_app(port, sound):
    app = FastAPI()
    connect = f'<Response><Connect><Stream url="ws://127.0.0.1:{port}/ws"/></Connect></Response>'

    @app.post("/voice/twilio/inbound")
    async def inbound():
        return Response(connect, media_type="text/xml")

    @app.post("/api/voice/webhook/status")
    async def status():
        return Response(status_code=204)

    @app.websocket("/ws")
    async def media(socket: WebSocket):
        await socket.accept()
        await socket.receive_text()  # connected
        start = json.loads(await socket.receive_text())
        await lead(socket, start["start"]["streamSid"], sound)

    return app


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--sound", required=True)
    options = parser.parse_args()
    with wave.open(options.sound) as file:
        if (file.getframerate(), file.getsampwidth(), file.getnchannels()) != (RATE, 2, 1):
            sys.exit(f"{options.sound}: 8 kHz, 16 bit, mono are wanted")
        sound = file.readframes(file.getnframes())
    logger.remove()
    logger.add(sys.stderr, level="ERROR")
    server = uvicorn.Server(
        uvicorn.Config(make_app(options.port, sound), host="127.0.0.1", port=options.port, log_level="error")
    )
    print("ready", flush=True)
    server.run()


if __name__ == "__main__":
    main()
