given_env() {  # the account of the simulator instead of the reader's own
  sed -i 's/^EXOTEL_SID=.*/EXOTEL_SID=exotel1/; s/^EXOTEL_API_KEY=.*/EXOTEL_API_KEY=key/; s/^EXOTEL_API_TOKEN=.*/EXOTEL_API_TOKEN=token/
    s|^PUBLIC_BASE_URL=.*|PUBLIC_BASE_URL=http://127.0.0.1:8003|' .env
}
begin() {
  shipped
  export DATABASE_URL=$PAGE_DATABASE
  echo "telephony: {exotel: {api_url: 'http://127.0.0.1:9003'}}" >tocsin.yaml
  simulator --quiet --account AC0000000000000000000000000000aaaa --token 12345 <<<"$approving"
}
before 'tocsin selfcheck' worker
stands https://voice.example.com http://127.0.0.1:8003
expect 'tocsin selfcheck' 'All connectivity checks pass'
expect 'deep=1' 'carrier exotel'
