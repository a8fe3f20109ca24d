#include "tools/phone/live/wav.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numbers>

#include "tools/phone/live/mulaw.hpp"

namespace tocsin::phone {
namespace {

static_assert(std::endian::native == std::endian::little, "WAV files are little-endian");

constexpr std::uint16_t kWavPcm = 1, kWavFloat = 3, kWavMuLaw = 7, kWavExtensible = 0xFFFE;
constexpr std::size_t kMostWavSamples = std::size_t{600} * kLineRate;

template <class T>
void PutNumber(std::string& out, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}
template <class T>
T NumberAt(std::string_view bytes, std::size_t at) {
  T value{};
  if (at + sizeof value <= bytes.size()) std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::string WavWith(std::uint16_t channels, SampleSpan interleaved) {
  const auto size = static_cast<std::uint32_t>(interleaved.size_bytes());
  std::string out = "RIFF";
  PutNumber<std::uint32_t>(out, 36 + size);
  out += "WAVEfmt ";
  PutNumber<std::uint32_t>(out, 16);
  PutNumber<std::uint16_t>(out, kWavPcm);
  PutNumber<std::uint16_t>(out, channels);
  PutNumber<std::uint32_t>(out, kLineRate);
  PutNumber<std::uint32_t>(out, static_cast<std::uint32_t>(kLineRate) * channels * 2);
  PutNumber<std::uint16_t>(out, static_cast<std::uint16_t>(channels * 2));
  PutNumber<std::uint16_t>(out, 16);
  out += "data";
  PutNumber<std::uint32_t>(out, size);
  out.append(reinterpret_cast<const char*>(interleaved.data()), size);
  return out;
}

struct WavForm {
  std::uint16_t format = 0;
  std::uint16_t channels = 0;
  std::uint32_t rate = 0;
  std::uint16_t bits = 0;
};

double WavSample(const WavForm& form, std::string_view data, std::size_t index) {
  if (form.format == kWavFloat) return NumberAt<float>(data, index * 4) * 32767.0;
  if (form.format == kWavMuLaw) return SampleOfMuLaw(static_cast<std::uint8_t>(data[index]));
  if (form.bits == 8) return (static_cast<int>(static_cast<std::uint8_t>(data[index])) - 128) * 256;
  return NumberAt<std::int16_t>(data, index * 2);
}

bool IsReadable(const WavForm& form) {
  const bool known = (form.format == kWavPcm && (form.bits == 16 || form.bits == 8)) ||
                     (form.format == kWavFloat && form.bits == 32) ||
                     (form.format == kWavMuLaw && form.bits == 8);
  return known && form.channels >= 1 && form.channels <= 16 && form.rate >= 4000 &&
         form.rate <= 192'000;
}

}  // namespace

std::string WavOf(SampleSpan sound) { return WavWith(1, sound); }

std::string WavOf(SampleSpan left, SampleSpan right) {
  Samples both(std::max(left.size(), right.size()) * 2);
  for (std::size_t i = 0; i < left.size(); ++i) both[i * 2] = left[i];
  for (std::size_t i = 0; i < right.size(); ++i) both[i * 2 + 1] = right[i];
  return WavWith(2, both);
}

Result<Samples> ReadWav(std::string_view file) {
  const auto bad = [](std::string_view why) {
    return Fail(ErrorKind::kInvalid, "reading WAV: " + std::string(why), "wav");
  };
  if (!file.starts_with("RIFF") || file.substr(std::min<std::size_t>(8, file.size()), 4) != "WAVE")
    return bad("no RIFF/WAVE header");
  WavForm form;
  std::string_view data;
  for (std::size_t at = 12; at + 8 <= file.size();) {
    const auto name = file.substr(at, 4);
    const std::size_t size = std::min<std::size_t>(NumberAt<std::uint32_t>(file, at + 4),
                                                   file.size() - at - 8);  // a pipe's size is a lie
    const auto body = file.substr(at + 8, size);
    if (name == "fmt ") {
      form = {NumberAt<std::uint16_t>(body, 0), NumberAt<std::uint16_t>(body, 2),
              NumberAt<std::uint32_t>(body, 4), NumberAt<std::uint16_t>(body, 14)};
      if (form.format == kWavExtensible) form.format = NumberAt<std::uint16_t>(body, 24);
    } else if (name == "data") {
      data = body;
      break;
    }
    at += 8 + size + size % 2;
  }
  if (!IsReadable(form)) return bad("neither PCM of 8 or 16 bits, floats nor mu-law");
  const std::size_t width = form.bits / 8U * form.channels;
  const std::size_t count = data.size() / width;
  if (count == 0) return bad("no sound in it");
  if (count / form.rate > kMostWavSamples / kLineRate) return bad("longer than ten minutes");
  Samples sound(count);
  for (std::size_t i = 0; i < count; ++i) {
    double sum = 0;
    for (std::size_t channel = 0; channel < form.channels; ++channel)
      sum += WavSample(form, data, i * form.channels + channel);
    sound[i] = static_cast<std::int16_t>(std::clamp(sum / form.channels, -32768.0, 32767.0));
  }
  return AtLineRate(sound, static_cast<int>(form.rate));
}

Samples AtLineRate(SampleSpan sound, int rate) {
  if (rate == kLineRate) return {sound.begin(), sound.end()};
  // A windowed sinc over sixteen of the slower rate's samples: prepared before a call, so its cost
  // matters little.
  const double step = static_cast<double>(rate) / kLineRate;
  const double cutoff = std::min(1.0, 1 / step) * 0.92;
  const double reach = 8 * std::max(1.0, step);
  Samples out(static_cast<std::size_t>(static_cast<double>(sound.size()) / step));
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double centre = static_cast<double>(i) * step;
    const auto first = static_cast<std::ptrdiff_t>(std::ceil(centre - reach));
    const auto last = static_cast<std::ptrdiff_t>(std::floor(centre + reach));
    double sum = 0;
    double weights = 0;
    for (auto at = first; at <= last; ++at) {
      const double distance = static_cast<double>(at) - centre;
      const double x = std::numbers::pi * distance * cutoff;
      const double weight = (std::abs(x) < 1e-9 ? 1 : std::sin(x) / x) *
                            (0.5 + 0.5 * std::cos(std::numbers::pi * distance / reach));
      weights += weight;
      if (at >= 0 && at < static_cast<std::ptrdiff_t>(sound.size()))
        sum += weight * sound[static_cast<std::size_t>(at)];
    }
    out[i] = static_cast<std::int16_t>(std::clamp(sum / weights, -32768.0, 32767.0));
  }
  return out;
}

}  // namespace tocsin::phone
