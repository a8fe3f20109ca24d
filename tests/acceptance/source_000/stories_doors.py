"""0.14 to 0.20: webhooks, ring-back, own voice, the list, pulled plugs, a new command, housekeeping."""
import base64
import io
import json
import re
import signal
import urllib.parse
import wave

from site_of_walk import ANN, APPROVES, DISMISSES, OURS, Fake, Site, check, check_in, http, talk, until

ROUTER = "workflows/ops/alert-router.yaml"
DISMISS_LINE = "phrases: [dismiss, dismiss it, ignore, ignore it]}\n"


def webhooks_are_shut():
    waits = "turns: [{hear: nginx, press: '2'}, {hear: confirm, silent: 200s}], hang_up_after: 400s"
    with Site(f"{{'+15550000001': [{{{waits}}}], '+15550000002': [{{hang_up_after: 400s}}]}}") as site:
        site.start()
        site.initiate("a14", "+15550000001")
        site.initiate("b14", "+15550000002")
        site.wait_for("calls", "tocsin.call.turn", "a14")
        site.wait_for("calls", "tocsin.call.answered", "b14")

        def hook(number, kind):
            return [one for one in site.calls(number)[0]["webhooks"] if one["kind"] == kind][-1]

        def post(one, signature):
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            if signature:
                headers["X-Twilio-Signature"] = signature
            return http("POST", one["url"], headers, urllib.parse.urlencode(one["params"])).status
        stolen = hook("+15550000002", "answer")["signature"]
        for kind in ("answer", "gather", "status"):
            one = hook("+15550000001", kind)
            seen = [post(one, signature) for signature in ("", "bm90IHRoZSBzaWduYXR1cmU=", stolen)]
            check(seen == [403, 403, 403], f"{kind} without, with a wrong and with another call's signature", seen)
            check(post(one, one["signature"]) < 300, f"{kind}: a good one again is answered")
        keyed = [one for one in site.bus("calls", "tocsin.call.turn", "a14") if one["data"].get("method") == "dtmf"]
        check(len(keyed) == 1 and not site.bus("decisions", key="a14"), "no second effect", keyed)
        looked = site.send("GET", "/api/voice/webhook/answer")
        check(looked.status == 405 and looked.headers["Allow"] == "POST", "the source's check", looked)
        check_in("tocsin webhook probe", looked.body, "the hint")
        probed = site.tocsin("webhook", "probe")
        check(probed.returncode == 0 and "signed: " in probed.stdout, "webhook probe", probed.stdout, probed.stderr)


def the_number_is_called():
    bob, stranger = "+15550001111", "+15550002222"
    with Site(f"{{'{ANN}': [{{answer_after: 600s}}], '{bob}': [{{{APPROVES}}}], '{stranger}': [{{{APPROVES}}}]}}",
              contacts=f"contacts: {{bob: {{name: Bob, phone: '{bob}'}}}}\n", telephony=", ring_timeout: 600s", shipped=["ops/ring-back.yaml"]) as site:
        site.start()
        site.initiate("a15")
        site.wait_for("calls", "tocsin.call.ringing", "a15")
        for number in (stranger, bob):
            rung = http("POST", site.phone_url + "/sim/inbound", body=json.dumps({
                "from": number, "to": OURS, "url": site.url + "/api/voice/webhook/answer",
                "status_callback": site.url + "/api/voice/webhook/status"}))
            check(rung.status == 201, "the number is rung", rung)
        made = site.wait_for("decisions", "tocsin.decision.made", "a15")
        check(made[0]["data"]["by"]["contact"] == "bob", "decided from their own number", made)
        heard = talk(site.wait_for_calls(1, stranger)[0])
        check("nginx" not in heard and "does not take calls" in heard, "a stranger hears a neutral sentence", heard)
        check(site.bus("calls", "tocsin.call.inbound"), "tocsin.call.inbound")
        site.action_out("a15")


def own_voice():
    with Site(f"{{'{ANN}': [{{turns: [{{silent: 6s}}, {{press: '2'}}, {{silent: 6s}}, {{press: '1'}}]}}, "
              "{turns: [{hear: pve2, press: '2'}, {silent: 6s}, {press: '1'}]}]}") as site:
        sesame = Fake(site, "sesame_server.py")
        site.write(".env", site.read(".env") + f"SESAME_TTS_URL={sesame.url}\n")
        site.start()
        asked = site.send("POST", "/api/tts/synthesize", site.key(), '{"text":"Container stopped"}')
        check(asked.status == 200, "synthesize", asked)
        with wave.open(io.BytesIO(base64.b64decode(asked.json()["audio"]))) as sound:
            check(sound.getnframes() > 1000, "playable audio", sound.getparams())
        streamed = site.send("POST", "/api/tts/synthesize/stream", site.key(), '{"text":"Container stopped"}')
        check(streamed.status == 200 and streamed.body[:4] in (b"RIFF", "RIFF"), "the stream", streamed.status)
        site.initiate("quick")
        site.wait_for("decisions", "tocsin.decision.made", "quick")
        played = re.findall(re.escape(site.url) + r'(/api/voice/audio/[^"\\]+)', json.dumps(site.calls()))
        check(played, "<Play>", site.calls())
        check(site.send("GET", played[0]).status == 200, "the sound")
        altered = played[0][:-3] + ("A" if played[0][-3] != "A" else "B") + played[0][-2:]
        check(site.send("GET", altered).status == 403, "an altered address")
        sesame.script([{"delay": 5}])
        site.wait_for_calls(1)
        site.initiate("slow", alert_summary="nginx on pve2 is slow.")
        site.wait_for("decisions", "tocsin.decision.made", "slow")
        check_in("nginx on pve2 is slow.", talk(site.wait_for_calls(2)[-1]), "<Say> steps in")
    with Site(more="speech: {stt: carrier, tts: espeak}\n") as site:
        site.start()
        asked = site.send("POST", "/api/tts/synthesize", site.key(), '{"text":"Container stopped"}')
        check(asked.status == 200 and "espeak" in asked.json()["voice"].lower(), "espeak-ng", asked)


def list_conversations():
    numbers = [f"+1555000000{i}" for i in range(1, 4)]
    with Site("{" + ", ".join(f"'{number}': [{{busy: true}}]" for number in numbers) + "}") as site:
        site.start()
        for i, number in enumerate(numbers):
            site.initiate(f"a17-{i}", number)
            site.wait_for("calls", "tocsin.call.ended", f"a17-{i}")
        check(site.send("GET", "/api/voice/conversations?limit=5").status == 401, "without a key")
        first = site.send("GET", "/api/voice/conversations?limit=2", site.key())
        page = first.json()
        check([item["alert_id"] for item in page["items"]] == ["a17-2", "a17-1"], "recent first", first)
        check(not any(number in first.body for number in numbers), "numbers are masked", first)
        rest = site.send("GET", "/api/voice/conversations?limit=2&cursor=" + page["next_cursor"], site.key()).json()
        check([item["alert_id"] for item in rest["items"]] == ["a17-0"], "the cursor", rest)
        columns = site.sql("select string_agg(column_name, ' ' order by ordinal_position) from information_schema.columns "
                           "where table_name = 'voice_conversations' and table_schema = current_schema()")
        check(columns == "id call_sid alert_id phone_number status context messages created_at updated_at", "nine columns",
              columns)


def pull_the_plug():
    moments = {"dials": "tocsin.call.requested", "rings": "tocsin.call.ringing", "hears approve": "tocsin.call.turn",
               "has decided": "tocsin.decision.made"}
    with Site("{}") as site:
        site.start()
        for i, (moment, kind) in enumerate(moments.items()):
            alert, number = f"plug-{i}", f"+1555000001{i}"
            site.script(f"""{{'{number}': [{{answer_after: 8s, turns: [{{hear: nginx, press: '1'}}, {{hear: confirm, press: '1'}},
              {{hear: 'Press 1 to confirm', press: '1'}}]}}]}}""")
            site.write("resources/contacts.yaml", f"contacts: {{one: {{phone: '{number}'}}}}\n")
            site.reload()
            site.raise_alert(alert)
            topic = "decisions" if kind == "tocsin.decision.made" else "calls"
            site.wait_for(topic, kind, alert)
            site.worker.stop(signal.SIGKILL)
            site.run()
            site.wait_for("alerts", "tocsin.alert.closed", alert, seconds=240)
            made = {one["headers"]["ce_id"] for one in site.bus("decisions", "tocsin.decision.made", alert)}
            check(len(made) == 1, f"killed while it {moment}: one decision", made)
            acted = {one["data"]["action_id"] for one in site.bus("actions", "tocsin.action.requested", alert)}
            check(len(acted) == 1, f"killed while it {moment}: one action id", acted)
            attempts = int(site.sql(f"select count(*) from attempt a join call c on c.id = a.call where c.alert_id = '{alert}'"))
            check(len(site.calls(number)) <= attempts, f"killed while it {moment}: one ring an attempt", attempts)
            listed = json.loads(site.tocsin("runs", "list", "--format", "json", "--status", "running").stdout)
            check(not listed.get("items", listed) if isinstance(listed, dict) else not listed, "the run is over", listed)


def a_new_command():
    with Site(f"""{{'{ANN}': [{{turns: [{{hear: 'To snooze, press 3', press: '3'}}, {{hear: confirm, press: '1'}}]}},
      {{{DISMISSES}}}]}}""", contacts=f"contacts: {{ann: {{phone: '{ANN}'}}}}\n"
              "policies: {default: {rungs: [{contact: ann, retries: 1, delay: 1s}]}}\n") as site:
        site.start()
        line = "                - {id: snooze, digitz: '3', phrases: [snooze], final: false}\n"
        site.edit(ROUTER, DISMISS_LINE, DISMISS_LINE + line)
        linted = site.tocsin("lint", "workflows")
        check(linted.returncode == 1 and re.search(r"alert-router.yaml:\d+:\d+: error: .*digitz", linted.stdout), "lint", linted)
        site.reload()
        check_in("former versions stay in force", site.worker.output, "the old file stays")
        site.edit(ROUTER, "digitz", "digits")
        site.reload()
        site.raise_alert("a19")
        site.wait_for("alerts", "tocsin.alert.closed", "a19")
        choices = [one["data"]["choice"] for one in site.bus("decisions", "tocsin.decision.made", "a19")]
        check(choices == ["snooze", "dismiss"], "snooze, and it rings again", choices)


def housekeeping():
    with Site(f"""{{'{ANN}': [{{turns: [{{hear: nginx, silent: 6s}}, {{hear: did not hear, silent: 6s}}, {{hear: did not
      hear, press: '2'}}, {{hear: confirm, press: '1'}}]}}, {{{APPROVES}}}, {{{APPROVES}}}]}}""") as site:
        site.start()
        site.raise_alert("a20")
        until(60, lambda: site.calls() and site.calls()[0]["answered_at"], "somebody picks up")
        site.edit("tocsin.yaml", f"public_url: '{site.url}'", f"public_url: '{site.url.replace('127.0.0.1', 'localhost')}'")
        site.reload()
        site.wait_for("alerts", "tocsin.alert.closed", "a20")
        hosts = {hook["url"].split("/")[2].split(":")[0] for hook in site.calls()[0]["webhooks"] if hook["kind"] == "gather"}
        check(hosts == {"127.0.0.1", "localhost"}, "the call goes on under both addresses", hosts)

        def probe(token):
            return site.tocsin("webhook", "probe", env={"TWILIO_AUTH_TOKEN": token}).returncode
        site.edit("tocsin.yaml", "calls_per_second: 100", "calls_per_second: 100, auth_token_previous: '12345'")
        site.edit(".env", "TWILIO_AUTH_TOKEN=12345", "TWILIO_AUTH_TOKEN=67890")
        site.reload()
        check([probe("67890"), probe("12345")] == [0, 0], "both tokens are good")
        site.edit("tocsin.yaml", ", auth_token_previous: '12345'", "")
        site.edit(".env", "TWILIO_AUTH_TOKEN=67890", "TWILIO_AUTH_TOKEN=12345")
        site.reload()
        check([probe("12345"), probe("67890")] == [0, 1], "the old one is not")

        site.write("tocsin.yaml", site.read("tocsin.yaml") +
                   f"bridge: {{safeguards: {{allow: []}}, deliveries: [{{name: out, topic: {site.prefix}.out}}]}}\n")
        site.reload()
        site.raise_alert("held")
        letters = until(90, lambda: site.bus("dlq", key="held"), "the action is held")
        check(letters[0]["headers"]["dlq_reason"] == "action_held", "action_held", letters)
        check_in("not permitted", talk(site.wait_for_calls(2)[-1]), "it is spoken")
        site.edit("tocsin.yaml", "allow: []", "dry_run: true")
        site.reload()
        site.raise_alert("dry")
        site.wait_for("alerts", "tocsin.alert.closed", "dry")
        until(60, lambda: "dry run" in site.tocsin("explain", "dry").stdout or "dry_run" in site.tocsin("explain", "dry").stdout,
              "explain shows what would have gone out")
        for planted in (ANN, "nginx has stopped unexpectedly", "12345", "67890"):
            check(not re.search(rf"(?<![\w.:]){re.escape(planted)}(?!\w)", site.worker.output), f"'{planted}' in the log",
                  site.worker.output[-800:])
        site.edit("tocsin.yaml", "schema:", "history_retention: 1m, schema:")
        site.worker.stop()
        site.run()
        until(180, lambda: site.sql("select count(*) from turn") == "0", "the texts are gone after a minute")


STORIES = [("0.14", "Webhooks are shut", webhooks_are_shut), ("0.15", "The number is called", the_number_is_called),
           ("0.16", "Own voice", own_voice), ("0.17", "List conversations", list_conversations),
           ("0.18", "Pull the plug", pull_the_plug), ("0.19", "A new command", a_new_command),
           ("0.20", "Housekeeping", housekeeping)]
