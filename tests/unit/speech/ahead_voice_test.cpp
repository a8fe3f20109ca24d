#include "adapters/speech/ahead_voice.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "adapters/speech/prepared_speech.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/held_engines.hpp"
#include "fakes/virtual_loop.hpp"

namespace tocsin::speech {
namespace {

namespace fs = std::filesystem;
using fakes::HeardVoice;

/// A slow voice for English, and a quick one for all languages.
struct AheadWorld {
  explicit AheadWorld(const std::string& folder = {})
      : shelf(PreparedShelf::Make({.memory_bytes = 1'000'000, .folder = folder}, clock, metrics,
                                  &loop)) {
    auto held = std::make_unique<fakes::HeldVoice>("slow", "en");
    slow = held.get();
    prepared = MakePreparedSpeech(std::move(held), shelf, metrics);
    auto other = std::make_unique<fakes::HeldVoice>("quick");
    quick = other.get();
    voice = MakeAheadVoice(*prepared, std::move(other), shelf, metrics);
  }
  std::unique_ptr<SpeechJob> MakeAhead(const std::string& text, const std::string& tenant = "",
                                       const std::string& language = "en-US") {
    return voice->Synthesize(
        {.text = text, .language = language, .tenant = tenant, .ahead = true},
        {.piece = [](const Sound&) {}, .end = [this](const Status& status) { made = status; }});
  }
  static void End(fakes::HeldVoice& engine, std::int16_t sample, Status status = {}) {
    if (status) engine.asked.back().to.piece(Sound(160, sample));
    engine.asked.back().to.end(std::move(status));
  }

  fakes::FakeClock clock;
  fakes::FakeMetrics metrics;
  fakes::VirtualLoop loop;
  std::shared_ptr<PreparedShelf> shelf;
  fakes::HeldVoice *slow = nullptr, *quick = nullptr;
  std::unique_ptr<TextToSpeech> prepared, voice;
  std::optional<Status> made;
};

TEST(AheadVoice, WhatIsWantedAheadIsMadeByTheSlowOneAndHeardInCalls) {
  AheadWorld world;
  const auto job = world.MakeAhead("hello");
  ASSERT_EQ(world.slow->asked.size(), 1U);
  EXPECT_TRUE(world.quick->asked.empty());
  AheadWorld::End(*world.slow, 7);
  ASSERT_TRUE(world.made && *world.made);
  std::string by;
  Sound sound;
  const auto heard = world.voice->Synthesize({.text = "hello", .tenant = "acme"},
                                             {.piece = [&](const Sound& piece) { sound = piece; },
                                              .end = [](const Status&) {},
                                              .by = [&](const std::string& name) { by = name; }});
  EXPECT_EQ(sound, Sound(160, 7)) << "what stands in a workflow serves every tenant";
  EXPECT_EQ(by, "slow");
  EXPECT_EQ(world.slow->asked.size() + world.quick->asked.size(), 1U);
}

TEST(AheadVoice, NobodyEverWaitsForTheSlowOne) {
  AheadWorld world;
  const auto job = world.MakeAhead("hello");
  HeardVoice now(*world.voice, "hello");
  HeardVoice other(*world.voice, "good bye");
  EXPECT_EQ(world.slow->asked.size(), 1U) << "only what was wanted ahead";
  ASSERT_EQ(world.quick->asked.size(), 2U);
  world.quick->asked[0].to.piece(Sound(160, 3));
  world.quick->asked[0].to.end({});
  EXPECT_EQ(now.sound, Sound(160, 3));
  EXPECT_EQ(world.voice->Name(), "quick");
}

TEST(AheadVoice, WhatTheSlowOneCannotSayTheQuickOneMakes) {
  AheadWorld world;
  const auto german = world.MakeAhead("hallo", "", "de-DE");
  EXPECT_TRUE(world.slow->asked.empty());
  ASSERT_EQ(world.quick->asked.size(), 1U);
  const auto failed = world.MakeAhead("hello");
  AheadWorld::End(*world.slow, 7, Fail(ErrorKind::kInternal, "no memory"));
  ASSERT_EQ(world.quick->asked.size(), 2U);
  EXPECT_FALSE(world.made);
  AheadWorld::End(*world.quick, 3);
  EXPECT_TRUE(world.made && *world.made);
}

TEST(AheadVoice, ADroppedSentenceIsGivenUpByWhoeverMakesIt) {
  AheadWorld world;
  world.MakeAhead("hello").reset();
  EXPECT_EQ(world.slow->dropped, 1);
  { HeardVoice now(*world.voice, "hello"); }
  EXPECT_EQ(world.quick->dropped, 1);
}

TEST(AheadVoice, WhatWasMadeBeforeARestartIsHeardFromTheDisk) {
  const auto folder = fs::temp_directory_path() / ("ahead-" + std::to_string(getpid()));
  fs::remove_all(folder);
  {
    AheadWorld before(folder);
    const auto job = before.MakeAhead("hello");
    AheadWorld::End(*before.slow, 7);
    before.loop.Work();
  }
  AheadWorld world(folder);
  HeardVoice heard(*world.voice, "hello");
  world.loop.Work();
  EXPECT_EQ(heard.sound, Sound(160, 7));
  EXPECT_TRUE(world.quick->asked.empty());
  fs::remove_all(folder);
}

}  // namespace
}  // namespace tocsin::speech
