#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

/// The two companding laws of phone lines (ITU-T G.711), to and from linear samples of 16 bits.
/// Pure; nothing is allocated.
namespace tocsin::sound {

/// What a silent mu-law line holds.
inline constexpr std::uint8_t kMuLawSilence = 0xFF;

constexpr std::int16_t FromMuLaw(std::uint8_t code) {
  const int bits = ~code & 0xFF;
  const int magnitude = ((((bits & 0x0F) << 3) + 0x84) << ((bits >> 4) & 0x07)) - 0x84;
  return static_cast<std::int16_t>((bits & 0x80) != 0 ? -magnitude : magnitude);
}
constexpr std::uint8_t ToMuLaw(std::int16_t sample) {
  constexpr int kLoudest = 32635;
  const int sign = sample < 0 ? 0x80 : 0;
  const int size = sample < 0 ? -sample : sample;
  const unsigned biased = static_cast<unsigned>(size < kLoudest ? size : kLoudest) + 0x84;
  const int segment = static_cast<int>(std::bit_width(biased)) - 8;
  const int step = static_cast<int>(biased >> (segment + 3)) & 0x0F;
  return static_cast<std::uint8_t>(~(sign | (segment << 4) | step));
}

constexpr std::int16_t FromALaw(std::uint8_t code) {
  const int bits = code ^ 0x55;  // every second bit is sent inverted
  const int segment = (bits >> 4) & 0x07;
  const int step = (bits & 0x0F) << 4;
  const int magnitude = segment == 0 ? step + 8 : (step + 0x108) << (segment - 1);
  return static_cast<std::int16_t>((bits & 0x80) != 0 ? magnitude : -magnitude);
}
constexpr std::uint8_t ToALaw(std::int16_t sample) {
  const int sign = sample < 0 ? 0 : 0x80;
  const unsigned size = static_cast<unsigned>(sample < 0 ? ~sample : sample) >> 3;
  const int width = static_cast<int>(std::bit_width(size));
  const int segment = width > 5 ? width - 5 : 0;
  const int step = static_cast<int>(size >> (segment < 2 ? 1 : segment)) & 0x0F;
  return static_cast<std::uint8_t>((sign | (segment << 4) | step) ^ 0x55);
}

/// As many as the shorter of the two holds; gives that number.
std::size_t DecodeMuLaw(std::span<const std::uint8_t> codes, std::span<std::int16_t> to);
std::size_t EncodeMuLaw(std::span<const std::int16_t> samples, std::span<std::uint8_t> to);
std::size_t DecodeALaw(std::span<const std::uint8_t> codes, std::span<std::int16_t> to);
std::size_t EncodeALaw(std::span<const std::int16_t> samples, std::span<std::uint8_t> to);

}  // namespace tocsin::sound
