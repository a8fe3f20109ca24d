#include "tools/phone/live/mulaw.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace tocsin::phone {
namespace {

constexpr int kMuLawBias = 0x84;
constexpr int kMuLawClip = 32635;

/// Sign, exponent of three bits, mantissa of four, all turned over (G.711, table 2).
constexpr std::int16_t DecodeMuLawCode(std::uint8_t code) {
  const int turned = ~code & 0xFF;
  const int magnitude =
      ((((turned & 0x0F) << 3) + kMuLawBias) << ((turned >> 4) & 0x07)) - kMuLawBias;
  return static_cast<std::int16_t>((turned & 0x80) != 0 ? -magnitude : magnitude);
}

constexpr auto kMuLawSamples = [] {
  std::array<std::int16_t, 256> table{};
  for (int code = 0; code < 256; ++code)
    table[static_cast<std::size_t>(code)] = DecodeMuLawCode(static_cast<std::uint8_t>(code));
  return table;
}();

}  // namespace

std::uint8_t MuLawOf(std::int16_t sample) {
  const int sign = sample < 0 ? 0x80 : 0;
  const int magnitude =
      std::min(sample < 0 ? -static_cast<int>(sample) : static_cast<int>(sample), kMuLawClip) +
      kMuLawBias;
  const int exponent = static_cast<int>(std::bit_width(static_cast<unsigned>(magnitude))) - 8;
  const int mantissa = (magnitude >> (exponent + 3)) & 0x0F;
  return static_cast<std::uint8_t>(~(sign | (exponent << 4) | mantissa));
}

std::int16_t SampleOfMuLaw(std::uint8_t code) { return kMuLawSamples[code]; }

std::string ToMuLaw(SampleSpan sound) {
  std::string codes(sound.size(), '\0');
  std::ranges::transform(sound, codes.begin(),
                         [](std::int16_t sample) { return static_cast<char>(MuLawOf(sample)); });
  return codes;
}

Samples FromMuLaw(std::string_view codes) {
  Samples sound(codes.size());
  std::ranges::transform(codes, sound.begin(),
                         [](char code) { return SampleOfMuLaw(static_cast<std::uint8_t>(code)); });
  return sound;
}

}  // namespace tocsin::phone
