// What is made before it is said: the words of a call that rings, and those of workflows.
#include "workers/voice/worker/sounds_ahead.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/call_script.hpp"
#include "fakes/held_engines.hpp"
#include "fakes/log_lines.hpp"
#include "fakes/virtual_loop.hpp"
#include "workers/voice/media/spoken_text.hpp"
#include "workers/voice/talk/first_words.hpp"

namespace tocsin::voice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SoundsAheadTest : public testing::Test {
 protected:
  std::vector<std::string> Asked() const {
    std::vector<std::string> texts;
    for (const auto& asked : voice_.asked) texts.push_back(asked.what.text);
    return texts;
  }
  void EndLast(Status status = {}) {
    voice_.asked.back().to.end(std::move(status));
    loop_.Work();
  }

  fakes::VirtualLoop loop_;
  fakes::LogLines log_;
  fakes::HeldVoice voice_{"held", "en"};
};

TEST_F(SoundsAheadTest, OfACallThatRingsAllSentencesAreMadeAtOnce) {
  SoundsAhead ahead(voice_, SoundsAhead::Cut::kSentences, loop_);
  ahead.MakeNow({.lines = {"Hello. The disk is full.", "Press 1."}, .language = "en-GB"});
  EXPECT_THAT(Asked(), ElementsAre("Hello.", "The disk is full.", "Press 1."));
  EXPECT_EQ(voice_.asked[0].what.language, "en-GB");
  ahead.MakeNow({.lines = {"Guten Tag."}, .language = "de-DE"});
  EXPECT_EQ(voice_.asked.size(), 3U) << "the voice does not speak it";
}

TEST_F(SoundsAheadTest, CarriersFetchWholeLines) {
  SoundsAhead ahead(voice_, SoundsAhead::Cut::kLines, loop_);
  ahead.MakeNow({.lines = {"Hello. The disk is full.", "Press 1."}});
  EXPECT_THAT(Asked(), ElementsAre("Hello. The disk is full.", "Press 1."));
}

TEST_F(SoundsAheadTest, InTheBackgroundOneIsMadeAfterTheOtherAndEachOnce) {
  SoundsAhead ahead(voice_, SoundsAhead::Cut::kSentences, loop_);
  ahead.MakeLater({{.lines = {"One. Two."}}, {.lines = {"One. Three."}}});
  loop_.Work();
  EXPECT_THAT(Asked(), ElementsAre("One."));
  EndLast();
  EndLast(Fail(ErrorKind::kTransient, "speaking: broken"));
  EXPECT_THAT(Asked(), ElementsAre("One.", "Two.", "Three."));
  EndLast();
  EXPECT_EQ(Asked().size(), 3U);
  EXPECT_NE(log_.With({"2 sentences of workflows are ready", "1 could not be made"}), "");
}

TEST_F(SoundsAheadTest, AReloadReplacesWhatWaits) {
  SoundsAhead ahead(voice_, SoundsAhead::Cut::kSentences, loop_);
  ahead.MakeLater({{.lines = {"One. Two. Three."}}});
  loop_.Work();
  ahead.MakeLater({{.lines = {"Four."}}});
  EndLast();
  EndLast();
  EXPECT_THAT(Asked(), ElementsAre("One.", "Four."));
}

TEST_F(SoundsAheadTest, ItsEndGivesUpWhatIsBeingMade) {
  {
    SoundsAhead ahead(voice_, SoundsAhead::Cut::kSentences, loop_);
    ahead.MakeNow({.lines = {"Now."}});
    ahead.MakeLater({{.lines = {"One."}}});
    loop_.Work();
  }
  EXPECT_EQ(voice_.dropped, 2);
}

/// What is made must be what is said, to the letter.
TEST(FirstWords, AreThoseThatThePersonHears) {
  fakes::CallScript call;
  const auto ahead = FirstWords(call.at.call, call.at.call.created_at, call.settings);
  ASSERT_FALSE(ahead.empty());
  EXPECT_THAT(ahead.front(), HasSubstr("Container nginx has stopped"));
  call.Live();
  ASSERT_TRUE(call.at.call.talk.last.ask);
  EXPECT_EQ(ahead, call.at.call.talk.last.say);
}

TEST(FirstWords, WordsAheadHoldWhatATalkSays) {
  fakes::CallScript call;
  const auto ahead = WordsAhead(call.at.call);
  call.Live();
  for (const auto& line : call.at.call.talk.last.say) EXPECT_THAT(ahead, testing::Contains(line));
  call.Press("2");
  for (const auto& line : call.at.call.talk.last.say) EXPECT_THAT(ahead, testing::Contains(line));
}

}  // namespace
}  // namespace tocsin::voice
