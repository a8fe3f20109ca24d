#include "adapters/sound/g711.hpp"

#include <algorithm>
#include <array>

namespace tocsin::sound {
namespace {

template <class F>
constexpr std::array<std::int16_t, 256> DecodingTable(F decode) {
  std::array<std::int16_t, 256> table{};
  for (std::size_t code = 0; code < table.size(); ++code)
    table[code] = decode(static_cast<std::uint8_t>(code));
  return table;
}
constexpr auto kOfMuLaw = DecodingTable(FromMuLaw);
constexpr auto kOfALaw = DecodingTable(FromALaw);

template <class From, class To, class F>
std::size_t Convert(std::span<const From> from, std::span<To> to, F convert) {
  const std::size_t count = std::min(from.size(), to.size());
  std::transform(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(count), to.begin(),
                 convert);
  return count;
}

}  // namespace

std::size_t DecodeMuLaw(std::span<const std::uint8_t> codes, std::span<std::int16_t> to) {
  return Convert(codes, to, [](std::uint8_t code) { return kOfMuLaw[code]; });
}
std::size_t EncodeMuLaw(std::span<const std::int16_t> samples, std::span<std::uint8_t> to) {
  return Convert(samples, to, ToMuLaw);
}
std::size_t DecodeALaw(std::span<const std::uint8_t> codes, std::span<std::int16_t> to) {
  return Convert(codes, to, [](std::uint8_t code) { return kOfALaw[code]; });
}
std::size_t EncodeALaw(std::span<const std::int16_t> samples, std::span<std::uint8_t> to) {
  return Convert(samples, to, ToALaw);
}

}  // namespace tocsin::sound
