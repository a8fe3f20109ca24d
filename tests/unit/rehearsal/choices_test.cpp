// links: rehearsal expression
// What lint and `voice.ask` take as choices, the voice role takes, and nothing else.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "schemas/events/choice.hpp"
#include "schemas/events/data.hpp"
#include "workers/workflow/language/question_choices.hpp"

namespace tocsin::rehearsal {
namespace {

/// A choice of good and of odd members.
json::value AnyChoice(std::mt19937& random) {
  const auto one_of = [&](std::initializer_list<json::value> values) {
    return *(values.begin() + static_cast<std::ptrdiff_t>(random() % values.size()));
  };
  json::object choice;
  if (random() % 20 != 0)
    choice["id"] = one_of({"a", "b", "c", "d", "e", "go_on", "x-1", "Loud", "", 7,
                           json::string(64, 'x'), json::string(65, 'x')});
  if (random() % 3 != 0) choice["digits"] = one_of({"1", "2", "3", "44", "12345", "*", "", 1});
  if (random() % 2 != 0)
    choice["phrases"] =
        one_of({json::array{"go on"}, json::array{}, json::array{""}, json::array{"a\x01"}, "go",
                json::array{json::string(100, 'p')}, json::array{json::string(101, 'p')}});
  if (random() % 5 == 0)
    choice["confirm"] = one_of({"none", "read-back", "pin", "read_back", true});
  if (random() % 5 == 0) choice["final"] = one_of({true, false, "no"});
  return choice;
}

json::value WithConfirm(std::string_view word) {
  return {{"id", "a"}, {"digits", "1"}, {"confirm", word}};
}

/// What editors complete and the reference tells, word for word.
TEST(Choices, TheSchemaHasTheWordsThatAreTaken) {
  const auto schema = workflow::SchemaOfKeys("", workflow::KeysOf<workflow::ChoiceKeys>());
  const json::value words = schema.at("properties").at("confirm").at("anyOf").at(0).at("enum");
  EXPECT_EQ(words,
            (json::array{events::kConfirmReadBack, events::kConfirmPin, events::kConfirmNone}));
  for (const auto& word : words.as_array())
    EXPECT_EQ(workflow::ChoiceFault(WithConfirm(word.as_string())), std::nullopt) << word;
  EXPECT_EQ(workflow::ChoiceFault(WithConfirm("read_back")),
            "'confirm' must be read-back, pin or none");
}

/// Two tables of one thing, the language's and the events': neither says what the other does not.
TEST(Choices, TheLanguageSaysOfAChoiceWhatTheEventsSay) {
  const auto& keys = workflow::KeysOf<workflow::ChoiceKeys>().Fields();
  const auto& shared = events::Choice::Spec().Fields();
  ASSERT_EQ(keys.size(), shared.size() + 1) << "`when` is the language's alone";
  for (const auto& field : shared) {
    const auto key = std::ranges::find(keys, field.name, &Field::name);
    ASSERT_NE(key, keys.end()) << field.name;
    EXPECT_EQ(key->description, field.description);
    EXPECT_EQ(key->rules.allowed, field.rules.allowed);
    EXPECT_EQ(key->rules.required, field.rules.required);
  }
}

TEST(Choices, WhatLintTakesTheVoiceRoleTakes) {
  std::mt19937 random(7);
  int taken = 0;
  int refused = 0;
  for (int i = 0; i < 20000; ++i) {
    json::array choices;
    for (auto count = 1 + random() % (i % 50 == 0 ? 12 : 3); count > 0; --count)
      choices.push_back(AnyChoice(random));
    const json::value given(choices);
    const auto normal = workflow::NormalizeChoices(given);
    const bool direct = events::ReadChoices(&given).has_value();
    ASSERT_EQ(normal.has_value(), direct) << json::serialize(given);
    (normal ? taken : refused)++;
    if (!normal) continue;
    json::value requested = json::array();
    for (const auto& choice : *normal) requested.get_array().push_back(EncodeJson(choice));
    const auto read = events::ReadChoices(&requested);
    ASSERT_TRUE(read) << json::serialize(requested) << ": " << read.error().message;
    for (const auto& choice : *read) {
      const json::value stored = EncodeJson(choice);
      EXPECT_EQ(EncodeJson(events::Read<events::Choice>(stored)), stored);
    }
  }
  EXPECT_GT(taken, 500);
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace tocsin::rehearsal
