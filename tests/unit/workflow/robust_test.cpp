// links: workflow expression
// Decide and the parser on input that nobody meant: whatever comes, an answer and no exception.
#include <gtest/gtest.h>

#include <random>

#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::string_view kEverything = R"(
use:
  retries: {again: {delay: PT1S, jitter: {from: {seconds: 0}, to: {seconds: 3}}, limit: {attempt: {count: 2}}}}
  functions: {look: {call: http, with: {method: get, endpoint: 'https://h/{n}'}}}
timeout: {after: PT1H}
do:
  - start: {set: {n: '${ .n }', list: '${ .list // [1, 2] }'}, export: {as: .}}
  - race:
      fork:
        compete: true
        branches:
          - gone: {listen: {to: {one: {with: {type: gone}, correlate: {k: {from: .data.k, expect: '${ .n | tostring }'}}}}}}
          - climb:
              for: {each: rung, in: '$context.list'}
              while: '.stop != true'
              do:
                - ring:
                    try:
                      - look: {call: look, timeout: {after: PT20S}}
                      - tell: {emit: {event: {with: {type: told, data: {rung: '${ $rung }', got: '${ . }'}}}}}
                    catch: {as: oops, retry: again, do: [{note: {set: {stop: '${ $oops.status == 410 }', n: '${ $rung }'}}}]}
  - choose: {switch: [{listed: {when: 'type == "array"', then: done}}, {more: {when: '.n == 7', then: race}}, {rest: {then: done}}]}
  - done: {wait: PT5S}
)";

json::value RandomValue(std::mt19937& random, int depth = 0) {
  switch (random() % (depth > 3 ? 5 : 8)) {
    case 0:
      return nullptr;
    case 1:
      return (random() % 2) == 0;
    case 2:
      return static_cast<std::int64_t>(random() % 10);
    case 3:
      return json::value(std::string("\x01secret:x\x01${ . } \xc3\xa9").substr(0, random() % 12));
    case 4:
      return 1.5;
    case 5: {
      json::array array;
      for (auto count = random() % 4; count > 0; --count)
        array.push_back(RandomValue(random, depth + 1));
      return array;
    }
    default: {
      json::object object;
      for (const auto* key : {"n", "list", "k", "status", "body", "error", "kind"})
        if (random() % 3 == 0) object[key] = RandomValue(random, depth + 1);
      return object;
    }
  }
}

Input RandomInput(std::mt19937& random, const fakes::MemoryRunner& runner) {
  switch (random() % 6) {
    case 0:
    case 1:
      if (!runner.Effects().empty()) {
        const auto status = std::array{200, 200, 404, 410, 503}[random() % 5];
        return EffectResult{
            runner.Effects().front().id,
            random() % 3 == 0 ? RandomValue(random) : HttpAnswer(status, RandomValue(random))};
      }
      return TimerFired{};
    case 2: {
      auto event = EventOf(random() % 2 == 0 ? "gone" : "other",
                           random() % 4 == 0 ? "{not json" : json::serialize(RandomValue(random)));
      event.extensions["causationid"] = runner.events.empty() ? "x" : runner.events.back().id;
      std::optional<Uuid> wait;
      if (!runner.Waits().empty() && random() % 2 == 0) wait = runner.Waits().begin()->first;
      return EventArrived{event, wait};
    }
    case 3:
      return EffectResult{EffectId::Derive({std::to_string(random())}), RandomValue(random)};
    case 4:
      return Control{random() % 40 == 0 ? Control::Kind::kCancel : Control::Kind::kContinue,
                     "test"};
    default:
      return TimerFired{};
  }
}

TEST(Robust, AnyInputInAnyOrderEndsInATransition) {
  std::mt19937 random(4711);  // the same each time
  int over = 0;
  fakes::MemoryRunner runner(Document(kEverything));
  for (int round = 0; round < 250; ++round) {
    runner.Renew();
    auto input = RandomValue(random);
    if (round % 3 != 0) input = json::object{{"n", round % 10}, {"list", RandomValue(random)}};
    ASSERT_NO_THROW(runner.Give(Start{std::move(input)}));
    for (int step = 0; step < 60 && !runner.Over(); ++step) {
      runner.SetNow(runner.Now() + Duration(random() % 30'000));
      ASSERT_NO_THROW(runner.Give(RandomInput(random, runner)))
          << "round " << round << " step " << step;
    }
    over += runner.Over() ? 1 : 0;
    if (runner.Over()) {
      EXPECT_TRUE(runner.Waits().empty());
      EXPECT_TRUE(runner.Effects().empty());
      EXPECT_FALSE(runner.WakeAt());
    }
  }
  EXPECT_GT(over, 100);
  EXPECT_GT(runner.decisions, 1'500);
}

TEST(Robust, StatesOfOtherDefinitionsAndBrokenOnesAreRefused) {
  fakes::MemoryRunner runner(Document("do: [{w: {wait: PT1S}}]"));
  runner.Start(nullptr);
  const auto decide = [&](json::object state) {
    workflow::Run run = runner.State();
    run.state = std::move(state);
    return Decide(runner.World(), std::move(run), TimerFired{}, runner.Now());
  };
  EXPECT_TRUE(decide(runner.State().state));
  for (const std::string_view state :
       {R"({})", R"({"root":5})",
        R"({"root":{"id":1,"at":"/do/9/x","in":null},"context":1,"next":2})",
        R"({"root":{"id":-1,"at":"/","in":null},"context":1,"next":2})",
        R"({"root":{"id":1,"at":"/","in":null,"tasks":[1]},"context":1,"next":2})",
        R"({"root":{"id":1,"at":"/","in":null,"waits":["zz"]},"context":1,"next":2})"}) {
    const auto result = decide(Json(state).as_object());
    ASSERT_FALSE(result) << state;
    EXPECT_EQ(result.error().kind, ErrorKind::kInternal);
  }
}

TEST(Robust, StoredRunsOfAnotherFormatAreRefused) {
  StoredRun stored;
  stored.format = kRunFormat + 1;
  stored.state = R"({"state":{}})";
  EXPECT_FALSE(DecodeRun(stored));
  stored.format = kRunFormat;
  EXPECT_TRUE(DecodeRun(stored));
  for (const auto* broken : {"", "{", "[]", R"({"state":5})", "null"}) {
    stored.state = broken;
    EXPECT_FALSE(DecodeRun(stored)) << broken;
  }
}

TEST(Robust, StartingTwiceAndResumingNothingAreOurFaults) {
  fakes::MemoryRunner runner(Document("do: [{w: {wait: PT1S}}]"));
  EXPECT_FALSE(Decide(runner.World(), runner.State(), TimerFired{}, runner.Now()));
  runner.Start(nullptr);
  EXPECT_FALSE(Decide(runner.World(), runner.State(), Start{}, runner.Now()));
}

/// Every prefix and many mutations of a document: findings or a definition, never an exception.
TEST(Robust, TheParserTakesAnyText) {
  const auto text = Document(kEverything);
  const Functions none{FunctionRegistry{}};
  std::mt19937 random(99);
  const auto parse = [&](const std::string& given) {
    const auto parsed = ParseDefinition(given, "f", fakes::TestEngine(), none, nullptr);
    EXPECT_EQ(parsed.definition == nullptr, HasErrors(parsed.findings));
  };
  for (std::size_t size = 0; size < text.size(); size += 7)
    ASSERT_NO_THROW(parse(text.substr(0, size)));
  for (int i = 0; i < 400; ++i) {
    auto mutated = text;
    for (int change = 0; change < 3; ++change) {
      const auto at = random() % mutated.size();
      constexpr std::string_view kOdd = "{}[]:,'-# \n$.\"*&|>0a";
      if (random() % 2 == 0) {
        mutated[at] = kOdd[random() % kOdd.size()];
      } else {
        mutated.erase(at, random() % 20);
      }
    }
    ASSERT_NO_THROW(parse(mutated)) << mutated;
  }
}

}  // namespace
}  // namespace tocsin::workflow
