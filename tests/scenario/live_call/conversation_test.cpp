// links: harness schemas net
// A caller talks with a language model, from outside: the program, the simulator's sockets, a fake
// of the model's service; on live sound with real voices and ears.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

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

  enum class By { kSound, kText, kPrompts };
  void Open(const std::string& name, const std::string& behaviour, By by) {
    ASSERT_NE(model.Url(), "");
    PhoneSiteOptions options{
        .people = "  '" + std::string(kPatient) + "': [" + behaviour + "]\n",
        .workflow = Receptionist(),
        .settings = "language: {chat: {url: '" + model.Url() + "', model: some-model}}\n"};
    std::string why;
    options.settings +=
        by == By::kSound ? LiveSpeech(why).value_or("") : "speech: {stt: carrier}\n";
    if (by == By::kSound) options.time_scale = "1";
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
