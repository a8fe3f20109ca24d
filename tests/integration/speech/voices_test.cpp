#include "adapters/speech/voices.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "adapters/net/loops.hpp"
#include "adapters/sound/key_tones.hpp"
#include "adapters/sound/level.hpp"
#include "adapters/speech/ears.hpp"
#include "adapters/speech/espeak.hpp"
#include "adapters/speech/festival.hpp"
#include "adapters/speech/kokoro.hpp"
#include "tests/fakes/fake_metrics.hpp"
#include "tests/fakes/log_lines.hpp"

namespace tocsin::speech {
namespace {

namespace fs = std::filesystem;

Result<Sound> Say(TextToSpeech& voice, std::string text, std::string language = "en-US") {
  Sound sound;
  std::promise<Status> ended;
  const auto job = voice.Synthesize(
      {.text = std::move(text), .language = std::move(language)},
      {.piece = [&](Sound piece) { sound.insert(sound.end(), piece.begin(), piece.end()); },
       .end = [&](Status status) { ended.set_value(std::move(status)); }});
  if (const auto status = ended.get_future().get(); !status) return Fail(status.error());
  return sound;
}

struct GroundOfVoices {
  ~GroundOfVoices() { loop->Stop(Duration(0)); }
  VoiceGround Of() { return {*loop, metrics, PreparedShelf::Make({}, clock, metrics)}; }
  SystemClock clock;
  fakes::FakeMetrics metrics;
  std::unique_ptr<Loop> loop = MakeLoop("engines");
};

double SecondsOf(const Sound& sound) { return static_cast<double>(sound.size()) / kLineRate; }

/// Our children of that name.
std::vector<pid_t> Children(std::string_view name) {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "stat");
    std::string pid, command, state, parent;
    if (!(file >> pid >> command >> state >> parent)) continue;
    if (command == "(" + std::string(name) + ")" && parent == std::to_string(getpid()))
      found.push_back(std::stoi(pid));
  }
  return found;
}

class Festival : public testing::Test {
 protected:
  void SetUp() override {
    auto voice = MakeFestival(1);
    if (!voice && voice.error().kind == ErrorKind::kNotFound) GTEST_SKIP() << voice.error().message;
    ASSERT_TRUE(voice) << voice.error().message;
    voice_ = std::move(*voice);
  }
  std::unique_ptr<TextToSpeech> voice_;
};

TEST_F(Festival, SpeaksAtALinesLevel) {
  const auto sound = Say(*voice_, "Container web one has stopped. Press one to restart it.");
  ASSERT_TRUE(sound) << sound.error().message;
  EXPECT_GT(SecondsOf(*sound), 2);
  EXPECT_LT(SecondsOf(*sound), 6);
  EXPECT_NEAR(sound::Level(*sound), -20, 3);
  EXPECT_LE(sound::Peak(*sound), -2.5);
  EXPECT_TRUE(Say(*voice_, "")->empty());
  EXPECT_TRUE(Say(*voice_, "... ()\"").value().empty());
}

TEST_F(Festival, SpeaksALongTextByAndBy) {
  std::string text;
  for (int i = 0; i < 12; ++i)
    text += "Disk number " + std::to_string(i) + " of the mail server in Frankfurt is full, ";
  int pieces = 0;
  Sound sound;
  std::promise<Status> ended;
  const auto job = voice_->Synthesize(
      {.text = text}, {.piece =
                           [&](Sound piece) {
                             ++pieces;
                             sound.insert(sound.end(), piece.begin(), piece.end());
                           },
                       .end = [&](Status status) { ended.set_value(std::move(status)); }});
  ASSERT_TRUE(ended.get_future().get());
  EXPECT_GE(pieces, 3);
  EXPECT_GT(SecondsOf(sound), 25);
}

TEST_F(Festival, EvaluatesNothingOfAText) {
  const auto folder = fs::temp_directory_path() / ("tocsin-hostile-" + std::to_string(getpid()));
  const std::string touch = "(system \"touch " + folder.string() + "\")";
  for (const auto& text : std::initializer_list<std::string>{
           touch, "x\") " + touch + " (\"", "\\\") " + touch, "#." + touch, "`" + touch,
           "'" + touch, "hello\n" + touch + "\n", "(quit)", "(exit 0)", "\") (quit) (\""}) {
    const auto sound = Say(*voice_, text);
    EXPECT_TRUE(sound) << text;
  }
  EXPECT_FALSE(fs::exists(folder));
  EXPECT_TRUE(Say(*voice_, "Still here.").has_value());
}

TEST_F(Festival, IsStartedAgainWhenItDiesOrHangs) {
  ASSERT_TRUE(Say(*voice_, "One.").has_value());
  auto children = Children("festival");
  ASSERT_EQ(children.size(), 1U);
  kill(children[0], SIGKILL);
  const auto after_death = Say(*voice_, "Two.");
  ASSERT_TRUE(after_death) << after_death.error().message;
  EXPECT_FALSE(after_death->empty());

  children = Children("festival");
  ASSERT_EQ(children.size(), 1U);
  kill(children[0], SIGSTOP);
  const auto hung = Say(*voice_, "Three.");
  ASSERT_FALSE(hung);
  EXPECT_EQ(hung.error().kind, ErrorKind::kTimeout);
  EXPECT_TRUE(Say(*voice_, "Four.").has_value());
  voice_ = nullptr;
  EXPECT_TRUE(Children("festival").empty());
}

TEST(Espeak, SpeaksTheLanguagesOfTalks) {
  const auto voice = MakeEspeak(1);
  if (!voice) GTEST_SKIP() << voice.error().message;
  for (const auto& [language, text] :
       {std::pair("en-US", "The disk is full."), std::pair("de-DE", "Die Festplatte ist voll."),
        std::pair("es-ES", "El disco está lleno."), std::pair("hi-IN", "डिस्क भर गई है।")}) {
    const auto sound = Say(**voice, text, language);
    ASSERT_TRUE(sound) << sound.error().message;
    EXPECT_GT(SecondsOf(*sound), 0.7) << language;
    EXPECT_LT(SecondsOf(*sound), 5) << language;
    EXPECT_NEAR(sound::Level(*sound), -20, 4) << language;
  }
  EXPECT_TRUE(Say(**voice, "<speak>[[h@l'oU]] &amp;</speak>").has_value());
}

/// Synthesised vowels hold their pitch better than people do: the hard case.
TEST(Voices, SpeakNoKeys) {
  GroundOfVoices ground;
  const auto voices = LoadVoices({}, ground.Of());
  if (!voices) GTEST_SKIP() << voices.error().message;
  const auto espeak = MakeEspeak(1);
  for (const std::string text :
       {"Please listen carefully. The mail server has been down since half past three.",
        "Oh no, we owe you an hour, are you all right? Eee, aah, ooh, mmm.",
        "Eleven million one hundred eleven thousand one hundred and eleven events arrived."}) {
    sound::KeyTones ear;
    const auto sound = Say(*voices->voice, text);
    ASSERT_TRUE(sound) << sound.error().message;
    EXPECT_EQ(ear.Hear(*sound), "") << text;
    if (!espeak) continue;
    const auto other = Say(**espeak, text);
    ASSERT_TRUE(other) << other.error().message;
    EXPECT_EQ(ear.Hear(*other), "") << text;
  }
}

TEST(Voices, AnotherGoesOnWhereOneHangsInMidSentence) {
  fakes::LogLines log;
  GroundOfVoices ground;
  const auto voices = LoadVoices({}, ground.Of());
  if (!voices || !voices->missing.empty()) GTEST_SKIP() << "needs festival and espeak-ng";
  std::string text;
  for (int i = 0; i < 12; ++i)
    text += "Disk number " + std::to_string(i) + " of the mail server in Frankfurt is full, ";
  Sound sound;
  std::promise<Status> ended;
  bool hung = false;
  const auto job = voices->voice->Synthesize(
      {.text = text}, {.piece =
                           [&](const Sound& piece) {
                             sound.insert(sound.end(), piece.begin(), piece.end());
                             if (std::exchange(hung, true)) return;
                             for (const auto child : Children("festival")) kill(child, SIGSTOP);
                           },
                       .end = [&](Status status) { ended.set_value(std::move(status)); }});
  const auto status = ended.get_future().get();
  EXPECT_TRUE(status) << status.error().message;
  EXPECT_GT(SecondsOf(sound), 22);
  EXPECT_LT(SecondsOf(sound), 50) << "little is said twice";
  EXPECT_NE(log.With({"festival slt-hts", "espeak-ng goes on"}), "");
}

std::string FolderOfModels() {
  const char* folder = std::getenv("TOCSIN_MODELS");
  return folder != nullptr ? folder : TOCSIN_SOURCE_DIR "/.local/models";
}

std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0)
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (c != '\'' && !words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// How many words must be changed, left out or put in to make the one of the other.
std::size_t WordsWrong(const std::vector<std::string>& said,
                       const std::vector<std::string>& heard) {
  std::vector<std::size_t> row(heard.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 1; i <= said.size(); ++i) {
    std::size_t corner = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= heard.size(); ++j) {
      const std::size_t other = corner + (said[i - 1] == heard[j - 1] ? 0 : 1);
      corner = std::exchange(row[j], std::min({other, row[j] + 1, row[j - 1] + 1}));
    }
  }
  return row.back();
}

constexpr const char* kPrompts[] = {
    "Hello, this is the night desk.",
    "The mail server has stopped answering its health checks.",
    "The disk of the database is almost full.",
    "Shall I restart the web server now?",
    "Press one to restart it, or two to leave it as it is.",
    "Sorry, I did not understand that.",
    "Thank you, the server will be restarted.",
    "Your appointment is on Monday at half past three.",
    "It costs eight thousand to twelve thousand dollars.",
    "Please listen carefully, for this is important.",
};

/// Of a hundred words, how many our recogniser gets wrong.
double WrongOfAHundred(TextToSpeech& voice, SpeechToText& ears) {
  double wrong = 0, all = 0;
  for (const std::string prompt : kPrompts) {
    const auto sound = Say(voice, prompt);
    if (!sound) return ADD_FAILURE() << sound.error().message, 100;
    std::promise<std::string> heard;
    const auto job = ears.Recognize({.sound = *sound}, [&](const Result<RecognizedSpeech>& result) {
      heard.set_value(result ? result->text : "");
    });
    const auto words = WordsOf(prompt);
    all += static_cast<double>(words.size());
    wrong += static_cast<double>(WordsWrong(words, WordsOf(heard.get_future().get())));
  }
  return 100 * wrong / all;
}

/// The best voice without a service, where its network was fetched (tools/models --kokoro).
TEST(Kokoro, IsUnderstoodBetterThanTheOthers) {
  auto ears = LoadEars({.models = FolderOfModels()});
  if (!ears) GTEST_SKIP() << ears.error().message;
  for (const auto name : KokoroVoices()) {
    auto kokoro = MakeKokoro({.models = FolderOfModels(), .voice = std::string(name)});
    if (!kokoro && kokoro.error().kind == ErrorKind::kNotFound)
      GTEST_SKIP() << kokoro.error().message;
    ASSERT_TRUE(kokoro) << kokoro.error().message;
    const auto began = std::chrono::steady_clock::now();
    const auto sound = Say(**kokoro, "The mail server has stopped answering its health checks.");
    ASSERT_TRUE(sound) << sound.error().message;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    EXPECT_NEAR(sound::Level(*sound), -20, 3);
    EXPECT_GT(SecondsOf(*sound), 2);
    EXPECT_LT(SecondsOf(*sound), 6);
    EXPECT_TRUE(Say(**kokoro, "").value().empty());
    EXPECT_TRUE(Say(**kokoro, "... ()\"").value().empty());
    EXPECT_FALSE(Say(**kokoro, "<speak>[[h@l'oU]] &amp; \xC3 Grüße</speak>").value().empty());
    const double wrong = WrongOfAHundred(**kokoro, *ears->recognizer);
    std::printf("%s: %.1f of 100 words wrong, %.2f s for a second\n", (*kokoro)->Name().c_str(),
                wrong, took.count() / SecondsOf(*sound));
    EXPECT_LE(wrong, 12);
  }
  if (const auto festival = MakeFestival(1))
    std::printf("festival: %.1f of 100 words wrong\n",
                WrongOfAHundred(**festival, *ears->recognizer));
}

/// A sentence that a recogniser understands through a phone's band.
TEST(Voices, AreUnderstoodOverThePhone) {
  GroundOfVoices ground;
  const auto voices = LoadVoices({}, ground.Of());
  if (!voices) GTEST_SKIP() << voices.error().message;
  auto ears = LoadEars({.models = FolderOfModels()});
  if (!ears) GTEST_SKIP() << ears.error().message;
  const auto sound = Say(*voices->voice, "Please restart the mail server now.");
  ASSERT_TRUE(sound) << sound.error().message;
  std::promise<Result<RecognizedSpeech>> heard;
  const auto job = ears->recognizer->Recognize(
      {.sound = *sound},
      [&](Result<RecognizedSpeech> result) { heard.set_value(std::move(result)); });
  const auto text = heard.get_future().get();
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_NE(text->text.find("restart the mail server"), std::string::npos) << text->text;
}

}  // namespace
}  // namespace tocsin::speech
