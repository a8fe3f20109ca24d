"""Writes the seeds of a fuzz program into a folder, one file each: seeds.py NAME FOLDER, and `NAME.dict` beside it.

They come from this checkout: the workflows that are shipped and documented, the unit tests' expressions, and what lies
in tests/fuzz/found/NAME, inputs that once found a fault.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INPUTS = ['null', '[3,1,[2]]', '{"a":{"b":[1,"x"]},"alert":{"id":9007199254740993}}', '"2015-03-05T23:51:47Z, a b"',
          '[{"a":1},{"a":null}]', '-1.5e300']
HEADERS = ("ce_specversion: 1.0\nce_id: e1\nce_source: /test\nce_type: tocsin.alert.raised\nce_subject: a1\n"
           "ce_time: 2026-03-07T01:10:00Z\ncontent-type: application/json\n")
EVENT = ('{"specversion":"1.0","id":"e1","source":"/test","type":"tocsin.alert.raised","subject":"a1",'
         '"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",%s}')
ALERT = '{"alert_id":"a1","title":"Disk full","severity":"high","labels":{"n":9007199254740993,"x":"\\ud83d\\udea8"}}'
WEB = ["CallSid=CA1&From=%2B15550001111&SpeechResult=yes+please&Confidence=0.93", "a=b&a=c&=&&d", "/twilio/voice?call=1&x=%20",
       "https://user.example.com:8443/a/b?c=d#e", "http://[::1]:80/", "Sat, 07 Mar 2026 01:10:00 GMT", "120", "%zz", "%00",
       "Digits=1%2C2&CallStatus=completed"]


def yaml_texts():
    folders = ["workflows", "docs", "tests/perf", "deploy", "tools"]
    return [path.read_text() for folder in folders for path in sorted((ROOT / folder).rglob("*.yaml"))]


def expressions():
    found = set()
    for text in yaml_texts():
        found.update(match.strip() for match in re.findall(r"\$\{(.*?)\}'", text, re.S))
    for path in sorted((ROOT / "tests/unit/expression").glob("*.cpp")):
        text = path.read_text()
        found.update(re.findall(r'(?:Text|Run|CheckText)\(R"_?\((.*?)\)_?"', text, re.S))
        found.update(match.encode().decode("unicode_escape", "ignore")
                     for match in re.findall(r'(?:Text|Run|CheckText)\("((?:[^"\\]|\\.)*)"', text))
    return sorted(found)


def words():
    names = set()
    for path in (ROOT / "adapters/expression/builtins").glob("*.cpp"):
        names.update(re.findall(r'\{"([a-z_0-9A-Z]+)", \d', path.read_text()))
    signs = ["reduce ", "foreach ", " as $x ", "if ", " then ", " elif ", " else ", " end", "try ", " catch ", "label $l | ",
             "break $l", "def f: ", "?//", "//=", "|=", "..", "@base64 ", "\\(", "$__loc__", "1e1000", "nan", "-infinite"]
    return [name + "(" for name in sorted(names)] + signs


def workflows():
    texts = yaml_texts()
    for path in sorted((ROOT / "docs").rglob("*.md")):
        texts += re.findall(r"```yaml\n(document:.*?)```", path.read_text(), re.S)
    return texts


def records():
    plain = '{"id":9007199254740993,"subject":"pve1","text":"Disk full"}'
    structured = "content-type: application/cloudevents+json\n"
    return [HEADERS + "\n" + ALERT, structured + "\n" + EVENT % f'"data":{ALERT}', "\n" + plain, "-" + HEADERS,
            structured + "\n" + EVENT % '"data_base64":"YWJj"', HEADERS.replace("json", "plain") + "\ntext"]


def frame(first, payload, claimed=None, mask=b"\x37\xfa\x21\x3d"):
    """A client's frame, a server's without a mask: `first` is the byte with the opcode, 0x80 the last part."""
    size = len(payload) if claimed is None else claimed
    masked = 0x80 if mask else 0
    length = (bytes([masked | size]) if size < 126 else bytes([masked | 126]) + size.to_bytes(2, "big") if size < 65536
              else bytes([masked | 127]) + size.to_bytes(8, "big"))
    return bytes([first]) + length + mask + bytes(byte ^ mask[i % 4] if mask else byte for i, byte in enumerate(payload))


def conversations(mask):
    """What a side says in frames; the last one is masked where it should not be, or the other way round."""
    def said(first, payload, claimed=None):
        return frame(first, payload, claimed, mask)
    bye = said(0x88, b"\x03\xe8bye")
    return [said(0x81, "gr\u00fc\u00df".encode()) + bye, said(0x01, b"\xc3") + said(0x89, b"ping") + said(0x80, b"\xbc") + bye,
            said(0x82, bytes(range(256))), said(0x82, b"x" * 999) + said(0x82, b"y" * 1001), said(0x81, b"close") + bye,
            said(0x88, b""), said(0x88, b"\x03"), said(0xc1, b"x"), said(0x83, b"x"), said(0x8a, b"p") + said(0x81, b"\xff"),
            said(0x82, b"x", claimed=1 << 40), said(0x89, b"x" * 126), said(0x80, b"x"), frame(0x81, b"x", mask=b"" if mask else b"mask")]


def sockets():
    """The first byte is the size of the pieces: 0 for all at once."""
    upgrade = (b"GET /ws?token=a%20b HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
               b"Sec-WebSocket-Protocol: audio, text\r\n\r\n")
    plain = [b"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /y HTTP/1.1\r\nHost: h\r\n\r\n",
             b"POST /stream HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n",
             b"POST /stream HTTP/1.0\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi", b"HEAD /stream HTTP/1.1\r\nHost: h\r\n\r\n",
             b"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx"]
    return [bytes([piece]) + text for piece in (0, 1, 60) for text in [upgrade + said for said in conversations(b"\x37\xfa\x21\x3d")] + plain]


def socket_clients():
    """The second byte says what the owner of the socket does; 1: the input is the answer to the handshake too."""
    right = (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             b"Sec-WebSocket-Accept: %accept\r\nSec-WebSocket-Protocol: text\r\n")
    talks = conversations(b"")
    seeds = [bytes([piece, habits]) + talk for piece, habits in ((0, 2), (1, 6), (5, 18), (60, 30)) for talk in talks]
    answers = [right + b"\r\n", right + b"X-Long: " + b"x" * 2000 + b"\r\n\r\n", right + b"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
               right.replace(b"101", b"200") + b"Content-Length: 3\r\n\r\nabc", right.replace(b"text", b"video") + b"\r\n",
               b"HTTP/1.1 401 Unauthorized\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", b"SSH-2.0-x\r\n"]
    return seeds + [bytes([piece, 3]) + answer + talks[1] for piece in (0, 1, 30) for answer in answers]


def streams():
    events = b"\xef\xbb\xbfid: 1\nevent: tick\ndata: a\ndata: b\n\n: beat\r\n\r\nretry: 10\rdata\r\r"
    chunks = b"".join(b"%x;x=y\r\n%s\r\n" % (len(part), part) for part in (events[:20], events[20:], b"z" * 500)) + b"0\r\nX: y\r\n\r\n"
    answers = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n" + chunks,
               b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello",
               b"HTTP/1.0 200 OK\r\n\r\n" + events, b"HTTP/1.1 204 No Content\r\n\r\n", events,
               b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut", b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n" + b"x" * 4000]
    return [bytes([piece]) + answer for piece in (0, 1, 30) for answer in answers]


def media():
    twilio = ('{"event":"start","sequenceNumber":"1","streamSid":"MZ1","start":{"streamSid":"MZ1","accountSid":"AC1",'
              '"callSid":"CA1","customParameters":{"token":"t"},"mediaFormat":{"encoding":"audio/x-mulaw",'
              '"sampleRate":8000,"channels":1}}}')
    exotel = ('{"event":"start","sequence_number":1,"stream_sid":"s1","start":{"stream_sid":"s1","call_sid":"c1",'
              '"from":"091","media_format":{"sample_rate":"16000","bit_rate":"16"}}}')
    sound = '{"event":"media","media":{"track":"inbound","timestamp":"20","payload":"//8AAf9/AIA="}}'
    rest = ['{"event":"dtmf","dtmf":{"digit":"#"}}', '{"event":"mark","mark":{"name":"1.0"}}', '{"event":"stop","stop":{}}',
            '{"event":"connected"}', '{"event":"x","y":[1,"]",{"z":"\\""}]}']
    relay = ['{"type":"setup","sessionId":"VX0","callSid":"CA1","from":"+1555","customParameters":{"token":"t"}}',
             '{"type":"prompt","voicePrompt":"approve it","lang":"en-US","last":true}', '{"type":"dtmf","digit":"1"}',
             '{"type":"interrupt","utteranceUntilInterrupt":"Life is","durationUntilInterruptMs":460}',
             '{"type":"info","name":"agentSpeaking","value":"on","ts":1}', '{"type":"info","name":"tokensPlayed","value":"Hi"}',
             '{"type":"error","description":"Invalid message"}']
    return ["\n".join([start, sound, *rest]) for start in (twilio, exotel)] + [
        sound, twilio + "\n" + twilio, "\n".join(relay), "\n".join(relay[::-1])]


def avro():
    order = (b'{"type":"record","name":"Order","namespace":"a.b","fields":[{"name":"nr","type":"long"},{"name":"host","type":'
             b'["null","string"]},{"name":"parts","type":{"type":"array","items":"int"}},{"name":"next","type":["null","Order"]},'
             b'{"name":"m","type":{"type":"map","values":"double"}},{"name":"e","type":{"type":"enum","name":"E","symbols":["A","B"]}},'
             b'{"name":"f","type":{"type":"fixed","name":"F","size":2}},{"name":"b","type":"bytes"},{"name":"ok","type":"boolean"}]}')
    tail = b"\x04\x02\x03\x00\x00\x02\x02k" + b"\x00" * 8 + b"\x00\x02ab\x04xy\x01"
    return [order + b"\0" + b"\x36\x02\x06pve" + tail, b'"long"\0' + b"\xff" * 9 + b"\x01",
            b'{"type":"array","items":"null"}\0' + b"\xfe" * 9 + b"\x01", b'["null","float"]\0\x02\x00\x00\x80\x3f']


def protobuf():
    proto = (b'syntax = "proto3"; import "google/protobuf/struct.proto"; message A { int64 nr = 1; string host = 2; repeated int32 '
             b'p = 3; bytes b = 4; A next = 5; map<string, double> m = 6; oneof o { bool yes = 7; E e = 8; } google.protobuf.Value v = 9; '
             b'message B { string text = 1; } } enum E { LOW = 0; }')
    body = b"\x08\x96\x01\x12\x03pve\x1a\x02\x03\x05\x22\x01\xff\x2a\x02\x08\x01\x32\x0c\x0a\x01a\x11" + b"\0" * 8 + b"\x38\x01"
    return [proto + b"\0\0" + body, proto + b"\0\x04\0\0\x0a\x02hi", b"message A { required group G = 1 { optional int32 n = 2; } }\0\0\x0b\x10\x01\x0c"]


def rosters():
    samples = ROOT / "tests/integration/oncall_import"
    return [path.read_text() for path in sorted(samples.glob("*.json")) + sorted(samples.glob("*.ics"))]


def sounds():
    tone = b"\x10\x27\xf0\xd8\x00\x00\x01\xfe" * 20
    head = lambda code, rate, bits, size: (b"RIFF\xff\xff\xff\xffWAVELIST\x02\0\0\0ab" + b"fmt \x10\0\0\0" + bytes([code, 0, 1, 0])  # noqa: E731
                                           + rate.to_bytes(4, "little") + b"\0" * 4 + bytes([1, 0, bits, 0]) + b"data" + size)
    answers = [tone, tone[:3], b"\xff" * 400 + tone, head(1, 24000, 16, b"\xa0\0\0\0") + tone + b"id3 junk",
               head(7, 8000, 8, b"\xff" * 4) + tone, head(1, 8000, 8, b"\x05\0\0\0") + tone, b"RIFF", b"OggS" + tone, b""]
    return [bytes([piece, form]) + answer for piece, form in ((0, 0), (6, 1), (2, 3), (30, 5), (7, 8)) for answer in answers]


def answers():
    """The first byte is the language, the second the size of the pieces less one."""
    folder = ROOT / "tests/acceptance/naturalness"
    texts = [path.read_text().partition("\n")[2] for path in sorted(folder.rglob("*.txt"))]
    texts += ["</speak>**Done** \U0001f642 <break time=\"9s\"/>[x](http://y)", "word " * 3000, "Das ist offen. " * 300,
              "12:99 2026-13-40 1.2.3.4.5 0x1F 1e9 +- $1-$2k \u20ac5\u20ac6 -1-2-3 31.2.26 a.m.", "\udcff\udcfe 12 \udcc3 \U0001f680\U0001f3fd",
              "\u0967\u0968:\u0969\u0966 \u092c\u091c\u0947\u0964 \u20b91,25,000", "9" * 5000, "e.g. z. B. p. ej. No. 5. M\u00e4rz"]
    return [bytes([i % 6, size]) + text.encode("utf-8", "surrogateescape")
            for i, text in enumerate(texts * 2) for size in (0, 30)]


def main():
    name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    if name == "expression":
        made = [f"{text}\n---\n{INPUTS[i % len(INPUTS)]}" for i, text in enumerate(expressions())]
        quoted = ("".join(c if c not in '\\"' else "\\" + c for c in word) for word in words())
        folder.with_name(f"{name}.dict").write_text("".join(f'"{word}"\n' for word in quoted))
    else:
        made = {"workflow": workflows, "record": records, "web": lambda: WEB, "socket": sockets,
                "socket_client": socket_clients,
                "stream": streams, "media": media, "avro": avro, "protobuf": protobuf, "roster": rosters,
                "sound": sounds, "humanize": answers}[name]()
    for i, text in enumerate(made):
        (folder / f"seed-{i:03}").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"))
    for path in sorted((ROOT / "tests/fuzz/found" / name).glob("*")):
        (folder / f"found-{path.name}").write_bytes(path.read_bytes())


if __name__ == "__main__":
    main()
