begin() { needs openssl; site </dev/null; }
before 'curl --cert' listener_with_authorities
# The reader's own listener: a certificate of its own, and the authorities of the page.
listener_with_authorities() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$STAGE/tls.key" -out "$STAGE/tls.pem" 2>/dev/null
  export CURL_CA_BUNDLE=$STAGE/tls.pem
}
stands 'curl --cert' 'with_listener; curl -sf --cert'
with_listener() {
  echo "http: {public_url: 'https://127.0.0.1:8003', tls: {certificate: $STAGE/tls.pem, key: $STAGE/tls.key, client_ca: clients-ca.pem}}" >tocsin.yaml
  echo "$telephony" >>tocsin.yaml
  ready() { curl -sf --cert prometheus.pem --key prometheus.key https://127.0.0.1:8003/health; }
  worker
}
stands tocsin.example.com 127.0.0.1
expect 'curl --cert' 'healthy'
