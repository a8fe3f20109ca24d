begin() {
  needs jq
  site </dev/null
  local samples=$CHECKOUT/tests/integration/oncall_import
  cp "$samples/pagerduty.json" .
  export CALENDAR_URL=file://$samples/feed.ics PAGERDUTY_TOKEN=x OPSGENIE_KEY=x
  # What the products' APIs answer, cut out of the samples.
  mkdir -p "$STAGE/pd/schedules" "$STAGE/og/users" "$STAGE/og/schedules"
  answers() { jq "$2" "$samples/$1.json" >"$STAGE/$3.json"; }
  answers pagerduty '{users}' pd/users
  answers pagerduty '{escalation_policies}' pd/escalation_policies
  answers pagerduty '{schedules: [.schedules[] | {id}]}' pd/schedules
  answers opsgenie '{data: .users.data}' og/users
  answers opsgenie '{data: .schedules.data}' og/schedules
  answers opsgenie '{data: .escalations.data}' og/escalations
  local id
  for id in $(jq -r '.schedules[].id' "$samples/pagerduty.json"); do
    mkdir -p "$STAGE/pd/schedules/$id"
    answers pagerduty "{schedule: (.schedules[] | select(.id == \"$id\") | del(.overrides))}" "pd/schedules/$id"
    answers pagerduty "{overrides: (.schedules[] | select(.id == \"$id\") | .overrides // [])}" "pd/schedules/$id/overrides"
  done
  for id in $(jq -r '.users.data[].id' "$samples/opsgenie.json"); do
    answers opsgenie "{data: (.users.data[] | select(.id == \"$id\"))}" "og/users/$id"
  done
  for id in $(jq -r '.schedules.data[].id' "$samples/opsgenie.json"); do
    mkdir -p "$STAGE/og/schedules/$id"
    answers opsgenie "{data: (.schedules.data[] | select(.id == \"$id\") | del(.overrides))}" "og/schedules/$id"
    answers opsgenie "{data: (.schedules.data[] | select(.id == \"$id\") | .overrides // [])}" "og/schedules/$id/overrides"
  done
  receiver 9101 "$STAGE/pd" /dev/null
  receiver 9102 "$STAGE/og" /dev/null
}
stands https://api.pagerduty.com http://127.0.0.1:9101
stands https://api.opsgenie.com/v2 http://127.0.0.1:9102
before 'tocsin oncall import --from ical' exports_hold_all
# What the page's commands fetched is an export that the import takes, and has the people of the sample.
exports_hold_all() {
  tocsin oncall import --from pagerduty pagerduty.json >"$STAGE/pagerduty.yaml" 2>"$STAGE/pagerduty.lost"
  tocsin oncall import --from opsgenie opsgenie.json >"$STAGE/opsgenie.yaml" 2>"$STAGE/opsgenie.lost"
  tocsin oncall import --from pagerduty "$CHECKOUT/tests/integration/oncall_import/pagerduty.json" 2>/dev/null |
    diff - "$STAGE/pagerduty.yaml"
  tocsin oncall import --from opsgenie "$CHECKOUT/tests/integration/oncall_import/opsgenie.json" 2>/dev/null |
    diff - "$STAGE/opsgenie.yaml"
}
