// links: telephony net schemas
#include "adapters/telephony/twilio/twilio.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/telephony/twilio/signature.hpp"
#include "adapters/telephony/twilio/wire.hpp"
#include "fakes/scripted_http_client.hpp"

namespace tocsin {
namespace {

constexpr const char* kPlaced = R"({"sid":"CA0001","status":"queued"})";
constexpr const char* kSecret = "s3cret-token";

class TwilioTest : public testing::Test {
 protected:
  PlaceResult Place() {
    PlaceResult got;
    provider->Place({.to = "+15559876543",
                     .from = "+15551234567",
                     .answer_url = "https://p/answer?token=t",
                     .status_url = "https://p/status?token=t",
                     .machine_detection_url = "https://p/amd?token=t",
                     .fallback_url = "https://p/answer?token=t&again=1#rc=5&rp=all"},
                    [&](PlaceResult result) { got = std::move(result); });
    return got;
  }

  fakes::ScriptedHttpClient http;
  std::unique_ptr<TelephonyProvider> provider = MakeTwilio({.account_sid = "AC1",
                                                            .auth_token = kSecret,
                                                            .auth_token_previous = "older-token",
                                                            .from = "+15551234567",
                                                            .api_url = "http://127.0.0.1:9003/",
                                                            .calls_per_second = 7},
                                                           http);
};

std::vector<std::string> Values(const FormParameters& form, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [key, value] : form)
    if (key == name) values.push_back(value);
  return values;
}

TEST_F(TwilioTest, PlacesACallWithAllItsCallbacks) {
  http.Answer(201, kPlaced);

  const auto result = Place();

  EXPECT_EQ(result.outcome, PlaceOutcome::kPlaced);
  EXPECT_EQ(result.call.provider_call_id, "CA0001");
  ASSERT_EQ(http.sent.size(), 1U);
  const auto& call = http.sent[0];
  EXPECT_EQ(call.method, "POST");
  EXPECT_EQ(call.url, "http://127.0.0.1:9003/2010-04-01/Accounts/AC1/Calls.json");
  EXPECT_EQ(HeaderValue(call.headers, "authorization"), "Basic QUMxOnMzY3JldC10b2tlbg==");
  const auto form = ParseForm(call.body);
  EXPECT_EQ(Values(form, "To"), std::vector<std::string>{"+15559876543"});
  EXPECT_EQ(Values(form, "Url"), std::vector<std::string>{"https://p/answer?token=t#rc=5&rp=all"});
  EXPECT_EQ(Values(form, "StatusCallbackEvent"),
            (std::vector<std::string>{"initiated", "ringing", "answered", "completed"}));
  EXPECT_EQ(Values(form, "AsyncAmd"), std::vector<std::string>{"true"});
  EXPECT_EQ(Values(form, "AsyncAmdStatusCallback"),
            std::vector<std::string>{"https://p/amd?token=t#rc=5&rp=all"});
  EXPECT_EQ(Values(form, "FallbackUrl"),
            std::vector<std::string>{"https://p/answer?token=t&again=1#rc=5&rp=all"});
  EXPECT_EQ(Values(form, "Timeout"), std::vector<std::string>{"30"});
  EXPECT_EQ(Values(form, "TimeLimit"), std::vector<std::string>{"600"});
}

struct OutcomeCase {
  int status;
  PlaceOutcome outcome;
};

TEST_F(TwilioTest, TellsDefiniteFromUnknown) {
  for (const auto& [status, outcome] : {OutcomeCase{400, PlaceOutcome::kRefused},
                                        {401, PlaceOutcome::kRefused},
                                        {403, PlaceOutcome::kRefused},
                                        {404, PlaceOutcome::kRefused},
                                        {307, PlaceOutcome::kRefused},
                                        {408, PlaceOutcome::kUnknown},
                                        {429, PlaceOutcome::kNotSent},
                                        {500, PlaceOutcome::kUnknown},
                                        {502, PlaceOutcome::kUnknown},
                                        {503, PlaceOutcome::kUnknown},
                                        {201, PlaceOutcome::kUnknown},
                                        {200, PlaceOutcome::kUnknown}}) {
    http.Answer(status, "{}");
    EXPECT_EQ(Place().outcome, outcome) << status;
  }
}

TEST_F(TwilioTest, TellsWhatNeverLeftFromWhatMayHave) {
  http.Break(ErrorKind::kTransient, false);
  EXPECT_EQ(Place().outcome, PlaceOutcome::kNotSent);
  http.Break(ErrorKind::kTransient, true);
  EXPECT_EQ(Place().outcome, PlaceOutcome::kUnknown);
  http.Break(ErrorKind::kTimeout, true);
  const auto result = Place();
  EXPECT_EQ(result.outcome, PlaceOutcome::kUnknown);
  EXPECT_EQ(result.reason.find("5559876543"), std::string::npos);
}

TEST_F(TwilioTest, MasksNumbersAndSecretsInReasons) {
  http.Answer(400,
              R"({"code":21211,"message":"'To' number +1 (555) 987-6543 is invalid s3cret-token",)"
              R"("status":400})");

  const auto result = Place();

  EXPECT_EQ(result.reason.find("987-6543"), std::string::npos) << result.reason;
  http.Answer(400, R"({"message":"+1.555.987.6543 and +1/555/987/6543 from 10.20.30.4:9003"})");
  const auto dotted = Place();
  EXPECT_EQ(dotted.reason.find("987"), std::string::npos) << dotted.reason;
  EXPECT_NE(dotted.reason.find("10.20.30.4:9003"), std::string::npos) << dotted.reason;
  EXPECT_EQ(result.reason.find(kSecret), std::string::npos) << result.reason;
  EXPECT_NE(result.reason.find("400 21211 'To' number"), std::string::npos) << result.reason;
}

std::string CallJson(const std::string& sid, const std::string& created) {
  return R"({"sid":")" + sid +
         R"(","to":"+15559876543","from":"+15551234567","status":"ringing",)" +
         R"("direction":"outbound-api","date_created":")" + created + R"("})";
}

TEST_F(TwilioTest, ListsCallsOverPagesDownToTheGivenTime) {
  http.Answer(200, R"({"calls":[)" + CallJson("CA2", "Tue, 10 Aug 2010 08:02:20 +0000") +
                       R"(],"next_page_uri":"/2010-04-01/Accounts/AC1/Calls.json?Page=1"})");
  http.Answer(200, R"({"calls":[)" + CallJson("CA1", "Tue, 10 Aug 2010 08:02:17 +0000") + "," +
                       CallJson("CA0", "Tue, 10 Aug 2010 08:02:16 +0000") +
                       R"(],"next_page_uri":"/2010-04-01/Accounts/AC1/Calls.json?Page=2"})");
  Result<std::vector<ListedCall>> got;

  provider->List("+15559876543", "+15551234567", ParseTime("2010-08-10T08:02:17Z").value(),
                 [&](auto calls) { got = std::move(calls); });

  ASSERT_TRUE(got);
  ASSERT_EQ(got->size(), 2U);
  EXPECT_EQ(got->front().provider_call_id, "CA2");
  EXPECT_EQ(got->back().provider_call_id, "CA1");
  EXPECT_TRUE(got->front().outbound_by_api);
  EXPECT_EQ(FormatTime(got->front().created), "2010-08-10T08:02:20.000Z");
  ASSERT_EQ(http.sent.size(), 2U);
  EXPECT_EQ(http.sent[0].url,
            "http://127.0.0.1:9003/2010-04-01/Accounts/AC1/Calls.json"
            "?To=%2B15559876543&From=%2B15551234567&PageSize=50");
  EXPECT_EQ(http.sent[1].url, "http://127.0.0.1:9003/2010-04-01/Accounts/AC1/Calls.json?Page=1");
}

TEST_F(TwilioTest, AListThatFailsIsNotAnEmptyList) {
  Result<std::vector<ListedCall>> got;
  const auto list = [&] {
    provider->List("+1", "+2", {}, [&](auto calls) { got = std::move(calls); });
  };
  http.Answer(503);
  list();
  EXPECT_FALSE(got);
  http.Answer(200, "{}");
  list();
  EXPECT_FALSE(got);
  http.Break(ErrorKind::kTimeout, true);
  list();
  EXPECT_FALSE(got);
}

// What is left out of a list counts as absent, and the person is rung again.
TEST_F(TwilioTest, ACallThatCannotBeReadIsNotAbsent) {
  Result<std::vector<ListedCall>> got;
  const auto list = [&](const std::string& body) {
    http.Answer(200, body);
    provider->List("+15559876543", "+15551234567", {}, [&](auto calls) { got = std::move(calls); });
  };
  list(R"({"calls":[)" + CallJson("CA1", "yesterday") + "]}");
  ASSERT_FALSE(got);
  EXPECT_NE(got.error().message.find("'date_created'"), std::string::npos);
  list(R"({"calls":[{"to":"+15559876543"}]})");
  EXPECT_FALSE(got);

  auto strange = CallJson("CA1", "Tue, 10 Aug 2010 08:02:17 +0000");
  strange.replace(strange.find("ringing"), 7, "pondering");
  list(R"({"calls":[)" + strange + "]}");
  ASSERT_TRUE(got);
  ASSERT_EQ(got->size(), 1U);
  EXPECT_EQ(got->front().status, CallStatus::kQueued);
}

TEST_F(TwilioTest, AListWithoutEndIsNotReadAsAbsence) {
  for (int i = 0; i < 5; ++i)
    http.Answer(200, R"({"calls":[],"next_page_uri":"/2010-04-01/more"})");
  Result<std::vector<ListedCall>> got;
  provider->List("+1", "+2", {}, [&](auto calls) { got = std::move(calls); });
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::kTransient);
  EXPECT_EQ(http.sent.size(), 5U);
}

TEST_F(TwilioTest, EndsCallsAndTakesEndedOnesForSuccess) {
  std::vector<bool> ended;
  const auto end = [&](std::string sid) {
    provider->End(std::move(sid),
                  [&](const Status& status) { ended.push_back(status.has_value()); });
  };
  http.Answer(200, kPlaced);
  http.Answer(404, R"({"code":20404})");
  http.Answer(400, R"({"code":21220})");
  http.Answer(500, "");
  for (int i = 0; i < 4; ++i) end("CA0001");
  end("CA/../x");

  EXPECT_EQ(ended, (std::vector<bool>{true, true, true, false, false}));
  ASSERT_EQ(http.sent.size(), 4U);
  EXPECT_EQ(http.sent[0].url, "http://127.0.0.1:9003/2010-04-01/Accounts/AC1/Calls/CA0001.json");
  EXPECT_EQ(http.sent[0].body, "Status=completed");
}

TEST_F(TwilioTest, ReadsAndMovesCalls) {
  http.Answer(200, CallJson("CA9", "Tue, 10 Aug 2010 08:02:20 +0000"));
  http.Answer(404, R"({"code":20404})");
  http.Answer(200, kPlaced);
  std::vector<Result<ListedCall>> read;
  for (int i = 0; i < 2; ++i)
    provider->Read("CA9", [&](auto call) { read.push_back(std::move(call)); });
  bool moved = false;
  provider->Move("CA9", "https://p/x", [&](const Status& status) { moved = status.has_value(); });

  ASSERT_TRUE(read[0]);
  EXPECT_EQ(read[0]->status, CallStatus::kRinging);
  ASSERT_FALSE(read[1]);
  EXPECT_EQ(read[1].error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(moved);
  EXPECT_EQ(http.sent[2].body, "Url=https%3A%2F%2Fp%2Fx%23rc%3D5%26rp%3Dall&Method=POST");
}

TEST_F(TwilioTest, ProbeNamesWrongCredentials) {
  Status status;
  http.Answer(200, R"({"calls":[]})");
  provider->Probe([&](Status got) { status = std::move(got); });
  EXPECT_TRUE(status);
  http.Answer(401, R"({"code":20003,"message":"Authenticate"})");
  provider->Probe([&](Status got) { status = std::move(got); });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::kRejected);
  EXPECT_NE(status.error().message.find("check account SID and auth token"), std::string::npos);
}

HttpRequest Webhook(const FormParameters& form, std::string_view token = kSecret) {
  HttpRequest request;
  request.method = "POST";
  request.target = "/api/voice/webhook/gather?token=t&turn=1";
  request.body = EncodeForm(form);
  request.headers = {
      {"content-type", "application/x-www-form-urlencoded; charset=UTF-8"},
      {"x-twilio-signature", SignTwilio(token, "https://public" + request.target, form)}};
  return request;
}

const FormParameters kGather = {{"AccountSid", "AC1"},         {"CallSid", "CA77"},
                                {"CallStatus", "in-progress"}, {"Direction", "outbound-api"},
                                {"SpeechResult", "approve"},   {"Confidence", "0.91"}};

TEST_F(TwilioTest, ReadsAVerifiedWebhook) {
  const auto hook =
      provider->ParseWebhook(CallWebhook::Kind::kInput, Webhook(kGather), "https://public/");

  ASSERT_TRUE(hook) << hook.error().message;
  EXPECT_EQ(hook->provider_call_id, "CA77");
  EXPECT_EQ(hook->status, CallStatus::kInProgress);
  EXPECT_EQ(hook->speech, "approve");
  EXPECT_DOUBLE_EQ(hook->confidence.value(), 0.91);
  EXPECT_FALSE(hook->inbound);
}

TEST_F(TwilioTest, ReadsATextMessageThatCameIn) {
  const FormParameters form = {{"AccountSid", "AC1"},        {"MessageSid", "SM7"},
                               {"From", "+15559876543"},     {"To", "+15551234567"},
                               {"Body", "approve\n\x01 it"}, {"NumMedia", "0"}};
  const auto text = provider->ParseText(Webhook(form), "https://public");
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(text->id, "SM7");
  EXPECT_EQ(text->from, "+15559876543");
  EXPECT_EQ(text->to, "+15551234567");
  EXPECT_EQ(text->text, "approve  it");
  for (const auto* missing : {"MessageSid", "From"}) {
    auto less = form;
    std::erase_if(less, [&](const auto& field) { return field.first == missing; });
    const auto bad = provider->ParseText(Webhook(less), "https://public");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().kind, ErrorKind::kInvalid);
    EXPECT_THAT(bad.error().message, testing::HasSubstr(missing));
  }
  for (const auto& forged : {Webhook(form, "wrong"), Webhook({{"AccountSid", "AC2"}})}) {
    const auto bad = provider->ParseText(forged, "https://public");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().kind, ErrorKind::kRejected);
  }
  EXPECT_EQ(provider->AnswerText("").body,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response></Response>\n");
  EXPECT_THAT(provider->AnswerText("a < b & c").body,
              testing::HasSubstr("<Response><Message>a &lt; b &amp; c</Message></Response>"));
}

TEST_F(TwilioTest, AcceptsTheTokenBeforeARotation) {
  EXPECT_TRUE(provider->ParseWebhook(CallWebhook::Kind::kInput, Webhook(kGather, "older-token"),
                                     "https://public"));
}

TEST_F(TwilioTest, RefusesForgedWebhooks) {
  const auto kind_of = [&](const HttpRequest& request, std::string_view base = "https://public") {
    const auto hook = provider->ParseWebhook(CallWebhook::Kind::kInput, request, base);
    return hook ? ErrorKind::kInternal : hook.error().kind;
  };
  auto unsigned_request = Webhook(kGather);
  unsigned_request.headers.pop_back();
  auto altered = Webhook(kGather);
  altered.body += "&Digits=1";
  auto moved = Webhook(kGather);
  moved.target += "1";
  auto json = Webhook(kGather);
  json.headers[0].second = "application/json";
  auto other_account = kGather;
  other_account[0].second = "AC2";

  EXPECT_EQ(kind_of(unsigned_request), ErrorKind::kRejected);
  EXPECT_EQ(kind_of(altered), ErrorKind::kRejected);
  EXPECT_EQ(kind_of(moved), ErrorKind::kRejected);
  EXPECT_EQ(kind_of(json), ErrorKind::kRejected);
  EXPECT_EQ(kind_of(Webhook(kGather, "wrong")), ErrorKind::kRejected);
  EXPECT_EQ(kind_of(Webhook(kGather), "https://evil"), ErrorKind::kRejected);
  EXPECT_EQ(kind_of(Webhook(other_account)), ErrorKind::kRejected);
}

TEST_F(TwilioTest, NamesTheOtherAccountWithoutTellingOurs) {
  const FormParameters form{{"CallSid", "CA1"},
                            {"CallStatus", "in-progress"},
                            {"AccountSid", "ACfedcba9876543210fedcba98765x9876"}};
  const std::string ours = "AC0123456789abcdef0123456789abcdef";
  const auto twilio = MakeTwilio({.account_sid = ours,
                                  .auth_token = kSecret,
                                  .from = "+15551234567",
                                  .api_url = "http://127.0.0.1:9003/"},
                                 http);
  const auto why = [&](const HttpRequest& request) {
    const auto hook = twilio->ParseWebhook(CallWebhook::Kind::kInput, request, "https://public");
    return hook ? std::string("taken") : hook.error().message;
  };
  for (const auto& [request, signature] :
       {std::pair(Webhook(form), "its signature is right"),
        std::pair(Webhook(form, "their-own-token"), "not made with the auth token set here")}) {
    EXPECT_THAT(why(request),
                testing::HasSubstr("of another account: it names AC...9876, and AC...cdef "));
    EXPECT_THAT(why(request), testing::HasSubstr(signature));
    EXPECT_THAT(why(request), testing::Not(testing::HasSubstr(ours)));
  }
}

TEST_F(TwilioTest, SignedButUnreadableIsInvalid) {
  for (const auto& form : {FormParameters{{"CallStatus", "in-progress"}},
                           FormParameters{{"CallSid", "../x"}, {"CallStatus", "in-progress"}},
                           FormParameters{{"CallSid", "CA1"}, {"CallStatus", "sleeping"}}}) {
    const auto hook =
        provider->ParseWebhook(CallWebhook::Kind::kInput, Webhook(form), "https://public");
    ASSERT_FALSE(hook);
    EXPECT_EQ(hook.error().kind, ErrorKind::kInvalid);
  }
}

TEST_F(TwilioTest, TakesAnyPlainCallId) {
  for (const std::string id : {"c", "CA-1_x", "550e8400-e29b-41d4-a716-446655440000"}) {
    const auto hook = provider->ParseWebhook(
        CallWebhook::Kind::kInput, Webhook({{"CallSid", id}, {"CallStatus", "in-progress"}}),
        "https://public");
    ASSERT_TRUE(hook) << id;
    EXPECT_EQ(hook->provider_call_id, id);
  }
  for (const std::string id : {"", "a/b", "a.b", "a b"}) {
    const FormParameters form{{"CallSid", id}, {"CallStatus", "in-progress"}};
    EXPECT_FALSE(provider->ParseWebhook(CallWebhook::Kind::kInput, Webhook(form), "https://public"))
        << id;
  }
  const FormParameters longer{{"CallSid", std::string(65, 'a')}, {"CallStatus", "in-progress"}};
  EXPECT_FALSE(
      provider->ParseWebhook(CallWebhook::Kind::kInput, Webhook(longer), "https://public"));
}

TEST_F(TwilioTest, ReadsStatusAndMachineDetection) {
  const auto status = provider->ParseWebhook(CallWebhook::Kind::kStatus,
                                             Webhook({{"CallSid", "CA1"},
                                                      {"CallStatus", "completed"},
                                                      {"SequenceNumber", "3"},
                                                      {"CallDuration", "17"}}),
                                             "https://public");
  const auto machine = provider->ParseWebhook(
      CallWebhook::Kind::kMachineDetection,
      Webhook({{"CallSid", "CA1"}, {"AnsweredBy", "machine_end_beep"}}), "https://public");

  ASSERT_TRUE(status && machine);
  EXPECT_EQ(status->sequence, 3);
  EXPECT_EQ(status->duration_seconds, 17);
  EXPECT_EQ(status->status, CallStatus::kCompleted);
  EXPECT_EQ(machine->answered_by, AnsweredBy::kMachine);
}

TEST_F(TwilioTest, ReadsThePriceOnceThereIsOne) {
  const auto price = [&](const std::string& members) {
    auto call = CallJson("CA9", "Tue, 10 Aug 2010 08:02:20 +0000");
    call.insert(call.size() - 1, ',' + members);
    http.Answer(200, call);
    std::optional<CallPrice> read;
    provider->Read("CA9", [&](auto found) { read = found.value().price; });
    return read;
  };
  const auto minute = price(R"("price":"-0.01400","price_unit":"USD")");
  ASSERT_TRUE(minute);
  EXPECT_EQ(minute->micros, 14'000) << "what is paid has a minus sign";
  EXPECT_EQ(minute->currency, "USD");
  EXPECT_EQ(price(R"("price":"0","price_unit":"USD")")->micros, 0);
  EXPECT_FALSE(price(R"("price":null,"price_unit":"USD")"));
  EXPECT_FALSE(price(R"("price":"-0.014","price_unit":null)"));
  for (const char* odd : {"", "x", "-0.014 USD", "nan", "inf", "1e300"})
    EXPECT_FALSE(price(R"("price":")" + std::string(odd) + R"(","price_unit":"USD")")) << odd;
  EXPECT_TRUE(provider->Capabilities().tells_prices);

  const auto ended = provider->ParseWebhook(CallWebhook::Kind::kStatus,
                                            Webhook({{"CallSid", "CA1"},
                                                     {"CallStatus", "completed"},
                                                     {"Price", "-0.028"},
                                                     {"PriceUnit", "USD"}}),
                                            "https://public");
  ASSERT_TRUE(ended && ended->price);
  EXPECT_EQ(ended->price->micros, 28'000);
}

TEST_F(TwilioTest, CleansWhatWasHeard) {
  const auto hook = provider->ParseWebhook(CallWebhook::Kind::kInput,
                                           Webhook({{"CallSid", "CA1"},
                                                    {"CallStatus", "in-progress"},
                                                    {"SpeechResult", "app\x01rove\xff"},
                                                    {"Confidence", "nan"}}),
                                           "https://public");

  ASSERT_TRUE(hook);
  EXPECT_EQ(hook->speech, "approve");
}

TEST_F(TwilioTest, AConfidenceThatIsNoNumberVouchesForNothing) {
  const auto confidence = [&](FormParameters more) {
    FormParameters form{
        {"CallSid", "CA1"}, {"CallStatus", "in-progress"}, {"SpeechResult", "approve"}};
    form.insert(form.end(), more.begin(), more.end());
    return provider->ParseWebhook(CallWebhook::Kind::kInput, Webhook(form), "https://public")
        .value()
        .confidence;
  };
  for (const char* odd : {"nan", "inf", "1.5", "-1", "high", "0.9x"})
    EXPECT_EQ(confidence({{"Confidence", odd}}), 0.0) << odd;
  EXPECT_EQ(confidence({{"Confidence", "0.25"}}), 0.25);
  EXPECT_EQ(confidence({}), std::nullopt);
}

TEST_F(TwilioTest, AddressesSayHowTheyAreRetried) {
  const auto body =
      provider
          ->Render(CallWebhook::Kind::kAnswer,
                   {Ask{.prompt = {{.text = "Approve?"}}, .action_url = "https://p/gather?turn=1"},
                    Redirect{.url = "https://p/answer#rc=1"}})
          .body;
  EXPECT_THAT(body, testing::HasSubstr("action=\"https://p/gather?turn=1#rc=5&amp;rp=all\""));
  EXPECT_THAT(body, testing::HasSubstr(">https://p/answer#rc=1<")) << "says it itself";
}

TEST_F(TwilioTest, ProbesTheWayToUsAsItWouldCall) {
  http.Answer(200, "<Response/>");
  http.Answer(403, "{}");
  http.Break(ErrorKind::kTransient, false);
  std::vector<Result<WebhookProbe>> probes;
  for (int i = 0; i < 3; ++i)
    provider->ProbeWebhook("https://h/api/voice/webhook/answer?token=probe",
                           [&](Result<WebhookProbe> probe) { probes.push_back(std::move(probe)); });
  ASSERT_EQ(probes.size(), 3U);
  ASSERT_TRUE(probes[0] && probes[1]);
  EXPECT_TRUE(probes[0]->ok);
  EXPECT_EQ(http.sent[0].url, "https://h/api/voice/webhook/answer?token=probe");
  const auto& form = probes[0]->parameters;
  EXPECT_EQ(ParseForm(http.sent[0].body), form);
  EXPECT_EQ(HeaderValue(http.sent[0].headers, "X-Twilio-Signature"),
            SignTwilio(kSecret, http.sent[0].url, form));
  EXPECT_THAT(probes[0]->Text(), testing::HasSubstr("AccountSid = AC1"));
  EXPECT_THAT(probes[0]->Text(), testing::HasSubstr("answer: 200"));
  EXPECT_FALSE(probes[1]->ok);
  EXPECT_THAT(probes[1]->hint, testing::HasSubstr("public_url"));
  EXPECT_FALSE(probes[2]);
}

TEST_F(TwilioTest, TakesOnlyTheSignedHandshakeOfASocket) {
  const auto verify = [&](std::string_view base, const std::string& signed_url) {
    HttpRequest request;
    request.method = "GET";
    request.target = request.path = "/ws/media-stream";
    if (!signed_url.empty())
      request.headers = {{"x-twilio-signature", SignTwilio(kSecret, signed_url, {})}};
    return provider->VerifySocket(request, base).has_value();
  };
  EXPECT_TRUE(verify("https://h.example", "wss://h.example/ws/media-stream"));
  EXPECT_TRUE(verify("https://h.example/", "wss://h.example:443/ws/media-stream/"));
  EXPECT_TRUE(verify("http://127.0.0.1:8003", "ws://127.0.0.1:8003/ws/media-stream"));
  EXPECT_FALSE(verify("https://h.example", ""));
  EXPECT_FALSE(verify("https://h.example", "ws://h.example/ws/media-stream"));
  EXPECT_FALSE(verify("https://other.example", "wss://h.example/ws/media-stream"));
  EXPECT_FALSE(verify("https://h.example", "wss://h.example/ws/media-stream?token=x"));
  EXPECT_EQ(provider->Capabilities().live_audio.value().socket_path, "/ws/media-stream");
}

TEST_F(TwilioTest, LeadsCallsLiveAsItIsSetUp) {
  const auto made = [&](TwilioLive live) {
    return MakeTwilio({.account_sid = "AC1", .auth_token = kSecret, .live = live}, http);
  };
  const auto relay = made(TwilioLive::kRelay);
  const auto& can = relay->Capabilities().live_audio;
  ASSERT_TRUE(can);
  EXPECT_TRUE(can->text);
  EXPECT_EQ(can->socket_path, "/ws/conversation-relay");
  EXPECT_NE(relay->MakeRelayCodec(), nullptr);
  EXPECT_EQ(relay->MakeMediaCodec(), nullptr);
  const auto answer = relay->Render(
      CallWebhook::Kind::kAnswer,
      {Connect{.url = "wss://h/ws/conversation-relay", .then_url = "https://h/answer"}});
  EXPECT_THAT(answer.body, testing::HasSubstr("action=\"https://h/answer#rc=5&amp;rp=all\""));
  EXPECT_FALSE(made(TwilioLive::kNone)->Capabilities().live_audio);
  EXPECT_FALSE(made(TwilioLive::kMedia)->Capabilities().live_audio->text);
  EXPECT_EQ(made(TwilioLive::kMedia)->MakeRelayCodec(), nullptr);
}

TEST(ReadDate, TakesRfc2822) {
  EXPECT_EQ(FormatTime(twilio::ReadDate("Tue, 10 Aug 2010 08:02:17 +0000").value()),
            "2010-08-10T08:02:17.000Z");
  EXPECT_EQ(FormatTime(twilio::ReadDate("Fri, 6 Mar 2026 23:00:00 -0130").value()),
            "2026-03-07T00:30:00.000Z");
  EXPECT_FALSE(twilio::ReadDate("2010-08-10T08:02:17Z"));
  EXPECT_FALSE(twilio::ReadDate(""));
}

}  // namespace
}  // namespace tocsin
