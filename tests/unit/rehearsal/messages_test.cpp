#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "adapters/expression/jq.hpp"
#include "fakes/scratch_store.hpp"
#include "workers/rehearsal/test_run.hpp"

namespace tocsin::rehearsal {
namespace {

using testing::HasSubstr;

constexpr std::string_view kTell =
    R"(document: {dsl: '1.0.3', namespace: t, name: tell, version: '1.0.0'}
schedule: {on: {one: {with: {type: t.asked}}}}
do:
  - chat: {call: notify.slack, with: {channel: ops, text: '${ $workflow.input[0].text }'}}
  - page: {call: notify.ntfy, with: {channel: phone, text: second}}
)";

/// Messages of a workflow in a rehearsal: the bridge's own code sends them.
class RehearsedMessagesTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("tocsin_messages_") +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "t");
    std::ofstream(folder_ / "t" / "tell.yaml") << kTell;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Run(const std::string& body) {
    std::ofstream(folder_ / "t" / "tell_test.yaml")
        << "tests:\n  - name: it\n    workflow: tell\n    clock: 2026-03-07T02:00:00Z\n"
           "    given: [{event: {type: t.asked, data: {text: hello}}}]\n"
        << body;
    workflow::FunctionRegistry registry;
    workflow::RegisterFunctionAll(registry);
    const workflow::Functions functions(std::move(registry));
    std::ostringstream out;
    RunTests({folder_}, {*engine_, functions, fakes::MakeScratchStore}, out);
    return out.str();
  }

  std::filesystem::path folder_;
  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
};

TEST_F(RehearsedMessagesTest, AreSeenAsTheyAreSent) {
  EXPECT_THAT(Run("    expect:\n      messages:\n"
                  "        - {channel: ops, body: {text: hello}}\n"
                  "        - {channel: phone, body: {topic: phone, message: second}}\n"
                  "      events: [{type: tocsin.message.sent}, {type: tocsin.message.sent}]\n"
                  "    crashEverywhere: true\n"),
              HasSubstr("1 passed, 0 failed"));
}

TEST_F(RehearsedMessagesTest, AnAttemptThatFailsIsNoneThatWasTaken) {
  EXPECT_THAT(Run("    channels: {ops: [{status: 500}, {error: connection refused}, {}]}\n"
                  "    expect:\n      messages: [{channel: ops}, {channel: phone}]\n"
                  "      output: {channel: phone, attempts: 1}\n    crashEverywhere: true\n"),
              HasSubstr("1 passed, 0 failed"));
}

TEST_F(RehearsedMessagesTest, ARefusedOneFailsTheTask) {
  EXPECT_THAT(
      Run("    channels: {ops: {status: 403}}\n    expect:\n      messages: []\n"
          "      error: {type: 'https://tocsin.dev/messages/errors/not-sent', status: 502}\n"),
      HasSubstr("1 passed, 0 failed"));
}

TEST_F(RehearsedMessagesTest, SayWhatWasSentInstead) {
  EXPECT_THAT(Run("    expect:\n      messages: [{channel: ops, body: {text: bye}}]\n"),
              HasSubstr("tell_test.yaml:7:18: error: message 1: expected one over ops with "
                        R"({"text":"bye"}, but there was one over ops with {"text":"hello"})"));
  EXPECT_THAT(Run("    expect:\n      messages: [{channel: ops}]\n"),
              HasSubstr("message 2: expected none, but there was one over phone with {"));
}

TEST_F(RehearsedMessagesTest, AChannelThatNothingIsSentOverIsASlip) {
  EXPECT_THAT(Run("    channels: {opps: {status: 500}}\n    expect: {messages: [{channel: ops}, "
                  "{channel: phone}]}\n"),
              HasSubstr("nothing was sent over the channel 'opps', did you mean 'ops'?"));
}

}  // namespace
}  // namespace tocsin::rehearsal
