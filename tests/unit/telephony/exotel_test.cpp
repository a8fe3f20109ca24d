#include "adapters/telephony/exotel/exotel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/telephony/exotel/doors.hpp"
#include "adapters/telephony/rest_text.hpp"
#include "fakes/scripted_http_client.hpp"
#include "schemas/base64.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kExotelPlaced =
    R"({"Call":{"Sid":"0a1b2c","Status":"in-progress","Direction":"outbound-api"}})";
constexpr const char* kNotEnabled =
    R"({"RestException":{"Status":403,"Message":"Feature not enabled for this account"}})";
constexpr const char* kHexToken = "t0";
constexpr const char* kBase = "https://voice.example.com";

ExotelOptions Account() {
  return {.sid = "acme1",
          .api_key = "key",
          .api_token = "t0ps3cret",
          .from = "+918000000001",
          .api_url = "http://127.0.0.1:9001/",
          .webhook_secret = "s3"};
}

class ExotelTest : public testing::Test {
 protected:
  PlaceResult Place(bool live = true) {
    PlaceCall call{.to = "+919800000001",
                   .from = "+918000000001",
                   .answer_url = "",
                   .status_url = std::string(kBase) + "/api/voice/exotel/s3/status?token=t0",
                   .machine_detection_url = "",
                   .fallback_url = "",
                   .token = kHexToken};
    if (live)
      call.live = Connect{.url = "wss://voice.example.com/ws/exotel",
                          .parameters = {{"token", kHexToken}, {"connection", "1"}}};
    PlaceResult got;
    provider->Place(std::move(call), [&](PlaceResult result) { got = std::move(result); });
    return got;
  }
  std::string Field(std::string_view name) const {
    for (const auto& [key, value] : ParseForm(http.sent.back().body))
      if (key == name) return value;
    return {};
  }
  static HttpRequest Callback(std::string body, std::string type = "application/json",
                              std::string path = "/api/voice/exotel/s3/status") {
    HttpRequest request;
    request.method = "POST";
    request.target = request.path = std::move(path);
    request.headers = {{"Content-Type", std::move(type)}};
    request.body = std::move(body);
    request.peer = "52.203.14.206";
    return request;
  }
  Result<CallWebhook> Parse(const HttpRequest& request) const {
    return provider->ParseWebhook(CallWebhook::Kind::kStatus, request, kBase);
  }

  fakes::ScriptedHttpClient http;
  std::unique_ptr<TelephonyProvider> provider = MakeExotel(Account(), http);
};

TEST_F(ExotelTest, ACallIsConnectedToAStream) {
  http.Answer(200, kExotelPlaced);
  const auto result = Place();
  EXPECT_EQ(result.outcome, PlaceOutcome::kPlaced) << result.reason;
  EXPECT_EQ(result.call.provider_call_id, "0a1b2c");
  const auto& call = http.sent.back();
  EXPECT_EQ(call.method, "POST");
  EXPECT_EQ(call.url, "http://127.0.0.1:9001/v1/Accounts/acme1/Calls/connect.json");
  EXPECT_EQ(HeaderValue(call.headers, "Authorization"), "Basic " + EncodeBase64("key:t0ps3cret"));
  EXPECT_EQ(Field("From"), "+919800000001");
  EXPECT_EQ(Field("CallerId"), "+918000000001");
  EXPECT_EQ(Field("StreamUrl"),
            "wss://tocsin:s3@voice.example.com/ws/exotel?token=t0&connection=1");
  EXPECT_EQ(Field("StreamType"), "bidirectional");
  EXPECT_EQ(Field("StatusCallback"), std::string(kBase) + "/api/voice/exotel/s3/status?token=t0");
  EXPECT_EQ(Field("StatusCallbackEvents[0]"), "answered");
  EXPECT_EQ(Field("StatusCallbackEvents[1]"), "terminal");
  EXPECT_EQ(Field("StatusCallbackContentType"), "application/json");
  EXPECT_EQ(Field("CustomField"), kHexToken);
  EXPECT_EQ(Field("TimeLimit"), "600");
  EXPECT_EQ(Field("TimeOut"), "30");
}

TEST_F(ExotelTest, OutcomesOfADial) {
  struct Case {
    int status;
    const char* body;
    PlaceOutcome outcome;
    bool of_account;
  };
  const Case cases[] = {{200, kExotelPlaced, PlaceOutcome::kPlaced, false},
                        {200, "{}", PlaceOutcome::kUnknown, false},
                        {400, "{}", PlaceOutcome::kRefused, false},
                        {401, "{}", PlaceOutcome::kRefused, true},
                        {403, kNotEnabled, PlaceOutcome::kRefused, true},
                        {408, "{}", PlaceOutcome::kUnknown, false},
                        {429, "{}", PlaceOutcome::kNotSent, false},
                        {503, "{}", PlaceOutcome::kUnknown, false}};
  for (const auto& one : cases) {
    http.Answer(one.status, one.body);
    const auto result = Place();
    EXPECT_EQ(result.outcome, one.outcome) << one.status << one.body;
    EXPECT_EQ(result.of_account, one.of_account) << one.status;
  }
  http.Break(ErrorKind::kTimeout, true);
  EXPECT_EQ(Place().outcome, PlaceOutcome::kUnknown);
  http.Break(ErrorKind::kTransient, false);
  EXPECT_EQ(Place().outcome, PlaceOutcome::kNotSent);
}

TEST_F(ExotelTest, WithoutLiveSoundNothingIsAskedOfIt) {
  const auto result = Place(false);
  EXPECT_EQ(result.outcome, PlaceOutcome::kRefused);
  EXPECT_TRUE(result.of_account);
  EXPECT_TRUE(http.sent.empty());
}

TEST_F(ExotelTest, AnAccountWithoutStreamsIsNamedUntilOneWorks) {
  EXPECT_EQ(provider->Shortfall(), "");
  http.Answer(403, kNotEnabled);
  EXPECT_EQ(Place().reason, "403 Feature not enabled for this account");
  EXPECT_EQ(provider->Shortfall(), "no streaming");
  http.Answer(200, kExotelPlaced);
  Place();
  EXPECT_EQ(provider->Shortfall(), "");
}

TEST_F(ExotelTest, ReasonsNameNoNumberAndNoSecret) {
  http.Answer(400, R"({"RestException":{"Message":"+919800000001 is bad, t0ps3cret"}})");
  const auto reason = Place().reason;
  EXPECT_THAT(reason, Not(HasSubstr("9198")));
  EXPECT_THAT(reason, Not(HasSubstr("t0ps3cret")));
}

TEST_F(ExotelTest, ACallIsRead) {
  http.Answer(200, R"({"Call":{"Sid":"0a1b2c","Status":"ringing","Direction":"outbound-api",)"
                   R"("DateCreated":"2026-03-07 10:15:00","From":"09800000001"}})");
  std::optional<Result<ListedCall>> got;
  provider->Read("0a1b2c", [&](auto call) { got = std::move(call); });
  EXPECT_EQ(http.sent.back().url, "http://127.0.0.1:9001/v1/Accounts/acme1/Calls/0a1b2c.json");
  ASSERT_TRUE(got && *got);
  EXPECT_EQ((*got)->status, CallStatus::kRinging);
  EXPECT_EQ(FormatTime((*got)->created), "2026-03-07T04:45:00.000Z");
  provider->Read("../x", [&](auto call) { got = std::move(call); });
  EXPECT_FALSE(*got);
  EXPECT_EQ(http.sent.size(), 1U);
}

TEST_F(ExotelTest, WhatItCannotDoItSays) {
  const auto& can = provider->Capabilities();
  EXPECT_FALSE(can.lists_calls);
  EXPECT_FALSE(can.steers_calls);
  EXPECT_EQ(can.calls_per_second, 3);
  EXPECT_EQ(can.live_audio->socket_path, "/ws/exotel");
  Status ended;
  provider->End("0a1b2c", [&](Status done) { ended = std::move(done); });
  ASSERT_FALSE(ended);
  EXPECT_THAT(ended.error().message, HasSubstr("closing its media socket"));
}

TEST_F(ExotelTest, CallbacksComeAsFormMultipartAndJson) {
  const std::string part = "--b1\r\nContent-Disposition: form-data; name=\"";
  const std::pair<std::string, std::string> bodies[] = {
      {"application/json",
       R"({"CallSid":"0a1b2c","EventType":"terminal","Status":"no-answer","CustomField":"t0","ConversationDuration":7})"},
      {"application/x-www-form-urlencoded",
       "CallSid=0a1b2c&Status=no-answer&CustomField=t0&ConversationDuration=7"},
      {"multipart/form-data; boundary=b1",
       part + "CallSid\"\r\n\r\n0a1b2c\r\n" + part + "Status\"\r\n\r\nno-answer\r\n" + part +
           "CustomField\"\r\n\r\nt0\r\n" + part + "ConversationDuration\"\r\n\r\n7\r\n--b1--\r\n"}};
  for (const auto& [type, body] : bodies) {
    const auto hook = Parse(Callback(body, type));
    ASSERT_TRUE(hook) << type << hook.error().message;
    EXPECT_EQ(hook->provider_call_id, "0a1b2c");
    EXPECT_EQ(hook->status, CallStatus::kNoAnswer);
    EXPECT_EQ(hook->token, "t0");
    EXPECT_EQ(hook->duration_seconds, 7);
  }
  EXPECT_EQ(provider->Acknowledge().status, 200);
}

TEST_F(ExotelTest, CallbacksTellOfRingingAndAnswer) {
  EXPECT_EQ(Parse(Callback(R"({"CallSid":"a","Status":"ringing"})"))->status, CallStatus::kRinging);
  EXPECT_EQ(Parse(Callback(R"({"CallSid":"a","EventType":"answered","Status":"ringing"})"))->status,
            CallStatus::kInProgress);
}

TEST_F(ExotelTest, BadCallbacksAreInvalidNotRefused) {
  const std::pair<const char*, const char*> bodies[] = {
      {"", "application/json"},
      {"[]", "application/json"},
      {R"({"CallSid":"../x","Status":"busy"})", "application/json"},
      {R"({"CallSid":"a","Status":"dancing"})", "application/json"},
      {"CallSid=a", "application/x-www-form-urlencoded"},
      {"--b1\r\nx", "multipart/form-data; boundary=b1"},
      {"x", "multipart/form-data"},
      {"--\r\n\r\n", "multipart/form-data; boundary=\""}};
  for (const auto& [body, type] : bodies) {
    const auto hook = Parse(Callback(body, type));
    ASSERT_FALSE(hook) << body;
    EXPECT_EQ(hook.error().kind, ErrorKind::kInvalid) << body;
  }
}

/// Each knock is refused for one thing only.
TEST_F(ExotelTest, ShutDoors) {
  auto account = Account();
  // The last two say no network: they admit nobody.
  account.allow = {"52.203.14.206", "103.1.2.0/23", "2001:db8::/33", "9.9.9.9/-96", "9.9.9.0/33"};
  provider = MakeExotel(account, http);
  const std::string body = R"({"CallSid":"a","Status":"ringing"})";
  const auto from = [&](std::string peer) {
    auto request = Callback(body);
    request.peer = std::move(peer);
    return Parse(request).has_value();
  };
  for (const auto* in :
       {"52.203.14.206", "103.1.2.0", "103.1.3.255", "2001:db8:7fff::1", "::ffff:52.203.14.206"})
    EXPECT_TRUE(from(in)) << in;
  for (const auto* out : {"52.203.14.207", "103.1.4.0", "103.1.1.255", "2001:db8:8000::1",
                          "127.0.0.1", "", "52.203.14.206, 1.2.3.4"})
    EXPECT_FALSE(from(out)) << out;

  const auto kind = [&](const HttpRequest& request) {
    const auto hook = Parse(request);
    return hook ? ErrorKind::kInternal : hook.error().kind;
  };
  auto forged = Callback(body);
  forged.peer = "9.9.9.9";
  forged.headers.emplace_back("X-Forwarded-For", "52.203.14.206");
  EXPECT_EQ(kind(forged), ErrorKind::kRejected);
  for (const auto* path : {"/api/voice/exotel/wrong/status", "/api/voice/exotel/status",
                           "/api/voice/exotel/s3", "/api/voice/exotel//status"})
    EXPECT_EQ(kind(Callback(body, "application/json", path)), ErrorKind::kRejected) << path;

  auto basic = Callback(body, "application/json", "/api/voice/exotel/status");
  for (const auto* credentials : {"tocsin:s3", "key:t0ps3cret"}) {
    auto knock = basic;
    knock.headers.emplace_back("Authorization", "Basic " + EncodeBase64(credentials));
    EXPECT_TRUE(Parse(knock)) << credentials;
    EXPECT_TRUE(provider->VerifySocket(knock, kBase));
  }
  basic.headers.emplace_back("Authorization", "Basic " + EncodeBase64("tocsin:s4"));
  EXPECT_EQ(kind(basic), ErrorKind::kRejected);
  EXPECT_EQ(provider->VerifySocket(basic, kBase).error().kind, ErrorKind::kRejected);
}

TEST_F(ExotelTest, WithoutASecretOfItsOwnTheDoorsHaveOne) {
  auto account = Account();
  account.webhook_secret.clear();
  provider = MakeExotel(account, http);
  const auto path = provider->Capabilities().webhook_path;
  EXPECT_EQ(path.size(), std::string("/api/voice/exotel/").size() + 32);
  EXPECT_EQ(path, MakeExotel(account, http)->Capabilities().webhook_path);
  const std::string body = R"({"CallSid":"a","Status":"ringing"})";
  EXPECT_TRUE(Parse(Callback(body, "application/json", path + "/status")));
  EXPECT_FALSE(Parse(Callback(body)));
}

TEST_F(ExotelTest, TheStreamsAddressIsToldAndThePassthruBranches) {
  auto request = Callback("", "", "/api/voice/exotel/s3/stream");
  request.query = {{"CustomField", "t0"}};
  const auto told = provider->AnswerOwn("stream", request, kBase, true);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->body, R"({"url":"wss://tocsin:s3@voice.example.com/ws/exotel?token=t0"})");
  request.query = {{"sample-rate", "16000"}};
  EXPECT_EQ(provider->AnswerOwn("stream", request, kBase, true)->body,
            R"({"url":"wss://tocsin:s3@voice.example.com/ws/exotel?sample-rate=16000"})");
  request.query = {{"sample-rate", "9999&a=b"}};
  EXPECT_EQ(provider->AnswerOwn("stream", request, kBase, true)->body,
            R"({"url":"wss://tocsin:s3@voice.example.com/ws/exotel"})");
  EXPECT_EQ(provider->AnswerOwn("stream", request, kBase, false)->status, 503);
  EXPECT_EQ(provider->AnswerOwn("passthru", request, kBase, true)->status, 200);
  EXPECT_EQ(provider->AnswerOwn("passthru", request, kBase, false)->status, 302);
  http.Answer(403, kNotEnabled);
  Place();
  EXPECT_EQ(provider->AnswerOwn("passthru", request, kBase, true)->status, 302);
  request.path = "/api/voice/exotel/wrong/stream";
  EXPECT_EQ(provider->AnswerOwn("stream", request, kBase, true).error().kind, ErrorKind::kRejected);
}

TEST_F(ExotelTest, NeverTwiml) {
  EXPECT_EQ(provider->Render(CallWebhook::Kind::kStatus, {Say{.text = "hello"}, Hangup{}}).body,
            "{}");
}

/// An account without streams, or without live sound here, with a flow that takes keys.
class ExotelKeys : public ExotelTest {
 protected:
  ExotelKeys() {
    auto account = Account();
    account.key_flow = "1148615";
    provider = MakeExotel(account, http);
  }
  HttpResponse Told(CallWebhook::Kind kind, const Instructions& instructions) const {
    return provider->Render(kind, instructions);
  }
  static HttpRequest Applet(std::string door,
                            std::vector<std::pair<std::string, std::string>> query) {
    HttpRequest request;
    request.method = "GET";
    request.target = request.path = "/api/voice/exotel/s3/" + door;
    request.query = std::move(query);
    request.peer = "52.203.14.206";
    return request;
  }
  static constexpr auto kFlow = "http://my.exotel.com/acme1/exoml/start_voice/1148615";
};

TEST_F(ExotelKeys, AreAskedForWhereThereIsNoLiveSound) {
  http.Answer(200, kExotelPlaced);
  EXPECT_EQ(Place(false).outcome, PlaceOutcome::kPlaced);
  EXPECT_EQ(Field("Url"), kFlow);
  EXPECT_EQ(Field("StreamUrl"), "");
  EXPECT_EQ(Field("CustomField"), kHexToken);
  EXPECT_EQ(Field("From"), "+919800000001");
  EXPECT_EQ(Field("TimeLimit"), "600");
  EXPECT_EQ(provider->Shortfall(), "") << "nobody has said that there are no streams";
}

TEST_F(ExotelKeys, AreAskedForOnceTheAccountHasNoStreams) {
  http.Answer(403, kNotEnabled);
  http.Answer(200, kExotelPlaced);
  EXPECT_EQ(Place().outcome, PlaceOutcome::kPlaced);
  ASSERT_EQ(http.sent.size(), 2U);
  EXPECT_EQ(Field("Url"), kFlow);
  EXPECT_EQ(provider->Shortfall(), "no streaming, calls are led by keys");
  http.Answer(200, kExotelPlaced);
  Place();
  EXPECT_NE(Field("StreamUrl"), "") << "streams may be there by now";
  EXPECT_EQ(provider->Shortfall(), "");
}

TEST_F(ExotelKeys, ADialThatMayRingIsNotMadeAgain) {
  for (const int status : {400, 401, 408, 429, 500, 503}) {
    http.sent.clear();
    http.Answer(status, "{}");
    Place();
    EXPECT_EQ(http.sent.size(), 1U) << status;
  }
}

TEST_F(ExotelKeys, AnAppletTellsWhatWasPressed) {
  const auto read = provider->ParseWebhook(
      CallWebhook::Kind::kInput,
      Applet("gather", {{"CallSid", "0a1b2c"}, {"CustomField", kHexToken}, {"digits", R"("12#")"}}),
      kBase);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->digits, "12#");
  EXPECT_EQ(read->token, kHexToken);
  EXPECT_EQ(read->status, CallStatus::kInProgress);
  EXPECT_TRUE(read->fetched);
  EXPECT_FALSE(read->inbound);

  const auto came = provider->ParseWebhook(CallWebhook::Kind::kAnswer,
                                           Applet("answer", {{"CallSid", "0a1b2c"},
                                                             {"Direction", "incoming"},
                                                             {"CallFrom", "09800000001"},
                                                             {"CallTo", "08000000001"}}),
                                           kBase);
  ASSERT_TRUE(came);
  EXPECT_TRUE(came->inbound);
  EXPECT_EQ(came->from, "09800000001");
}

TEST_F(ExotelKeys, WhatIsNoAppletIsRefused) {
  EXPECT_EQ(
      provider->ParseWebhook(CallWebhook::Kind::kInput, Applet("gather", {}), kBase).error().kind,
      ErrorKind::kInvalid);
  auto foreign = Applet("gather", {{"CallSid", "0a1b2c"}});
  foreign.path = "/api/voice/exotel/wrong/gather";
  EXPECT_EQ(provider->ParseWebhook(CallWebhook::Kind::kInput, foreign, kBase).error().kind,
            ErrorKind::kRejected);
  const auto odd =
      provider->ParseWebhook(CallWebhook::Kind::kInput,
                             Applet("gather", {{"CallSid", "0a1b2c"},
                                               {"digits", "\"1\r\n<b>\""},
                                               {"CustomField", std::string(500, 'x')}}),
                             kBase);
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->digits, "1");
  EXPECT_EQ(odd->token, "");
}

TEST_F(ExotelKeys, GatherGetsWordsAndPassthruAWay) {
  using enum CallWebhook::Kind;
  const Instructions question{Ask{.prompt = {{.text = "Disk is full."}, {.text = "Press 1."}},
                                  .action_url = "",
                                  .digits = 4,
                                  .silence = std::chrono::milliseconds(5'500)}};
  EXPECT_EQ(Told(kAnswer, question).body,
            R"({"gather_prompt":{"text":"Disk is full. Press 1."},"max_input_digits":4,)"
            R"("finish_on_key":"#","input_timeout":6,"repeat_menu":0,)"
            R"("repeat_gather_prompt":{"text":"Disk is full. Press 1."}})");
  EXPECT_EQ(Told(kInput, question).status, 200);
  EXPECT_EQ(Told(kInput, {Say{.text = "Goodbye."}, Hangup{}}).status, 200)
      << "the goodbye is to be said by Gather";
  EXPECT_THAT(Told(kAnswer, {Say{.text = "Goodbye."}, Hangup{}}).body,
              HasSubstr(R"("input_timeout":1)"));
  EXPECT_EQ(Told(kInput, {Hangup{}}).status, 302);
  EXPECT_THAT(
      Told(kAnswer, {Pause{.length = std::chrono::seconds(3)}, Redirect{.url = "x"}}).body,
      HasSubstr(R"("text":" "},"max_input_digits":1,"finish_on_key":"#","input_timeout":3)"));
}

TEST_F(ExotelTest, AProbeShowsNoSecret) {
  http.Answer(200, "{}");
  std::string text;
  provider->ProbeWebhook(std::string(kBase) + "/api/voice/exotel/s3/status?token=probe",
                         [&](auto report) { text = report->Text(); });
  EXPECT_THAT(http.sent.back().url, HasSubstr("/s3/"));
  EXPECT_THAT(text, Not(HasSubstr("s3/")));
}

}  // namespace
}  // namespace tocsin
