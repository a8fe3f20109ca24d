// links: harness schemas net sound
// A caller talks with a language model, from outside: the program, the simulator's sockets, a fake
// of the model's service; on live sound with real voices and ears.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "adapters/sound/g711.hpp"
#include "adapters/speech.hpp"
#include "fakes/fake_program.hpp"
#include "schemas/ids.hpp"
#include "tests/harness/bus_watch.hpp"
#include "tests/harness/http_probe.hpp"
#include "tests/harness/media_site.hpp"
#include "tests/harness/phone_site.hpp"

namespace tocsin::harness {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

constexpr const char* kPatient = "+15559876543";

std::string Receptionist() {
  std::ostringstream text;
  text << std::ifstream(std::string(TOCSIN_SOURCE_DIR) +
                        "/docs/clinic/workflows/clinic/receptionist.yaml")
              .rdbuf();
  return text.str();
}

class ConversationScenario : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs Kafka and PostgreSQL";
  }

  enum class By { kSound, kService, kText, kPrompts };
  void Open(const std::string& name, const std::string& behaviour, By by) {
    ASSERT_NE(model.Url(), "");
    PhoneSiteOptions options{
        .people = "  '" + std::string(kPatient) + "': [" + behaviour + "]\n",
        .workflow = Receptionist(),
        .settings = "language: {chat: {url: '" + model.Url() + "', model: some-model}"};
    if (by == By::kService)
      options.settings +=
          ", realtime: {api_url: '" + service.Url() +
          "/v1', api_key: some-key, model: some-realtime-model, transcription: some-ears}";
    std::string why;
    const bool sound = by == By::kSound || by == By::kService;
    options.settings += "}\n" + (sound ? LiveSpeech(why).value_or("") : "speech: {stt: carrier}\n");
    if (sound) options.time_scale = "1";
    if (by == By::kText) options.twilio = ", live: relay";
    site = std::make_unique<PhoneSite>(name, options);
    worker = site->Start();
    ASSERT_TRUE(worker);
    bus = std::make_unique<BusWatch>(KafkaAddress(), site->At().Prefix());
    const auto answer =
        Ask({.method = "POST",
             .url = site->Phone() + "/sim/inbound",
             .body = R"({"from":")" + std::string(kPatient) + R"(","to":"+15550009999","url":")" +
                     site->Worker() + R"(/twiml","status_callback":")" + site->Worker() +
                     R"(/api/voice/webhook/status"})"});
    ASSERT_EQ(answer.status, 201) << answer.body;
    const auto rung = site->Calls(kPatient);
    ASSERT_EQ(rung.size(), 1U);
    call = CallId::Derive({"inbound", "twilio", "AC0000000000000000000000000000aaaa",
                           std::string(rung[0].at("sid").as_string())})
               .ToString();
  }
  json::value Finished() const {
    for (int i = 0; i < 900; ++i) {
      const auto calls = site->Calls(kPatient);
      if (!calls.empty() && IsOver(calls[0])) return calls[0];
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    const auto calls = site->Calls(kPatient);
    return calls.empty() ? json::value() : calls[0];
  }

  fakes::FakeProgram model{"language_server.py"};
  fakes::FakeProgram service{"realtime_server.py"};
  /// For who reads a failure: what the worker told, and the talk.
  std::string Story() {
    return worker->Errors() + site->At().Query("select messages::text from voice_conversations");
  }
  void TearDown() override {
    if (HasFailure() && worker) std::cerr << Story() << '\n';
  }

  std::unique_ptr<PhoneSite> site;
  std::unique_ptr<Process> worker;
  std::unique_ptr<BusWatch> bus;
  std::string call;
};

constexpr const char* kTalk = R"({turns: [
    {hear: 'how can I help', say: How much is a cleaning},
    {hear: 'dollars', say: Is Tuesday free},
    {hear: 'nine', say: Nine o'clock please thank you goodbye}]})";

/// Without ears of their own the person cannot tell the answer from what is said while the tool
/// works: it is waited for, longer than any tool takes.
constexpr const char* kPatientTalk = R"({turns: [
    {hear: '.', say: How much is a cleaning},
    {hear: '.', say: Is Tuesday free},
    {silent: 5s}, {hear: '.', say: Nine o'clock please thank you goodbye}]})";

json::array Answers() {
  return {{{"text", "A cleaning costs $90. When would you like to come?"}},
          {{"text", "Let me look."},
           {"calls", json::array{{{"id", "call_1"},
                                  {"name", "find_times"},
                                  {"arguments", R"({"day":"Tuesday"})"}}}}},
          {{"text", "I have nine or eleven o'clock. Which one?"}},
          {{"text", "Goodbye, see you on Tuesday."},
           {"calls",
            json::array{{{"id", "call_2"}, {"name", "end_conversation"}, {"arguments", "{}"}}}}},
          {{"text", R"({"summary": "A cleaning on Tuesday.", "intents": ["appointment"]})"}}};
}

void ExpectTheTalk(BusWatch& bus, const std::string& call, const json::array& seen) {
  const auto ended = bus.Seen("calls", call, "tocsin.call.step_ended");
  std::string endings;
  for (const auto& one : ended) endings += one.At("act") + "/" + one.At("ending") + " ";
  EXPECT_THAT(endings, ContainsRegex("converse/tool.* converse/ended.* hang_up/"));
  const auto summed = bus.WaitFor("calls", call, "tocsin.call.summarized", 1);
  ASSERT_EQ(summed.size(), 1U);
  EXPECT_EQ(summed[0].At("by"), "model");
  EXPECT_EQ(summed[0].At("summary"), "A cleaning on Tuesday.");
  ASSERT_EQ(seen.size(), 5U);
  const auto last = JsonText(seen[2].at_pointer("/body/messages"));
  EXPECT_THAT(last, HasSubstr("find_times"));
  EXPECT_THAT(last, HasSubstr("eleven"));
  EXPECT_THAT(JsonText(seen[0].at_pointer("/body/messages/0")), HasSubstr("cleaning"));
}

TEST_F(ConversationScenario, OnLiveSound) {
  if (std::string why; !LiveSpeech(why)) GTEST_SKIP() << why;
  model.Script(Answers());
  Open("converse_live", kPatientTalk, By::kSound);
  EXPECT_EQ(StateOf(Finished()), "completed");
  bus->WaitFor("calls", call, "tocsin.call.summarized", 1);
  ExpectTheTalk(*bus, call, model.Seen());
  const auto heard = site->At().Query("select messages::text from voice_conversations");
  EXPECT_THAT(heard, HasSubstr("ninety dollars"));
  EXPECT_THAT(heard, HasSubstr("see you on Tuesday")) << "the goodbye is heard to its end";
}

/// Its second answer is broken off in `cut` events; 0: it is not.
json::array SpokenAnswers(int cut) {
  json::array answers{
      {{"heard", "How much is a cleaning?"},
       {"text", "A cleaning is ninety dollars. When would you like to come?"}},
      {{"heard", "Is Tuesday free?"},
       {"text", "Let me look."},
       {"calls", json::array{{{"name", "find_times"}, {"arguments", R"({"day":"Tuesday"})"}}}}},
      {{"text", "I have nine or eleven o'clock. Which one?"}},
      {{"heard", "Nine o'clock please, thank you, goodbye."},
       {"text", "Goodbye, see you on Tuesday."},
       {"calls", json::array{{{"name", "end_conversation"}, {"arguments", "{}"}}}}}};
  if (cut > 0) answers[0].as_object()["cut"] = cut;
  return answers;
}

TEST_F(ConversationScenario, ByAServiceThatHearsAndSpeaks) {
  if (std::string why; !LiveSpeech(why)) GTEST_SKIP() << why;
  service.Script(SpokenAnswers(0));
  model.Script(
      {{{"text", R"({"summary": "A cleaning on Tuesday.", "intents": ["appointment"]})"}}});
  Open("converse_service", kPatientTalk, By::kService);
  EXPECT_EQ(StateOf(Finished()), "completed");
  ASSERT_EQ(bus->WaitFor("calls", call, "tocsin.call.summarized", 1).size(), 1U);
  const auto ended = bus->Seen("calls", call, "tocsin.call.step_ended");
  std::string endings;
  for (const auto& one : ended) endings += one.At("act") + "/" + one.At("ending") + " ";
  EXPECT_THAT(endings, ContainsRegex("converse/tool.* converse/ended.* hang_up/"));
  const auto heard = site->At().Query("select messages::text from voice_conversations");
  EXPECT_THAT(heard, HasSubstr("Is Tuesday free?")) << "as the service wrote it down";
  EXPECT_THAT(heard, HasSubstr("ninety dollars"));
  EXPECT_THAT(heard, HasSubstr("see you on Tuesday")) << "the goodbye is heard to its end";
  EXPECT_EQ(model.Seen().size(), 1U) << "asked for the summary alone";
  EXPECT_TRUE(bus->Seen("decisions", call, "tocsin.decision.made").empty());
}

std::vector<std::pair<std::string, std::int64_t>> TruncatedIn(const json::value& session) {
  std::vector<std::pair<std::string, std::int64_t>> out;
  for (const auto& one : session.at("truncated").as_array())
    out.emplace_back(one.at(0).as_string(), one.at(1).to_number<std::int64_t>());
  return out;
}

/// Where in `original`, no piece of which is like another, the last of it ends that stands in
/// `heard`, in samples; 0: none of it does.
std::size_t HeardUntil(std::string_view heard, std::string_view original) {
  constexpr std::size_t kPiece = 2 * 80;  // bytes of 10 ms
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t at = 0; at + kPiece <= original.size(); at += 2)
    places.emplace(original.substr(at, kPiece), at);
  for (std::size_t at = heard.size() / 2 * 2; at >= kPiece; at -= 2)
    if (const auto found = places.find(heard.substr(at - kPiece, kPiece)); found != places.end())
      return (found->second + kPiece) / 2;
  return 0;
}

TEST_F(ConversationScenario, TheServiceIsToldHowMuchWasHeardOfAnAnswerThatWasCutOff) {
  if (std::string why; !LiveSpeech(why)) GTEST_SKIP() << why;
  service.Script({{{"heard", "How much is a cleaning?"},
                   {"text", "This rustles."},
                   {"seconds", 20},
                   {"rustle", true},
                   {"pace", 0.01}},
                  {{"heard", "Thank you, goodbye."},
                   {"text", "Goodbye."},
                   {"calls", json::array{{{"name", "end_conversation"}, {"arguments", "{}"}}}}}});
  Open("converse_position", R"({turns: [
    {hear: '.', say: How much is a cleaning},
    {say: Thank you very much and goodbye, over: true}]})",
       By::kService);
  const auto over = Finished();
  EXPECT_EQ(StateOf(over), "completed");
  const auto seen = service.Seen();
  ASSERT_EQ(seen.size(), 1U);
  std::vector<std::int64_t> told;
  for (const auto& [item, end_ms] : TruncatedIn(seen[0]))
    if (end_ms > 0) told.push_back(end_ms);
  ASSERT_EQ(told.size(), 1U) << JsonText(seen[0].at("truncated"));
  const auto tape = Ask(
      {.url = site->Phone() + "/sim/calls/" + std::string(over.at("sid").as_string()) + "/audio"});
  ASSERT_EQ(tape.status, 200);
  const auto rustle = Ask({.url = service.Url() + "/rustle"}).body;
  Sound original(rustle.size());
  sound::DecodeMuLaw({reinterpret_cast<const std::uint8_t*>(rustle.data()), rustle.size()},
                     original);
  const auto heard =
      HeardUntil(tape.body, {reinterpret_cast<const char*>(original.data()), 2 * original.size()});
  ASSERT_GT(heard, 0U) << "the caller heard nothing of it";
  EXPECT_NEAR(static_cast<double>(told[0]), static_cast<double>(heard) / 8, 40)
      << "milliseconds of its sound";
}

TEST_F(ConversationScenario, WhereTheServiceDiesModelAndVoiceGoOn) {
  if (std::string why; !LiveSpeech(why)) GTEST_SKIP() << why;
  service.Script({{{"session", {{"status", 503}}}}, {{"text", "Never said."}}});
  model.Script(Answers());
  Open("converse_dead", kPatientTalk, By::kService);
  EXPECT_EQ(StateOf(Finished()), "completed");
  bus->WaitFor("calls", call, "tocsin.call.summarized", 1);
  ExpectTheTalk(*bus, call, model.Seen());
}

TEST_F(ConversationScenario, OverTheCarriersText) {
  model.Script(Answers());
  Open("converse_text", kTalk, By::kText);
  const auto over = Finished();
  EXPECT_EQ(StateOf(over), "completed");
  EXPECT_THAT(JsonText(over.at("media")), HasSubstr("/ws/conversation-relay"));
  EXPECT_THAT(HeardOn(over), HasSubstr("ninety dollars"));
  EXPECT_THAT(HeardOn(over), HasSubstr("see you on Tuesday")) << "the goodbye is heard to its end";
  bus->WaitFor("calls", call, "tocsin.call.ended", 1);
  ExpectTheTalk(*bus, call, model.Seen());
}

TEST_F(ConversationScenario, ByTheCarriersPrompts) {
  model.Script(Answers());
  Open("converse_prompts", kTalk, By::kPrompts);
  const auto over = Finished();
  EXPECT_EQ(StateOf(over), "completed");
  EXPECT_THAT(HeardOn(over), HasSubstr("ninety dollars"));
  EXPECT_THAT(HeardOn(over), HasSubstr("see you on Tuesday"));
  bus->WaitFor("calls", call, "tocsin.call.summarized", 1);
  ExpectTheTalk(*bus, call, model.Seen());
}

}  // namespace
}  // namespace tocsin::harness
