begin() {
  site </dev/null
  mkdir -p workflows/page
  cat >workflows/page/waits.yaml <<'END'
document: {dsl: '1.0.3', namespace: page, name: waits, version: '1.0.0'}
schedule: {on: {one: {with: {type: com.example.page}}}}
do:
  - wait: {wait: {hours: 1}}
END
  cat >workflows/page/fails.yaml <<'END'
document: {dsl: '1.0.3', namespace: page, name: fails, version: '1.0.0'}
schedule: {on: {one: {with: {type: com.example.fails}}}}
do:
  - ask: {call: http, with: {method: get, endpoint: 'http://127.0.0.1:9500/answer'}}
END
  echo "{document: {dsl: '1.0.3', namespace: page, name: tiny, version: '1.0.0'}, do: [{a: {set: {x: '\${ .n + 1 }'}}}]}" >tiny.yaml
  worker
  event com.example.page a1
  event com.example.fails a2
  until_true run_of a1
  until_true failed
}
event() {
  curl -sf -H "X-API-Key: $(admin_key)" -H 'Content-Type: application/cloudevents+json' http://127.0.0.1:8003/events \
    -d "{\"specversion\": \"1.0\", \"id\": \"$2\", \"source\": \"/page\", \"type\": \"$1\", \"subject\": \"$2\", \"data\": {}}" >/dev/null
}
failed() { tocsin runs list --subject a2 --status faulted --format json | jq -e '(.items? // .)[0].id'; }
before 'runs retry' api_answers_again
api_answers_again() { receiver 9500 200 /dev/null; }
run_of() { tocsin runs list --subject "$1" --format json | jq -er '(.items? // .)[0].id'; }
stands 'retry RUN' 'retry "$(run_of a2)"'
stands RUN '"$(run_of a1)"'
stands 'exec FILE --input -' "exec tiny.yaml --input - <<<'{\"n\": 1}'"
expect 'runs list' 'waits'
expect 'tocsin exec' '"x": ?2'
