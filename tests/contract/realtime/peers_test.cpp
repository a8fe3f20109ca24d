// What we and the fake say, before the document of the vendor and before its own client: a fake
// that nobody but us understands would prove nothing.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"
#include "adapters/realtime/openai_realtime.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/fake_program.hpp"
#include "fakes/python_program.hpp"
#include "fakes/realtime_probe.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

json::array Everything() {
  return {{{"text", "One two three."}, {"seconds", 20}, {"pace", 0.02}, {"late", 0.4}},
          {{"text", "One moment."},
           {"seconds", 0.4},
           {"heard", nullptr},
           {"calls", {{{"name", "look"}, {"arguments", {{"a", 1}}}}, {{"name", "look"}}}}},
          {{"text", "It is {result}."}, {"seconds", 0.4}},
          {{"failed", {{"code", "server_error"}}}},
          {{"text", "Half"}, {"seconds", 0.4}, {"incomplete", "content_filter"}}};
}

class RealtimePeers : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(service_.Url(), ""); }
  void TearDown() override { loop_->Stop(0ms); }

  /// All that a conversation has.
  void Converse() {
    using Role = LanguageMessage::Role;
    service_.Script(Everything());
    const auto engine = realtime::MakeOpenAiRealtime({.api_url = service_.Url(),
                                                      .api_key = Secret("k"),
                                                      .model = "gpt-realtime",
                                                      .voice = "cedar",
                                                      .transcription = "whisper-1",
                                                      .timeout = 20s,
                                                      .stall = 20s},
                                                     *client_, metrics_);
    fakes::RealtimeProbe probe(
        *engine, *loop_,
        {.messages = {{.role = Role::kSystem, .text = "Be brief."},
                      {.role = Role::kUser, .text = "Look."},
                      {.role = Role::kAssistant,
                       .calls = {{.id = "1", .name = "look", .arguments = "{}"}}},
                      {.role = Role::kTool, .text = "found", .call_id = "1"},
                      {.role = Role::kAssistant, .text = "It is there."}},
         .tools = {{.name = "look", .description = "Looks.", .parameters = {{"type", "object"}}}}});
    ASSERT_TRUE(probe.WaitForReady());
    probe.Say();
    const auto item = probe.WaitForSound(4'000).first;
    probe.Do([&](RealtimeSession& session) { session.Cut(item, 300ms); });
    ASSERT_TRUE(probe.WaitForAnswer());
    probe.Say();
    ASSERT_TRUE(probe.WaitForAnswer(1));
    probe.Do([](RealtimeSession& session) {
      session.Tell({.role = Role::kTool, .text = "42"});
      session.Tell({.role = Role::kUser, .text = "typed"});
      session.Answer();
    });
    ASSERT_TRUE(probe.WaitForAnswer(2));
    probe.Do([](RealtimeSession& session) {
      session.Change({.messages = {{.role = Role::kSystem, .text = "Be brief, in German."}},
                      .tools = {{.name = "look"}},
                      .language = "de-DE"});
    });
    for (std::size_t i = 3; i < 5; ++i) {
      probe.Do([](RealtimeSession& session) { session.Answer(); });
      ASSERT_TRUE(probe.WaitForAnswer(i));
    }
  }
  std::string Events() {
    const auto http = MakeHttpClient();
    const auto page = fakes::SendAndWait(*http, {.url = service_.Url() + "/events"});
    return page ? page->body : page.error().error.message;
  }

  fakes::FakeProgram service_{"realtime_server.py"};
  std::unique_ptr<Loop> loop_ = MakeLoop("realtime");
  std::unique_ptr<WebSocketClient> client_ = MakeWebSocketClient();
  fakes::FakeMetrics metrics_;
};

TEST_F(RealtimePeers, EveryEventOfBothWaysIsAsTheVendorsDocumentSays) {
  const std::string document =
      std::string(TOCSIN_SOURCE_DIR) + "/../shared/spec/openai_openapi.yaml";
  if (!std::filesystem::exists(document)) GTEST_SKIP() << "the document is not beside this tree";
  if (!fakes::PythonHas("jsonschema")) GTEST_SKIP() << "the package jsonschema cannot be had";
  ASSERT_NO_FATAL_FAILURE(Converse());
  const auto file = std::filesystem::temp_directory_path() /
                    ("realtime-events-" + std::to_string(getpid()) + ".json");
  std::ofstream(file) << Events();
  const auto said = fakes::SaidByPython(
      "jsonschema", "tests/contract/realtime/openapi_events.py " + document + ' ' + file.string());
  std::filesystem::remove(file);
  EXPECT_THAT(said, HasSubstr("conversation.item.create conversation.item.truncate "
                              "input_audio_buffer.append response.cancel response.create "
                              "session.update\n"));
  for (const auto* type :
       {"conversation.item.truncated", "conversation.item.input_audio_transcription.completed",
        "conversation.item.input_audio_transcription.failed", "input_audio_buffer.speech_started",
        "rate_limits.updated", "response.done", "response.function_call_arguments.delta",
        "response.output_audio.delta", "response.output_audio_transcript.delta", "session.updated"})
    EXPECT_THAT(said, HasSubstr(type));
}

TEST_F(RealtimePeers, TheVendorsOwnClientKnowsEveryMessageOfTheFake) {
  if (!fakes::PythonHas("vendors")) GTEST_SKIP() << "the vendors' packages cannot be had";
  service_.Script(Everything());
  const auto said =
      fakes::SaidByPython("vendors", "tests/contract/realtime/openai_client.py " + service_.Url());
  for (const auto* type :
       {"ConversationItemAdded", "ConversationItemDone",
        "ConversationItemInputAudioTranscriptionCompletedEvent", "ConversationItemTruncatedEvent",
        "InputAudioBufferCommittedEvent", "InputAudioBufferSpeechStartedEvent",
        "RateLimitsUpdatedEvent", "RealtimeErrorEvent", "ResponseAudioDeltaEvent",
        "ResponseAudioTranscriptDeltaEvent", "ResponseDoneEvent",
        "ResponseFunctionCallArgumentsDoneEvent", "SessionCreatedEvent", "SessionUpdatedEvent"})
    EXPECT_THAT(said, HasSubstr(type));
}

}  // namespace
}  // namespace tocsin
