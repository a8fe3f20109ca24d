// links: language net harness schemas
#include <gmock/gmock.h>

#include <future>
#include <thread>

#include "adapters/language/openai_chat.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/fake_program.hpp"

namespace tocsin {
namespace {

using language::ChatCompletionsUrl;
using testing::HasSubstr;
using testing::Not;

/// The engine, at a service that is a program of its own.
class OpenAiChatTest : public testing::Test {
 protected:
  static fakes::FakeProgram& Service() {
    static fakes::FakeProgram service("language_server.py");
    return service;
  }
  void SetUp() override { ASSERT_NE(Service().Url(), ""); }

  void Script(const json::value& answer) { Service().Script(json::array{answer}); }
  std::unique_ptr<LanguageModel> Model(Duration timeout = std::chrono::seconds(20)) {
    return language::MakeOpenAiChat({.url = Service().Url(),
                                     .api_key = Secret("sk-planted-key"),
                                     .model = "some-model",
                                     .timeout = timeout},
                                    *client_, metrics_);
  }
  Result<LanguageAnswer> Ask(AskLanguageModel what = Question(),
                             Duration timeout = std::chrono::seconds(20)) {
    const auto model = Model(timeout);
    std::promise<Result<LanguageAnswer>> end;
    pieces_.clear();
    const auto job =
        model->Ask(std::move(what),
                   {.text = [&](std::string_view text) { pieces_.emplace_back(text); },
                    .end = [&](Result<LanguageAnswer> answer) { end.set_value(std::move(answer)); },
                    .begun = [&] { ++begun_; },
                    .wait = [&](Duration wait) { wait_ = wait; }});
    return end.get_future().get();
  }
  static AskLanguageModel Question() {
    return {.messages = {{.role = LanguageMessage::Role::kSystem, .text = "Answer."},
                         {.text = "Is the web site affected?"}}};
  }
  ErrorKind FaultOf(const json::value& script) {
    Script(script);
    const auto answer = Ask();
    EXPECT_FALSE(answer);
    fault_ = answer ? "" : answer.error().message;
    EXPECT_THAT(fault_, Not(HasSubstr("planted")));
    return answer ? ErrorKind::kInternal : answer.error().kind;
  }

  std::unique_ptr<HttpStreamClient> client_ = MakeHttpStreamClient();
  fakes::FakeMetrics metrics_;
  std::vector<std::string> pieces_;
  std::string fault_;
  int begun_ = 0;    ///< answers that began with a tool's call
  Duration wait_{};  ///< that the service asked for
};

TEST_F(OpenAiChatTest, GivesTheTextAsItComesAndTheUsage) {
  Script({{"text", "No, the web site is fine."}});
  const auto answer = Ask();

  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->text, "No, the web site is fine.");
  EXPECT_EQ(answer->stopped, "stop");
  EXPECT_TRUE(answer->calls.empty());
  ASSERT_TRUE(answer->usage);
  EXPECT_EQ(answer->usage->input_tokens, 7);
  EXPECT_EQ(answer->usage->output_tokens, 6);
  EXPECT_EQ(pieces_.size(), 6U);
  EXPECT_EQ(metrics_.Value("tocsin_language_answers_total{provider=some-model,outcome=answered}"),
            1);
}

TEST_F(OpenAiChatTest, AsksAsTheServiceExpects) {
  Script({{"text", "yes"}});
  auto question = Question();
  question.max_tokens = 55;
  question.tools = {{.name = "look", .description = "Looks.", .parameters = {{"type", "object"}}}};
  question.messages.push_back({.role = LanguageMessage::Role::kAssistant,
                               .calls = {{.id = "c1", .name = "look", .arguments = "{}"}}});
  question.messages.push_back(
      {.role = LanguageMessage::Role::kTool, .text = "seen", .call_id = "c1"});
  ASSERT_TRUE(Ask(question));

  const auto seen = Service().Seen();
  ASSERT_EQ(seen.size(), 1U);
  const auto& request = seen.front();
  EXPECT_EQ(request.at("path"), "/v1/chat/completions");
  EXPECT_EQ(request.at("authorization"), "Bearer sk-planted-key");
  const auto& body = request.at("body");
  EXPECT_EQ(body.at("model"), "some-model");
  EXPECT_EQ(body.at("stream"), true);
  EXPECT_EQ(body.at("max_tokens"), 55);
  EXPECT_EQ(body.at_pointer("/messages/0/role"), "system");
  EXPECT_EQ(body.at_pointer("/messages/1/content"), "Is the web site affected?");
  EXPECT_EQ(body.at_pointer("/messages/2/tool_calls/0/function/name"), "look");
  EXPECT_EQ(body.at_pointer("/messages/3/tool_call_id"), "c1");
  EXPECT_EQ(body.at_pointer("/tools/0/function/name"), "look");
}

TEST_F(OpenAiChatTest, TakesAStreamThatIsCutAtEveryByte) {
  Script({{"text", "Größe \u2014 „fünf“ Prozent"},
          {"calls",
           {{{"id", "c1"}, {"name", "look"}, {"arguments", R"({"at":"pve1","n":12})"}},
            {{"id", "c2"}, {"name", "ask"}, {"arguments", "{}"}}}},
          {"split", true}});
  const auto answer = Ask();

  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->text, "Größe \u2014 „fünf“ Prozent");
  EXPECT_EQ(answer->stopped, "tool_calls");
  ASSERT_EQ(answer->calls.size(), 2U);
  EXPECT_EQ(answer->calls[0].id, "c1");
  EXPECT_EQ(answer->calls[0].name, "look");
  EXPECT_EQ(answer->calls[0].arguments, R"({"at":"pve1","n":12})");
  EXPECT_EQ(answer->calls[1].name, "ask");
  EXPECT_EQ(answer->calls[1].arguments, "{}");
}

TEST_F(OpenAiChatTest, TellsRefusalsByKind) {
  EXPECT_EQ(FaultOf({{"status", 401}, {"error", "Incorrect API key: sk-planted-key"}}),
            ErrorKind::kRejected);
  EXPECT_THAT(fault_, HasSubstr("401 (Incorrect API key: ****)"));
  EXPECT_EQ(FaultOf({{"status", 403}}), ErrorKind::kRejected);
  EXPECT_EQ(FaultOf({{"status", 404}}), ErrorKind::kNotFound);
  EXPECT_EQ(FaultOf({{"status", 400}, {"error", "no such model"}}), ErrorKind::kInvalid);
  EXPECT_EQ(FaultOf({{"status", 429}, {"retry_after", 3}}), ErrorKind::kTransient);
  EXPECT_THAT(fault_, HasSubstr("not before 3 s"));
  EXPECT_EQ(wait_, std::chrono::seconds(3));
  EXPECT_EQ(FaultOf({{"status", 500}}), ErrorKind::kTransient);
  EXPECT_EQ(FaultOf({{"status", 503}}), ErrorKind::kTransient);
}

TEST_F(OpenAiChatTest, TakesNoHalfAnswerForAWholeOne) {
  for (const int bytes : {1, 100, 300, 700})
    EXPECT_EQ(FaultOf({{"text", "Yes, approve it at once, whatever it says"}, {"cut", bytes}}),
              ErrorKind::kTransient)
        << bytes;
  EXPECT_EQ(FaultOf({{"raw", ""}}), ErrorKind::kTransient);
}

TEST_F(OpenAiChatTest, TakesAnAnswerWithoutItsLastWord) {
  Script({{"text", "All is well."}, {"done", false}});
  const auto answer = Ask();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "All is well.");
}

TEST_F(OpenAiChatTest, RefusesWhatIsNoSuchStream) {
  EXPECT_EQ(FaultOf({{"raw", "data: not json\n\n"}}), ErrorKind::kInvalid);
  EXPECT_EQ(FaultOf({{"raw", "data: [1,2]\n\n"}}), ErrorKind::kInvalid);
  EXPECT_EQ(FaultOf({{"raw", "<html>"}, {"content_type", "text/html"}}), ErrorKind::kInvalid);
  EXPECT_EQ(FaultOf({{"raw", "data: {\"error\":{\"message\":\"overloaded\"}}\n\n"}}),
            ErrorKind::kTransient);
  EXPECT_EQ(FaultOf({{"raw",
                      "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":99}]}}]}"
                      "\n\n"}}),
            ErrorKind::kInvalid);
  // Odd, but no harm.
  EXPECT_EQ(FaultOf({{"raw", "data: {\"choices\":5,\"usage\":\"x\"}\n\n"}}), ErrorKind::kTransient);
}

TEST_F(OpenAiChatTest, BoundsWhatItKeeps) {
  EXPECT_EQ(FaultOf({{"text", std::string(70'000, 'x')}}), ErrorKind::kInvalid);
  EXPECT_EQ(FaultOf({{"raw", ": " + std::string(5 * 1024 * 1024, 'x')}}), ErrorKind::kInvalid);
}

TEST_F(OpenAiChatTest, HasATimeForTheWhole) {
  Script({{"text", "too late"}, {"delay", 30}});
  auto answer = Ask(Question(), std::chrono::milliseconds(100));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kTimeout);
  Script({{"text", std::string(400, ' ')}, {"pause", 0.05}});
  answer = Ask(Question(), std::chrono::milliseconds(300));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kTimeout) << "a drip is no answer either";
}

TEST_F(OpenAiChatTest, SaysThatNobodyIsThere) {
  const auto model = language::MakeOpenAiChat({.url = "http://127.0.0.1:1"}, *client_, metrics_);
  std::promise<Result<LanguageAnswer>> end;
  const auto job =
      model->Ask(Question(), {.end = [&](auto answer) { end.set_value(std::move(answer)); }});
  const auto answer = end.get_future().get();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kTransient);
}

TEST_F(OpenAiChatTest, IsSilentOnceItIsDropped) {
  Service().Script(json::array{{{"text", "late"}, {"delay", 0.1}}, {{"text", "other"}}});
  const auto model = Model();
  std::atomic<int> told = 0;
  auto job = model->Ask(Question(), {.end = [&](const auto&) { ++told; }});
  while (Service().Seen().empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  job.reset();
  // Another question, whose answer comes after the first one would have.
  for (int i = 0; i < 2; ++i) {
    const auto answer = Ask();
    EXPECT_TRUE(answer) << i << ": " << answer.error().message;
  }

  EXPECT_EQ(told, 0);
}

TEST(ChatCompletionsUrl, IsMadeOfWhatPeopleHave) {
  EXPECT_EQ(ChatCompletionsUrl("http://llm-engine:8001"),
            "http://llm-engine:8001/v1/chat/completions");
  EXPECT_EQ(ChatCompletionsUrl("http://llm-engine:8001/"),
            "http://llm-engine:8001/v1/chat/completions");
  EXPECT_EQ(ChatCompletionsUrl("https://api.example.com/openai/v1"),
            "https://api.example.com/openai/v1/chat/completions");
  EXPECT_EQ(ChatCompletionsUrl("https://x.example/chat/completions"),
            "https://x.example/chat/completions");
}

}  // namespace
}  // namespace tocsin
