#include "adapters/speech/prepared_speech.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "fakes/fake_clock.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/held_engines.hpp"
#include "fakes/log_lines.hpp"
#include "fakes/virtual_loop.hpp"

namespace tocsin::speech {
namespace {

namespace fs = std::filesystem;
using fakes::HeardVoice;
using std::chrono::hours;

/// A voice of its own on a shelf that others may share.
struct PreparedWorld {
  explicit PreparedWorld(PreparedOptions options = {.memory_bytes = 1'000'000})
      : shelf(PreparedShelf::Make(std::move(options), clock, metrics, &loop)) {
    Voice("v");
  }
  void Voice(const std::string& variant) {
    auto held = std::make_unique<fakes::HeldVoice>("v");
    engine = held.get();
    engine->variant = variant;
    voice = MakePreparedSpeech(std::move(held), shelf, metrics);
  }
  /// True: it was kept.
  bool Kept(const std::string& text, const std::string& language = "en-US",
            const std::string& tenant = "") {
    const auto before = engine->asked.size();
    HeardVoice heard(*voice, text, language, tenant);
    loop.Work();
    if (engine->asked.size() == before) return heard.end && *heard.end && !heard.sound.empty();
    Make();
    return false;
  }
  void Make(std::size_t samples = 160) {
    engine->asked.back().to.piece(Sound(samples, 7));
    engine->asked.back().to.end({});
    loop.Work();
  }
  double Found(const std::string& how) const {
    return metrics.Value("tocsin_speech_prepared_total{found=" + how + "}");
  }

  fakes::FakeClock clock;
  fakes::FakeMetrics metrics;
  fakes::VirtualLoop loop;
  std::shared_ptr<PreparedShelf> shelf;
  fakes::HeldVoice* engine = nullptr;
  std::unique_ptr<TextToSpeech> voice;
};

TEST(PreparedSpeech, ASentenceIsMadeOnceAndSaidAgainAtOnce) {
  PreparedWorld world;
  EXPECT_FALSE(world.Kept("hello"));
  EXPECT_TRUE(world.Kept("hello"));
  EXPECT_EQ(world.Found("yes"), 1);
  EXPECT_EQ(world.Found("no"), 1);
  EXPECT_EQ(world.metrics.Value("voice_synthesis_duration_seconds{provider=v}"), 1)
      << "what was kept took no time";
  EXPECT_GT(world.metrics.Value("tocsin_speech_prepared_bytes{place=memory}"), 300);
}

TEST(PreparedSpeech, TextLanguageTenantAndVoiceMakeAnotherSentence) {
  PreparedWorld world;
  EXPECT_FALSE(world.Kept("hello"));
  EXPECT_FALSE(world.Kept("hello!"));
  EXPECT_FALSE(world.Kept("hello", "en-GB"));
  EXPECT_FALSE(world.Kept("bye", "en-US", "acme"));
  EXPECT_FALSE(world.Kept("bye", "en-US", "other"));
  EXPECT_TRUE(world.Kept("bye", "en-US", "acme"));
  EXPECT_FALSE(world.Kept("bye")) << "what a tenant's call said serves nobody else";
  EXPECT_TRUE(world.Kept("hello", "en-US", "acme")) << "what stands in a workflow serves everybody";
  world.Voice("v, faster");
  EXPECT_FALSE(world.Kept("hello")) << "old sound is never played for another voice";
  world.Voice("v");
  EXPECT_TRUE(world.Kept("hello")) << "the shelf is that of all voices";
}

TEST(PreparedSpeech, TenCallsAtOnceMakeItOnceAndAllHearAll) {
  PreparedWorld world;
  std::vector<std::unique_ptr<HeardVoice>> calls;
  for (int i = 0; i < 5; ++i) calls.push_back(std::make_unique<HeardVoice>(*world.voice, "hello"));
  ASSERT_EQ(world.engine->asked.size(), 1U);
  auto& made = world.engine->asked[0].to;
  made.piece(Sound(100, 1));
  for (int i = 0; i < 5; ++i) calls.push_back(std::make_unique<HeardVoice>(*world.voice, "hello"));
  EXPECT_EQ(calls.back()->sound, Sound(100, 1)) << "what came so far is there at once";
  calls.erase(calls.begin());  // who asked first hangs up
  made.piece(Sound(50, 2));
  made.end({});
  EXPECT_EQ(world.engine->asked.size(), 1U);
  Sound whole(100, 1);
  whole.insert(whole.end(), 50, 2);
  for (const auto& call : calls) {
    EXPECT_EQ(call->sound, whole);
    EXPECT_TRUE(call->end && *call->end);
  }
  EXPECT_EQ(world.Found("no"), 1);
  EXPECT_EQ(world.Found("making"), 9);
}

TEST(PreparedSpeech, WhoAskedFirstPaysAndWhatIsKeptCostsNothing) {
  PreparedWorld world;
  double paid[3] = {};
  std::vector<std::unique_ptr<SpeechJob>> jobs;
  const auto ask = [&](double& cost) {
    jobs.push_back(world.voice->Synthesize({.text = "hello"},
                                           {.piece = [](const Sound&) {},
                                            .end = [](const Status&) {},
                                            .cost = [&cost](double more) { cost += more; }}));
  };
  ask(paid[0]);
  ask(paid[1]);
  ASSERT_EQ(world.engine->asked.size(), 1U);
  world.engine->asked[0].to.cost(0.25);
  world.Make();
  ask(paid[2]);
  EXPECT_THAT(paid, testing::ElementsAre(0.25, 0, 0));
}

TEST(PreparedSpeech, WhatNobodyWaitsForIsGivenUpAndMadeAnew) {
  PreparedWorld world;
  auto one = std::make_unique<HeardVoice>(*world.voice, "hello");
  auto two = std::make_unique<HeardVoice>(*world.voice, "hello");
  one.reset();
  EXPECT_EQ(world.engine->dropped, 0);
  two.reset();
  EXPECT_EQ(world.engine->dropped, 1);
  HeardVoice three(*world.voice, "hello");
  EXPECT_EQ(world.engine->asked.size(), 2U);
  world.Make();
  EXPECT_TRUE(three.end && *three.end);
}

TEST(PreparedSpeech, WhatFailedIsToldToAllAndNotKept) {
  PreparedWorld world;
  HeardVoice one(*world.voice, "hello"), two(*world.voice, "hello");
  world.engine->asked[0].to.piece(Sound(10, 1));
  world.engine->asked[0].to.end(Fail(ErrorKind::kTransient, "speaking: broken"));
  EXPECT_FALSE(*one.end);
  EXPECT_FALSE(*two.end);
  EXPECT_EQ(world.metrics.Value("tocsin_provider_errors_total{provider=v,part=text_to_speech}"), 1);
  EXPECT_FALSE(world.Kept("hello"));
}

TEST(PreparedSpeech, KeepsNoMoreThanItMayAndNothingForEver) {
  PreparedWorld world({.memory_bytes = 4'000, .keep = hours(2)});
  for (int i = 0; i < 20; ++i) world.Kept("sentence " + std::to_string(i));
  EXPECT_TRUE(world.Kept("sentence 19"));
  EXPECT_FALSE(world.Kept("sentence 0")) << "the longest unused goes";
  for (int i = 0; i < 2; ++i) {
    HeardVoice heard(*world.voice, "long");
    world.Make(1'000);
  }
  EXPECT_FALSE(world.Kept("long")) << "too long to keep";
  world.Kept("used");
  world.clock.Advance(std::chrono::minutes(90));
  EXPECT_TRUE(world.Kept("used"));
  world.clock.Advance(std::chrono::minutes(90));
  EXPECT_TRUE(world.Kept("used")) << "since its last use";
  world.clock.Advance(std::chrono::minutes(121));
  EXPECT_FALSE(world.Kept("used"));
}

class PreparedOnDisk : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::temp_directory_path() / ("sounds-" + std::to_string(getpid()) + '-' +
                                     testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  PreparedOptions Options() const {
    return {.memory_bytes = 1'000'000, .folder = folder_ / "sounds", .disk_bytes = 1'000'000};
  }
  std::vector<fs::path> Files() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder_ / "sounds")) files.push_back(entry);
    return files;
  }
  fs::path folder_;
};

TEST_F(PreparedOnDisk, IsThereAfterARestart) {
  { EXPECT_FALSE(PreparedWorld(Options()).Kept("hello")); }
  ASSERT_EQ(Files().size(), 1U);
  PreparedWorld again(Options());
  HeardVoice one(*again.voice, "hello"), two(*again.voice, "hello");
  EXPECT_TRUE(again.engine->asked.empty());
  again.loop.Work();
  EXPECT_EQ(one.sound, Sound(160, 7));
  EXPECT_EQ(two.sound, Sound(160, 7));
  EXPECT_TRUE(again.Kept("hello"));
  EXPECT_EQ(again.Found("no"), 0);
  EXPECT_GT(again.metrics.Value("tocsin_speech_prepared_bytes{place=disk}"), 320);
  struct stat file {};
  ASSERT_EQ(stat(Files()[0].c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 077, 0U) << "nobody else reads what was said";
  ASSERT_EQ(stat((folder_ / "sounds").c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 077, 0U);
}

TEST_F(PreparedOnDisk, AChangeOfVoiceOrOfTheRulesForTextPlaysNothingOld) {
  { PreparedWorld(Options()).Kept("hello"); }
  PreparedWorld other(Options());
  other.Voice("v2");
  EXPECT_FALSE(other.Kept("hello"));
  auto options = Options();
  options.text_version = "2";
  PreparedWorld newer(options);
  EXPECT_FALSE(newer.Kept("hello"));
}

TEST_F(PreparedOnDisk, AFileThatWasCutOrAlteredIsNone) {
  { PreparedWorld(Options()).Kept("hello"); }
  const auto damage = [this](const std::function<void(std::string&)>& how) {
    const auto file = Files().at(0);
    std::ifstream in(file, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(in), {});
    how(text);
    std::ofstream(file, std::ios::binary) << text;
    PreparedWorld world(Options());
    EXPECT_FALSE(world.Kept("hello"));
    EXPECT_TRUE(world.Kept("hello"));
    EXPECT_TRUE(PreparedWorld(Options()).Kept("hello")) << "it is made anew and kept";
  };
  damage([](std::string& text) { text.resize(text.size() / 2); });
  damage([](std::string& text) { text.clear(); });
  damage([](std::string& text) { text.back() ^= 1; });
  damage([](std::string& text) { text.front() = 'X'; });
  damage([](std::string& text) { text += "more"; });
}

TEST_F(PreparedOnDisk, KeepsItsBoundAndForgetsWhatIsNotUsed) {
  auto options = Options();
  options.disk_bytes = 10'000;
  options.keep = hours(24);
  {
    PreparedWorld world(options);
    for (int i = 0; i < 50; ++i) {
      world.Kept("sentence " + std::to_string(i));
      world.clock.Advance(std::chrono::seconds(1));
    }
    EXPECT_LE(world.metrics.Value("tocsin_speech_prepared_bytes{place=disk}"), 10'000);
    EXPECT_LT(Files().size(), 50U);
  }
  PreparedWorld world(options);
  EXPECT_TRUE(world.Kept("sentence 49"));
  EXPECT_FALSE(world.Kept("sentence 0"));
  world.clock.Advance(hours(20));
  EXPECT_TRUE(world.Kept("sentence 49"));
  PreparedWorld later(options);
  later.clock.Advance(hours(40));
  EXPECT_TRUE(later.Kept("sentence 49")) << "a use in memory is one of the file, too";
  later.clock.Advance(hours(25));
  EXPECT_FALSE(later.Kept("sentence 49"));
}

TEST_F(PreparedOnDisk, AFolderThatCannotBeUsedIsToldAndLeftAlone) {
  std::ofstream(folder_) << "a file";
  fakes::LogLines log;
  PreparedWorld world(Options());
  EXPECT_FALSE(world.Kept("hello"));
  EXPECT_TRUE(world.Kept("hello"));
  EXPECT_NE(log.With({"kept in memory only", "speech.prepared.folder"}), "");
}

}  // namespace
}  // namespace tocsin::speech
