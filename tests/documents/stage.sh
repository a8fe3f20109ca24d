# What a page's script may say (tests/documents/pages), and how a block is tried. Sourced by what tests/documents/run makes.
#
#   begin                    a function of the page's script: what the reader has before the page begins
#   stands TEXT BY           where the page says TEXT (its own address, an id of an example) the shell reads BY
#   before TEXT FUNCTION     called before each block that holds TEXT
#   expect TEXT PATTERN      what the block that holds TEXT must print, within ten seconds
#   needs PROGRAM...         the page is skipped where one is not installed
# Used up: each must have met a block by the end of the page.
# shellcheck shell=bash

stands_from=() stands_to=() before_text=() before_call=() expect_text=() expect_pattern=()
declare -A met
place=$PAGE blocks_tried=0 shown=$STAGE/before-the-first

stands() { stands_from+=("$1"); stands_to+=("$2"); }
before() { before_text+=("$1"); before_call+=("$2"); }
expect() { expect_text+=("$1"); expect_pattern+=("$2"); }

trap 'failing="$BASH_COMMAND"' ERR
exec 3>&1  # a block that fails does so while its own output goes elsewhere
trap 'failed_page $? >&3 2>&3' EXIT
failed_page() {
  [ "$1" != 0 ] && [ "$1" != 77 ] || return 0
  echo "$place: exit $1 of: ${failing:-}"
  tail -n 25 "$shown" 2>/dev/null || true
  for log in "$STAGE"/*.log; do
    [ ! -f "$log" ] || { echo "-- $(basename "$log")"; tail -n 12 "$log"; }
  done
}
give_up() { echo "$place: $*"; exit 1; }
needs() {
  local program
  for program in "$@"; do command -v "$program" >/dev/null || { echo "needs $program"; exit 77; }; done
}

# Asks until the command says yes; a bound that only a hang exceeds.
until_true() {
  local tries
  for ((tries = 0; tries < 400; ++tries)); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.05
  done
  failing="$*"
  return 1
}
printed() { grep -Eq -- "$1" "$shown"; }

block() {  # LINE LANGUAGE MARK FILE
  local text i step=$STAGE/step-$1
  place=$PAGE:$1
  text=$(cat "$4")
  for i in "${!before_text[@]}"; do
    [[ $text == *"${before_text[i]}"* ]] || continue
    met["before ${before_text[i]}"]=1
    ${before_call[i]}
  done
  local expected=()
  for i in "${!expect_text[@]}"; do
    [[ $text == *"${expect_text[i]}"* ]] || continue
    met["expect ${expect_text[i]}"]=1
    expected+=("${expect_pattern[i]}")
  done
  for i in "${!stands_from[@]}"; do
    [[ $text == *"${stands_from[i]}"* ]] || continue
    met["stands ${stands_from[i]}"]=1
    text=${text//"${stands_from[i]}"/"${stands_to[i]}"}
  done
  if [ "$3" = stays ]; then
    local last=${text##*$'\n'} rest=
    [[ $text != *$'\n'* ]] || rest=${text%$'\n'*}
    text="$rest"$'\n'"{ $last"$'\n'"} &"
  fi
  printf '%s\n' "$text" >"$step"
  shown=$STAGE/shown-$1.log
  if [ "$2" = sql ]; then
    psql -X -v ON_ERROR_STOP=1 "$PAGE_DATABASE" -f "$step" >"$shown" 2>&1
  else
    # shellcheck disable=SC1090
    . "$step" >"$shown" 2>&1 </dev/null
  fi
  [ "$3" != stays ] || until_true ready || give_up "what stays did not get ready: $(tail -5 "$shown")"
  for i in "${!expected[@]}"; do
    until_true printed "${expected[i]}" || give_up "does not say '${expected[i]}' but: $(tail -15 "$shown")"
  done
  blocks_tried=$((blocks_tried + 1))
}

dotenv() { cat "$1" >>.env; given_env; }
given_env() { :; }  # a page's script may change what it was given

end_of_page() {
  local i
  place=$PAGE
  for i in "${stands_from[@]}"; do [ -n "${met["stands $i"]:-}" ] || give_up "no block says '$i' (stands)"; done
  for i in "${before_text[@]}"; do [ -n "${met["before $i"]:-}" ] || give_up "no block says '$i' (before)"; done
  for i in "${expect_text[@]}"; do [ -n "${met["expect $i"]:-}" ] || give_up "no block says '$i' (expect)"; done
}

# --- what readers have -----------------------------------------------------------------------------------------------

# The text of the page's block that holds TEXT.
fence() { grep -lF -- "$1" "$STAGE"/fence-* | head -1 | xargs -r cat; }

# What ships, as in a checkout or below /etc/tocsin.
shipped() { cp -r "$CHECKOUT/workflows" "$CHECKOUT/deploy" .; mkdir -p docs; cp -r "$CHECKOUT/docs/inbound-call" "$CHECKOUT/docs/clinic" docs/; }

# tocsin.yaml of a site that reaches the simulator; more sections on standard input. DATABASE_URL is the page's database.
site() {
  shipped
  export DATABASE_URL=$PAGE_DATABASE TWILIO_ACCOUNT_SID=AC0000000000000000000000000000aaaa TWILIO_AUTH_TOKEN=12345
  { cat <<'END'
http: {public_url: 'http://127.0.0.1:8003'}
END
    cat; } >tocsin.yaml
  grep -q '^telephony:' tocsin.yaml || echo "$telephony" >>tocsin.yaml
}
telephony="telephony: {twilio: {from: '+15551234567', api_url: 'http://127.0.0.1:9003'}}"

# Carrier and people, twenty times as fast as life; the script on standard input.
simulator() {
  cat >"$STAGE/people.yaml"
  tocsin-phone --listen 127.0.0.1:9003 --script "$STAGE/people.yaml" --time-scale 0.05 "$@" >"$STAGE/simulator.log" 2>&1 3>&- &
  until_true curl -sf http://127.0.0.1:9003/sim/calls
}
approving="people: {'+15559876543': [{answer_after: 1s, turns: [{hear: '.', press: '1'}, {hear: '.', press: '1'}]}]}"

ready() { curl -skf "${READY:-http://127.0.0.1:8003/ready}"; }
# A worker on the embedded bus in the page's database.
worker() {
  tocsin run --embedded "$@" >"$STAGE/worker.log" 2>&1 &
  worker=$!
  until_true ready || give_up "the worker did not get ready: $(curl -s http://127.0.0.1:8003/ready)"
}
# A page of docs/engines: a worker whose calls the carrier leads, and behind it settings that name the engine: SPEECH.
engine_page() {
  site <<<"speech: {stt: carrier, tts: carrier}"
  simulator <<<"$approving"
  worker
  sed -i "s|^speech:.*|speech: {$1}|" tocsin.yaml
}
migrated() { tocsin migrate >"$STAGE/migrate.log" 2>&1; }
admin_key() { cat .tocsin/api-key; }

# A record on a topic of the bus, as tocsin or another program puts it there: TOPIC KEY TYPE ID, the value on stdin.
record() {
  kcat -P -b "$(cat .tocsin/gateway)" -t "$1" -k "$2" -H ce_specversion=1.0 -H "ce_type=$3" -H "ce_id=$4" -H ce_source=/page \
    -H "ce_subject=$2" -H content-type=application/json
}
# An answer of STATUS for whatever is sent to PORT of this machine; what came is kept in FILE.
receiver() {  # PORT STATUS FILE
  python3 "$CHECKOUT/tests/documents/receiver.py" "$@" >"$STAGE/receiver-$1.log" 2>&1 &
  until_true curl -s "http://127.0.0.1:$1/up"
}
