// links: store_memory rehearsal workflow
// Histories hold what they say: every end of a call, every task type, every reason of dead letters.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "fakes/scratch_store.hpp"
#include "histories_played.hpp"
#include "schemas/events/led_calls.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin {
namespace {

constexpr int kPlayed = 1000;

const std::set<std::string> kEnds = {"ended busy",
                                     "ended budget",
                                     "ended canceled",
                                     "ended completed",
                                     "ended decided",
                                     "ended hung_up",
                                     "ended no-answer",
                                     "ended no_input",
                                     "ended not_taken",
                                     "ended screened",
                                     "ended not_understood",
                                     "ended superseded",
                                     "ended time_limit",
                                     "ended voicemail",
                                     "ended wrong_pin",
                                     "failed budget",
                                     "failed country",
                                     "failed failed",
                                     "failed invalid_number",
                                     "failed invalid_request",
                                     "failed kill_switch",
                                     "failed limit",
                                     "failed lost",
                                     "failed no_carrier",
                                     "failed refused",
                                     "failed carrier_unreachable",
                                     "failed outcome_unknown"};

/// Of conversations. What no rehearsal comes to: an answer that is waited for in vain, for it is
/// there at once; and money, for its model is free.
const std::set<std::string> kTalks = {"done tool",
                                      "done ended",
                                      "done turns",
                                      "withdrawn hang_up",
                                      "refused there is no language model: set language.chat.url",
                                      "failed the test gives no answer to it",
                                      "failed tool: there is no tool 'dance'",
                                      "failed too many tools without a word of the caller",
                                      "call_over hung_up",
                                      "call_over no_input"};

/// What no rehearsal comes to. `line_lost`: its calls have no live sound, so no media socket
/// breaks. `crash`: the runtime's shard sets a record aside that ends the process again and again;
/// a rehearsal is one process.
const std::set<std::string> kNotInARehearsal = {"line_lost", "crash"};

/// Without those of a bus that gives what is no event, of deliveries with conditions or held
/// actions, and of a run that is full.
const std::set<std::string> kLetters = {"delivery_failed", "invalid_alert", "invalid_control",
                                        "invalid_data",    "other_tenant",  "start_failed"};

class HistoriesEndsTest : public HistoriesTest {
 protected:
  void PlayAll() {
    for (int done = 0; done < kPlayed; done += kAtOnce) {
      auto story = Play(Histories(static_cast<unsigned>(done + 1)), fakes::MakeScratchStore);
      ends_.merge(story.ends);
      talks_.merge(story.talks);
      tasks_.merge(story.tasks);
      letters_.merge(story.letters);
    }
  }
  std::set<std::string> ends_, talks_, tasks_, letters_;
};

TEST_F(HistoriesEndsTest, EveryEndAndEveryTaskTypeOccurs) {
  PlayAll();
  EXPECT_THAT(ends_, testing::ContainerEq(kEnds));
  EXPECT_THAT(talks_, testing::ContainerEq(kTalks));
  EXPECT_THAT(letters_, testing::ContainerEq(kLetters));
  std::set<std::string> types;
  for (const auto& type : workflow::TaskTypes().Types()) types.emplace(type->Title());
  EXPECT_THAT(tasks_, testing::ContainerEq(types));
}

// A new reason is played too, or said to be none of a rehearsal's.
TEST(EndsOfCalls, AreAllKnownToTheHistories) {
  std::set<std::string> known = kNotInARehearsal;
  for (const auto& end : kEnds) known.insert(end.substr(end.find(' ') + 1));
  const std::regex ends(
      R"re((?:\b(?:End|Failed|SayGoodbye|HangUpFor|refused)\((?:d, )?|[Rr]eason[\]\[A-Za-z]* = )"([a-z_-]+)")re");
  std::set<std::string> found;
  const std::filesystem::path voice = std::filesystem::path(TOCSIN_SOURCE_DIR) / "workers/voice";
  for (const auto& folder : {"leg", "talk", "worker", "call"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(voice / folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path());
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      for (std::sregex_iterator match(text.begin(), text.end(), ends), none; match != none; ++match)
        found.insert((*match)[1]);
    }
  EXPECT_THAT(found, testing::IsSubsetOf(known));
  EXPECT_GE(found.size(), 20U);
}

TEST(EndsOfConversations, AreAllKnownToTheHistories) {
  for (const auto& field : events::CallStepEnded::Spec().Fields()) {
    if (field.name != NameOf<&events::CallStepEnded::outcome>() &&
        field.name != NameOf<&events::CallStepEnded::ending>())
      continue;
    for (const auto word : field.rules.allowed)
      EXPECT_TRUE(std::ranges::any_of(kTalks, [&](const std::string& end) {
        return end.find(word) != std::string::npos;
      })) << word;
  }
}

}  // namespace
}  // namespace tocsin
