begin() {
  site <<<"telephony: {twilio: {from: '+15551234567', api_url: 'http://127.0.0.1:9003'}}"
  echo ALERT_PHONE_NUMBER=+15559876543 >.env
  echo '{"alert_id": "a1", "title": "nginx stopped", "severity": "critical", "resource_type": "container", "resource_name": "nginx"}' >alert.json
  simulator <<<"$approving"
  worker
  KEY=$(admin_key)
}
expect 'hooks/generic' '"accepted":1'
expect 'tocsin simulate' 'last-resort  is rung'
expect 'oncall feed' '/api/v1/oncall/default.ics\?token='
