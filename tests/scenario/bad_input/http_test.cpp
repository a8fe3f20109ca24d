#include <gmock/gmock.h>

#include "bad_input.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;

class BadRequests : public BadInput {
 protected:
  static HttpHeaders Event(const std::string& id, const std::string& key) {
    HttpHeaders headers = {{"ce-specversion", "1.0"},
                           {"ce-id", id},
                           {"ce-source", "/test"},
                           {"ce-type", "tocsin.alert.raised"},
                           {"Content-Type", "application/json"}};
    if (!key.empty()) headers.emplace_back("Authorization", "Bearer " + key);
    return headers;
  }
  void ExpectProblem(const HttpResponse& response, int status, const std::string& says) {
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_THAT(std::string(HeaderValue(response.headers, "Content-Type")),
                HasSubstr("application/problem+json"));
    EXPECT_THAT(response.body, HasSubstr(says));
  }
};

TEST_F(BadRequests, WithoutAKeyTheAnswerSaysHowToMakeOne) {
  ExpectProblem(Send("POST", "/events", R"({"title":"x"})", Event("h1", "")), 401,
                "tocsin keys create");
  ExpectProblem(Send("POST", "/events", R"({"title":"x"})", Event("h1", "wrong")), 401, "");
  ExpectProblem(Send("GET", "/api/voice/conversations"), 401, "");
}

TEST_F(BadRequests, AGoodOneIsAccepted) {
  const std::string id = Fresh("http");
  const auto accepted = Send(
      "POST", "/events", R"({"alert_id":")" + id + R"(","title":"Over HTTP"})", Event(id, key_));
  EXPECT_EQ(accepted.status, 202) << accepted.body;
  EXPECT_TRUE(ActionFor(id).is_object());
}

TEST_F(BadRequests, HalfABody) {
  ExpectProblem(Send("POST", "/events", R"({"alert_id":"x","ti)", Event("h2", key_)), 422, "data");
}

TEST_F(BadRequests, AWrongTypeNamesTheField) {
  ExpectProblem(
      Send("POST", "/events", R"({"alert_id":"x","title":{"text":"x"}})", Event("h3", key_)), 422,
      "title");
  ExpectProblem(Send("POST", "/events", R"(["x"])", Event("h3", key_)), 422, "data");
  ExpectProblem(Send("POST", "/events", R"({"title":"no id"})", Event("h3", key_)), 422,
                "alert_id");
  ExpectProblem(Send("POST", "/api/voice/call/initiate", R"({"phone_number":42})",
                     {{"Authorization", "Bearer " + key_}, {"Content-Type", "application/json"}}),
                422, "phone_number");
}

TEST_F(BadRequests, WhatOnlyTocsinSaysIsRefused) {
  auto headers = Event("h4", key_);
  headers[3].second = "tocsin.decision.made";
  ExpectProblem(Send("POST", "/events", R"({"choice":"approve"})", headers), 422, "type");
}

TEST_F(BadRequests, AnUnknownContentType) {
  ExpectProblem(Send("POST", "/events", "title=x",
                     {{"Authorization", "Bearer " + key_},
                      {"Content-Type", "application/x-www-form-urlencoded"}}),
                415, "CloudEvent");
}

TEST_F(BadRequests, TenMegabytesAreTooMuch) {
  const auto response =
      Send("POST", "/events", std::string(10 * 1024 * 1024, 'x'), Event("h5", key_));
  ExpectProblem(response, 413, "");
}

TEST_F(BadRequests, TenMegabytesWithoutAKeyAreTooMuchToo) {
  EXPECT_THAT(Send("POST", "/events", std::string(10 * 1024 * 1024, 'x'), Event("h5", "")).status,
              testing::AnyOf(413, 401));
}

TEST_F(BadRequests, AnUnsignedWebhookIsForbidden) {
  for (const auto* hook : {"answer", "gather", "status", "amd"}) {
    const HttpHeaders form = {{"Content-Type", "application/x-www-form-urlencoded"}};
    ExpectProblem(
        Send("POST", std::string("/api/voice/webhook/") + hook + "?token=abc", "CallSid=CA1", form),
        403, "");
    auto wrong = form;
    wrong.emplace_back("X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    ExpectProblem(Send("POST", std::string("/api/voice/webhook/") + hook + "?token=abc",
                       "CallSid=CA1", wrong),
                  403, "");
  }
}

TEST_F(BadRequests, GetOnAWebhookIsNotAllowedAndHinted) {
  const auto response = Send("GET", "/api/voice/webhook/answer");
  ExpectProblem(response, 405, "POST");
  EXPECT_EQ(HeaderValue(response.headers, "Allow"), "POST");
}

TEST_F(BadRequests, AnUnknownPath) { ExpectProblem(Send("GET", "/nowhere"), 404, ""); }

TEST_F(BadRequests, AControlCharacterInAnAttribute) {
  auto headers = Event("h6", key_);
  headers.emplace_back("ce-subject", "a%00b");
  ExpectProblem(Send("POST", "/events", R"({"title":"x"})", headers), 422, "subject");
}

TEST_F(BadRequests, AnIntegerBeyond64BitsIsKeptToItsLastDigit) {
  const std::string id = Fresh("huge");
  const auto accepted =
      Send("POST", "/events",
           R"({"alert_id":")" + id + R"(","title":"a","labels":{"n":92233720368547758079}})",
           Event(id, key_));
  EXPECT_EQ(accepted.status, 202) << accepted.body;
  EXPECT_THAT(JsonText(ActionFor(id)), HasSubstr(R"("n":92233720368547758079)"));
}

TEST_F(BadRequests, ANulCharacterAndALargeIntegerInTheDataAreKept) {
  const std::string id = Fresh("large");
  const auto accepted =
      Send("POST", "/events",
           R"({"alert_id":")" + id + R"(","title":"a\u0000b","labels":{"n":9007199254740993}})",
           Event(id, key_));
  EXPECT_EQ(accepted.status, 202) << accepted.body;
  EXPECT_TRUE(ActionFor(id).is_object());
  const auto record = alerts_->WaitFor([&](const RawRecord& each) { return each.key == id; });
  ASSERT_TRUE(record && record->value);
  EXPECT_THAT(*record->value, HasSubstr("9007199254740993"));
}

}  // namespace
}  // namespace tocsin::harness
