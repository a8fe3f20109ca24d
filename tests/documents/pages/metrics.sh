begin() {
  needs promtool
  site </dev/null
  fence 'line-test: {name' >workflows/resources/line-test.yaml
  simulator <<<"people: {'+15559870099': [{answer_after: 1s, turns: [{hear: test of the line, press: '1'}]}]}"
  worker
}
heard() { tocsin runs list --workflow line-test | grep -q completed; }
line_heard() { until_true heard || give_up "the test of the line: $(tocsin runs list; tocsin explain line-1)"; }
expect '"line.test"' '"accepted":1'
before 'promtool check rules' line_heard
expect 'promtool test rules' 'SUCCESS'
