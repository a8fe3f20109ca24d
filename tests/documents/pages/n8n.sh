begin() {
  receiver 9410 410 "$STAGE/captured"
  site <<<"bridge: {deliveries: [{name: n8n, url: 'http://127.0.0.1:9410/webhook', secret: put-a-long-random-text-here}]}"
  worker
  record tocsin.actions a1 tocsin.action.requested e1 <<<'{"action_id": "act-1", "alert_id": "a1", "action": "notify", "parameters": {}}'
  until_true letter
}
letter() { tocsin dlq list --reason delivery_failed --format json | jq -er '(.items? // .)[0].id'; }
stands 3:17 '"$(letter)"'
expect 'tocsin dlq list' 'delivery_failed'
