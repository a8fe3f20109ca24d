// links: schemas
#include <gtest/gtest.h>

#include "schemas/authentication_code.hpp"
#include "schemas/base64.hpp"
#include "schemas/hex.hpp"
#include "schemas/json_pointer.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/media_type.hpp"
#include "schemas/phone_number.hpp"
#include "schemas/utf8.hpp"
#include "schemas/xml_text.hpp"

namespace tocsin {
namespace {

TEST(AuthenticationCode, GivesTheVectorsOfRfc2202And4231) {
  constexpr std::string_view kText = "what do ya want for nothing?";
  EXPECT_EQ(Hex(HmacSha1("Jefe", kText)), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(Hex(HmacSha256("Jefe", kText)),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(SameSecret, IsEquality) {
  EXPECT_TRUE(SameSecret("", ""));
  EXPECT_TRUE(SameSecret("abc", "abc"));
  EXPECT_FALSE(SameSecret("abc", "abd"));
  EXPECT_FALSE(SameSecret("abc", "ab"));
}

TEST(Base64, GivesTheVectorsOfRfc4648) {
  for (const auto& [bytes, text] :
       std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                        {"f", "Zg=="},
                                                        {"fo", "Zm8="},
                                                        {"foo", "Zm9v"},
                                                        {"foobar", "Zm9vYmFy"},
                                                        {std::string("\0\xff\xfe", 3), "AP/+"}}) {
    EXPECT_EQ(EncodeBase64(bytes), text);
    EXPECT_EQ(DecodeBase64(text).value_or("refused"), bytes) << text;
  }
}

TEST(Base64, DoesWithoutPadding) {
  EXPECT_EQ(DecodeBase64("Zg").value_or("refused"), "f");
  EXPECT_EQ(DecodeBase64("Zm8").value_or("refused"), "fo");
}

TEST(Base64, RefusesWhatIsNone) {
  for (const char* bad :
       {"Z", "Zg=", "Zm9v=", "Zm9v====", "Zm==Zm9v", " Zg==", "Zg==\n", "Zg_-", "=", "===="}) {
    const auto decoded = DecodeBase64(bad);
    ASSERT_FALSE(decoded) << bad;
    EXPECT_EQ(decoded.error().kind, ErrorKind::kInvalid) << bad;
  }
}

TEST(Hex, WritesLowerCaseAndReadsBoth) {
  EXPECT_EQ(Hex(std::string_view("\0\x9f\xff", 3)), "009fff");
  std::string text = "x";
  AppendHex(text, "a");
  EXPECT_EQ(text, "x61");
  EXPECT_EQ(HexValue('0'), 0);
  EXPECT_EQ(HexValue('c'), 12);
  EXPECT_EQ(HexValue('F'), 15);
  for (const char other : {'g', 'G', '/', ':', '@', '`', '\0', '\xe4'})
    EXPECT_EQ(HexValue(other), -1);
}

TEST(LetterCase, IsThatOfAsciiOnly) {
  EXPECT_EQ(LowerCase("Content-Type: \xc3\x84[Z]"), "content-type: \xc3\x84[z]");
  EXPECT_TRUE(EqualsIgnoringCase("Traceparent", "traceParent"));
  EXPECT_FALSE(EqualsIgnoringCase("a", "ab"));
  EXPECT_FALSE(EqualsIgnoringCase("[", "{"));
}

TEST(MediaType, IsWithoutParametersAndCase) {
  EXPECT_EQ(MediaType("Application/JSON ; charset=utf-8"), "application/json");
  EXPECT_EQ(MediaType(""), "");
  for (const char* json :
       {"application/json", "text/json", "application/cloudevents+JSON; charset=utf-8"})
    EXPECT_TRUE(IsJsonType(json)) << json;
  for (const char* other : {"", "text/plain", "application/jsonl", "application/x; a=+json"})
    EXPECT_FALSE(IsJsonType(other)) << other;
}

TEST(PhoneNumber, IsPlusAndSevenToFifteenDigits) {
  EXPECT_TRUE(IsPhoneNumber("+1234567"));
  EXPECT_TRUE(IsPhoneNumber("+123456789012345"));
  for (const char* bad : {"", "+", "12", "1234567", "+123456", "+1234567890123456", "+0123456789",
                          "+12345a78", "+1 234567"})
    EXPECT_FALSE(IsPhoneNumber(bad)) << bad;
}

TEST(Utf8, BytesThatAreNoneAreReplaced) {
  EXPECT_EQ(ToUtf8("plain"), "plain");
  EXPECT_EQ(ToUtf8("\u00fc\u20ac\U0001F600"), "\u00fc\u20ac\U0001F600");
  EXPECT_EQ(ToUtf8("a\xff"
                   "b"),
            "a\uFFFD"
            "b");
  EXPECT_EQ(ToUtf8("\xc3"), "\uFFFD");                      // cut
  EXPECT_EQ(ToUtf8("\xc0\xaf"), "\uFFFD\uFFFD");            // overlong
  EXPECT_EQ(ToUtf8("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");  // surrogate
  EXPECT_EQ(ToUtf8("\xf4\x90\x80\x80").size(), 12U);        // beyond Unicode
  EXPECT_TRUE(IsUtf8(std::string_view("a\0b", 3)));
}

TEST(Utf8, IsCutBetweenCharacters) {
  EXPECT_EQ(Shortened("short", 5), "short");
  EXPECT_EQ(Shortened("longer", 4), "long...");
  EXPECT_EQ(Shortened("a\u00fc\u00fc", 4), "a\u00fc...");
  EXPECT_EQ(Shortened("\u20ac", 2), "...");
}

TEST(JsonPointer, EscapesWhatRfc6901Says) {
  EXPECT_EQ(PointerTo("", "a"), "/a");
  EXPECT_EQ(PointerTo("/do/0", "a/b~c"), "/do/0/a~1b~0c");
  EXPECT_EQ(PointerTo("/do", ""), "/do/");
}

TEST(EscapeMarkup, LeavesWhatIsNoMarkAsItIs) {
  EXPECT_EQ(EscapeMarkup("<a b='c' d=\"&\">\n\t\u00fc"),
            "&lt;a b=&apos;c&apos; d=&quot;&amp;&quot;&gt;\n\t\u00fc");
}

}  // namespace
}  // namespace tocsin
