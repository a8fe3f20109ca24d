#include "tools/phone/sim/webhook_url.hpp"

#include <gtest/gtest.h>

namespace tocsin::phone {
namespace {

TEST(ParseWebhookUrl, TakesTheFragmentAsRetryPolicy) {
  const auto plain = ParseWebhookUrl("https://h.example/a?b=c");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->url, "https://h.example/a?b=c");
  EXPECT_EQ(plain->retry.retries, 1);
  EXPECT_TRUE(plain->retry.on_connect);
  EXPECT_FALSE(plain->retry.on_server_error);
  EXPECT_EQ(plain->retry.read, std::chrono::seconds(15));

  const auto tuned = ParseWebhookUrl("https://h.example/a?b=c#rc=9&rp=5xx,rt&rt=2000");
  ASSERT_TRUE(tuned);
  EXPECT_EQ(tuned->url, "https://h.example/a?b=c");
  EXPECT_EQ(tuned->retry.retries, 5);
  EXPECT_FALSE(tuned->retry.on_connect);
  EXPECT_TRUE(tuned->retry.on_read);
  EXPECT_TRUE(tuned->retry.on_server_error);
  EXPECT_FALSE(tuned->retry.on_client_error);
  EXPECT_EQ(tuned->retry.read, std::chrono::seconds(2));
}

TEST(ParseWebhookUrl, RefusesWhatTheCarrierRefuses) {
  for (const char* text : {"", "ftp://h/a", "http://", "http:///a", "http://:80/",
                           "https://my_host/a", "/a", "http://h/a b"})
    EXPECT_FALSE(ParseWebhookUrl(text)) << text;
}

TEST(ResolveUrl, FollowsTheDocument) {
  const std::string base = "https://h.example:8443/voice/answer?token=t#rc=2";
  EXPECT_EQ(ResolveUrl(base, "https://other/x"), "https://other/x");
  EXPECT_EQ(ResolveUrl(base, ""), "https://h.example:8443/voice/answer?token=t");
  EXPECT_EQ(ResolveUrl(base, "/gather?turn=1"), "https://h.example:8443/gather?turn=1");
  EXPECT_EQ(ResolveUrl(base, "gather?turn=1"), "https://h.example:8443/voice/gather?turn=1");
  EXPECT_EQ(ResolveUrl(base, "?turn=1"), "https://h.example:8443/voice/answer?turn=1");
  EXPECT_EQ(ResolveUrl(base, "//cdn/x"), "https://cdn/x");
  EXPECT_EQ(ResolveUrl("https://h.example", "a"), "https://h.example/a");
}

}  // namespace
}  // namespace tocsin::phone
