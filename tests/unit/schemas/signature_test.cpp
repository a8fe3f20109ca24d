#include "schemas/signature.hpp"

#include <gtest/gtest.h>

#include "schemas/hex.hpp"

namespace tocsin {
namespace {

TEST(SigningKey, TheSameSecretGivesTheSameKey) {
  EXPECT_EQ(SigningKey("a").Public(), SigningKey("a").Public());
  EXPECT_NE(SigningKey("a").Public(), SigningKey("b").Public());
  EXPECT_EQ(SigningKey("a").Public().size(), 32U);
  EXPECT_EQ(SigningKey("a").Sign("text"), SigningKey("a").Sign("text"));
}

TEST(SigningKey, OnlyItsOwnSignatureOfTheSameBytesIsGood) {
  const SigningKey key("secret");
  const auto signature = key.Sign("text");
  EXPECT_TRUE(VerifySignature(key.Public(), "text", signature));
  EXPECT_TRUE(VerifySignature(key.Public(), "", key.Sign("")));
  EXPECT_FALSE(VerifySignature(key.Public(), "texT", signature));
  EXPECT_FALSE(VerifySignature(SigningKey("other").Public(), "text", signature));
  EXPECT_FALSE(VerifySignature(key.Public(), "text", signature.substr(1)));
  EXPECT_FALSE(VerifySignature(key.Public().substr(1), "text", signature));
  EXPECT_FALSE(VerifySignature("", "text", ""));
}

}  // namespace
}  // namespace tocsin
