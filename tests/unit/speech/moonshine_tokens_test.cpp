// links: speech
#include "adapters/speech/moonshine_tokens.hpp"

#include <gtest/gtest.h>

#include <string>

#include "adapters/speech/forced_alternatives.hpp"

namespace tocsin::speech {
namespace {

std::string Piece(std::string_view bytes) {
  std::string piece;
  if (bytes.size() < 128) return static_cast<char>(bytes.size()) + std::string(bytes);
  piece += static_cast<char>(bytes.size() % 128 + 128);
  piece += static_cast<char>(bytes.size() / 128);
  return piece + std::string(bytes);
}

/// A list with a few pieces behind the marks and the 256 bytes.
std::string List(std::initializer_list<std::string_view> pieces) {
  std::string list = Piece("<unk>") + Piece("<s>") + Piece("</s>");
  for (int byte = 0; byte < 256; ++byte) list += Piece(std::string(1, static_cast<char>(byte)));
  for (const auto piece : pieces) list += Piece(piece);
  return list;
}

constexpr TokenId kFirst = 259;

TEST(MoonshineTokens, JoinThePairThatStandsFirstInTheList) {
  const auto tokens =
      MoonshineTokens::Read(List({"\u2581", "a", "b", "bc", "ab", "\u2581a", "c"})).value();
  // "bc" stands before "ab" and before the begun word: "_", "a", "bc", then "_a".
  EXPECT_EQ(tokens.Cut("abc"), (Tokens{kFirst + 5, kFirst + 3}));
}

TEST(MoonshineTokens, WhatIsNoPieceBecomesItsBytes) {
  const auto tokens = MoonshineTokens::Read(List({"\u2581"})).value();
  EXPECT_EQ(tokens.Cut("x\u00e9"), (Tokens{kFirst, 3 + 'x', 3 + 0xC3, 3 + 0xA9}));
}

TEST(MoonshineTokens, TextHasNoMarksAndNoSpaceAtItsEnds) {
  const auto tokens =
      MoonshineTokens::Read(List({"\u2581go", "\u2581a", "head", "<<ST_7>>"})).value();
  EXPECT_EQ(tokens.Text(Tokens{1, kFirst, kFirst + 1, kFirst + 2, kFirst + 3, 2, 999999, -4}),
            "go ahead");
}

TEST(MoonshineTokens, ALongPieceHasTwoBytesOfLength) {
  const std::string longer(300, 'x');
  const auto tokens = MoonshineTokens::Read(List({longer})).value();
  EXPECT_EQ(tokens.Text(Tokens{kFirst}), longer);
}

TEST(MoonshineTokens, ACutListIsRefused) {
  const auto list = List({"\u2581go"});
  EXPECT_FALSE(MoonshineTokens::Read(list.substr(0, list.size() - 1)).has_value());
  EXPECT_FALSE(MoonshineTokens::Read(list.substr(0, 100)).has_value());
  EXPECT_FALSE(MoonshineTokens::Read("").has_value());
  EXPECT_FALSE(MoonshineTokens::Read("\xFF").has_value());
}

TEST(ForcedAlternatives, PhrasesAreWrittenAsTheModelWrites) {
  EXPECT_EQ(WrittenPhrase("approve it"), "Approve it");
  EXPECT_EQ(WrittenPhrase("yes, i approve!"), "Yes, I approve");
  EXPECT_EQ(WrittenPhrase("i'd like to"), "I'd like to");
  EXPECT_EQ(WrittenPhrase("ignore it. "), "Ignore it");
  EXPECT_EQ(WrittenPhrase("."), "");
}

}  // namespace
}  // namespace tocsin::speech
