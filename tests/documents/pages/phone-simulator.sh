begin() {
  shipped
  fence 'the first call' >people.yaml
}
stands 'script people.yaml' 'script people.yaml --time-scale 0.05'
expect 'initiate' '"call_id"'
expect '"body": "1"' '"sid"'
