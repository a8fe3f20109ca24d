"""0.9 to 0.13: alerts by SQL, business hours, Kafka, several people, n8n."""
import json
import signal
import subprocess

from site_of_walk import ALWAYS, ANN, APPROVES, CHECKOUT, DISMISSES, Site, check, check_in, talk, until

INSERT = ("INSERT INTO alerts (alert_type, severity, resource_type, resource_id, resource_name, node_name, title, description, "
          "status, created_at) VALUES ('container_stopped','critical','container','100','nginx','pve1','Container Stopped',"
          "'Container nginx on pve1 has stopped unexpectedly','active',NOW()) RETURNING alert_id")
COLUMNS = ("alert_type", "severity", "resource_type", "resource_id", "resource_name", "node_name", "title", "description",
           "status", "created_at")


def an_alert_by_sql():
    with Site(f"{{'{ANN}': [{{{DISMISSES}}}, {{{DISMISSES}}}, {{answer_after: 600s}}]}}") as site:
        site.start()
        alert = site.sql(INSERT)
        raised = site.wait_for("alerts", "tocsin.alert.raised", alert)
        check(len(raised) == 1 and all(name in raised[0]["data"] for name in COLUMNS), "all ten columns", raised)
        site.wait_for("alerts", "tocsin.alert.closed", alert)
        site.worker.stop(signal.SIGKILL)
        dead = site.sql(INSERT)
        site.run()
        site.wait_for("alerts", "tocsin.alert.closed", dead)
        check(len(site.calls()) == 2, "one call each", [call["state"] for call in site.calls()])
        third = site.sql(INSERT)
        site.wait_for("calls", "tocsin.call.ringing", third)
        site.sql(f"UPDATE alerts SET status = 'resolved' WHERE alert_id = '{third}'")
        last = site.wait_for_calls(3)[-1]
        check(last["state"] == "canceled", "the ringing stops", last["state"])


def business_hours():
    office = ("calendars: {office: {zone: Europe/Berlin, hours: [{days: mon-fri, from: '07:00', to: '16:00'}], holidays: "
              "['2026-12-25']}}\n")
    with Site(f"{{'{ANN}': [{{{DISMISSES}}}]}}", calendar=office, contacts=f"contacts: {{ann: {{phone: '{ANN}'}}}}\n") as site:
        for at, severity, rings in (("2026-12-01T10:00", "critical", False), ("2026-12-01T16:01", "critical", True),
                                    ("2026-12-05T12:00", "critical", True), ("2026-12-25T10:00", "critical", True),
                                    ("2027-03-28T03:30", "critical", True), ("2026-10-25T02:30", "critical", True),
                                    ("2026-12-01T16:01", "info", False)):
            site.write("alert.json", json.dumps({"alert_id": "s1", "title": "nginx stopped", "severity": severity}))
            done = site.tocsin("simulate", "workflows/ops/alert-router.yaml", "--at", at, "--alert", "alert.json",
                               "--format", "json")
            check(done.returncode == 0, f"simulate at {at}", done.stdout, done.stderr)
            rung = [step["who"] for step in json.loads(done.stdout)["steps"] if step["kind"] == "ring"]
            check(bool(rung) == rings, f"{severity} at {at}: rung={rings}", done.stdout)
        site.write("resources/calendars.yaml", ALWAYS)
        site.start()
        site.raise_alert("by-day")
        closed = site.wait_for("alerts", "tocsin.alert.closed", "by-day")
        check(closed[0]["data"]["outcome"] == "notified", "only notified", closed)
        asked = site.wait_for("actions", "tocsin.action.requested", "by-day")
        check(asked[0]["data"]["action"] == "notify", "the notification", asked)
        check(not site.calls(), "no call")


def alerts_over_kafka():
    with Site(f"{{'{ANN}': [{{{DISMISSES}}}]}}") as site:
        site.start()
        site.raise_alert("a1", "e1")
        site.raise_alert("a1", "e1")
        site.wait_for("alerts", "tocsin.alert.closed", "a1")
        site.raise_alert("junk", "e2", "this is { no JSON")
        letters = until(60, lambda: site.bus("dlq", key="junk"), "a dead letter")
        for header in ("dlq_reason", "dlq_topic", "dlq_offset"):
            check(letters[0]["headers"].get(header), header, letters[0]["headers"])
        site.raise_alert("a2", "e3")
        site.wait_for("alerts", "tocsin.alert.closed", "a2")
        check(len(site.calls()) == 2 and len(site.bus("dlq")) == 1, "one call each, one letter")


def several_people():
    numbers = {"ann": "+15550000001", "bob": "+15550000002", "cleo": "+15550000003"}
    contacts = "contacts:\n" + "".join(f"  {name}: {{phone: '{phone}', priority: {i}}}\n"
                                       for i, (name, phone) in enumerate(numbers.items()))
    policy = "policies: {default: {by: severity, retries: 0}}\n"
    people = f"""{{'{numbers["ann"]}': [{{busy: true}}], '{numbers["bob"]}': [{{voicemail: {{after: 2s, greeting: 'Hello, leave a
      message after the tone'}}}}], '{numbers["cleo"]}': [{{{APPROVES}}}]}}"""
    with Site(people, contacts + policy) as site:
        site.start()
        site.raise_alert("in-turn")
        made = site.wait_for("decisions", "tocsin.decision.made", "in-turn", seconds=150)
        check(len(made) == 1 and made[0]["data"]["by"]["contact"] == "cleo", "the third decides", made)
        check([len(site.wait_for_calls(1, phone)) for phone in numbers.values()] == [1, 1, 1], "one ring each")
        site.action_out("in-turn")
        site.write("workflows/all.yaml", ALL_AT_ONCE)
        site.script(f"""{{'{numbers["ann"]}': [{{{APPROVES}}}], '{numbers["bob"]}': [{{answer_after: 400s}}],
          '{numbers["cleo"]}': [{{answer_after: 400s}}]}}""")
        site.reload()
        before = {name: len(site.calls(phone)) for name, phone in numbers.items()}
        site.raise_alert("at-once", text=json.dumps({"alert_id": "at-once", "severity": "critical", "alert_type": "parallel",
                                                     "title": "nginx has stopped"}))
        made = site.wait_for("decisions", "tocsin.decision.made", "at-once", seconds=150)
        check([one["data"]["by"]["contact"] for one in made] == ["ann"], "one decision, by the first", made)
        for name, phone in numbers.items():
            after = site.wait_for_calls(before[name] + 1, phone)
            check(len(after) == before[name] + 1, f"{name} is rung once", [call["state"] for call in after])
            if name != "ann":
                check(after[-1]["state"] == "canceled" or "handled" in talk(after[-1]), f"{name} is hung up or told", after[-1])
    with Site("{}") as site:
        site.start()
        site.raise_alert("nobody")
        closed = site.wait_for("alerts", "tocsin.alert.closed", "nobody", seconds=240)
        check(closed[0]["data"]["outcome"] == "unanswered", "nobody at all", closed)
        check_in("unanswered", site.tocsin("explain", "nobody").stdout, "explain tells it")


ALL_AT_ONCE = """document: {dsl: '1.0.3', namespace: walk, name: all-at-once, version: '1.0.0'}
schedule: {on: {one: {with: {type: tocsin.alert.raised, data: '${ .alert_type == "parallel" }'}}}}
do:
  - page:
      call: oncall.page
      with:
        mode: parallel
        say: nginx has stopped
        choices: [{id: approve, digits: '1', phrases: [approve]}, {id: dismiss, digits: '2', phrases: [dismiss]}]
"""


def n8n():
    """The walk with real n8n is a program of its own beside this one: acceptance_n8n."""
    program = CHECKOUT / "build/release/bin/acceptance_n8n"
    done = subprocess.run([program, "--gtest_color=no"], text=True, capture_output=True, timeout=1200)
    if "[  SKIPPED ]" in done.stdout:
        return "n8n is not installed: tools/n8n install"
    check(done.returncode == 0, "acceptance_n8n", done.stdout[-1500:])
    return None


STORIES = [("0.9", "An alert by SQL", an_alert_by_sql), ("0.10", "Business hours", business_hours),
           ("0.11", "Alerts over Kafka", alerts_over_kafka), ("0.12", "Several people", several_people), ("0.13", "n8n", n8n)]
