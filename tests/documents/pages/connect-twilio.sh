given_env() {
  sed -i "s/^TWILIO_ACCOUNT_SID=.*/TWILIO_ACCOUNT_SID=AC0000000000000000000000000000aaaa/; s/^TWILIO_AUTH_TOKEN=.*/TWILIO_AUTH_TOKEN=12345/
    s|^PUBLIC_BASE_URL=.*|PUBLIC_BASE_URL=http://127.0.0.1:8003|" .env
}
begin() {
  shipped
  export DATABASE_URL=$PAGE_DATABASE
  echo "telephony: {twilio: {api_url: 'http://127.0.0.1:9003'}}" >tocsin.yaml
  simulator --account AC0000000000000000000000000000aaaa --token 12345 <<<"$approving"
}
before 'tocsin selfcheck' worker
expect 'tocsin selfcheck' 'All connectivity checks pass'
expect 'api/voice/call/initiate' '"call_id"'
