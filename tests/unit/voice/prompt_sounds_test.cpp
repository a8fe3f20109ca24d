// links: voice net schemas
// Prompts in a voice of our own: in time or not at all, and served to who has the address.
#include "workers/voice/worker/prompt_sounds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "adapters/sound/wav.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/virtual_loop.hpp"

namespace tocsin::voice {
namespace {

using namespace std::chrono_literals;

/// Speaks when the test lets it.
class HeldVoice final : public TextToSpeech {
 public:
  std::string Name() const override { return "held"; }
  bool Speaks(std::string_view language) const override { return language == "en-US"; }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    asked.push_back(what.text);
    tenants.insert(what.tenant);
    if (quick) {
      to.piece(Sound(800, 5));
      to.end(status);
    } else {
      held.push_back(std::move(to));
    }
    return std::make_unique<SpeechJob>();
  }
  std::vector<std::string> asked;
  std::set<std::string> tenants;
  std::vector<SpeechPieces> held;
  bool quick = true;
  Status status = {};
};

class PromptSoundsTest : public testing::Test {
 protected:
  std::vector<bool> Prepare(std::vector<std::string> lines, const std::string& language = "en-US") {
    answers_.clear();
    sounds_.Prepare({.lines = std::move(lines), .language = language, .tenant = "acme"},
                    [this](bool ready) { answers_.push_back(ready); });
    loop_.Work();
    return answers_;
  }
  HttpResponse Get(const std::string& url) {
    runtime::HttpRouter router;
    sounds_.Register(router);
    HttpResponse answer;
    HttpRequest request{.method = "GET", .path = url.substr(std::string("https://p").size())};
    router.Handle(std::move(request), [&](HttpResponse given) { answer = std::move(given); });
    return answer;
  }

  HeldVoice voice_;
  fakes::VirtualLoop loop_;
  fakes::FakeClock clock_;
  PromptSounds sounds_{{.voice = voice_, .loop = loop_, .clock = clock_, .secret = Secret("s")}};
  std::vector<bool> answers_;
};

TEST_F(PromptSoundsTest, AreReadyWhenAllLinesAre) {
  EXPECT_EQ(Prepare({"one", "two"}), std::vector{true});
  voice_.quick = false;
  EXPECT_TRUE(Prepare({"three", "four"}).empty());
  voice_.held[0].end({});
  EXPECT_TRUE(answers_.empty());
  voice_.held[1].end({});
  EXPECT_EQ(answers_, std::vector{true});
  loop_.Advance(10s);
  EXPECT_EQ(answers_, std::vector{true}) << "told once";
}

TEST_F(PromptSoundsTest, AreWaitedForNoLongerThanTheCarrierWould) {
  voice_.quick = false;
  Prepare({"slow"});
  loop_.Advance(600ms);
  EXPECT_TRUE(answers_.empty());
  loop_.Advance(200ms);
  EXPECT_EQ(answers_, std::vector{false});
  voice_.held[0].end({});
  EXPECT_EQ(answers_, std::vector{false});
}

TEST_F(PromptSoundsTest, AreNotWhereTheVoiceFailsOrDoesNotSpeak) {
  voice_.status = Fail(ErrorKind::kTransient, "away", "speech");
  EXPECT_EQ(Prepare({"one", "two"}), std::vector{false});
  voice_.status = {};
  EXPECT_EQ(Prepare({"eins"}, "de-DE"), std::vector{false});
  EXPECT_EQ(Prepare({std::string(2000, 'x')}), std::vector{false});
  EXPECT_EQ(Prepare({}), std::vector{false});
}

TEST_F(PromptSoundsTest, AreServedAtTheirAddressForAWhile) {
  const auto url = sounds_.Url("https://p", "nginx has stopped", "en-US", "acme");
  EXPECT_EQ(url.find("nginx"), std::string::npos) << "what is said is nobody else's";
  const auto answer = Get(url);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(HeaderValue(answer.headers, "Content-Type"), "audio/wav");
  ASSERT_TRUE(sound::ReadWav(answer.body));
  EXPECT_EQ(sound::ReadWav(answer.body)->sound.size(), 800U);
  EXPECT_EQ(voice_.asked.back(), "nginx has stopped");
  EXPECT_EQ(voice_.tenants, std::set<std::string>{"acme"});
  auto altered = url;
  altered[url.size() - 5] = altered[url.size() - 5] == 'A' ? 'B' : 'A';
  EXPECT_EQ(Get(altered).status, 403);
  EXPECT_EQ(Get("https://p/api/voice/audio/nonsense").status, 403);
  clock_.Advance(6min);
  EXPECT_EQ(Get(url).status, 403);
}

}  // namespace
}  // namespace tocsin::voice
