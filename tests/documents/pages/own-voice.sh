begin() {
  needs espeak-ng jq
  site <<<'speech: {stt: carrier, tts: espeak}'
  simulator <<<"$approving"
  worker
}
expect 'tocsin selfcheck' 'TTS synthesis successful'
