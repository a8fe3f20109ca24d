#!/usr/bin/env python3
"""Makes a database of a former release with work under way, as SQL on stdout.

Usage: make_dump.py PROGRAM DATABASE_URL >former_release.sql     (PROGRAM: `tocsin` of that release; an empty database)

Starts 20 runs (5 wait, 5 listen, 5 wait for an answer of HTTP, 5 for a call), kills the worker in the middle of it,
and dumps what is stored. Phone numbers are of the range that nobody has. The carrier is a few lines here: it places
three calls (one of them rings, one is answered) and never answers the requests for the two others.
"""
import atexit, base64, hashlib, hmac, http.server, json, os, signal, subprocess, sys, tempfile, threading, time
import urllib.parse, urllib.request

ACCOUNT, TOKEN, PORT = "AC0000000000000000000000000000aaaa", "12345", 18411
WORKER = f"http://127.0.0.1:{PORT + 1}"
placed, asked = {}, []

WORKFLOWS = {
    "waits": "do: [{wait: {wait: PT2M}}, {told: {emit: {event: {with: {type: m.done, data: {key: '${ $workflow.input[0].key }', how: waited}}}}}}]",
    "listens": """do:
  - go: {listen: {to: {one: {with: {type: m.go}, correlate: {key: {from: .data.key, expect: '${ $workflow.input[0].key }'}}}}}}
  - told: {emit: {event: {with: {type: m.done, data: {key: '${ $workflow.input[0].key }', how: heard}}}}}""",
    "fetches": """do:
  - fetch: {call: http, with: {method: post, endpoint: 'http://127.0.0.1:%d/fetch', body: {key: '${ $workflow.input[0].key }'}}, timeout: {after: P3650D}}
  - told: {emit: {event: {with: {type: m.done, data: {key: '${ $workflow.input[0].key }', how: '${ .how }'}}}}}""" % PORT,
    "asks": """do:
  - guarded:
      try: [{ask: {call: voice.ask, with: {to: '${ $workflow.input[0].who }', say: 'May I?', choices: [{id: approve, digits: '1'}]}}}]
      catch: {do: [{none: {set: {choice: nobody}}}]}
  - told: {emit: {event: {with: {type: m.done, data: {key: '${ $workflow.input[0].key }', how: '${ .choice }'}}}}}""",
}


class Carrier(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked.append(self.path)
        form = dict(urllib.parse.parse_qsl(body))
        person = int(form.get("To", "0")[-1])
        if "Calls.json" not in self.path or person > 3:
            time.sleep(600)  # no answer
            return
        sid = "CA%032d" % person
        placed[person] = form
        answer = json.dumps({"sid": sid, "to": form["To"], "from": form["From"], "status": "queued"}).encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def webhook(url, form):
    url = url.partition("#")[0]
    text = url + "".join(k + form[k] for k in sorted(form))
    seal = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()
    request = urllib.request.Request(url, urllib.parse.urlencode(form).encode(), {"X-Twilio-Signature": seal})
    return urllib.request.urlopen(request).read()


def until(what, true):
    for _ in range(300):
        if true():
            return
        time.sleep(0.1)
    sys.exit("make_dump.py: " + what + " did not happen")


def main(program, url):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Carrier)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tempfile.mkdtemp()
    os.makedirs(folder + "/workflows")
    os.makedirs(folder + "/resources")
    for name, steps in WORKFLOWS.items():
        with open(f"{folder}/workflows/{name}.yaml", "w") as out:
            out.write("document: {dsl: '1.0.3', namespace: m, name: %s, version: '1.0.0'}\n" % name +
                      "schedule: {on: {one: {with: {type: m.%s}}}}\n" % name + steps + "\n")
    with open(folder + "/resources/people.yaml", "w") as out:
        out.write("contacts:\n" + "".join(f"  p{i}: {{phone: '+1202555010{i}'}}\n" for i in range(1, 6)))
    with open(folder + "/tocsin.yaml", "w") as out:
        out.write(f"store: {{url: '{url}'}}\nhttp: {{listen: '127.0.0.1:{PORT + 1}', public_url: '{WORKER}'}}\n"
                  "workflows: {path: workflows, resources: resources}\n"
                  "telephony:\n  twilio: {account_sid: %s, auth_token: '%s', from: '+12025550199', api_url: "
                  "'http://127.0.0.1:%d', calls_per_second: 100, timeout: 2m}\n" % (ACCOUNT, TOKEN, PORT))
    log = open(folder + "/log", "w")
    worker = subprocess.Popen([program, "run", "--embedded"], cwd=folder, stdout=log, stderr=log)
    atexit.register(worker.kill)
    until("the worker's start (" + folder + "/log)", lambda: "ready http=" in open(folder + "/log").read())
    key = open(folder + "/.tocsin/api-key").read().strip()

    def post(kind, number):
        event = {"specversion": "1.0", "id": f"{kind}-{number}", "source": "/make-dump", "type": "m." + kind,
                 "subject": f"{kind}-{number}", "data": {"key": f"{kind}-{number}", "who": f"p{number}"}}
        urllib.request.urlopen(urllib.request.Request(
            WORKER + "/events", json.dumps(event).encode(),
            {"Content-Type": "application/cloudevents+json", "Authorization": "Bearer " + key}))

    for kind in WORKFLOWS:
        for number in range(1, 6):
            post(kind, number)
    until("the requests", lambda: len(asked) >= 10 and len(placed) == 3)
    time.sleep(1)
    for person, status in ((2, "ringing"), (3, "in-progress")):
        form = {"CallSid": "CA%032d" % person, "AccountSid": ACCOUNT, "CallStatus": status, "To": placed[person]["To"],
                "From": "+12025550199"}
        webhook(placed[person]["StatusCallback"], form)
        if person == 3:
            webhook(placed[person]["Url"], form)
    time.sleep(1)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    dump = subprocess.run(["pg_dump", url, "--schema=tocsin", "--no-owner", "--no-privileges", "--rows-per-insert=50"],
                          check=True, capture_output=True, text=True).stdout
    for line in dump.splitlines():
        if line and not line.startswith(("--", "\\", "SET ", "SELECT pg_catalog.set_config")):
            print(line)


main(*sys.argv[1:])
