begin() {
  needs festival
  mkdir -p tests
  ln -s "$CHECKOUT/tests/fakes" tests/fakes
  READY=http://127.0.0.1:9001/seen
}
expect 'realtime test --conversation' 'behind 1000 ms'
expect 'realtime test --conversation' '"truncated": ..*1000'
expect 'tocsin realtime test' 'first sound '
