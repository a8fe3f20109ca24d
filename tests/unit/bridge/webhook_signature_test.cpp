// links: bridge net
#include "workers/bridge/webhook_signature.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace tocsin::bridge {
namespace {

constexpr std::string_view kSignatureSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr std::string_view kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::string_view kTimestamp = "1614265330";
constexpr std::string_view kBody = R"({"test": 2432232314})";

/// The same signature, computed apart from the code under test.
std::string ByHand(std::string_view id, std::string_view timestamp, std::string_view body) {
  unsigned char key[32];
  const std::string encoded(kSignatureSecret.substr(6));
  const int key_size = EVP_DecodeBlock(key, reinterpret_cast<const unsigned char*>(encoded.data()),
                                       static_cast<int>(encoded.size()));
  const std::string text = std::string(id) + "." + std::string(timestamp) + "." + std::string(body);
  unsigned char digest[32];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key, key_size, reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest, &size);
  unsigned char base64[64];
  EVP_EncodeBlock(base64, digest, static_cast<int>(size));
  return "v1," + std::string(reinterpret_cast<const char*>(base64));
}

TimePoint At(std::string_view seconds) {
  return TimePoint(std::chrono::seconds(std::stoll(std::string(seconds))));
}

TEST(WebhookKey, SignsAsTheStandardSays) {
  const auto key = WebhookKey::Parse(kSignatureSecret).value();

  EXPECT_EQ(key.Sign(kId, kTimestamp, kBody), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_EQ(key.Sign("a", "1", ""), ByHand("a", "1", ""));
}

TEST(WebhookKey, ReadsBase64WithAndWithoutThePrefix) {
  const auto bare = WebhookKey::Parse(kSignatureSecret.substr(6)).value();
  EXPECT_EQ(bare.Sign(kId, kTimestamp, kBody), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_FALSE(WebhookKey::Parse("whsec_not base64!"));
}

TEST(WebhookKey, VerifiesOneOfSeveralSignatures) {
  const auto key = WebhookKey::Parse(kSignatureSecret).value();
  const std::string good = key.Sign(kId, kTimestamp, kBody);

  EXPECT_TRUE(key.Verify(kId, kTimestamp, good, kBody, At(kTimestamp)));
  EXPECT_TRUE(key.Verify(kId, kTimestamp, "v1a,x v1,abc " + good, kBody, At(kTimestamp)));
}

TEST(WebhookKey, RefusesWhatWasChanged) {
  const auto key = WebhookKey::Parse(kSignatureSecret).value();
  const auto other = WebhookKey::Parse("plain text key").value();
  const std::string good = key.Sign(kId, kTimestamp, kBody);
  const TimePoint now = At(kTimestamp);

  EXPECT_FALSE(key.Verify(kId, kTimestamp, good, "{}", now));
  EXPECT_FALSE(key.Verify("msg_x", kTimestamp, good, kBody, now));
  EXPECT_FALSE(key.Verify(kId, kTimestamp, "", kBody, now));
  EXPECT_FALSE(key.Verify(kId, kTimestamp, good.substr(0, 20), kBody, now));
  EXPECT_FALSE(other.Verify(kId, kTimestamp, good, kBody, now));
}

TEST(WebhookKey, RefusesOldAndFutureTimestamps) {
  const auto key = WebhookKey::Parse(kSignatureSecret).value();
  const auto verify = [&](std::string_view timestamp, TimePoint now) {
    return key.Verify(kId, timestamp, key.Sign(kId, timestamp, kBody), kBody, now).has_value();
  };

  EXPECT_TRUE(verify(kTimestamp, At(kTimestamp) + std::chrono::minutes(5)));
  EXPECT_FALSE(verify(kTimestamp, At(kTimestamp) + std::chrono::seconds(301)));
  EXPECT_FALSE(verify(kTimestamp, At(kTimestamp) - std::chrono::seconds(301)));
  EXPECT_FALSE(verify("soon", At(kTimestamp)));
  EXPECT_FALSE(verify("9223372036854775807", At(kTimestamp)));
}

TEST(WebhookKey, RefusesSecretsItCannotUse) {
  EXPECT_FALSE(WebhookKey::Parse(""));
  EXPECT_FALSE(WebhookKey::Parse("whsec_"));
  EXPECT_FALSE(WebhookKey::Parse("whsec_!!!!"));
}

}  // namespace
}  // namespace tocsin::bridge
