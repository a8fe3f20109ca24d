begin() {
  site </dev/null
  echo ALERT_PHONE_NUMBER=+15559876543 >.env
  simulator <<<"people: {'+15559876543': [{no_answer: true}, {answer_after: 1s, turns: [{hear: '.', press: '1'}, {hear: '.', press: '1'}]}]}"
  worker
}
expect 'sim/inbound' '"sid"'
expect 'tocsin test' 'passed'
