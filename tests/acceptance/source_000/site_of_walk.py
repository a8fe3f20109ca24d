"""An installation as the guide makes it, and the programs by which an operator sees what it does.

Nothing of the product is imported: tocsin, tocsin-phone, kcat and psql are run, and HTTP is spoken.
"""
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

CHECKOUT = pathlib.Path(__file__).resolve().parents[3]
BIN = pathlib.Path(os.environ.get("TOCSIN_BIN", CHECKOUT / "build/release/bin"))
KAFKA = os.environ.get("TOCSIN_TEST_KAFKA", "")
DATABASE = os.environ.get("TOCSIN_TEST_DATABASE", "")
ANN = "+15559876543"  # ALERT_PHONE_NUMBER
OURS = "+15551234567"
ALWAYS = "calendars: {office: {zone: Europe/Berlin, hours: [{days: mon-sun, from: '00:00', to: '24:00'}]}}\n"
NEVER = "calendars: {office: {zone: Europe/Berlin, hours: [{days: mon, from: '00:00', to: '00:01'}]}}\n"
APPROVES = "turns: [{hear: nginx, press: '1'}, {hear: confirm, press: '1'}]"
DISMISSES = "turns: [{hear: nginx, press: '2'}, {hear: confirm, press: '1'}]"
SCALE = 0.05  # the simulator is twenty times faster than life


class Failed(Exception):
    pass


def check(truth, what, *seen):
    if not truth:
        raise Failed(what + "".join(f"\n      saw: {str(one)[:1500]}" for one in seen))


def check_in(part, text, what):
    check(part in text, f"{what}: '{part}' is missing", text)


def free_port():
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(seconds, ask, what):
    """What `ask` gives as soon as it is true."""
    end = time.monotonic() + seconds
    while True:
        got = ask()
        if got:
            return got
        check(time.monotonic() < end, f"{what}: not within {seconds} s", got)
        time.sleep(0.1)


class Program:
    """A program in the background; what it prints is kept."""

    def __init__(self, command, folder, environment=None):
        self.output, self.lines = "", threading.Condition()
        self.process = subprocess.Popen([str(word) for word in command], cwd=folder, text=True, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        env={**os.environ, **(environment or {})})
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            with self.lines:
                self.output += line
                self.lines.notify_all()
        with self.lines:
            self.lines.notify_all()

    def wait_for(self, text, seconds=60):
        with self.lines:
            came = self.lines.wait_for(lambda: text in self.output, seconds)
        check(came, f"'{text}' was not printed within {seconds} s", self.output[-1500:])

    def tell(self, number):
        self.process.send_signal(number)

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
        return self.process.wait()


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def __str__(self):
        return f"{self.status} {self.body[:600]}"


def http(method, url, headers=None, body=None, seconds=30):
    data = body.encode() if isinstance(body, str) else body
    request = urllib.request.Request(url, method=method, data=data, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return Answer(answer.status, answer.headers, _text(answer.read()))
    except urllib.error.HTTPError as refused:
        return Answer(refused.code, refused.headers, _text(refused.read()))
    except OSError as away:
        return Answer(0, {}, str(away))


def _text(raw):
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


class Site:
    """Folder, schema and topics of its own; everything ends with the `with`."""

    def __init__(self, people="{}", contacts="", calendar=NEVER, env="", telephony="", more="", shipped=()):
        self.prefix = "walk_%d_%d" % (os.getpid(), random.randrange(10**6))
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="source_000_"))
        self.url = f"http://127.0.0.1:{free_port()}"
        self.phone_url = f"http://127.0.0.1:{free_port()}"
        self.programs, self._key = [], None
        text = (CHECKOUT / "deploy/.env.example").read_text()
        for name, value in (("TWILIO_ACCOUNT_SID", "AC0000000000000000000000000000aaaa"), ("TWILIO_AUTH_TOKEN", "12345"),
                            ("TWILIO_PHONE_NUMBER", OURS), ("ALERT_PHONE_NUMBER", ANN)):
            text = re.sub(rf"^{name}=$", f"{name}={value}", text, flags=re.M)
        self.write(".env", text + env)
        self.write("tocsin.yaml", f"""store: {{url: '{DATABASE}', schema: {self.prefix}}}
bus: {{brokers: '{KAFKA}', prefix: {self.prefix}, group: {self.prefix}}}
http: {{listen: '{self.url[7:]}', public_url: '{self.url}'}}
workflows: {{path: workflows, resources: resources}}
telephony: {{twilio: {{api_url: '{self.phone_url}', calls_per_second: 100}}{telephony}}}
{more}""")
        for name in ("ops/alert-router.yaml", "ops/manual-call.yaml", *shipped):
            self.write("workflows/" + name, (CHECKOUT / "workflows" / name).read_text())
        self.write("resources/actions.yaml", (CHECKOUT / "workflows/resources/actions.yaml").read_text())
        self.write("resources/calendars.yaml", calendar)
        if contacts:
            self.write("resources/contacts.yaml", contacts)
        self.write("people.yaml", f"people: {people}\n")
        done = self.tocsin("migrate")
        check(done.returncode == 0, "tocsin migrate", done.stderr)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for program in reversed(self.programs):
            program.stop(signal.SIGKILL)
        self.sql(f"drop schema if exists {self.prefix} cascade")
        shutil.rmtree(self.folder, ignore_errors=True)

    # What an operator does.
    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def read(self, name):
        return (self.folder / name).read_text()

    def edit(self, name, old, new):
        text = self.read(name)
        check(text.count(old) == 1, f"{name} holds '{old}' {text.count(old)} times")
        self.write(name, text.replace(old, new))

    def tocsin(self, *words, env=None):
        return subprocess.run([BIN / "tocsin", *words], cwd=self.folder, text=True, capture_output=True, timeout=120,
                              env={**os.environ, **(env or {})})

    def phone(self):
        program = Program([BIN / "tocsin-phone", "--listen", self.phone_url[7:], "--script", "people.yaml", "--time-scale",
                           SCALE, "--calls-per-second", 0], self.folder)
        self.programs.append(program)
        program.wait_for("ready url=")
        return program

    def run(self, env=None):
        self.worker = Program([BIN / "tocsin", "run"], self.folder, env)
        self.programs.append(self.worker)
        self.worker.wait_for("ready http=", 90)
        return self.worker

    def start(self):
        self.the_phone = self.phone()
        self.run()
        return self

    def reload(self):
        before = self.worker.output.count("reloaded")
        self.worker.tell(signal.SIGHUP)
        until(60, lambda: self.worker.output.count("reloaded") > before, "a reload")

    def key(self):
        if self._key is None:
            self._key = self.tocsin("keys", "create", "walk").stdout.strip()
        return {"Authorization": "Bearer " + self._key, "Content-Type": "application/json"}

    def send(self, method, path, headers=None, body=None):
        return http(method, self.url + path, headers, body)

    def initiate(self, alert, number=ANN, headers=None, **more):
        body = {"phone_number": number, "alert_id": alert,
                "alert_summary": "Test alert: Container nginx has stopped on node pve1.",
                "alert_context": {"severity": "critical", "resource_type": "container", "resource_name": "nginx"}, **more}
        return self.send("POST", "/api/voice/call/initiate", {**self.key(), **(headers or {})}, json.dumps(body))

    def script(self, people):
        answer = http("PUT", self.phone_url + "/sim/script", body=f"people: {people}\n")
        check(answer.status == 200, "the simulator takes a script", answer)

    def raise_alert(self, alert, event=None, text=None):
        data = text or json.dumps({"alert_id": alert, "severity": "critical", "title": "Container Stopped", "resource_type":
                                   "container", "resource_name": "nginx", "node_name": "pve1"})
        words = ["kcat", "-b", KAFKA, "-P", "-t", self.prefix + ".alerts", "-k", alert]
        for header in ("ce_specversion=1.0", f"ce_id={event or 'e-' + alert}", "ce_source=/pve",
                       "ce_type=tocsin.alert.raised", f"ce_subject={alert}", "content-type=application/json"):
            words += ["-H", header]
        subprocess.run(words, input=data + "\n", text=True, check=True, timeout=60)

    # What an operator sees.
    def sql(self, text):
        done = subprocess.run(["psql", DATABASE, "-qAt", "-v", "ON_ERROR_STOP=1", "-c", text], text=True,
                              capture_output=True, timeout=60,
                              env={**os.environ, "PGOPTIONS": f"-c search_path={self.prefix} -c client_min_messages=error"})
        check(done.returncode == 0, "psql: " + text, done.stderr)
        return done.stdout.strip()

    def bus(self, topic, kind=None, key=None):
        """Records of a topic so far: [{key, headers, data}]."""
        done = subprocess.run(["kcat", "-q", "-b", KAFKA, "-t", f"{self.prefix}.{topic}", "-C", "-o", "beginning", "-e", "-f",
                               "%k\x1f%h\x1f%s\x1e"], text=True, capture_output=True, timeout=60)
        found = []
        for record in done.stdout.split("\x1e"):
            if record.count("\x1f") != 2:
                continue
            name, headers, data = record.lstrip("\n").split("\x1f")
            headers = dict(pair.split("=", 1) for pair in headers.split(",") if "=" in pair)
            if kind in (None, headers.get("ce_type")) and key in (None, name):
                found.append({"key": name, "headers": headers, "type": headers.get("ce_type"),
                              "data": json.loads(data) if data.startswith("{") else data})
        return found

    def wait_for(self, topic, kind, key, count=1, seconds=90):
        def enough():
            found = self.bus(topic, kind, key)
            return found if len(found) >= count else None
        return until(seconds, enough, f"{count} of {kind} for {key}")

    def calls(self, number=ANN):
        page = http("GET", self.phone_url + "/sim/calls?number=" + urllib.parse.quote(number)).json()
        return sorted(page["items"], key=lambda call: call["created_at"])

    def wait_for_calls(self, count, number=ANN, seconds=120):
        def over():
            calls = self.calls(number)
            return calls if len([call for call in calls if call["ended_at"]]) >= count else None
        return until(seconds, over, f"{count} calls of {number} are over")

    def action_out(self, alert):
        """`Action out` of the acceptance walk."""
        actions = self.wait_for("actions", "tocsin.action.requested", alert)
        check(len(actions) == 1, "one action is out", actions)
        data = actions[0]["data"]
        check(data["decided"]["choice"] == "approve" and data["decided"]["evidence"], "the action says who decided", data)
        check(actions[0]["headers"].get("traceparent"), "the action has a trace", actions[0]["headers"])
        return actions[0]

    def no_action(self, alert):
        check(not self.bus("actions", "tocsin.action.requested", alert), f"no action for {alert}")


def talk(call):
    """One line for each sentence and key: 'heard: ...', 'said: ...', 'pressed: ...'."""
    return "\n".join(f"{line['what']}: {line.get('keys', line.get('text', ''))}" for line in call["transcript"])


class Fake(Program):
    """A service of tests/fakes."""

    def __init__(self, site, file):
        super().__init__(["python3", CHECKOUT / "tests/fakes" / file], site.folder, {"PYTHONUNBUFFERED": "1"})
        site.programs.append(self)
        self.wait_for("http://")
        self.url = re.search(r"http://\S+", self.output).group()

    def script(self, answers):
        check(http("PUT", self.url + "/script", body=json.dumps(answers)).status == 200, "the fake takes a script")
