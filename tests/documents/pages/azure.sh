begin() { engine_page "stt: carrier, tts: azure, azure: {api_key: k, api_url: 'http://127.0.0.1:8005', voice: en-US-AvaNeural}"; }
stands tests/fakes/ '"$CHECKOUT/tests/fakes/"'
expect 'tocsin selfcheck' 'TTS synthesis successful .Azure'
