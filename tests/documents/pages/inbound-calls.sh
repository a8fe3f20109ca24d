begin() {
  site </dev/null
  cp -r docs/inbound-call/workflows/desk workflows/
}
before 'sim/inbound' call_the_desk
call_the_desk() {
  simulator <<<"$approving"
  worker
}
expect 'tocsin test' '[1-9][0-9]* passed|passed'
expect 'sim/inbound' '"sid"'
