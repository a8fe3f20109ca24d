// links: harness schemas net
// Numbers that go over Exotel, whose account has no streams, and its doors from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/http_probe.hpp"
#include "tests/harness/walk_site.hpp"

namespace tocsin::harness {
namespace {

constexpr const char* kPerson = "+15559876543";
constexpr const char* kPeople =
    R"({'+15559876543': [{answer_after: 1s, turns: [
      {hear: 'nginx.*pve1', press: '2'}, {hear: 'press|confirm', press: '1'}]}]})";

std::string Telephony(const std::string& more) {
  return ", exotel: {sid: exotel1, api_key: key, api_token: token, from: '+15550000002', "
         "api_url: 'PHONE_URL', webhook_secret: s3" +
         more + "}, routes: [{prefix: '+1555', provider: exotel, then: twilio}]";
}

class ExotelCall : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs TOCSIN_TEST_KAFKA and TOCSIN_TEST_DATABASE";
  }
};

/// Where a worker can lead calls live, the simulator's 403 is met; where it cannot, Exotel is not
/// even asked. Both are refusals for good, and the person is rung once, by the next carrier.
TEST_F(ExotelCall, WhatTheAccountMayNotGoesOverTheNextCarrier) {
  WalkSite site({.people = kPeople, .telephony = Telephony("")});
  ASSERT_EQ(Ask({.method = "PUT",
                 .url = site.PhoneUrl() + "/sim/script",
                 .body = "people: " + std::string(kPeople) + "\nfaults: {no_streaming: 1}\n"})
                .status,
            200);
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("a1", kPerson).status, 202);

  const auto ended = site.Bus().WaitFor("calls", "a1", "tocsin.call.ended", 1);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].At("provider"), "twilio");
  const auto failed = site.Bus().WaitFor("calls", "a1", "tocsin.call.failed", 1);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].At("provider"), "exotel");
  EXPECT_EQ(failed[0].At("reason"), "refused");
  EXPECT_EQ(failed[0].At("next_provider"), "twilio");
  const auto calls = site.WaitForCalls(kPerson, 1);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(site.At().Query("select status from voice_conversations"), "dismissed");
}

TEST_F(ExotelCall, ShutDoors) {
  WalkSite site({.telephony = Telephony(", allow: ['52.203.14.206', '103.1.2.0/23']")});
  ASSERT_TRUE(site.Start());
  const std::string hook = R"({"CallSid":"a","Status":"ringing"})";
  const auto knock = [&](const std::string& path, HttpHeaders headers) {
    headers.emplace_back("Content-Type", "application/json");
    return site.Send("POST", path, std::move(headers), hook).status;
  };
  const std::string right = "/api/voice/exotel/s3/status?token=t";
  EXPECT_EQ(knock(right, {}), 403) << "from another address";
  EXPECT_EQ(knock(right, {{"X-Forwarded-For", "52.203.14.206"}}), 403) << "no proxy is trusted";
}

TEST_F(ExotelCall, ThroughAProxyTheForwardedAddressCounts) {
  WalkSite site({.telephony = Telephony(", allow: ['52.203.14.206', '103.1.2.0/23']"),
                 .trusted_proxies = "['127.0.0.1']"});
  ASSERT_TRUE(site.Start());
  const std::string hook = R"({"CallSid":"a","Status":"ringing"})";
  const auto knock = [&](const std::string& from, const std::string& path) {
    return site
        .Send("POST", path, {{"Content-Type", "application/json"}, {"X-Forwarded-For", from}}, hook)
        .status;
  };
  const std::string right = "/api/voice/exotel/s3/status?token=t";
  EXPECT_EQ(knock("52.203.14.206", right), 200);
  EXPECT_EQ(knock("103.1.3.9", right), 200) << "a network of 23 bits";
  EXPECT_EQ(knock("103.1.4.9", right), 403);
  EXPECT_EQ(knock("52.203.14.206, 9.9.9.9", right), 403) << "the proxy saw 9.9.9.9";
  EXPECT_EQ(knock("52.203.14.206", "/api/voice/exotel/s4/status?token=t"), 403);
  EXPECT_EQ(knock("52.203.14.206", "/api/voice/exotel/status?token=t"), 403) << "no credentials";
}

}  // namespace
}  // namespace tocsin::harness
