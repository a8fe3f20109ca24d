// links: voice net schemas
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/described_event.hpp"
#include "schemas/plain_text.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/call_request.hpp"
#include "workers/voice/talk/alert_words.hpp"
#include "workers/voice/worker/callback_urls.hpp"
#include "workers/voice/worker/pacer.hpp"

namespace tocsin::voice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<Call> Read(const std::string& data) {
  Event event{.id = "e", .source = "/s", .type = std::string(type::kCallRequested), .subject = "a"};
  event.data = data;
  return ReadCallRequest(event, 3, {});
}

std::string Data(const std::string& changed) {
  json::object data{{"call_id", CallId::Derive({"c"}).ToString()},
                    {"question_id", QuestionId::Derive({"q"}).ToString()},
                    {"alert_id", "a1"},
                    {"to", json::object{{"contact", "alice"}, {"phone", "+15559876543"}}},
                    {"say", "hello"},
                    {"choices", json::array{json::object{{"id", "go_on"}, {"digits", "1"}}}}};
  const auto parsed = ParseJson(changed).value();
  for (const auto& member : parsed.get_object()) data[member.key()] = member.value();
  return json::serialize(data);
}

TEST(ReadCallRequest, FillsWhatIsLeftOut) {
  const auto call = Read(Data("{}"));
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(call->language, "en-US");
  ASSERT_EQ(call->choices.size(), 1U);
  EXPECT_THAT(call->choices[0].phrases, ElementsAre("go on"));
  EXPECT_EQ(call->choices[0].confirm, events::kConfirmReadBack);
  EXPECT_TRUE(call->choices[0].final);
}

TEST(ReadCallRequest, NamesTheFieldAtFault) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"call_id":"x"})", "'call_id'"},
      {R"({"question_id":null})", "'question_id'"},
      {R"({"to":"alice"})", "'to'"},
      {R"({"say":""})", "'say'"},
      {R"({"say":"\u0000\u0001"})", "'say'"},
      {R"({"alert_id":"a\u0000b"})", "'alert_id'"},
      {R"({"choices":{}})", "choices"},
      {R"({"choices":[{}]})", "choices[0]: 'id'"},
      {R"({"choices":[{"id":"a","digits":"x"}]})", "choices[0]: 'digits'"},
      {R"({"choices":[{"id":"a","confirm":"maybe"}]})", "choices[0]: 'confirm'"},
      {R"({"choices":[{"id":"a","digits":"1"},{"id":"b","digits":"1"}]})", "choices[1]"},
      {R"({"choices":[{"id":"a","digits":"1"},{"id":"a","digits":"2"}]})", "choices[1]"},
      {R"({"choices":[{"id":"a"}]})", "choice 'a' needs digits or phrases"}};
  for (const auto& [changed, expected] : cases) {
    const auto call = Read(Data(changed));
    ASSERT_FALSE(call) << changed;
    EXPECT_EQ(call.error().kind, ErrorKind::kInvalid);
    EXPECT_THAT(call.error().message, HasSubstr(expected)) << changed;
  }
  EXPECT_FALSE(Read("[]"));
  EXPECT_FALSE(Read("{"));
}

TEST(ReadCallRequest, RingsForAnAlertOfAnyIdThatADoorAdmits) {
  const std::string odd = "pve1\xC2\x85\xC2\x9B\xEF\xBF\xBE\xF0\x9F\x98\x80";
  for (const auto& id : {std::string(201, 'a'), std::string(2'048, 'b'), odd}) {
    const auto call = Read(Data(JsonText(json::object{{"alert_id", id}})));
    ASSERT_TRUE(call) << call.error().message;
    EXPECT_EQ(call->alert_id, id);
  }
  const auto longer = Read(Data(JsonText(json::object{{"alert_id", std::string(2'049, 'b')}})));
  ASSERT_FALSE(longer);
  EXPECT_THAT(longer.error().message, HasSubstr("'alert_id'"));
}

TEST(ReadCallRequest, ALanguageThatIsNotSpokenIsReplaced) {
  const auto held = [](const std::string& tag, std::string_view fallback = "en-US") {
    Event event;
    event.data = Data(R"({"language":")" + tag + "\"}");
    return ReadCallRequest(event, 3, {}, fallback)->language;
  };
  EXPECT_EQ(held("de-DE"), "de-DE");
  EXPECT_EQ(held("en-IN"), "en-IN");
  EXPECT_EQ(held("ES-mx"), "ES-mx");
  EXPECT_EQ(held("de"), "de-DE");  // carriers want a country
  EXPECT_EQ(held("hi"), "hi-IN");
  EXPECT_EQ(held("sr-Latn-RS", "de-AT"), "de-AT");
  for (const char* odd :
       {"", "english", "e", "en_US", "en-", "-en", "en-US-tooooolong", "12", "fr"})
    EXPECT_EQ(held(odd), "en-US") << odd;
}

TEST(ReadCallRequest, TellsWhichLanguageIsNotSpoken) {
  const auto unspoken = [](const std::string& data) {
    Event event;
    event.data = Data(data);
    return UnspokenLanguage(event);
  };
  EXPECT_EQ(unspoken(R"({"language":"fr-FR"})"), "fr-FR");
  EXPECT_EQ(unspoken(R"({"language":"en-IN"})"), "");
  EXPECT_EQ(unspoken("{}"), "");
}

TEST(ReadCallRequest, WellKnownChoicesAreSaidInItsLanguage) {
  const auto label = [](const char* phrases) {
    return LabelOf(
        Read(Data(R"({"language":"de-DE","choices":[{"id":"approve","digits":"1","phrases":)" +
                  std::string(phrases) + "}]}"))
            ->choices[0]);
  };
  EXPECT_EQ(label(R"(["approve","go ahead"])"), "genehmigen");
  EXPECT_EQ(label("[]"), "genehmigen");
  EXPECT_EQ(label(R"(["freischalten"])"), "freischalten");  // the author's own
  const auto call = Read(Data(R"({"language":"de","choices":[{"id":"again","digits":"3"},)"
                              R"({"id":"approve","digits":"1"}]})"));
  ASSERT_TRUE(call);
  EXPECT_EQ(LabelOf(call->choices[0]), "again");
  EXPECT_THAT(call->choices[1].phrases, testing::Contains("approve"));
}

TEST(ReadCallRequest, CutsWhatIsTooLongToBeRead) {
  const auto call = Read(Data(R"({"say":")" + std::string(5000, 'x') + "\"}"));
  ASSERT_TRUE(call);
  EXPECT_EQ(call->say.size(), 4000U);
  EXPECT_THAT(call->say, testing::EndsWith(" The rest is too long to be read out."));
  EXPECT_EQ(Read(Data(R"({"say":")" + std::string(4000, 'x') + "\"}"))->say,
            std::string(4000, 'x'));
}

TEST(ReadCallRequest, KeepsChoicesAsWritten) {
  const auto call = Read(Data(R"({"choices":[{"id":"x","digits":"01","phrases":["a","b"],)"
                              R"("confirm":"none","final":false}]})"));
  ASSERT_TRUE(call);
  EXPECT_EQ(json::serialize(EncodeJson(call->choices.at(0))),
            R"({"id":"x","digits":"01","phrases":["a","b"],"confirm":"none","final":false})");
}

TEST(ReadCallRequest, LeavesOutBytesThatAreNoText) {
  auto data = Data(R"({"say":"caf# is shut"})");
  data.replace(data.find('#'), 1, "\xE9");
  const auto call = Read(data);
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(call->say, "caf is shut");
}

TEST(RefuseCallRequest, AnswersWhoWaits) {
  Event event{.id = "e", .source = "/s", .type = std::string(type::kCallRequested), .subject = "a"};
  event.extensions["runid"] = "r1";
  event.data = Data(R"({"choices":[{"id":"a"}]})");
  const auto refused = ReadCallRequest(event, 3, {});
  ASSERT_FALSE(refused);

  const auto answer = RefuseCallRequest(event, refused.error(), {});

  ASSERT_TRUE(answer);
  fakes::ExpectDescribed(*answer);
  EXPECT_EQ(answer->type, type::kCallFailed);
  EXPECT_EQ(answer->subject, "a");
  EXPECT_EQ(answer->Extension("runid"), "r1");
  EXPECT_EQ(answer->Extension("causationid"), "e");
  const auto data = EventData(*answer).value();
  EXPECT_EQ(data.at("call_id"), json::value(CallId::Derive({"c"}).ToString()));
  EXPECT_EQ(data.at("reason"), "invalid_request");
  EXPECT_THAT(std::string(data.at("detail").get_string()), HasSubstr("needs digits or phrases"));
  EXPECT_EQ(data.at("phone"), "+1*******543");
  EXPECT_EQ(RefuseCallRequest(event, refused.error(), {})->id, answer->id);
  event.data = "18446744073709551616";
  const auto number = ReadCallRequest(event, 3, {});
  ASSERT_FALSE(number);
  EXPECT_THAT(number.error().message, HasSubstr("'data' is not a JSON object"));
  // One that names no call nobody can know as theirs.
  for (const char* lost : {"not json", "[]", "{}"}) {
    event.data = lost;
    EXPECT_FALSE(RefuseCallRequest(event, refused.error(), {})) << lost;
  }
}

TEST(Facts, TellWhatIsThere) {
  const auto context = ParseJson(R"({"severity":"critical","resource_type":"virtual_machine",)"
                                 R"("resource_name":"db","node_name":"pve2","title":"db is down",)"
                                 R"("description":"no heartbeat","labels":{"team":"data","n":3},)"
                                 R"("recommended_action":{"name":"restart_vm"},"zone":"eu"})")
                           .value();
  EXPECT_EQ(WhatHappened(English(), context),
            "Db is down. Severity critical. Virtual machine db on node pve2.");
  EXPECT_THAT(MoreDetails(English(), context, {}),
              ElementsAre("No heartbeat. The recommended action is restart vm db on pve2.",
                          "Team: data. N: 3.", "Zone: eu."));
  EXPECT_EQ(WhatHappened(English(), json::object{{"alert", context}}),
            WhatHappened(English(), context));
  EXPECT_EQ(WhatHappened(English(), nullptr), "");
  EXPECT_TRUE(MoreDetails(English(), json::array{}, {}).empty());
}

TEST(Facts, NameTheActionAndItsTarget) {
  const auto told = [](const char* context) {
    return ActionInWords(English(), ParseJson(context).value());
  };
  EXPECT_EQ(told(R"({"recommended_action":{"name":"restart_container","parameters":{}},)"
                 R"("resource_type":"container","resource_name":"nginx","node_name":"pve1"})"),
            "restart container nginx on pve1");
  EXPECT_EQ(told(R"({"recommended_action":"reboot","resource_type":"node","node_name":"pve1"})"),
            "reboot node on pve1");
  EXPECT_EQ(told(R"({"recommended_action":{"name":"restart_container","resource":)"
                 R"({"type":"container","id":"100","name":"web","node":"pve2"}},)"
                 R"("resource_name":"nginx","node_name":"pve1"})"),
            "restart container web on pve2");
  EXPECT_EQ(told(R"({"alert":{"resource_id":"100"},"recommended_action":{"name":"free_disk",)"
                 R"("parameters":{"node":"pve3"}}})"),
            "free disk 100 on pve3");
  EXPECT_EQ(told(R"({"recommended_action":null,"resource_name":"nginx"})"), "");
  EXPECT_EQ(told("{}"), "");
}

TEST(Facts, TellTheTimeInTheListenersZone) {
  const auto time = ParseTime("2026-03-07T23:05:00Z").value();
  EXPECT_EQ(TimeInWords(English(), time, "Europe/Berlin"), "12:05 a.m. on March 8");
  EXPECT_EQ(TimeInWords(English(), time, "America/New_York"), "6:05 p.m. on March 7");
  EXPECT_EQ(TimeInWords(English(), time, "no zone"), "11:05 p.m. on March 7 UTC");
  EXPECT_EQ(MoreDetails(English(), json::object{{"created_at", "2026-03-07T12:30:00+01:00"}},
                        "Europe/Berlin"),
            std::vector<std::string>{"Raised at 12:30 p.m. on March 7."});
}

TEST(Facts, AreBounded) {
  json::object labels;
  for (int i = 0; i < 1000; ++i) labels[std::to_string(i)] = std::string(5000, 'x');
  const auto pieces = MoreDetails(English(), json::object{{"labels", labels}}, {});
  EXPECT_LE(pieces.size(), 12U);
  for (const auto& piece : pieces) EXPECT_LE(piece.size(), 4000U);
  const json::object number{{"labels", {{"n", *ParseJson(std::string(100'000, '7'))}}}};
  EXPECT_EQ(MoreDetails(English(), number, {}),
            std::vector<std::string>{"N: " + std::string(400, '7') + "."});
}

TEST(AttemptToken, IsTheSameForOneSecretOnly) {
  const auto attempt = AttemptId::Derive({"a"});
  EXPECT_EQ(AttemptToken("s", attempt), AttemptToken("s", attempt));
  EXPECT_NE(AttemptToken("s", attempt), AttemptToken("t", attempt));
  EXPECT_NE(AttemptToken("s", attempt), AttemptToken("s", AttemptId::Derive({"b"})));
}

TEST(AttemptToken, TellsClaimsOfOneAttemptApart) {
  const auto attempt = AttemptId::Derive({"a"});
  const TimePoint first{std::chrono::hours(1)};
  EXPECT_EQ(AttemptToken("s", attempt, first), AttemptToken("s", attempt, first));
  EXPECT_NE(AttemptToken("s", attempt, first), AttemptToken("t", attempt, first));
  EXPECT_NE(AttemptToken("s", attempt, first), AttemptToken("s", attempt, first + Duration(1)));
  EXPECT_NE(AttemptToken("s", attempt, first), AttemptToken("s", attempt));
}

TEST(CallbackUrls, CarryTokenAndTurnBelowTheCarriersPath) {
  const CallbackUrls urls("https://h/", "/api/voice/webhook", "T");
  EXPECT_EQ(urls.Answer(), "https://h/api/voice/webhook/answer?token=T");
  EXPECT_EQ(urls.Gather(3), "https://h/api/voice/webhook/gather?token=T&turn=3");
  EXPECT_EQ(CallbackUrls("https://h", "/api/voice/other", "T").Status(),
            "https://h/api/voice/other/status?token=T");
}

TEST(Pacer, SpreadsDialsOverTime) {
  Pacer pacer(2);
  const TimePoint now{std::chrono::hours(1)};
  EXPECT_EQ(pacer.Reserve(now), now);
  EXPECT_EQ(pacer.Reserve(now), now + Duration(500));
  EXPECT_EQ(pacer.Reserve(now), now + Duration(1000));
  EXPECT_EQ(pacer.Reserve(now + Duration(5000)), now + Duration(5000));
}

TEST(PlainText, KeepsWhatCanBeSpokenAndStored) {
  EXPECT_EQ(PlainText(std::string_view("a\0b\nc\x7f", 6)), "ab c");
  EXPECT_EQ(PlainText("\xc3\xbc\xff", 10), "\xc3\xbc");
  EXPECT_EQ(PlainText("a\xc3\xbc", 2), "a");
}

}  // namespace
}  // namespace tocsin::voice
