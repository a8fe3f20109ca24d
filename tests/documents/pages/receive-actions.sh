begin() {
  receiver 9200 200 "$PWD/captured.http"
  receiver 9410 410 "$STAGE/refused.http"
  site <<'END'
bridge:
  deliveries:
    - {name: n8n, types: [tocsin.action.requested], when: '.data.action == "notify"', url: 'http://127.0.0.1:9200/jobs', secret: put-a-long-random-text-here, result: later}
    - {name: chat, types: [tocsin.action.requested], when: '.data.action == "chat"', url: 'http://127.0.0.1:9410/chat', secret: put-a-long-random-text-here}
    - {name: desk, types: [tocsin.action.requested], when: '.data.action == "drop_database"', url: 'http://127.0.0.1:9200/desk', secret: put-a-long-random-text-here}
  safeguards: {actions: [{name: drop_database, quorum: 2}]}
security: {webhooks: [{hook: shop, standard: whsec_c2VjcmV0LW9mLXRoZS1zaG9w}]}
END
  worker
  KEY=$(admin_key) T=http://127.0.0.1:8003
  action act-1 notify
  action act-2 chat
  action act-3 drop_database alice
  until_true test -s captured.http
  until_true letter delivery_failed
  until_true letter action_held
  # A request of the shop's that was signed at the time that the page names.
  python3 - >shop.http <<'END'
import base64, datetime, hashlib, hmac
at = int(datetime.datetime(2026, 3, 7, 2, 10, tzinfo=datetime.timezone.utc).timestamp())
body = '{"shop":"north"}'
signed = base64.b64encode(hmac.new(b"secret-of-the-shop", f"msg-1.{at}.{body}".encode(), hashlib.sha256).digest()).decode()
print(f"POST /hooks/shop HTTP/1.1\r\nwebhook-id: msg-1\r\nwebhook-timestamp: {at}\r\nwebhook-signature: v1,{signed}\r\n\r\n{body}", end="")
END
}
action() {  # ID NAME [BY]
  local decided='null'
  [ -z "${3:-}" ] || decided="{\"choice\": \"approve\", \"method\": \"dtmf\", \"by\": {\"contact\": \"$3\"}}"
  record tocsin.actions "$1" tocsin.action.requested "e-$1" \
    <<<"{\"action_id\": \"$1\", \"alert_id\": \"$1\", \"action\": \"$2\", \"parameters\": {}, \"decided\": $decided}"
}
held_again() {
  twice() { tocsin dlq list --reason action_held --format json | jq -e 'length == 2'; }
  until_true twice
  letter action_held
}
letter() { tocsin dlq list --reason "$1" --format json | jq -er '(.items? // .)[-1].id'; }
stands 3:18 '"$(letter action_held)"'
stands 3:19 '"$(held_again)"'
stands 3:17 '"$(letter delivery_failed)"'
expect 'actions/act-1/result' 'completed'
expect 'dlq list --reason action_held' 'action_held'
