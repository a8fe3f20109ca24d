#include "adapters/sound/wav.hpp"

#include <gtest/gtest.h>

namespace tocsin::sound {
namespace {

TEST(Wav, IsReadAsItWasWritten) {
  const Sound sound = {0, 1, -1, 32'767, -32'768, 1'000};
  const auto wav = ReadWav(WriteWav(sound, 24'000));
  ASSERT_TRUE(wav) << wav.error().message;
  EXPECT_EQ(wav->rate, 24'000);
  EXPECT_EQ(wav->sound, sound);
}

/// A header of 44 bytes and data.
std::string Header(unsigned format, unsigned channels, unsigned bits, std::string data) {
  std::string bytes = WriteWav(Sound(data.size() / 2, 0), 8'000).substr(0, 44);
  bytes[20] = static_cast<char>(format);
  bytes[22] = static_cast<char>(channels);
  bytes[34] = static_cast<char>(bits);
  return bytes + std::move(data);
}

TEST(Wav, ReadsWhatPhonesUse) {
  EXPECT_EQ(ReadWav(Header(7, 1, 8, "\xFF\xCE"))->sound, (Sound{0, 988}));
  EXPECT_EQ(ReadWav(Header(6, 1, 8, "\xD5\xFA"))->sound, (Sound{8, 1008}));
  EXPECT_EQ(ReadWav(Header(1, 1, 8, std::string("\x80\x00", 2)))->sound, (Sound{0, -32'768}));
  EXPECT_EQ(ReadWav(Header(1, 2, 16, std::string("\x64\x00\xC8\x00", 4)))->sound, (Sound{150}))
      << "both channels";
}

/// A pipe's writer cannot go back to say how much it was.
TEST(Wav, ReadsToTheEndWhatAPipeBrings) {
  const Sound sound = {1, -2, 3};
  for (const std::string& size : {std::string(4, '\xFF'), std::string("\xFF\xFF\xFF\x7F", 4),
                                  std::string("\0\xF0\xFF\x7F", 4)}) {
    std::string bytes = WriteWav(sound, kLineRate);
    bytes.replace(40, 4, size);
    const auto read = ReadWav(bytes);
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(read->sound, sound);
  }
}

TEST(Wav, SaysWhatIsWrong) {
  const auto why = [](const std::string& bytes) {
    const auto wav = ReadWav(bytes);
    return wav ? std::string("it was read") : wav.error().message;
  };
  const std::string good = WriteWav(Sound(100, 7), 8'000);
  EXPECT_NE(why("").find("does not begin"), std::string::npos);
  EXPECT_NE(why("ID3 some music").find("does not begin"), std::string::npos);
  EXPECT_NE(why(Header(3, 1, 32, "....")).find("format 3 of 32 bits"), std::string::npos);
  EXPECT_NE(why(Header(1, 6, 16, "....")).find("6 channels"), std::string::npos);
  EXPECT_NE(why(good.substr(0, 100)).find("cut off"), std::string::npos);
  EXPECT_NE(why(good.substr(0, 36)).find("no data"), std::string::npos);
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(ReadWav(good.substr(0, size))) << size;
}

}  // namespace
}  // namespace tocsin::sound
