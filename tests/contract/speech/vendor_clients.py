"""The vendors' own clients against the FAKE speech services, with tools/python-with vendors: says what comes of a text.

vendor_clients.py URL VENDOR: `sound BYTES` of what the service gives, then `refused STATUS` of what it refuses.
"""
import sys

TEXT = 'It\'s "down".'


def deepgram(url):
    from deepgram import DeepgramClient
    from deepgram.core.api_error import ApiError
    from deepgram.environment import DeepgramClientEnvironment

    here = DeepgramClientEnvironment(base=url, production=url, agent=url, agent_rest=url)
    client = DeepgramClient(api_key="planted-key", environment=here)

    def speak():
        return b"".join(client.speak.v1.audio.generate(text=TEXT, model="aura-2-thalia-en", encoding="mulaw",
                                                       sample_rate=8000, container="none",
                                                       request_options={"max_retries": 0}))

    return speak, ApiError


def elevenlabs(url):
    from elevenlabs import VoiceSettings
    from elevenlabs.client import ElevenLabs
    from elevenlabs.core.api_error import ApiError

    client = ElevenLabs(api_key="planted-key", base_url=url)

    def speak():
        return b"".join(client.text_to_speech.stream(
            "JBFqnCBsd6RMkjVDRZzb", text=TEXT, model_id="eleven_flash_v2_5", output_format="ulaw_8000",
            language_code="en", voice_settings=VoiceSettings(speed=1.1), request_options={"max_retries": 0}))

    return speak, ApiError


def openai(url):
    from openai import APIStatusError, OpenAI

    client = OpenAI(api_key="planted-key", base_url=url + "/v1", max_retries=0)

    def speak():
        with client.audio.speech.with_streaming_response.create(
                model="gpt-4o-mini-tts", voice="alloy", input=TEXT, response_format="pcm",
                instructions="Speak calmly.") as answer:
            return b"".join(answer.iter_bytes())

    return speak, APIStatusError


speak, Refused = {"deepgram": deepgram, "elevenlabs": elevenlabs, "openai": openai}[sys.argv[2]](sys.argv[1])
print("sound", len(speak()))
try:
    speak()
except Refused as refused:
    print("refused", refused.status_code)
