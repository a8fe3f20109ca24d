# What compose starts, as one worker with the key that deploy/compose/secrets makes.
begin() {
  site <<<"security: {internal_api_key: 'a-long-key-that-nobody-guesses-0123456789'}"
  mkdir -p deploy/secrets
  printf %s a-long-key-that-nobody-guesses-0123456789 >deploy/secrets/internal_api_key
  worker
}
expect '/events' '"accepted":1'
