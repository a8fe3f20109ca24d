"""What tools/ear runs: hears WAV files with Moonshine, one path a line in, one sentence a line out."""
import sys
import wave
from pathlib import Path

import numpy
import onnxruntime

RATE = 16000
END = 2
BEGIN = 1
FIRST_PIECE = 259  # three marks and the 256 bytes come before
WORD_BEGIN = "\u2581"


def pieces_of(path):
    """The tokenizer's list: a length of one or two bytes before each piece."""
    data, at, pieces = path.read_bytes(), 0, []
    while at < len(data):
        length = data[at]
        at += 1
        if length >= 128:
            length += data[at] * 128 - 128
            at += 1
        pieces.append(data[at:at + length])
        at += length
    return pieces


class Hearer:
    def __init__(self, folder):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        load = lambda name: onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])
        self.encoder, self.decoder = load("encoder_model.ort"), load("decoder_model_merged.ort")
        self.pieces = pieces_of(folder / "tokenizer.bin")

    def hear(self, path):
        with wave.open(path) as file:
            sound = numpy.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(numpy.float32) / 32768
            rate = file.getframerate()
        if len(sound) < rate // 10:
            return ""
        points = numpy.arange(len(sound) * RATE // rate) * rate / RATE
        sound = numpy.interp(points, numpy.arange(len(sound)), sound).astype(numpy.float32)[None]
        values = {"input_values": sound, "attention_mask": numpy.ones(sound.shape, numpy.int64)}
        wanted = {entry.name for entry in self.encoder.get_inputs()}
        hidden = self.encoder.run(None, {name: value for name, value in values.items() if name in wanted})[0]
        tokens = [BEGIN]
        for _ in range(min(190, 8 + sound.shape[1] * 7 // RATE)):
            logits = self.decoder.run(["logits"], self.inputs(tokens, hidden, values["attention_mask"]))[0]
            tokens.append(int(logits[0, -1].argmax()))
            if tokens[-1] == END:
                break
        return self.text(tokens)

    def inputs(self, tokens, hidden, heard):
        """Without the cache: a sentence is short, and this program is no measure of speed. The mask is the sound's, which
        the decoder thins out itself."""
        values = {"input_ids": numpy.array([tokens], numpy.int64), "encoder_hidden_states": hidden,
                  "encoder_attention_mask": heard,
                  "use_cache_branch": numpy.array([False])}
        for entry in self.decoder.get_inputs():
            if entry.name not in values:
                shape = [1, entry.shape[1], 0, entry.shape[3]]
                values[entry.name] = numpy.zeros(shape, numpy.float32)
        wanted = {entry.name for entry in self.decoder.get_inputs()}
        return {name: value for name, value in values.items() if name in wanted}

    def text(self, tokens):
        data = b""
        for token in tokens:
            if token >= FIRST_PIECE:
                data += self.pieces[token]
            elif token > END:
                data += bytes([token - END - 1])
        text = data.decode("utf-8", "replace").replace(WORD_BEGIN, " ")
        return " ".join(text.split("<<ST_")[0].split())


def main():
    folder = next(iter(sorted(Path(sys.argv[1]).glob("moonshine-voice-*/tiny-en"))), None)
    if folder is None:
        sys.exit("ear: no models in " + sys.argv[1] + ": tools/models")
    hearer = Hearer(folder)
    for line in sys.stdin:
        try:
            said = hearer.hear(line.strip())
        except Exception as error:  # the next sentence may do
            print("ear:", error, file=sys.stderr, flush=True)
            said = ""
        print(said, flush=True)


main()
