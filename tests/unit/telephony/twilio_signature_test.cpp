// links: telephony net schemas
#include "adapters/telephony/twilio/signature.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

constexpr const char* kToken = "12345";
constexpr const char* kUrl = "https://mycompany.com/myapp.php?foo=1&bar=2";
const FormParameters kForm = {{"CallSid", "CA1234567890ABCDE"},
                              {"Caller", "+14158675309"},
                              {"Digits", "1234"},
                              {"From", "+14158675309"},
                              {"To", "+18005551212"}};
constexpr const char* kBody = R"({"property": "value", "boolean": true})";
constexpr const char* kBodyUrl =
    "https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256="
    "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
constexpr const char* kBodySignature = "a9nBmqA0ju/hNViExpshrM61xv4=";
constexpr const char* kSocket = "wss://voice.example.com/media/twilio";

struct Vector {
  const char* url;
  FormParameters form;
  const char* signature;
};

TEST(SignTwilio, GivesThePublishedSignatures) {
  const std::vector<Vector> vectors = {
      {kUrl, kForm, "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
      {"https://mycompany.com:443/myapp.php?foo=1&bar=2", kForm, "kvajT1Ptam85bY51eRf/AJRuM3w="},
      {"http://mycompany.com:80/myapp.php?foo=1&bar=2", kForm, "0ZXoZLH/DfblKGATFgpif+LLRf4="},
      {kUrl,
       {{"Sid", "CA123"},
        {"SidAccount", "AC123"},
        {"Digits", "5678"},
        {"Digits", "1234"},
        {"Digits", "1234"}},
       "IK+Dwps556ElfBT0I3Rgjkr1wJU="},
      {kBodyUrl, {}, kBodySignature},
      {kSocket, {}, "C6FHkKjYMuvoBVOntnfRi3NjKEA="},
      {"wss://voice.example.com/media/twilio/", {}, "pSBgTUbZpba86IC/opowUbTWmvo="},
      {"wss://voice.example.com:443/media/twilio", {}, "8s7JOrtXdCyJLymk7Xgr8QjmlZ8="},
  };
  for (const auto& [url, form, signature] : vectors)
    EXPECT_EQ(SignTwilio(kToken, url, form), signature) << url;
}

TEST(SignTwilio, IgnoresOrderAndFragment) {
  FormParameters reversed(kForm.rbegin(), kForm.rend());
  EXPECT_EQ(SignTwilio(kToken, std::string(kUrl) + "#rc=5&rp=all", reversed),
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
}

TEST(TwilioVerifier, AcceptsEitherSpellingOfThePort) {
  const TwilioVerifier verifier(kToken, "");

  EXPECT_TRUE(verifier.Form(kUrl, kForm, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
  EXPECT_TRUE(verifier.Form(kUrl, kForm, "kvajT1Ptam85bY51eRf/AJRuM3w="));
  EXPECT_TRUE(verifier.Form("https://mycompany.com:443/myapp.php?foo=1&bar=2", kForm,
                            "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
  EXPECT_TRUE(verifier.Form("https://mycompany.com:1234/myapp.php?foo=1&bar=2", kForm,
                            "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
  EXPECT_TRUE(verifier.Form("http://mycompany.com/myapp.php?foo=1&bar=2", kForm,
                            "0ZXoZLH/DfblKGATFgpif+LLRf4="));
}

TEST(TwilioVerifier, RefusesWhatWasChanged) {
  const TwilioVerifier verifier(kToken, "");
  const char* good = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
  FormParameters changed = kForm;
  changed[2].second = "1235";
  FormParameters added = kForm;
  added.emplace_back("Extra", "1");
  FormParameters removed(kForm.begin(), kForm.end() - 1);

  EXPECT_FALSE(verifier.Form(kUrl, changed, good));
  EXPECT_FALSE(verifier.Form(kUrl, added, good));
  EXPECT_FALSE(verifier.Form(kUrl, removed, good));
  EXPECT_FALSE(verifier.Form(kUrl, kForm, ""));
  EXPECT_FALSE(verifier.Form(kUrl, kForm, "RSOYDt4T1cUTdK1PDd93/VVr8B8"));
  EXPECT_FALSE(verifier.Form("https://mycompany.com/myapp.php?foo=1&bar=3", kForm, good));
  EXPECT_FALSE(verifier.Form("https://other.com/myapp.php?foo=1&bar=2", kForm, good));
  EXPECT_FALSE(TwilioVerifier("12346", "").Form(kUrl, kForm, good));
}

TEST(TwilioVerifier, AcceptsThePreviousTokenWhileRotating) {
  EXPECT_TRUE(TwilioVerifier("new", kToken).Form(kUrl, kForm, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
  EXPECT_FALSE(TwilioVerifier("new", "").Form(kUrl, kForm, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
}

TEST(TwilioVerifier, NeverAcceptsAnEmptyToken) {
  const std::string forged = SignTwilio("", kUrl, kForm);

  EXPECT_FALSE(TwilioVerifier("", "").Form(kUrl, kForm, forged));
  EXPECT_FALSE(TwilioVerifier(kToken, "").Form(kUrl, kForm, forged));
}

TEST(TwilioVerifier, ChecksTheHashOfOtherBodies) {
  const TwilioVerifier verifier(kToken, "");

  EXPECT_TRUE(verifier.Body(kBodyUrl, kBody, kBodySignature));
  EXPECT_FALSE(verifier.Body(kBodyUrl, std::string(kBody) + " ", kBodySignature));
  EXPECT_FALSE(verifier.Body(kBodyUrl, kBody, "kvajT1Ptam85bY51eRf/AJRuM3w="));
  // Without the hash nothing vouches for the body, whatever the signature.
  EXPECT_FALSE(verifier.Body(kUrl, kBody, SignTwilio(kToken, kUrl, {})));
}

TEST(TwilioVerifier, AcceptsTheSpellingsOfASocketUrl) {
  const TwilioVerifier verifier(kToken, "");

  for (const char* url : {kSocket, "wss://voice.example.com/media/twilio/",
                          "wss://voice.example.com:443/media/twilio"}) {
    EXPECT_TRUE(verifier.Socket(url, "C6FHkKjYMuvoBVOntnfRi3NjKEA=")) << url;
    EXPECT_TRUE(verifier.Socket(url, "pSBgTUbZpba86IC/opowUbTWmvo=")) << url;
    EXPECT_TRUE(verifier.Socket(url, "8s7JOrtXdCyJLymk7Xgr8QjmlZ8=")) << url;
  }
  EXPECT_TRUE(
      verifier.Socket(kSocket, SignTwilio(kToken, "https://voice.example.com/media/twilio", {})));
  EXPECT_FALSE(
      verifier.Socket("wss://voice.example.com/media/other", "C6FHkKjYMuvoBVOntnfRi3NjKEA="));
}

}  // namespace
}  // namespace tocsin
