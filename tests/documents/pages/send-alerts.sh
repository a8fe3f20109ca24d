begin() {
  site </dev/null
  worker
}
# The shop's hook as the page has it, but for a mistake that is mended later.
shop_letter() {
  fence "The shop's webhooks" | sed 's/^id: .number /id: .nr /' >workflows/hooks/shop.yaml
  kill -HUP "$(cat .tocsin/pid)"
  echo '{"shop": "north", "orders": [{"number": 7, "customer": "c1"}, {"nr": 8, "number": 8, "customer": "c2"}]}' >body.json
  until_true sent_to_shop
  until_true letter
  mended
}
sent_to_shop() { curl -sf -H "X-API-Key: $(admin_key)" -H 'Content-Type: application/json' -d @body.json http://127.0.0.1:8003/hooks/shop; }
letter() { tocsin dlq list --topic /hooks/shop --format json | jq -er '(.items? // .)[0].id'; }
before 'dlq list --topic /hooks/shop' shop_letter
mended() { fence "The shop's webhooks" >workflows/hooks/shop.yaml; kill -HUP "$(cat .tocsin/pid)"; }
stands 3:17 '"$(letter)"'
expect 'tocsin hooks list' 'alertmanager'
expect 'alert_id":"try-1' '"accepted":1'
expect 'title=Backup' '"accepted":1'
expect 'hooks test shop --input' 'com.shop.order.stuck'
