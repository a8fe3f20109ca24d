"""Whether the worker knows what was heard of it, in two ways. Somebody speaks into the answer of a service that leads the
conversation by itself: the worker tells it with how many milliseconds the answer ended for the caller. And somebody makes a sound too short to be a word, and what was being said is
cut off and goes on. Where it goes on is where the worker believes the caller to have stopped hearing; where they did stop
is on the simulator's recording. The voice is noise of which each piece is unlike every other, so that both are found to
the sample."""
import audioop
import io
import json
import subprocess
import sys
import wave

import conversations as talk

sys.path.insert(0, str(talk.TOP / "tests/fakes"))
import voice_server  # noqa: E402

RATE, SECONDS, PIECE = 8000, 9, 400  # PIECE: samples that are looked for, 50 ms
AT = (1.5, 3.6, 5.7)  # seconds behind the beginning of the answer at which there is a sound, about
LENGTH = 0.1
PATIENCE = (0.4, 1.1, 1.9, 3.2)  # seconds of an answer that are listened to before it is spoken into


def flite(path, text):
    subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", str(path)], check=True, capture_output=True)
    with wave.open(str(path)) as file:
        return audioop.ratecv(file.readframes(file.getnframes()), 2, 1, file.getframerate(), RATE, None)[0]


def write(path, sound):
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound)


def spoken_after(path, seconds, text):
    write(path, bytes(2 * int(seconds * RATE)) + flite(path, text))


def blips(path):
    """A vowel's 100 ms, again and again, in silence."""
    sound = flite(path, "ah ah ah")
    size = 2 * int(LENGTH * RATE)
    loudest = max(range(0, len(sound) - size, 320), key=lambda at: audioop.rms(sound[at:at + size], 2))
    vowel = audioop.mul(sound[loudest:loudest + size], 2, 3000 / max(audioop.rms(sound[loudest:loudest + size], 2), 1))
    made = b""
    for at in AT:
        made += bytes(2 * int(at * RATE) - len(made)) + vowel
    write(path, made + bytes(2 * RATE * 4))


def found_at(piece, original):
    """The sample of the original at which the piece begins."""
    at, _ = audioop.findfit(original, piece)
    return at


def errors_of(heard, original):
    """By how many milliseconds each going on misses what was heard before."""
    errors = []
    stretches = talk.segments(heard, most_pause=1)
    for (_, stopped), (begins, ends) in zip(stretches, stretches[1:]):
        before, after = 2 * talk.FRAME * (stopped + 1), 2 * talk.FRAME * begins
        if begins - stopped > 50 or ends - begins < 5:  # another sentence, or a click
            continue
        goes_on = found_at(heard[after:after + 2 * PIECE], original)
        if goes_on < PIECE:  # it was taken for a word, and is answered by a sentence of its own
            continue
        stopped_at = found_at(heard[before - 2 * PIECE:before], original) + PIECE
        errors.append((goes_on - stopped_at) * 1000 / RATE)
    return errors


def measure_service(options):
    """By how many milliseconds `audio_end_ms` misses where the caller stopped hearing, for each interrupted answer."""
    errors = []
    with talk.Site(options, "service", realtime=True) as site:
        site.script((0, 0, 0))
        original = audioop.ulaw2lin(talk.ask(site.service + "/rustle"), 2)
        # Faster than it is heard, as the service gives it.
        talk.ask(site.service + "/script", [{"text": "Rustling.", "seconds": SECONDS, "rustle": True, "pace": 0.01}], "PUT")
        turns = [{"hear": ".", "say": talk.WORDS[0]}]
        for at, patience in enumerate(PATIENCE):
            sound = site.folder / f"over{at}.wav"
            spoken_after(sound, patience, talk.WORDS[at % len(talk.WORDS)])
            turns.append({"hear": ".", "wav": str(sound), "over": True})
        for number in range(8):  # one after the other: what the service was told is that of one call
            call = site.ring({f"+1202556{number:04}": turns + [{"silent": "1s"}, {"hang_up": True}]}, 60)[0]
            with wave.open(io.BytesIO(talk.ask(f'{site.phone}/sim/calls/{call["sid"]}/audio'))) as file:
                heard = file.readframes(file.getnframes())
            told = [end for _, end in json.loads(talk.ask(site.service + "/seen"))[-1]["truncated"] if end > 0]
            errors += misses_of(heard, original, told)
    return errors


def misses_of(heard, original, told):
    """What was told beside where each stretch of rustling ends in the recording, but for those that were heard whole."""
    ends = []
    for begins, stopped in talk.segments(heard, most_pause=1):
        before = 2 * talk.FRAME * (stopped + 1)
        at = found_at(heard[before - 2 * PIECE:before], original)
        if stopped - begins > 5 and heard[before - 2 * PIECE:before] == original[2 * at:2 * (at + PIECE)]:
            ends.append((at + PIECE) * 1000 / RATE)
    ends = [end for end in ends if end < 1000 * SECONDS - 100]
    if len(ends) != len(told):
        raise SystemExit(f"heard until {ends} ms, and the service was told of {told}")
    return [end - stopped for end, stopped in zip(told, ends)]


def measure(options):
    original = audioop.ulaw2lin(audioop.lin2ulaw(voice_server.rustle(SECONDS, RATE), 2), 2)
    with talk.Site(options, "positions") as site:
        sound = site.folder / "blips.wav"
        blips(sound)
        site.script((0, 0, 0))
        talk.ask(site.voice + "/script", [{"seconds": SECONDS, "rustle": True}], "PUT")
        turns = [{"hear": ".", "say": talk.WORDS[0]}, {"hear": ".", "wav": str(sound), "over": True}, {"silent": "60s"},
                 {"hang_up": True}]
        errors = []
        for call in site.ring({f"+1202555{number:04}": turns for number in range(8)}, 60):
            with wave.open(io.BytesIO(talk.ask(f'{site.phone}/sim/calls/{call["sid"]}/audio'))) as file:
                errors += errors_of(file.readframes(file.getnframes()), original)
    return errors
