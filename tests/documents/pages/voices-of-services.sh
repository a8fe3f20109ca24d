begin() {
  needs flite jq
  # Port 0: one that is free, which it says.
  python3 "$CHECKOUT/tests/fakes/voice_server.py" --speak >"$STAGE/service.address" 2>"$STAGE/service.log" 3>&- &
  until_true grep -q http "$STAGE/service.address"
  site <<<"speech: {stt: carrier, tts: [deepgram], deepgram: {api_key: k, api_url: '$(cat "$STAGE/service.address")', speak: {model: thalia}}}"
  simulator <<<"$approving"
  worker
}
expect 'tocsin selfcheck' 'TTS synthesis successful .Deepgram aura-2-thalia-en'
