// links: realtime net harness schemas
// A whole conversation over a real socket with the fake of OpenAI's service.
#include <gmock/gmock.h>

#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"
#include "adapters/realtime/openai_realtime.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/fake_program.hpp"
#include "fakes/realtime_probe.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kPlantedKey = "a-key-that-nobody-may-see";

class RealtimeConversation : public testing::Test {
 protected:
  static fakes::FakeProgram& Service() {
    static fakes::FakeProgram service("realtime_server.py");
    return service;
  }
  void SetUp() override { ASSERT_NE(Service().Url(), ""); }
  void TearDown() override {
    probe_ = nullptr;
    loop_->Stop(0ms);
  }
  fakes::RealtimeProbe& Open(const json::array& script, OpenRealtime what = {}) {
    return OpenAt(Service().Url(), script, std::move(what));
  }
  fakes::RealtimeProbe& OpenAt(const std::string& url, const json::array& script,
                               OpenRealtime what = {}) {
    Service().Script(script);
    probe_ = nullptr;
    engine_ = realtime::MakeOpenAiRealtime({.api_url = url,
                                            .api_key = Secret(kPlantedKey),
                                            .model = "a-model",
                                            .voice = "cedar",
                                            .transcription = "a-writer",
                                            .timeout = timeout_,
                                            .stall = timeout_},
                                           *client_, metrics_);
    probe_ = std::make_unique<fakes::RealtimeProbe>(*engine_, *loop_, std::move(what));
    return *probe_;
  }
  Error EndOf(const json::array& script) {
    auto& probe = Open(script);
    if (probe.WaitForReady()) probe.Say();
    const auto end = probe.WaitForEnd();
    EXPECT_TRUE(end) << JsonText(script);
    if (!end) return {};
    EXPECT_THAT(end->message, HasSubstr("openai a-model"));
    EXPECT_THAT(end->message, Not(HasSubstr(kPlantedKey)));
    return *end;
  }
  static json::object Seen() {
    const auto seen = Service().Seen();
    EXPECT_EQ(seen.size(), 1U);
    return seen.empty() ? json::object() : seen.front().as_object();
  }
  /// What the service saw, once it saw `type` so often.
  static json::object SeenWith(const std::string& type, int times = 1) {
    auto seen = Seen();
    for (int i = 0; i < 2'000; ++i, seen = Seen())
      if (const auto* count = Find(seen.at("counts"), type); count && *count == times) break;
    return seen;
  }

  Duration timeout_ = 20s;
  std::unique_ptr<Loop> loop_ = MakeLoop("realtime");
  std::unique_ptr<WebSocketClient> client_ = MakeWebSocketClient();
  fakes::FakeMetrics metrics_;
  std::unique_ptr<RealtimeEngine> engine_;
  std::unique_ptr<fakes::RealtimeProbe> probe_;
};

TEST_F(RealtimeConversation, GreetsHearsATurnAndAnswersIt) {
  auto& probe =
      Open({{{"text", "Good day."}},
            {{"text", "It is open until six."}, {"seconds", 1}, {"heard", "until when?"}}});
  ASSERT_TRUE(probe.WaitForReady()) << probe.WaitForEnd()->message;
  probe.Do([](RealtimeSession& session) { session.Answer(); });
  const auto greeting = probe.WaitForAnswer();
  ASSERT_TRUE(greeting);
  EXPECT_EQ(greeting->text, "Good day.");
  EXPECT_EQ(probe.Text(), "Good day.");
  EXPECT_GT(greeting->usage->output_tokens, 0);
  EXPECT_GT(probe.WaitForSound(1'600).second, 1'600U) << "it speaks";
  probe.Say();
  EXPECT_EQ(probe.WaitForWords(), "until when?");
  const auto answer = probe.WaitForAnswer(1);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "It is open until six.");
  EXPECT_EQ(probe.WaitForSound(8'000, 1).second, 8'000U);
  const auto seen = Seen();
  EXPECT_EQ(StringAt(seen, "authorization"), std::string("Bearer ") + kPlantedKey);
  EXPECT_TRUE(seen.at("beta").is_null());
  EXPECT_THAT(seen.at("refused").as_array(), IsEmpty());
  EXPECT_EQ(seen.at("sound"), 32 * 320) << "in whole pieces";
}

TEST_F(RealtimeConversation, IsToldWhatWasSaidBefore) {
  using Role = LanguageMessage::Role;
  auto& probe = Open({{{"text", "Yes."}, {"seconds", 0.2}}},
                     {.messages = {{.role = Role::kSystem, .text = "Be brief."},
                                   {.role = Role::kUser, .text = "Look it up."},
                                   {.role = Role::kAssistant,
                                    .calls = {{.id = "1", .name = "f", .arguments = "{}"}}},
                                   {.role = Role::kTool, .text = "found", .call_id = "1"},
                                   {.role = Role::kAssistant, .text = "It is there."}},
                      .tools = {{.name = "f"}},
                      .language = "hi-IN",
                      .end_after = 300ms});
  ASSERT_TRUE(probe.WaitForReady()) << probe.WaitForEnd()->message;
  probe.Do([](RealtimeSession& session) { session.Answer(); });
  ASSERT_TRUE(probe.WaitForAnswer());
  const auto seen = Seen();
  EXPECT_THAT(seen.at("refused").as_array(), IsEmpty());
  EXPECT_EQ(seen.at("counts").at("conversation.item.create"), 4);
}

TEST_F(RealtimeConversation, AnInterruptionTakesBackWhatWasNotHeardAndDropsWhatComesLate) {
  auto& probe = Open({{{"text", "One two three four five six."},
                       {"seconds", 30},
                       {"pace", 0.02},
                       {"late", 0.4},
                       {"heard", "stop"}},
                      {{"text", "Yes?"}, {"seconds", 0.2}}});
  ASSERT_TRUE(probe.WaitForReady());
  probe.Say();
  const auto item = probe.WaitForSound(8'000).first;
  probe.Do([&](RealtimeSession& session) { session.Cut(item, 730ms); });
  const auto answer = probe.WaitForAnswer();
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->cut);
  const auto came = probe.Sounds();
  probe.Say();
  ASSERT_TRUE(probe.WaitForAnswer(1));
  ASSERT_EQ(probe.Sounds().size(), came.size() + 1) << "of the late item nothing";
  EXPECT_EQ(probe.Sounds()[0], came[0]);
  const auto seen = SeenWith("conversation.item.truncate", 2);
  EXPECT_EQ(JsonText(seen.at("truncated")), "[[\"" + item + "\",730],[\"" + item + "_late\",0]]");
  EXPECT_THAT(seen.at("refused").as_array(), IsEmpty());
}

TEST_F(RealtimeConversation, NeverTakesBackMoreThanCameAndACancelThatIsTooLateIsNoFault) {
  auto& probe = Open({{{"text", "One two."}, {"seconds", 30}, {"pace", 0.02}, {"race", true}},
                      {{"text", "Yes?"}, {"seconds", 0.2}}});
  ASSERT_TRUE(probe.WaitForReady());
  probe.Say();
  const auto item = probe.WaitForSound(4'800).first;
  probe.Do([&](RealtimeSession& session) { session.Cut(item, 1h); });
  ASSERT_TRUE(probe.WaitForAnswer());
  probe.Say();
  EXPECT_EQ(probe.WaitForAnswer(1)->text, "Yes?");
  const auto seen = Seen();
  EXPECT_EQ(JsonText(seen.at("refused")), R"(["response_cancel_not_active"])");
  const auto end_ms = seen.at("truncated").at(0).at(1).as_int64();
  EXPECT_GE(end_ms, 600);
  EXPECT_LT(end_ms, 30'000);
}

TEST_F(RealtimeConversation, SeveralItemsAreTakenBackFromTheOneThatPlays) {
  auto& probe = Open({{{"texts", {"One.", "Two.", "Three."}}, {"seconds", 0.4}}});
  ASSERT_TRUE(probe.WaitForReady());
  probe.Say();
  ASSERT_TRUE(probe.WaitForAnswer());
  const auto sounds = probe.Sounds();
  ASSERT_EQ(sounds.size(), 3U);
  probe.Do([&](RealtimeSession& session) { session.Cut(sounds[1].first, 100ms); });
  const auto seen = SeenWith("conversation.item.truncate", 2);
  EXPECT_EQ(JsonText(seen.at("truncated")),
            "[[\"" + sounds[1].first + "\",100],[\"" + sounds[2].first + "\",0]]");
  EXPECT_EQ(Find(seen.at("counts"), "response.cancel"), nullptr) << "the service is done with it";
}

TEST_F(RealtimeConversation, AToolIsCalledAndItsResultSpoken) {
  auto& probe = Open({{{"text", "One moment."},
                       {"seconds", 0.2},
                       {"calls",
                        {{{"name", "find_slot"},
                          {"arguments", {{"day", "Friday"}, {"why", "\"pain\""}}},
                          {"pieces", 40}},
                         {{"name", "nobody_has_this"}}}}},
                      {{"text", "I have {result}."}, {"seconds", 0.2}}},
                     {.tools = {{.name = "find_slot"}}});
  ASSERT_TRUE(probe.WaitForReady());
  probe.Say();
  const auto asked = probe.WaitForAnswer();
  ASSERT_TRUE(asked);
  ASSERT_EQ(asked->calls.size(), 1U);
  EXPECT_EQ(asked->calls[0].name, "find_slot");
  EXPECT_EQ(ParseJson(asked->calls[0].arguments)->at("why"), "\"pain\"");
  probe.Do([](RealtimeSession& session) {
    session.Tell({.role = LanguageMessage::Role::kTool, .text = "nine o'clock", .call_id = "ours"});
    session.Answer();
  });
  EXPECT_EQ(probe.WaitForAnswer(1)->text, "I have nine o'clock.");
  const auto seen = Seen();
  EXPECT_THAT(seen.at("refused").as_array(), IsEmpty());
  EXPECT_EQ(seen.at("counts").at("conversation.item.create"), 2) << "the other call is answered";
}

TEST_F(RealtimeConversation, GoesOnWithOtherRules) {
  auto& probe = Open({{{"text", "One."}, {"seconds", 0.2}}, {{"text", "Zwei."}, {"seconds", 0.2}}});
  ASSERT_TRUE(probe.WaitForReady());
  probe.Say();
  ASSERT_TRUE(probe.WaitForAnswer());
  probe.Do([](RealtimeSession& session) {
    session.Change({.messages = {{.role = LanguageMessage::Role::kSystem, .text = "In German."}},
                    .language = "de-DE"});
  });
  probe.Say();
  EXPECT_EQ(probe.WaitForAnswer(1)->text, "Zwei.");
  const auto seen = Seen();
  EXPECT_THAT(seen.at("refused").as_array(), IsEmpty()) << "though it has spoken";
  EXPECT_EQ(seen.at("counts").at("session.update"), 2);
}

TEST_F(RealtimeConversation, AToolThatDoesNotExistIsGivenAsItCame) {
  auto& probe = Open({{{"calls", {{{"name", "nobody_has_this"}, {"arguments", "not JSON"}}}}}});
  ASSERT_TRUE(probe.WaitForReady());
  probe.Say();
  const auto asked = probe.WaitForAnswer();
  ASSERT_TRUE(asked);
  ASSERT_EQ(asked->calls.size(), 1U);
  EXPECT_EQ(asked->calls[0].name, "nobody_has_this");
  EXPECT_EQ(asked->calls[0].arguments, "not JSON");
}

TEST_F(RealtimeConversation, WordsMayComeBehindTheAnswerOrNever) {
  auto& probe = Open({{{"text", "a"}, {"seconds", 0.2}, {"heard_delay", 0.3}, {"heard", "late"}},
                      {{"text", "b"}, {"seconds", 0.2}, {"heard", nullptr}}});
  ASSERT_TRUE(probe.WaitForReady());
  probe.Say();
  ASSERT_TRUE(probe.WaitForAnswer());
  EXPECT_EQ(probe.WaitForWords(), "late");
  probe.Say();
  EXPECT_EQ(probe.WaitForWords(1), "");
}

TEST_F(RealtimeConversation, WhoSpeaksIntoAnAnswerHasOneBehindIt) {
  auto& probe = Open(
      {{{"text", "One."}, {"seconds", 4}, {"pace", 0.1}}, {{"text", "Two."}, {"seconds", 0.2}}});
  ASSERT_TRUE(probe.WaitForReady());
  probe.Say();
  probe.WaitForSound();
  probe.Say();
  EXPECT_FALSE(probe.WaitForAnswer()->cut) << "nobody cut it";
  EXPECT_EQ(probe.WaitForAnswer(1)->text, "Two.");
}

TEST_F(RealtimeConversation, AnAnswerThatFailsIsToldAndTheNextOneIsGiven) {
  auto& probe = Open(
      {{{"failed", {{"code", "rate_limit_exceeded"}, {"message", "slow"}}}},
       {{"text", "Half"}, {"seconds", 0.2}, {"incomplete", "content_filter"}},
       {{"error", {1, {{"code", "odd"}, {"message", "hm"}}}}, {"text", "Yes."}, {"seconds", 0.2}}});
  ASSERT_TRUE(probe.WaitForReady());
  for (std::size_t i = 0; i < 3; ++i) {
    probe.Say();
    ASSERT_TRUE(probe.WaitForAnswer(i)) << i;
  }
  EXPECT_EQ(probe.WaitForAnswer(0)->failed, "rate_limit_exceeded");
  EXPECT_THAT(probe.WaitForAnswer(1)->failed, HasSubstr("content_filter"));
  EXPECT_EQ(probe.WaitForAnswer(2)->text, "Yes.") << "an error of nothing fatal";
  EXPECT_FALSE(probe.End());
}

TEST_F(RealtimeConversation, SaysWhatARefusalMeans) {
  const auto end = [&](int status) {
    return EndOf({{{"session", {{"status", status}}}}, {{"text", "a"}}});
  };
  for (const int status : {401, 403}) EXPECT_EQ(end(status).kind, ErrorKind::kRejected);
  for (const int status : {429, 500, 503}) EXPECT_EQ(end(status).kind, ErrorKind::kTransient);
  EXPECT_EQ(end(404).kind, ErrorKind::kInvalid);
  EXPECT_THAT(end(401).message, HasSubstr("language.realtime.api_key"));
  EXPECT_EQ(metrics_.Value("tocsin_realtime_sessions_total{provider=openai,outcome=rejected}"), 3);
}

TEST_F(RealtimeConversation, NobodyThereNoSuchNameAndNoTlsAreTold) {
  for (const std::string& url :
       {std::string("http://127.0.0.1:1"), std::string("http://no-such-host.invalid"),
        "https" + Service().Url().substr(4)}) {
    auto& probe = OpenAt(url, {{{"text", "a"}}});
    const auto end = probe.WaitForEnd();
    ASSERT_TRUE(end) << url;
    EXPECT_EQ(end->kind, ErrorKind::kTransient) << url << ": " << end->message;
  }
}

TEST_F(RealtimeConversation, WhoIsSlowOrSilentIsLeft) {
  timeout_ = 500ms;
  EXPECT_EQ(EndOf({{{"session", {{"update_delay", 3}}}}, {{"text", "a"}}}).kind,
            ErrorKind::kTimeout);
  EXPECT_EQ(EndOf({{{"session", {{"delay", 3}}}}, {{"text", "a"}}}).kind, ErrorKind::kTimeout);
  const auto stalled = EndOf({{{"text", "a"}, {"seconds", 2}, {"stall", 0.4}}});
  EXPECT_EQ(stalled.kind, ErrorKind::kTransient);
  EXPECT_THAT(stalled.message, HasSubstr("nothing more of an answer came"));
  EXPECT_EQ(EndOf({{{"text", "a"}, {"delay", 30}}}).kind, ErrorKind::kTransient);
}

TEST_F(RealtimeConversation, ASessionThatIsNotAsAskedForIsRefused) {
  const auto pcm = EndOf(
      {{{"session",
         {{"echo",
           {{"audio", {{"output", {{"format", {{"type", "audio/pcm"}, {"rate", 24000}}}}}}}}}}}},
       {{"text", "a"}}});
  EXPECT_EQ(pcm.kind, ErrorKind::kInvalid);
  EXPECT_THAT(pcm.message, HasSubstr("audio.output.format.type is \"audio/pcm\""));
  const auto refuses = [&](const char* code) {
    return EndOf(
        {{{"session", {{"error", {{"code", code}, {"message", "no"}}}}}}, {{"text", "a"}}});
  };
  EXPECT_EQ(refuses("invalid_api_key").kind, ErrorKind::kRejected);
  EXPECT_EQ(refuses("invalid_value").kind, ErrorKind::kInvalid);
  EXPECT_EQ(EndOf({{{"session", {{"close", {4000, "invalid_request_error.invalid_model"}}}}},
                   {{"text", "a"}}})
                .kind,
            ErrorKind::kInvalid);
}

TEST_F(RealtimeConversation, ACutNonsenseOrTheEndOfTheHourEndIt) {
  for (const auto& trouble :
       {json::object{{"cut", 6}}, json::object{{"raw", {4, "<html>"}}},
        json::object{{"raw", {4, "7"}}},
        json::object{
            {"raw", {4, R"({"type":"response.output_audio.delta","item_id":"i","delta":"?"})"}}},
        json::object{
            {"error", {4, {{"type", "invalid_request_error"}, {"code", "session_expired"}}}}},
        json::object{
            {"close", {4, 1001, "Your session hit the maximum duration of 60 minutes."}}}}) {
    auto one = trouble;
    one["text"] = "One two three.";
    one["seconds"] = 2;
    EXPECT_EQ(EndOf({one}).kind, ErrorKind::kTransient) << JsonText(trouble);
  }
}

TEST_F(RealtimeConversation, WhatItDoesNotKnowIsPassedOver) {
  auto& probe =
      Open({{{"text", "a"}, {"seconds", 0.2}, {"raw", {4, R"({"type":"response.brand_new"})"}}}});
  ASSERT_TRUE(probe.WaitForReady());
  probe.Say();
  EXPECT_EQ(probe.WaitForAnswer()->text, "a");
}

TEST_F(RealtimeConversation, ADroppedSessionClosesItsSocket) {
  auto& probe = Open({{{"text", "a"}, {"seconds", 30}, {"pace", 0.05}}});
  ASSERT_TRUE(probe.WaitForReady());
  probe.Say();
  probe.WaitForSound();
  probe_ = nullptr;
  auto seen = Seen();
  for (int i = 0; i < 2'000 && seen.at("over") != true; ++i) seen = Seen();
  EXPECT_EQ(seen.at("over"), true);
}

}  // namespace
}  // namespace tocsin
