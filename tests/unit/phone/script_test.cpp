#include "tools/phone/sim/script.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace tocsin::phone {
namespace {

std::string ErrorsOf(std::string_view text) {
  const auto script = ReadScript(text, "people.yaml");
  if (script) return "";
  std::string all;
  for (const auto& finding : script.error()) all += FormatFinding(finding) + "\n";
  return all;
}

TEST(ReadScript, ReadsThePublishedExample) {
  const auto script = ReadScript(R"(people:
  '+15559876543':            # one behaviour per call, the last one repeats; unknown numbers do not answer
    - {answer_after: 1s, turns: [{hear: 'nginx.*pve1', say: approve, confidence: 0.7}, {hear: press, press: '1'}, {silent: 5s}], hang_up_after: 20s}
    - {voicemail: {after: 3s, greeting: Leave a message}}
    - {busy: true}
    - {no_answer: true}
    - {reject: true}
    - {failed: true}
faults: {drop_response: 1, http_503: 2, http_500_after_placing: 3, webhook_before_response: 4, list_lag: 10s, duplicate_callbacks: 5,
         late_callbacks: 5s, reorder_callbacks: 6, second_sid: 7, twiml_while_ringing: 8}
)",
                                 "people.yaml");

  ASSERT_TRUE(script) << FormatFinding(script.error().front());
  const auto& calls = script->people.at("+15559876543");
  ASSERT_EQ(calls.size(), 6u);
  const auto& person = std::get<Answering>(calls[0]);
  EXPECT_EQ(person.after, std::chrono::seconds(1));
  EXPECT_EQ(person.hang_up_after, std::chrono::seconds(20));
  ASSERT_EQ(person.turns.size(), 3u);
  EXPECT_EQ(person.turns[0].act, Turn::Act::kSay);
  EXPECT_DOUBLE_EQ(person.turns[0].speech.confidence, 0.7);
  std::int64_t steps = 10'000;
  const auto& hear = *person.turns[0].hear;
  EXPECT_EQ(hear.Search("Container NGINX on PVE1", steps), Pattern::Outcome::kFound);
  EXPECT_EQ(hear.Search("Container NGINX", steps), Pattern::Outcome::kNotFound);
  EXPECT_EQ(person.turns[1].keys, "1");
  EXPECT_EQ(person.turns[2].silence, std::chrono::seconds(5));
  EXPECT_EQ(std::get<Voicemail>(calls[1]).greeting, "Leave a message");
  EXPECT_EQ(NameOf(calls[2]), "busy");
  EXPECT_EQ(NameOf(calls[3]), "no_answer");
  EXPECT_EQ(NameOf(calls[4]), "reject");
  EXPECT_EQ(NameOf(calls[5]), "failed");
  EXPECT_EQ(script->faults.list_lag, std::chrono::seconds(10));
  EXPECT_EQ(script->faults.twiml_while_ringing, 8);
}

TEST(ReadScript, KeepsLeadingZerosOfKeys) {
  const auto script =
      ReadScript("people: {'+15550000001': [{turns: [{press: 007}]}]}", "people.yaml");

  ASSERT_TRUE(script);
  EXPECT_EQ(std::get<Answering>(script->people.at("+15550000001")[0]).turns[0].keys, "007");
}

TEST(ReadScript, SaysWhereAndWhatIsWrong) {
  struct Case {
    std::string_view text;
    std::string_view says;
  };
  const Case cases[] = {
      {"peopel: {}",
       "people.yaml:1:1: error: unknown key 'peopel' in a script; did you mean 'people'?"},
      {"people:\n  '+15550000001':\n  - {answer_afte: 1s}",
       "people.yaml:3:6: error: unknown key 'answer_afte'"},
      {"people:\n  '+15550000001':\n  - {answer_after: soon}",
       "people.yaml:3:20: error: answer_after must be a duration"},
      {"people:\n  bob:\n  - {busy: true}", "people.yaml:2:3: error: 'bob' must be a number"},
      {"people: {'+15550000001': {busy: true}}", "must be a list"},
      {"people: {'+15550000001': []}", "at least one behaviour"},
      {"people: {'+15550000001': [{}]}", "empty behaviour"},
      {"people: {'+15550000001': [{busy: false}]}", "can only be true"},
      {"people: {'+15550000001': [{busy: true, answer_after: 1s}]}", "stands alone"},
      {"people: {'+15550000001': [{turns: [{hear: '(', say: x}]}]}", "not a regular expression"},
      {"people: {'+15550000001': [{turns: [{hear: x}]}]}",
       "exactly one of say, wav, cough, press, silent, hang_up"},
      {"people: {'+15550000001': [{turns: [{say: x, press: '1'}]}]}", "exactly one of"},
      {"people: {'+15550000001': [{turns: [{press: '1a'}]}]}", "keys out of"},
      {"people: {'+15550000001': [{turns: [{say: x, confidence: 2}]}]}", "from 0 to 1"},
      {"people: {'+15550000001': [{turns: [{press: '1', confidence: 1}]}]}", "goes with say only"},
      {"people: {'+15550000001': [{turns: nothing}]}", "turns must be a list"},
      {"people: {'+15550000001': [{voicemail: true}]}", "voicemail must be a map"},
      {"people: {'+15550000001': [{detected_as: dog, answer_after: 1s}]}", "detected_as must be"},
      {"faults: {drop_response: -1}",
       "people.yaml:1:25: error: drop_response must be a number of calls"},
      {"faults: {list_lag: 10}", "list_lag must be a duration"},
      {"faults: {drop_respons: 1}", "did you mean 'drop_response'?"},
      {"people: [", "people.yaml:"},
      {"- 1", "a script must be a map"},
  };
  for (const auto& [text, says] : cases) {
    const std::string errors = ErrorsOf(text);
    EXPECT_NE(errors.find(says), std::string::npos) << text << "\n" << errors;
  }
}

TEST(ReadScript, ReportsEveryFinding) {
  const auto script = ReadScript("people: {bob: [{busy: no}], eve: [{}]}", "people.yaml");

  ASSERT_FALSE(script);
  EXPECT_EQ(script.error().size(), 4u);
}

TEST(ReadScript, ReadsTheDemo) {
  std::ifstream file(std::string(TOCSIN_SOURCE_DIR) + "/tools/phone/demo.yaml");
  std::ostringstream text;
  text << file.rdbuf();

  const auto script = ReadScript(text.str(), "demo.yaml");

  ASSERT_TRUE(script) << FormatFinding(script.error().front());
  EXPECT_EQ(script->people.size(), 4u);
}

TEST(IsE164, TakesPlusAndSevenToFifteenDigits) {
  EXPECT_TRUE(IsE164("+1234567"));
  EXPECT_TRUE(IsE164("+123456789012345"));
  for (const char* number :
       {"", "+", "1234567", "+123456", "+1234567890123456", "+1555a555555", "+1 5555555"})
    EXPECT_FALSE(IsE164(number)) << number;
}

}  // namespace
}  // namespace tocsin::phone
