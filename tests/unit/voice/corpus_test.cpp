// links: voice net schemas
// Sentences as recognisers write them: none of those that decide nothing may decide, and nearly all
// commands must be understood at once.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <map>

#include "workers/voice/talk/alert_words.hpp"
#include "workers/voice/understanding/grammar.hpp"
#include "workers/voice/understanding/known_choices.hpp"

namespace tocsin::voice {
namespace {

constexpr double kSure = 0.95;
constexpr double kUnderstoodShare = 0.95;

struct CorpusSentence {
  std::string kind;
  std::string choice;  ///< "-": none
  std::string text;
};

std::string Trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? ""
                                    : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::vector<CorpusSentence> ReadCorpus(const std::string& name) {
  std::ifstream file(TOCSIN_SOURCE_DIR "/tests/unit/voice/corpus/" + name + ".txt");
  std::vector<CorpusSentence> sentences;
  for (std::string line; std::getline(file, line);) {
    const auto first = line.find('|');
    const auto second = line.find('|', first + 1);
    sentences.push_back({Trimmed(line.substr(0, first)),
                         Trimmed(line.substr(first + 1, second - first - 1)),
                         Trimmed(line.substr(second + 1))});
  }
  return sentences;
}

/// The shipped workflow's answers, in the call's language.
std::vector<Choice> ShippedChoices(const Language& language, std::string_view confirm) {
  std::vector<Choice> choices = {
      {.id = "approve",
       .digits = "1",
       .phrases = {"approve", "approve it", "approve the action", "go ahead"}},
      {.id = "dismiss", .digits = "2", .phrases = {"dismiss", "dismiss it", "ignore", "ignore it"}},
      {.id = "escalate",
       .digits = "9",
       .phrases = {"escalate", "escalate it", "not me", "ask someone else"},
       .final = false}};
  for (auto& choice : choices) choice.confirm = confirm;
  SayInLanguage(language, choices);
  return choices;
}

json::value NginxStopped() {
  return {{"severity", "critical"},
          {"resource_type", "container"},
          {"resource_name", "nginx"},
          {"node_name", "pve1"},
          {"title", "Container nginx on pve1 has stopped"},
          {"recommended_action", {{"name", "restart_container"}, {"parameters", json::object{}}}}};
}

/// A person on the phone, listened to in one language.
class Caller {
 public:
  Caller(const Language& language, std::string_view confirm)
      : language_(language), choices_(ShippedChoices(language, confirm)) {}

  /// What is decided by a first sentence; read back, it is confirmed with "yes".
  std::string DecidesWith(const std::string& sentence) const {
    const auto first = Hear(sentence, Step::kChoose, 0);
    if (first.kind != Meaning::Kind::kChoice) return "-";
    const auto& choice = choices_[first.choice];
    if (choice.confirm == events::kConfirmNone) return first.plain ? choice.id : "-";
    const std::string yes(language_.words.confirmations.front());
    return Hear(yes, Step::kConfirm, first.choice).kind == Meaning::Kind::kConfirm ? choice.id
                                                                                   : "-";
  }
  /// Whether it confirms a choice that was read back before.
  bool ConfirmsWith(const std::string& sentence) const {
    for (std::size_t i = 0; i < choices_.size(); ++i)
      if (Hear(sentence, Step::kConfirm, i).kind == Meaning::Kind::kConfirm) return true;
    return false;
  }

 private:
  Meaning Hear(const std::string& sentence, Step step, std::size_t pending) const {
    return Understand({.language = language_,
                       .choices = choices_,
                       .step = step,
                       .pending = pending,
                       .min_confidence = 0.5,
                       .names = NamesIn(language_, NginxStopped())},
                      {.speech = sentence, .confidence = kSure});
  }

  const Language& language_;
  std::vector<Choice> choices_;
};

struct Count {
  int all = 0, right = 0, wrong = 0;
};

class Corpus : public testing::TestWithParam<const char*> {};

TEST_P(Corpus, NobodyElseDecidesAndCommandsAreUnderstood) {
  const std::string name = GetParam();
  const std::string folder = name.substr(0, name.find('_'));
  const auto& language = folder == "english"   ? English()
                         : folder == "german"  ? German()
                         : folder == "spanish" ? Spanish()
                                               : Hindi();
  const Caller read_back(language, events::kConfirmReadBack);
  const Caller at_once(language, events::kConfirmNone);
  std::map<std::string, Count> counts;
  for (const auto& [kind, choice, text] : ReadCorpus(name)) {
    auto& count = counts[kind];
    ++count.all;
    const auto decided = read_back.DecidesWith(text);
    const auto unconfirmed = at_once.DecidesWith(text);
    const bool wrong = (decided != "-" && decided != choice) ||
                       (unconfirmed != "-" && unconfirmed != choice) ||
                       (choice == "-" && read_back.ConfirmsWith(text));
    EXPECT_FALSE(wrong) << kind << ": " << text << " -> " << decided << ", " << unconfirmed;
    count.wrong += wrong;
    count.right += !wrong && decided == choice;
    if (!wrong && decided != choice)
      std::printf("asked again: %s: %s\n", kind.c_str(), text.c_str());
  }
  for (const auto& [kind, count] : counts) {
    std::printf("%-15s %-11s %3d sentences, %3d as meant, %d decided wrongly\n", name.c_str(),
                kind.c_str(), count.all, count.right, count.wrong);
  }
  if (name.ends_with("_traps")) return;
  const auto& commands = counts["command"];
  EXPECT_GE(commands.all, folder == "english" ? 50 : 20);
  EXPECT_GE(commands.right, kUnderstoodShare * commands.all);
}

INSTANTIATE_TEST_SUITE_P(
    Languages, Corpus,
    testing::Values("english_first", "german_first", "spanish_first", "hindi_first",
                    "english_second", "german_second", "spanish_second", "hindi_second",
                    "english_third", "german_third", "spanish_third", "hindi_third",
                    "english_fourth", "german_fourth", "spanish_fourth", "hindi_fourth",
                    "english_fifth", "german_fifth", "spanish_fifth", "hindi_fifth",
                    "english_sixth", "german_sixth", "spanish_sixth", "hindi_sixth",
                    "english_seventh", "german_seventh", "spanish_seventh", "hindi_seventh",
                    "english_traps", "german_traps", "spanish_traps", "hindi_traps"),
    [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace tocsin::voice
