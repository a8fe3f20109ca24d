#include "adapters/sound/wav.hpp"

#include <optional>

#include "adapters/sound/g711.hpp"

namespace tocsin::sound {
namespace {

constexpr std::size_t kLongestSeconds = 600;
enum Format : unsigned { kPcm = 1, kALaw = 6, kMuLaw = 7, kExtensible = 0xFFFE };

/// Little-endian; the bytes are there.
unsigned ReadLittle(std::string_view bytes, std::size_t at, std::size_t size) {
  unsigned value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

void AppendLittle(std::string& out, std::size_t value, int size) {
  for (int i = 0; i < size; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
}

tl::unexpected<Error> BadWav(std::string why) {
  return Fail(ErrorKind::kInvalid, "reading WAV: " + std::move(why), "sound");
}

/// The sound's place is still to be found.
Result<WavHead> ReadFormat(std::string_view chunk) {
  if (chunk.size() < 16) return BadWav("its format is cut off");
  WavHead head{.format = ReadLittle(chunk, 0, 2),
               .channels = ReadLittle(chunk, 2, 2),
               .rate = ReadLittle(chunk, 4, 4),
               .bits = ReadLittle(chunk, 14, 2)};
  // The real one is the beginning of the sub-format's id.
  if (head.format == kExtensible && chunk.size() >= 26) head.format = ReadLittle(chunk, 24, 2);
  const bool linear = head.format == kPcm && (head.bits == 8 || head.bits == 16);
  const bool companded = (head.format == kALaw || head.format == kMuLaw) && head.bits == 8;
  if (!linear && !companded)
    return BadWav("format " + std::to_string(head.format) + " of " + std::to_string(head.bits) +
                  " bits is not taken; PCM of 8 or 16 bits, mu-law and A-law are");
  if (head.channels < 1 || head.channels > 2)
    return BadWav(std::to_string(head.channels) + " channels; one or two are taken");
  if (head.rate < 1'000 || head.rate > 192'000)
    return BadWav("a rate of " + std::to_string(head.rate) + " Hz; 1,000 to 192,000 are taken");
  return head;
}

int SampleAt(const WavHead& head, std::string_view data, std::size_t index) {
  if (head.bits == 16) return static_cast<std::int16_t>(ReadLittle(data, index * 2, 2));
  const auto byte = static_cast<std::uint8_t>(data[index]);
  if (head.format == kMuLaw) return FromMuLaw(byte);
  if (head.format == kALaw) return FromALaw(byte);
  return (byte - 128) * 256;
}

}  // namespace

Result<std::optional<WavHead>> ReadWavHead(std::string_view bytes) {
  constexpr std::string_view kRiff = "RIFF", kWave = "WAVE";
  if (bytes.substr(0, 4) != kRiff.substr(0, bytes.size()) ||
      (bytes.size() > 8 && bytes.substr(8, 4) != kWave.substr(0, bytes.size() - 8)))
    return BadWav("it does not begin as a RIFF/WAVE file does");
  std::optional<WavHead> head;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const auto name = bytes.substr(at, 4);
    const std::size_t size = ReadLittle(bytes, at + 4, 4);
    if (name == "fmt ") {
      if (size >= 16 && at + 8 + size > bytes.size()) return std::nullopt;
      TRY_ASSIGN(head, ReadFormat(bytes.substr(at + 8, size)));
    } else if (name == "data") {
      if (!head) return BadWav("its data come before their format");
      head->begins = at + 8;
      head->size = size;
      return head;
    }
    at += 8 + size + (size & 1);
  }
  return std::nullopt;
}

Sound WavSamples(const WavHead& head, std::string_view data) {
  Sound sound(data.size() / head.FrameBytes());
  for (std::size_t i = 0; i < sound.size(); ++i) {
    int sum = 0;
    for (unsigned channel = 0; channel < head.channels; ++channel)
      sum += SampleAt(head, data, i * head.channels + channel);
    sound[i] = static_cast<std::int16_t>(sum / static_cast<int>(head.channels));
  }
  return sound;
}

Result<Wav> ReadWav(std::string_view bytes) {
  if (bytes.size() < 12) return BadWav("it does not begin as a RIFF/WAVE file does");
  TRY_ASSIGN(const auto head, ReadWavHead(bytes));
  if (!head) return BadWav("it has no data");
  const auto data = bytes.substr(head->begins, head->size);
  // A writer that could not go back says nothing, or the most there is.
  if (data.size() < head->size && head->Sized()) return BadWav("its data are cut off");
  if (data.size() / head->FrameBytes() > kLongestSeconds * head->rate)
    return BadWav("it is longer than ten minutes");
  return Wav{.rate = static_cast<int>(head->rate), .sound = WavSamples(*head, data)};
}

std::string WriteWav(SoundView sound, int rate) {
  const std::size_t size = sound.size() * 2;
  std::string out = "RIFF";
  AppendLittle(out, 36 + size, 4);
  out += "WAVEfmt ";
  AppendLittle(out, 16, 4);
  AppendLittle(out, kPcm, 2);
  AppendLittle(out, 1, 2);
  AppendLittle(out, static_cast<std::size_t>(rate), 4);
  AppendLittle(out, static_cast<std::size_t>(rate) * 2, 4);
  AppendLittle(out, 2, 2);
  AppendLittle(out, 16, 2);
  out += "data";
  AppendLittle(out, size, 4);
  for (const auto sample : sound) AppendLittle(out, static_cast<std::uint16_t>(sample), 2);
  return out;
}

}  // namespace tocsin::sound
