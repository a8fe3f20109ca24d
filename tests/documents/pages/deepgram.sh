begin() { needs espeak-ng; engine_page "stt: deepgram, tts: espeak, deepgram: {api_key: k, api_url: 'http://127.0.0.1:8005', listen: {model: nova-3}}"; }
stands tests/fakes/ '"$CHECKOUT/tests/fakes/"'
expect 'tocsin selfcheck' 'deepgram.* STT service is healthy'
