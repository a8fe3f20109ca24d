begin() { needs espeak-ng; engine_page "stt: openai, tts: espeak, openai: {api_key: k, api_url: 'http://127.0.0.1:8005', transcription: {model: gpt-realtime-whisper}}"; }
stands tests/fakes/ '"$CHECKOUT/tests/fakes/"'
expect 'tocsin selfcheck' 'openai.* STT service is healthy'
