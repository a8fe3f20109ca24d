// links: phone
#include "tools/phone/sim/signature.hpp"

#include <gtest/gtest.h>

namespace tocsin::phone {
namespace {

constexpr std::string_view kToken = "12345";
constexpr std::string_view kUrl = "https://mycompany.com/myapp.php?foo=1&bar=2";
const Params kParams = {{"CallSid", "CA1234567890ABCDE"},
                        {"Caller", "+14158675309"},
                        {"Digits", "1234"},
                        {"From", "+14158675309"},
                        {"To", "+18005551212"}};

TEST(Sign, GivesTheCarriersVectors) {
  EXPECT_EQ(Sign(kToken, kUrl, kParams), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
  EXPECT_EQ(Sign(kToken, "https://mycompany.com:443/myapp.php?foo=1&bar=2", kParams),
            "kvajT1Ptam85bY51eRf/AJRuM3w=");
  EXPECT_EQ(Sign(kToken, "http://mycompany.com:80/myapp.php?foo=1&bar=2", kParams),
            "0ZXoZLH/DfblKGATFgpif+LLRf4=");
}

TEST(Sign, SortsNamesByBytesAndTakesDistinctValuesOnce) {
  const Params params = {{"Sid", "CA123"},
                         {"SidAccount", "AC123"},
                         {"Digits", "5678"},
                         {"Digits", "1234"},
                         {"Digits", "1234"}};

  EXPECT_EQ(Sign(kToken, kUrl, params), "IK+Dwps556ElfBT0I3Rgjkr1wJU=");
}

TEST(Sign, LeavesParametersOutWhenTheBodyIsHashedInTheQuery) {
  EXPECT_EQ(
      Sign(kToken,
           std::string(kUrl) +
               "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"),
      "a9nBmqA0ju/hNViExpshrM61xv4=");
}

TEST(Sign, SignsSocketAddresses) {
  EXPECT_EQ(Sign(kToken, "wss://voice.example.com/media/twilio"), "C6FHkKjYMuvoBVOntnfRi3NjKEA=");
  EXPECT_EQ(Sign(kToken, "wss://voice.example.com/media/twilio/"), "pSBgTUbZpba86IC/opowUbTWmvo=");
  EXPECT_EQ(Sign(kToken, "wss://voice.example.com:443/media/twilio"),
            "8s7JOrtXdCyJLymk7Xgr8QjmlZ8=");
}

TEST(Sign, DiffersForAnotherValueParameterAndToken) {
  const auto signature = Sign(kToken, kUrl, kParams);
  auto changed = kParams;
  changed[2].second = "1235";
  auto added = kParams;
  added.emplace_back("Extra", "");

  EXPECT_NE(Sign(kToken, kUrl, changed), signature);
  EXPECT_NE(Sign(kToken, kUrl, added), signature);
  EXPECT_NE(Sign("12346", kUrl, kParams), signature);
}

TEST(Form, SurvivesEncodingAndDecoding) {
  const Params params = {
      {"SpeechResult", "yes & no = 100% + \xC3\xA4"}, {"To", "+1555"}, {"To", ""}};

  EXPECT_EQ(DecodeForm(EncodeForm(params)), params);
  EXPECT_EQ(DecodeForm("a=b+c&&d&e=%zz%4"), (Params{{"a", "b c"}, {"d", ""}, {"e", "%zz%4"}}));
}

}  // namespace
}  // namespace tocsin::phone
