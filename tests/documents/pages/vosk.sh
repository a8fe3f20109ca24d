begin() { needs espeak-ng; engine_page "stt: vosk, tts: espeak, vosk: {url: 'ws://127.0.0.1:8005'}"; }
stands tests/fakes/ '"$CHECKOUT/tests/fakes/"'
expect 'tocsin selfcheck' 'vosk.* STT service is healthy'
