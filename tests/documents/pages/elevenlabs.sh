begin() { engine_page "stt: carrier, tts: elevenlabs, elevenlabs: {api_key: k, api_url: 'http://127.0.0.1:8005', voice: JBFqnCBsd6RMkjVDRZzb, stream_input: true}"; }
stands tests/fakes/ '"$CHECKOUT/tests/fakes/"'
expect 'tocsin selfcheck' 'TTS synthesis successful .ElevenLabs'
