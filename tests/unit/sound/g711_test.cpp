// links: sound
#include "adapters/sound/g711.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <vector>

namespace tocsin::sound {
namespace {

TEST(G711, KnownValuesOfMuLaw) {
  EXPECT_EQ(ToMuLaw(0), 0xFF);
  EXPECT_EQ(FromMuLaw(0xFF), 0);
  EXPECT_EQ(ToMuLaw(100), 0xF2);
  EXPECT_EQ(FromMuLaw(0xF2), 104);
  EXPECT_EQ(ToMuLaw(-100), 0x72);
  EXPECT_EQ(ToMuLaw(1000), 0xCE);
  EXPECT_EQ(FromMuLaw(0xCE), 988);
  EXPECT_EQ(ToMuLaw(8000), 0xA0);
  EXPECT_EQ(FromMuLaw(0xA0), 7932);
  EXPECT_EQ(ToMuLaw(32767), 0x80);
  EXPECT_EQ(FromMuLaw(0x80), 32124);
  EXPECT_EQ(FromMuLaw(ToMuLaw(-32768)), -32124);
}

TEST(G711, KnownValuesOfALaw) {
  EXPECT_EQ(ToALaw(0), 0xD5);
  EXPECT_EQ(FromALaw(0xD5), 8);
  EXPECT_EQ(ToALaw(1000), 0xFA);
  EXPECT_EQ(FromALaw(0xFA), 1008);
  EXPECT_EQ(ToALaw(-8000), 0x0A);
  EXPECT_EQ(FromALaw(0x0A), -8064);
  EXPECT_EQ(ToALaw(32767), 0xAA);
  EXPECT_EQ(FromALaw(0xAA), 32256);
}

TEST(G711, EveryCodeComesBack) {
  for (int code = 0; code < 256; ++code) {
    const auto byte = static_cast<std::uint8_t>(code);
    // Mu-law has two zeros.
    EXPECT_EQ(FromMuLaw(ToMuLaw(FromMuLaw(byte))), FromMuLaw(byte)) << code;
    EXPECT_EQ(ToALaw(FromALaw(byte)), byte) << code;
  }
}

TEST(G711, EverySampleIsNearAndKeepsItsOrder) {
  int before_mu = -40'000, before_a = -40'000;
  for (int sample = -32768; sample <= 32767; ++sample) {
    const auto value = static_cast<std::int16_t>(sample);
    const int mu = FromMuLaw(ToMuLaw(value)), a = FromALaw(ToALaw(value));
    const int size = std::min(std::abs(sample), 32635);
    EXPECT_LE(std::abs(std::abs(mu) - size), size / 16 + 8) << sample;
    EXPECT_LE(std::abs(std::abs(a) - size), size / 16 + 16) << sample;
    EXPECT_GE(mu, before_mu);
    EXPECT_GE(a, before_a);
    before_mu = mu;
    before_a = a;
  }
}

TEST(G711, ConvertsAsMuchAsThereIsRoomFor) {
  const std::vector<std::int16_t> samples = {0, 1000, -1000, 8000};
  std::array<std::uint8_t, 3> codes{};
  std::array<std::int16_t, 8> back{};

  EXPECT_EQ(EncodeMuLaw(samples, codes), 3U);
  EXPECT_EQ(DecodeMuLaw(codes, back), 3U);
  EXPECT_EQ(back[2], -988);
  EXPECT_EQ(EncodeALaw(samples, codes), 3U);
  EXPECT_EQ(DecodeALaw(codes, back), 3U);
  EXPECT_EQ(back[1], 1008);
}

}  // namespace
}  // namespace tocsin::sound
