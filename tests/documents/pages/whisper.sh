begin() { needs espeak-ng; engine_page "stt: whisper, tts: espeak, whisper: {url: 'http://127.0.0.1:8005'}"; }
stands tests/fakes/ '"$CHECKOUT/tests/fakes/"'
expect 'tocsin selfcheck' 'whisper.* STT service is healthy'
