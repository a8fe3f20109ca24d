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

struct WavFormat {
  unsigned format, channels, rate, bits;
};

Result<WavFormat> ReadFormat(std::string_view chunk) {
  if (chunk.size() < 16) return BadWav("its format is cut off");
  WavFormat format{ReadLittle(chunk, 0, 2), ReadLittle(chunk, 2, 2), ReadLittle(chunk, 4, 4),
                   ReadLittle(chunk, 14, 2)};
  // The real one is the beginning of the sub-format's id.
  if (format.format == kExtensible && chunk.size() >= 26) format.format = ReadLittle(chunk, 24, 2);
  const bool linear = format.format == kPcm && (format.bits == 8 || format.bits == 16);
  const bool companded = (format.format == kALaw || format.format == kMuLaw) && format.bits == 8;
  if (!linear && !companded)
    return BadWav("format " + std::to_string(format.format) + " of " + std::to_string(format.bits) +
                  " bits is not taken; PCM of 8 or 16 bits, mu-law and A-law are");
  if (format.channels < 1 || format.channels > 2)
    return BadWav(std::to_string(format.channels) + " channels; one or two are taken");
  if (format.rate < 1'000 || format.rate > 192'000)
    return BadWav("a rate of " + std::to_string(format.rate) + " Hz; 1,000 to 192,000 are taken");
  return format;
}

int SampleAt(const WavFormat& format, std::string_view data, std::size_t index) {
  if (format.bits == 16) return static_cast<std::int16_t>(ReadLittle(data, index * 2, 2));
  const auto byte = static_cast<std::uint8_t>(data[index]);
  if (format.format == kMuLaw) return FromMuLaw(byte);
  if (format.format == kALaw) return FromALaw(byte);
  return (byte - 128) * 256;
}

Result<Wav> ReadSamples(const WavFormat& format, std::string_view data) {
  const std::size_t values = data.size() / (format.bits / 8);
  const std::size_t count = values / format.channels;
  if (count > kLongestSeconds * format.rate) return BadWav("it is longer than ten minutes");
  Wav wav{.rate = static_cast<int>(format.rate), .sound = Sound(count)};
  for (std::size_t i = 0; i < count; ++i) {
    int sum = 0;
    for (unsigned channel = 0; channel < format.channels; ++channel)
      sum += SampleAt(format, data, i * format.channels + channel);
    wav.sound[i] = static_cast<std::int16_t>(sum / static_cast<int>(format.channels));
  }
  return wav;
}

}  // namespace

Result<Wav> ReadWav(std::string_view bytes) {
  if (bytes.size() < 12 || bytes.substr(0, 4) != "RIFF" || bytes.substr(8, 4) != "WAVE")
    return BadWav("it does not begin as a RIFF/WAVE file does");
  std::optional<WavFormat> format;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const auto name = bytes.substr(at, 4);
    const std::size_t size = ReadLittle(bytes, at + 4, 4);
    const auto chunk = bytes.substr(at + 8, size);
    if (name == "fmt ") {
      auto read = ReadFormat(chunk);
      if (!read) return Fail(read.error());
      format = *read;
    } else if (name == "data") {
      if (!format) return BadWav("its data come before their format");
      // A writer that could not go back says nothing, or the most there is.
      if (chunk.size() < size && size < 0x7F00'0000) return BadWav("its data are cut off");
      return ReadSamples(*format, chunk);
    }
    at += 8 + size + (size & 1);
  }
  return BadWav("it has no data");
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
