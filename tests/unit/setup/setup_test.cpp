// links: setup
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "adapters/carrier_kind.hpp"
#include "workers/setup/dotenv_text.hpp"
#include "workers/setup/setup_questions.hpp"

namespace tocsin::compose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

/// Answers from a list.
class Script final : public SetupDialogue {
 public:
  explicit Script(std::deque<std::string> answers) : answers_(std::move(answers)) {}
  void Say(std::string_view text) override { said.emplace_back(text); }
  std::optional<std::string> Ask(std::string_view prompt, bool secret) override {
    asked.emplace_back(std::string(prompt) + (secret ? "(hidden)" : ""));
    if (answers_.empty()) return std::nullopt;
    auto answer = answers_.front();
    answers_.pop_front();
    return answer;
  }
  std::vector<std::string> said, asked;

 private:
  std::deque<std::string> answers_;
};

std::optional<std::string> Nothing(std::string_view) { return std::nullopt; }

TEST(DotEnvText, PutsValuesWhereTheyBelongAndLeavesTheRest) {
  const char* text =
      "# Account.\nTWILIO_ACCOUNT_SID=\n\n#DATABASE_URL=\nexport PORT = 9\nKEEP='a # b'\n#PORT=1\n";
  EXPECT_EQ(
      WithValues(text, {{"TWILIO_ACCOUNT_SID", "AC1"},
                        {"DATABASE_URL", "postgresql://u:p@h:5432/d?sslmode=require"},
                        {"PORT", "8"},
                        {"NEW", "two words and a \"quote\" $x"}}),
      "# Account.\nTWILIO_ACCOUNT_SID=AC1\n\n"
      "DATABASE_URL=postgresql://u:p@h:5432/d?sslmode=require\nPORT=8\nKEEP='a # b'\n#PORT=1\n"
      "NEW=\"two words and a \\\"quote\\\" \\$x\"\n");
  EXPECT_EQ(WithValues("", {{"A", "1"}}), "A=1\n");
  EXPECT_EQ(WithValues("X=1", {}), "X=1\n");
}

TEST(SetupQuestions, AsksAgainUntilAnAnswerWillDo) {
  Script script({"vodafone", "", "AC1", "AC0000000000000000000000000000aaaa", "", "token",
                 "5551234567", "+15551234567", "http://voice.example.com",
                 "https://voice.example.com", "+15559876543", "mysql://x", "", "broker", "k:9092"});
  const auto values = AskForSetup(script, Nothing);
  ASSERT_TRUE(values) << values.error().message;
  EXPECT_THAT(
      *values,
      ElementsAre(Pair("ALERT_PHONE_NUMBER", "+15559876543"), Pair("KAFKA_BROKERS", "k:9092"),
                  Pair("PUBLIC_BASE_URL", "https://voice.example.com"),
                  Pair("TWILIO_ACCOUNT_SID", "AC0000000000000000000000000000aaaa"),
                  Pair("TWILIO_AUTH_TOKEN", "token"), Pair("TWILIO_PHONE_NUMBER", "+15551234567")));
  EXPECT_EQ(script.said.size(), 7U);
  EXPECT_THAT(script.said, testing::Contains(HasSubstr("this one is needed; Ctrl-C leaves")));
  EXPECT_THAT(script.asked, testing::Contains("Auth token of Twilio: (hidden)"));
}

TEST(SetupQuestions, WhatIsSetStaysUnlessAnotherIsGiven) {
  const auto known = [](std::string_view name) -> std::optional<std::string> {
    if (name == "EXOTEL_SID") return "desk";
    if (name == "EXOTEL_API_KEY") return "old-key";
    if (name == "DATABASE_URL") return "postgresql://u:secret@h/d";
    return std::nullopt;
  };
  Script script({"", "", "new-key", "token", "+911234567890", "", "", "", ""});
  const auto values = AskForSetup(script, known);
  ASSERT_TRUE(values) << values.error().message;
  EXPECT_THAT(*values,
              ElementsAre(Pair("EXOTEL_API_KEY", "new-key"), Pair("EXOTEL_API_TOKEN", "token"),
                          Pair("EXOTEL_PHONE_NUMBER", "+911234567890")));
  for (const auto& prompt : script.asked)
    for (const char* secret : {"old-key", "secret@"})
      EXPECT_THAT(prompt, testing::Not(HasSubstr(secret)));
}

TEST(SetupQuestions, NameTheCarriersThereAre) {
  Script script({"?"});
  EXPECT_FALSE(AskForSetup(script, Nothing));
  EXPECT_THAT(script.asked.at(0),
              testing::AllOf(testing::StartsWith("Who phones people: twilio, exotel, "),
                             testing::EndsWith(", or none for now? [twilio]: ")));
  EXPECT_THAT(script.said, ElementsAre(testing::AllOf(testing::StartsWith("  twilio, exotel"),
                                                      testing::EndsWith(" or none"))));
}

TEST(SetupQuestions, EachCarrierIsAskedForWhatItNeeds) {
  for (const auto& kind : CarrierKinds()) {
    Script script({kind->Name()});
    EXPECT_FALSE(AskForSetup(script, Nothing));
    EXPECT_THAT(script.asked.at(0), HasSubstr(kind->Name()));
    const auto& first = kind->Facts().parts.front();
    EXPECT_EQ(script.asked.at(1), std::string(first.question) + ": ");
    // Whoever has it set up is offered it.
    Script again({"?"});
    const auto known = [&](std::string_view name) {
      return name == kind->VariableOf(first).name ? std::optional<std::string>("x") : std::nullopt;
    };
    EXPECT_FALSE(AskForSetup(again, known));
    EXPECT_THAT(again.asked.at(0), HasSubstr('[' + kind->Name() + ']'));
    EXPECT_THAT(again.said, ElementsAre(testing::EndsWith(" or none")));
    for (const auto& part : kind->Facts().parts) {
      const auto judged = CheckSetupValue(kind->VariableOf(part).name, "a\nb");
      ASSERT_FALSE(judged);
      EXPECT_THAT(judged.error().message, HasSubstr("control")) << part.key;
    }
  }
}

TEST(SetupQuestions, EndsWhereTheAnswersEnd) {
  Script script({"twilio"});
  const auto values = AskForSetup(script, Nothing);
  ASSERT_FALSE(values);
  EXPECT_EQ(values.error().kind, ErrorKind::kCancelled);
}

TEST(SetupQuestions, ValuesOfAScriptAreJudgedTheSame) {
  EXPECT_TRUE(CheckSetupValue("ALERT_PHONE_NUMBER", "+15559876543"));
  EXPECT_THAT(CheckSetupValue("ALERT_PHONE_NUMBER", "0555").error().message, HasSubstr("'+'"));
  EXPECT_THAT(CheckSetupValue("TWILIO_AUTH_TOKEN", "a\nb").error().message, HasSubstr("control"));
  EXPECT_THAT(CheckSetupValue("TWILIO_SID", "x").error().message,
              testing::AllOf(HasSubstr("'TWILIO_SID'"), HasSubstr("TWILIO_ACCOUNT_SID")));
}

}  // namespace
}  // namespace tocsin::compose
