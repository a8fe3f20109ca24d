// `tocsin realtime test` against the fake of OpenAI's service.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "exit_codes.hpp"
#include "fakes/fake_program.hpp"
#include "schemas/json.hpp"
#include "tests/harness/site.hpp"

namespace tocsin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class RealtimeTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(service_.Url(), "");
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "tocsin.yaml")
        << "language: {realtime: {api_url: '" << service_.Url()
        << "', api_key: a-key-that-nobody-may-see, model: a-model, transcription: a-writer}}\n";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  harness::Finished Test(std::vector<std::string> words) {
    words.insert(words.begin(), {harness::Binary("tocsin"), "realtime", "test"});
    return harness::Run({.command = std::move(words), .folder = folder_.string()});
  }

  fakes::FakeProgram service_{"realtime_server.py"};
  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / "tocsin_realtime_test";
};

TEST_F(RealtimeTest, TellsTheTimesAndWhatTheServiceIs) {
  service_.Script({{{"text", "Good day."}, {"seconds", 0.4}}});
  const auto done = Test({});
  EXPECT_EQ(done.exit, kDone) << done.errors;
  EXPECT_THAT(done.output,
              AllOf(HasSubstr("openai a-model at " + service_.Url()), HasSubstr("  connected "),
                    HasSubstr("  ready "), HasSubstr("\"Good day.\""),
                    HasSubstr("model a-model, voice marin, transcription a-writer, audio/pcmu in, "
                              "audio/pcmu out, turns end after 500 ms")));
}

TEST_F(RealtimeTest, HoldsAConversationInterruptsItAndHasAToolCalled) {
  service_.Script(
      {{{"text", "Good day."}, {"seconds", 0.4}},
       {{"text", "One. Two. Three."}, {"seconds", 20}, {"pace", 0.02}, {"heard", "please count"}},
       {{"heard", "the code word"}, {"calls", {{{"name", "code_word"}}}}},
       {{"text", "It is {result}"}, {"seconds", 0.4}}});
  const auto done = Test({"--conversation", "--format", "json"});
  ASSERT_EQ(done.exit, kDone) << done.errors;
  const auto told = ParseJson(done.output);
  ASSERT_TRUE(told) << done.output;
  EXPECT_EQ(told->at("ok"), true);
  EXPECT_EQ(told->at("turns").at(0).at("heard"), "please count");
  EXPECT_EQ(told->at("interrupted_after_ms"), 1'000);
  EXPECT_EQ(told->at("taken_back_behind_ms"), 1'000);
  EXPECT_EQ(told->at("tool_arguments"), "{}");
  EXPECT_THAT(StringAt(told->get_object(), "tool_answer"), HasSubstr("harbour"));
  const auto seen = service_.Seen();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(JsonText(seen[0].at("refused")), "[]");
}

TEST_F(RealtimeTest, SelfcheckAsksItAndEarsThatAreSetWhereTheCarrierSpeaks) {
  fakes::FakeProgram ears("deepgram_server.py");
  std::ofstream(folder_ / "tocsin.yaml", std::ios::app)
      << "speech: {stt: deepgram, tts: carrier, deepgram: {api_key: some-key, api_url: '"
      << ears.Url() << "', listen: {model: nova-3}}}\n";
  const auto done = harness::Run(
      {.command = {harness::Binary("tocsin"), "selfcheck"}, .folder = folder_.string()});
  EXPECT_THAT(done.output,
              HasSubstr("openai a-model conversation service is healthy (" + service_.Url() + ")"));
  EXPECT_THAT(done.output,
              HasSubstr("deepgram nova-3 STT service is healthy (" + ears.Url() + ")"));
}

TEST_F(RealtimeTest, SaysWhatIsWrongWithoutTheKey) {
  service_.Script({{{"session", {{"status", 401}}}}, {{"text", "a"}}});
  const auto refused = Test({});
  EXPECT_EQ(refused.exit, kFailed);
  EXPECT_THAT(refused.errors, AllOf(HasSubstr("language.realtime.api_key is not taken"),
                                    Not(HasSubstr("nobody-may-see"))));

  service_.Script({{{"failed", {{"code", "rate_limit_exceeded"}}}}});
  const auto failed = Test({"--format", "json"});
  EXPECT_EQ(failed.exit, kFailed);
  const auto told = ParseJson(failed.output);
  ASSERT_TRUE(told) << failed.output;
  EXPECT_EQ(told->at("ok"), false);
  EXPECT_THAT(StringAt(told->at("error").get_object(), "message"),
              HasSubstr("rate_limit_exceeded"));

  std::ofstream(folder_ / "tocsin.yaml") << "";
  const auto unset = Test({});
  EXPECT_EQ(unset.exit, kFailed);
  EXPECT_THAT(unset.errors, HasSubstr("language.realtime.model is missing"));
}

}  // namespace
}  // namespace tocsin
