"""A worker that talks with callers of the phone simulator; ears, model and voice are the fakes of tests/fakes."""
import audioop
import bisect
import io
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import wave

TOP = pathlib.Path(__file__).resolve().parents[3]
ACCOUNT, TOKEN, NUMBER = "AC0000000000000000000000000000aaaa", "bench-token", "+15550009999"
ENDPOINT = 200  # ms of silence that end a turn
FRAME = 160  # samples of 20 ms
VOICED = -45  # dB of full scale
WORDS = ["How much is a cleaning?", "Is Tuesday free?", "What about the afternoon?", "And where are you?"]
# Of one engine: what of it stalls, and what follows it.
STALLS = {"the model": {"model": {"delay": 30}},
          "the voice, before its first sound": {"voice": {"wait": 30}},
          "the voice, within a sentence": {"voice": {"stall": 4000}},
          "the ears": {"ears": {"stall": True}}}
WORKFLOW = """document: {dsl: '1.0.3', namespace: bench, name: converse, version: '1.0.0'}
schedule: {on: {one: {with: {type: tocsin.call.inbound}}}}
do:
  - talk:
      call: voice.converse
      with:
        call: ${ $workflow.input[0].call_id }
        say: Good day, this is the clinic.
        instructions: You are the receptionist of a clinic. Be brief.
        turns: 200
        listen: {end_after: %dms}
"""


def ask(url, data=None, method=None):
    body = data if data is None or isinstance(data, bytes) else json.dumps(data).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data=body, method=method), timeout=20) as answer:
        return answer.read()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Program:
    """A process in a group of its own, with its log in a file."""

    def __init__(self, command, log, ready, cwd=None, environment=None):
        self.log = pathlib.Path(log)
        self.process = subprocess.Popen(command, stdout=self.log.open("w"), stderr=subprocess.STDOUT, cwd=cwd,
                                        env={**os.environ, **(environment or {})}, start_new_session=True)
        deadline = time.time() + 90
        while not (found := re.search(ready, self.log.read_text(), re.M)):
            if self.process.poll() is not None or time.time() > deadline:
                self.stop()
                raise SystemExit(f"{command[0]} did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.05)
        self.said = found.group(1)

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


class Told:
    """What a round of conversations came to; times in milliseconds."""

    def __init__(self):
        self.turns, self.gaps, self.chunks = [], [], []
        self.silences = []  # (length, whether it begins with the end of a turn)
        self.calls = self.late = self.underruns = self.own_late = 0
        self.worker_cores = None


def segments(samples, most_pause=15):
    """(first, last) frame of each stretch of sound; pauses of up to 300 ms belong to it."""
    found, begin, end = [], None, None
    for at in range(len(samples) // (2 * FRAME)):
        level = audioop.rms(samples[2 * FRAME * at:2 * FRAME * (at + 1)], 2)
        if level < 32768 * 10 ** (VOICED / 20):
            continue
        if begin is None or at - end > most_pause:
            if begin is not None:
                found.append((begin, end))
            begin = at
        end = at
    return found + ([(begin, end)] if begin is not None else [])


class Site:
    """The worker with its fakes and the simulator, for as long as the `with` lasts. `ears`: deepgram, whisper, or moonshine,
    which is no fake. `realtime`: a service leads the conversations by itself."""

    def __init__(self, options, name, ears="deepgram", stall=None, workflow=WORKFLOW % ENDPOINT, realtime=False):
        self.options, self.ears, self.stall, self.workflow = options, ears, stall or {}, workflow
        self.realtime = realtime
        self.name = f"turn{os.getpid()}x{int(time.time()) % 10**6}{''.join(filter(str.isalnum, name)).lower()}"
        self.folder = pathlib.Path(options.work) / self.name
        self.programs, self.people, self.answers = [], 0, 0
        self.folder.mkdir(parents=True)

    def start(self, name, *command, ready=r"^(http://\S+)", **more):
        program = Program(list(command), self.folder / (name + ".log"), ready, **more)
        self.programs.append(program)
        return program

    def fake(self, file):
        return self.start(file + str(len(self.programs)), "python3", str(TOP / "tests/fakes" / file)).said

    def __enter__(self):
        try:
            self.open()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def open(self):
        self.hears = self.fake("deepgram_server.py" if self.ears == "deepgram" else "transcription_server.py")
        self.model, self.voice = self.fake("language_server.py"), self.fake("voice_server.py")
        # Who follows where one stalls.
        self.next_model, self.next_voice = self.fake("language_server.py"), self.fake("voice_server.py")
        self.next_ears = self.fake("transcription_server.py")
        self.service = self.fake("realtime_server.py") if self.realtime else None
        account = ["--account", ACCOUNT, "--token", TOKEN]
        self.phone = self.start("phone", f"{self.options.bin}/tocsin-phone", "--listen", "127.0.0.1:0", "--time-scale", "0.05",
                                "--calls-per-second", "0", "--quiet", *account, ready=r"^ready url=(\S+)").said
        self.http = f"http://127.0.0.1:{free_port()}"
        (self.folder / "workflows").mkdir()
        (self.folder / "workflows/converse.yaml").write_text(self.workflow)
        (self.folder / "tocsin.yaml").write_text(self.settings())
        subprocess.run([f"{self.options.bin}/tocsin", "migrate"], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        self.worker = self.start("worker", f"{self.options.bin}/tocsin", "run", cwd=self.folder, ready=r"^(ready .*)")
        deadline = time.time() + 30
        while "partitions are ours" not in self.worker.log.read_text() and time.time() < deadline:
            time.sleep(0.05)

    def close(self):
        for program in reversed(self.programs):
            program.stop()
        prefix = ["--brokers", self.options.brokers, "--prefix", self.name, "--run", "none"]
        subprocess.run([f"{self.options.bin}/tocsin-bench", "drop", *prefix], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run(["psql", "-q", self.options.database, "-c",
                        f"set client_min_messages = error; drop schema if exists {self.name} cascade"])

    def settings(self):
        stt = [self.ears] + (["whisper"] if "ears" in self.stall else [])
        tts = ["azure"] + (["openai"] if "voice" in self.stall else [])
        realtime = {"realtime": {"api_url": self.service, "api_key": "k", "model": "m", "transcription": "t"}} if self.realtime else {}
        fallbacks = [{"name": "second", "url": self.next_model, "model": "second"}] if "model" in self.stall else []
        return "".join(f"{section}: {json.dumps(value)}\n" for section, value in {
            "bus": {"brokers": self.options.brokers, "prefix": self.name, "group": self.name},
            "store": {"url": self.options.database, "schema": self.name},
            "http": {"listen": self.http[7:], "public_url": self.http},
            "telephony": {"twilio": {"account_sid": ACCOUNT, "auth_token": TOKEN, "from": NUMBER, "api_url": self.phone}},
            "speech": {"models": self.options.models, "stt": stt, "tts": tts,
                       "deepgram": {"api_key": "k", "api_url": self.hears, "listen": {"model": "nova-3"}},
                       "azure": {"api_key": "k", "api_url": self.voice, "voice": "en-US-JennyNeural"},
                       "openai": {"api_key": "k", "api_url": self.next_voice, "speech": {"model": "m", "voice": "alloy"}},
                       "whisper": {"url": self.next_ears if "ears" in self.stall else self.hears, "model": "m"}},
            "language": {"chat": {"url": self.model, "model": "m", "questions_per_call": 60, "questions_per_minute": 100000},
                         "fallbacks": fallbacks, **realtime},
        }.items())

    def script(self, delays, stall=None):
        """What the fakes do from now on; each text is another one, for what was said once is kept."""
        ears, model, voice = delays
        stall = stall or {}
        answers = [{"text": f"It is {self.answers + number} dollars.", "delay": model, **stall.get("model", {})}
                   for number in range(20 if stall else 800)]
        self.answers += len(answers)
        ask(self.hears + "/script", [{"text": WORDS[0], "delay": ears, **stall.get("ears", {})}], "PUT")
        ask(self.model + "/script", answers, "PUT")
        ask(self.voice + "/script", [{"delay": voice, "seconds": 0.8, **stall.get("voice", {})}], "PUT")
        ask(self.next_ears + "/script", [{"text": WORDS[0], "delay": ears}], "PUT")
        ask(self.next_model + "/script", [{**one, "delay": model} for one in answers], "PUT")
        ask(self.next_voice + "/script", [{"delay": voice, "seconds": 0.8}], "PUT")

    def converse(self, delays, callers, turns, stall=None):
        """`callers` ring at the same time and say `turns` things each."""
        self.script(delays, stall)
        numbers = [f"+1202{5_000_000 + self.people + number:07}" for number in range(callers)]
        self.people += callers
        said = [{"hear": ".", "say": WORDS[at % len(WORDS)]} for at in range(turns)] + [{"hear": ".", "hang_up": True}]
        begun, used = time.time(), cpu_seconds(self.worker.process.pid)
        calls = self.ring({number: said for number in numbers}, turns * 8 + 60)
        told = Told()
        told.worker_cores = round((cpu_seconds(self.worker.process.pid) - used) / (time.time() - begun), 2)
        self.look(calls, told)
        self.listen(calls, told, stall)
        self.read(numbers, calls, told)
        return told

    def ring(self, people, patience):
        """Each person rings and does their turns; gives the calls once all are over, or after `patience` seconds."""
        ask(self.phone + "/sim/reset", b"", "POST")
        script = {"people": {number: [{"turns": turns}] for number, turns in people.items()}}
        ask(self.phone + "/sim/script", json.dumps(script).encode(), "PUT")
        for number in people:
            ask(self.phone + "/sim/inbound", {"from": number, "to": NUMBER, "url": self.http + "/twiml",
                                              "status_callback": self.http + "/api/voice/webhook/status"})
            time.sleep(0.05)
        return self.ended(len(people), patience)

    def events(self, topic):
        """All that is on a topic: (type, time, key, data)."""
        found = []
        for line in subprocess.run(["kcat", "-q", "-u", "-J", "-e", "-b", self.options.brokers, "-C", "-t",
                                    f"{self.name}.{topic}", "-o", "beginning"], capture_output=True, text=True, check=True
                                   ).stdout.splitlines():
            record = json.loads(line)
            headers = dict(zip(record["headers"][::2], record["headers"][1::2]))
            found.append((headers["ce_type"], headers["ce_time"], record["key"], json.loads(record["payload"])))
        return found

    def ended(self, count, patience):
        deadline, calls = time.time() + patience, []
        while time.time() < deadline:
            calls = json.loads(ask(self.phone + "/sim/calls?limit=1000"))["items"]
            if len(calls) == count and all(call["ended_at"] for call in calls):
                break
            time.sleep(0.3)
        return calls

    @staticmethod
    def look(calls, told):
        """What the simulator counted on its sockets."""
        for call in calls:
            told.calls += bool(call["media"])
            for media in call["media"]:
                told.late += media["late_messages"]
                told.underruns += media["underruns"]
                told.own_late += media["frames_late"]

    def listen(self, calls, told, stall):
        """Gaps on the recordings."""
        for call in calls:
            try:
                sound = ask(f'{self.phone}/sim/calls/{call["sid"]}/audio?side=both')
            except urllib.error.HTTPError:
                continue
            with wave.open(io.BytesIO(sound)) as file:
                both = file.readframes(file.getnframes())
            heard, said = segments(audioop.tomono(both, 2, 1, 0)), segments(audioop.tomono(both, 2, 0, 1))
            begins = [begin for begin, _ in heard]
            for at, (_, end) in enumerate(said):
                following = bisect.bisect_right(begins, end)
                until = said[at + 1][0] if at + 1 < len(said) else 1 << 30
                if following < len(begins) and begins[following] <= until:
                    told.gaps.append(20 * (begins[following] - end - 1))
                    if stall:
                        told.silences.append((told.gaps[-1], True))
            if stall:  # a sentence that stops in its middle
                told.silences += [(20 * (later[0] - former[1] - 1), False) for former, later in zip(heard, heard[1:])
                                  if not any(former[1] < begin < later[0] for begin, _ in said)]

    def read(self, numbers, calls, told):
        """What the worker told of the turns, once every call is summed up or 10 s have passed."""
        deadline = time.time() + 10
        while True:
            events = [(kind, key, data) for kind, _, key, data in self.events("calls")]
            rang = {key: data.get("from") for kind, key, data in events if kind == "tocsin.call.inbound"}
            mine = {key: number for key, number in rang.items() if number in set(numbers)}
            over = {key for kind, key, _ in events if kind == "tocsin.call.summarized" and key in mine}
            if len(over) == len(mine) == len(numbers) or time.time() > deadline:
                break
            time.sleep(0.3)
        answers = [(key, data) for kind, key, data in events
                   if kind == "tocsin.call.turn" and key in mine and data.get("method") == "answer"]
        told.turns = [data for _, data in answers]
        spoken = {one["text"]: one.get("sent_at") for one in json.loads(ask(self.voice + "/seen"))}
        began = {call["from"]: sorted(at for media in call["media"] for at in media["sound_began_s"]) for call in calls}
        for key, data in answers:
            sent = spoken.get(data.get("heard", "").strip())
            times = began.get(mine[key], [])
            following = bisect.bisect_left(times, sent) if sent else len(times)
            if following < len(times):
                told.chunks.append(1000 * (times[following] - sent))
