// links: workflow expression
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "workers/workflow/language/errors.hpp"
#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kFailing =
    "[{r: {raise: {error: {type: 'https://e/x', status: 503, title: T}}}}]";

std::string Try(std::string_view handler, std::string_view rest = "") {
  return "do: [{t: {try: " + std::string(kFailing) + ", catch: " + std::string(handler) + "}}" +
         std::string(rest) + "]";
}

struct TryGiven {
  const char* name;
  std::string body;
  const char* output;
};
void PrintTo(const TryGiven& given, std::ostream* out) { *out << given.name; }

class TryCase : public testing::TestWithParam<TryGiven> {};

TEST_P(TryCase, GivesItsOutput) {
  EXPECT_EQ(OutputOf(GetParam().body, R"({"in":1})"), GetParam().output);
}

constexpr const char* kUncaught =
    R"(fault {"instance":"/do/0/t/try/0/r","status":503,"title":"T","type":"https://e/x"})";

const TryGiven kTryCases[] = {
    {"CatchAllGivesTheInput", Try("{}"), R"({"in":1})"},
    {"NoError", "do: [{t: {try: [{a: {set: {x: 1}}}], catch: {do: [{b: {set: {y: 1}}}]}}}]",
     R"({"x":1})"},
    {"FilterByStatus", Try("{errors: {with: {status: 503}}}"), R"({"in":1})"},
    {"FilterByOtherStatus", Try("{errors: {with: {status: 404}}}"), kUncaught},
    {"FilterByType", Try("{errors: {with: {type: 'https://e/x'}}}"), R"({"in":1})"},
    {"FilterByOtherType", Try("{errors: {with: {type: 'https://e/y', status: 503}}}"), kUncaught},
    {"FilterByInstance", Try("{errors: {with: {instance: /do/0/t/try/0/r}}}"), R"({"in":1})"},
    {"ErrorVariableAndInputOfDo",
     Try("{do: [{c: {set: {s: '${ $error.status }', i: '${ .in }'}}}]}"), R"({"i":1,"s":503})"},
    {"NamedErrorVariable", Try("{as: oops, do: [{c: {set: {s: '${ $oops.type }'}}}]}"),
     R"({"s":"https://e/x"})"},
    {"WhenSeesTheErrorTwice", Try("{when: '$error.status == 503 and .status == 503'}"),
     R"({"in":1})"},
    {"WhenNot", Try("{when: '.status == 404'}"), kUncaught},
    {"ExceptWhen", Try("{exceptWhen: '.status == 503'}"), kUncaught},
    {"ExceptWhenNot", Try("{exceptWhen: '.status == 404'}"), R"({"in":1})"},
    {"CatchThen", Try("{then: z}", ", {a: {set: {x: 1}, then: end}}, {z: {set: {z: '${ .in }'}}}"),
     R"({"z":1})"},
    {"CatchThenOnlyOnTheErrorPath",
     "do: [{t: {try: [{a: {set: {x: 1}}}], catch: {then: end}, then: z}}, {b: {set: {b: 1}, then: "
     "end}}, {z: {set: {z: '${ .x }'}}}]",
     R"({"z":1})"},
    {"CatchThenAfterDo",
     Try("{do: [{c: {set: {c: 1}}}], then: z}",
         ", {a: {set: {x: 1}, then: end}}, {z: {set: {z: '${ .c }'}}}"),
     R"({"z":1})"},
    {"ErrorInCatchGoesUp", Try("{do: [{c: {raise: {error: {type: 'https://e/c', status: 1}}}}]}"),
     R"(fault {"instance":"/do/0/t/catch/do/0/c","status":1,"type":"https://e/c"})"},
    {"OuterCatches",
     "do: [{o: {try: [{t: {try: " + std::string(kFailing) +
         ", catch: {errors: {with: {status: 1}}}}}], catch: {do: [{c: {set: {at: '${ "
         "$error.instance }'}}}]}}}]",
     R"({"at":"/do/0/o/try/0/t/try/0/r"})"},
    {"ErrorsOfTheEngine",
     "do: [{t: {try: [{a: {set: {x: '${ error(\"no\") }'}}}], catch: {errors: {with: {type: "
     "'https://serverlessworkflow.io/dsl/errors/types/expression'}}, do: [{c: {set: {s: '${ "
     "$error.status }'}}}]}}}]",
     R"({"s":400})"},
    {"EndInCatch", Try("{do: [{c: {set: {c: 1}, then: end}}]}", ", {a: {set: {x: 1}}}"),
     R"({"c":1})"},
    {"ErrorOfWhen", Try("{when: '.status | keys'}"),
     R"x(fault {"detail":"number (503) has no keys at 1:11 ('keys') (in '.status | keys')","instance":"/do/0/t","status":400,"title":"Expression error","type":"https://open-workflow-specification.org/spec/1.0.0/errors/expression"})x"},
};

INSTANTIATE_TEST_SUITE_P(All, TryCase, testing::ValuesIn(kTryCases),
                         [](const auto& info) { return info.param.name; });

/// Times in ms between the attempts of a task that always fails, and what comes of it.
std::string Attempts(std::string_view retry, std::string_view use = "") {
  fakes::MemoryRunner runner(Document(std::string(use) +
                                      "do: [{t: {try: [{e: {emit: {event: {with: {type: try}}}}}, "
                                      "{r: {raise: {error: {type: 'https://e', "
                                      "status: 503}}}}], catch: {retry: " +
                                      std::string(retry) +
                                      ", do: [{c: {set: {caught: true}}}]}}}]"));
  runner.Start(nullptr).Settle(50);
  std::string out;
  for (std::size_t i = 1; i < runner.events.size(); ++i) {
    const auto gap = *ParseTime(runner.events[i].time) - *ParseTime(runner.events[i - 1].time);
    out += std::to_string(gap.count()) + ' ';
  }
  return out + (runner.Over() ? json::serialize(runner.output) : "open");
}

TEST(Retry, CountsRetriesNotTheFirstTry) {
  EXPECT_EQ(Attempts("{delay: PT1S, limit: {attempt: {count: 2}}}"),
            R"(1000 1000 {"caught":true})");
  EXPECT_EQ(Attempts("{delay: PT1S, limit: {attempt: {count: 0}}}"), R"({"caught":true})");
}

TEST(Retry, BacksOff) {
  EXPECT_EQ(Attempts("{delay: PT1S, backoff: {constant: {}}, limit: {attempt: {count: 3}}}"),
            R"(1000 1000 1000 {"caught":true})");
  EXPECT_EQ(Attempts("{delay: PT1S, backoff: {linear: {}}, limit: {attempt: {count: 3}}}"),
            R"(1000 2000 3000 {"caught":true})");
  EXPECT_EQ(Attempts("{delay: PT1S, backoff: {exponential: {}}, limit: {attempt: {count: 4}}}"),
            R"(1000 2000 4000 8000 {"caught":true})");
}

TEST(Retry, WithoutDelayGoesOnAtOnce) {
  EXPECT_EQ(Attempts("{limit: {attempt: {count: 2}}}"), R"(0 0 {"caught":true})");
}

TEST(Retry, StopsAtTheDuration) {
  EXPECT_EQ(Attempts("{delay: PT2S, limit: {duration: PT5S}}"), R"(2000 2000 {"caught":true})");
}

TEST(Retry, WithoutLimitKeepsASecondBetween) {
  EXPECT_TRUE(Attempts("{delay: {milliseconds: 1}}").starts_with("1000 1000 1000 "));
}

TEST(Retry, WithoutACountKeepsASecondBetweenUpToItsDuration) {
  EXPECT_EQ(Attempts("{limit: {duration: PT3S}}"), R"(1000 1000 1000 {"caught":true})");
}

TEST(Retry, JitterStaysInItsRangeAndIsTheSameEachTime) {
  const auto first = Attempts(
      "{delay: PT1S, jitter: {from: {milliseconds: 10}, to: {milliseconds: 900}}, limit: {attempt: "
      "{count: 4}}}");
  EXPECT_EQ(first, Attempts("{delay: PT1S, jitter: {from: {milliseconds: 10}, to: {milliseconds: "
                            "900}}, limit: {attempt: {count: 4}}}"));
  std::istringstream in(first);
  std::set<int> gaps;
  for (int gap = 0; in >> gap;) {
    EXPECT_GE(gap, 1010);
    EXPECT_LE(gap, 1900);
    gaps.insert(gap);
  }
  EXPECT_GT(gaps.size(), 1U);
}

TEST(Retry, IsAskedByWhen) {
  EXPECT_EQ(Attempts("{when: '.status == 503', limit: {attempt: {count: 1}}}"),
            R"(0 {"caught":true})");
  EXPECT_EQ(Attempts("{when: '$error.status == 1', limit: {attempt: {count: 1}}}"),
            R"({"caught":true})");
  EXPECT_EQ(Attempts("{exceptWhen: '.status == 503', limit: {attempt: {count: 1}}}"),
            R"({"caught":true})");
}

/// The same without `catch.do`, or with what `handler` says beside the retry.
std::string Outlived(std::string_view retry, std::string_view handler = "") {
  return OutputOf("do: [{t: {try: " + std::string(kFailing) + ", catch: {retry: " +
                      std::string(retry) + std::string(handler) + "}}}, {after: {set: {a: 1}}}]",
                  R"({"in":1})");
}

TEST(Retry, AnErrorThatOutlivesItGoesOnOutwards) {
  EXPECT_EQ(Outlived("{delay: PT1S, limit: {attempt: {count: 2}}}"), kUncaught);
  EXPECT_EQ(Outlived("{delay: PT1S, limit: {duration: PT3S}}"), kUncaught);
  EXPECT_EQ(Outlived("{limit: {attempt: {count: 0}}}"), kUncaught);
  EXPECT_EQ(Outlived("{when: '.status == 404', limit: {attempt: {count: 2}}}"), kUncaught);
  EXPECT_EQ(Outlived("{exceptWhen: '.status == 503', limit: {attempt: {count: 2}}}"), kUncaught);
  EXPECT_EQ(Outlived("{limit: {attempt: {count: 1}}}", ", do: [{c: {set: {c: 1}}}]"), R"({"a":1})");
  EXPECT_EQ(Outlived("{limit: {attempt: {count: 1}}}", ", then: continue"), R"({"a":1})");
  EXPECT_EQ(Outlived("{limit: {attempt: {count: 1}}}", ", then: end"), R"({"in":1})");
}

TEST(Retry, AnErrorThatOutlivesItIsTheOuterTrysToTake) {
  EXPECT_EQ(OutputOf("do: [{o: {try: [{t: {try: " + std::string(kFailing) +
                     ", catch: {retry: {limit: {attempt: {count: 2}}}}}}], catch: {do: [{c: {set: "
                     "{at: '${ $error.instance }'}}}]}}}]"),
            R"({"at":"/do/0/o/try/0/t/try/0/r"})");
  // Each try of the outer one gives the inner one all of its retries again.
  fakes::MemoryRunner runner(Document(
      "do: [{o: {try: [{t: {try: [{e: {emit: {event: {with: {type: try}}}}}, {r: {raise: {error: "
      "{type: 'https://e', status: 503}}}}], catch: {retry: {limit: {attempt: {count: 2}}}}}}], "
      "catch: {retry: {limit: {attempt: {count: 1}}}}}}]"));
  runner.Run(nullptr);
  EXPECT_EQ(runner.events.size(), 6U);
  EXPECT_EQ(runner.Status(), RunStatus::kFaulted);
}

TEST(Retry, AnAttemptThatIsCutOffGoesOnOutwardsToo) {
  EXPECT_TRUE(OutputOf("do: [{t: {try: [{w: {wait: PT1H}}], catch: {retry: {limit: {attempt: "
                       "{count: 1, duration: PT10S}}}}}}]")
                  .starts_with("fault "));
}

TEST(Retry, DurationRunsFromTheFirstTry) {
  // Each try takes 2 s: they begin at 0, 3 and 6 s; a fourth would begin at 9 s.
  const auto attempts = [](std::string_view duration) {
    fakes::MemoryRunner runner(Document(
        "do: [{t: {try: [{e: {emit: {event: {with: {type: try}}}}}, {w: {wait: PT2S}}, {r: {raise: "
        "{error: {type: 'https://e', status: 503}}}}], catch: {retry: {delay: PT1S, limit: "
        "{duration: " +
        std::string(duration) + "}}}}}]"));
    runner.Run(nullptr);
    return runner.events.size();
  };
  EXPECT_EQ(attempts("PT6S"), 3U);
  EXPECT_EQ(attempts("PT5.9S"), 2U);
  EXPECT_EQ(attempts("PT2S"), 1U);
}

TEST(Retry, AShortDelayWithinAShortDurationIsKept) {
  EXPECT_EQ(Attempts("{delay: {milliseconds: 200}, limit: {duration: PT1S}}"),
            R"(200 200 200 200 200 {"caught":true})");
  EXPECT_EQ(Attempts("{delay: {milliseconds: 1}, limit: {duration: {milliseconds: 2}}}"),
            R"(1 1 {"caught":true})");
  EXPECT_EQ(Attempts("{limit: {duration: {milliseconds: 500}}}"), R"(500 {"caught":true})");
  EXPECT_EQ(Attempts("{delay: PT1S, limit: {duration: PT1S}}"), R"(1000 {"caught":true})");
}

TEST(Retry, ByName) {
  EXPECT_EQ(Attempts("again",
                     "use: {retries: {again: {when: '$error.status == 503', delay: PT3S, limit: "
                     "{attempt: {count: 1}}}}}\n"),
            R"(3000 {"caught":true})");
}

TEST(Retry, AttemptDurationCutsAnAttempt) {
  fakes::MemoryRunner runner(
      Document("do: [{t: {try: [{w: {wait: PT1H}}], catch: {errors: {with: {status: 408}}, retry: "
               "{limit: {attempt: "
               "{count: 1, duration: PT10S}}}, do: [{c: {set: '${ $error }'}}]}}}]"));
  const auto start = runner.Now();
  runner.Run(nullptr);
  EXPECT_EQ(runner.Now() - start, 20s);
  EXPECT_EQ(runner.output.at("instance").as_string(), "/do/0/t");
}

TEST(Retry, EndsAfterSuccess) {
  fakes::MemoryRunner runner(
      Document("do: [{t: {try: [{c: {call: http, with: {method: get, endpoint: "
               "'https://x.y/z'}}}], catch: {retry: {limit: {attempt: {count: 5}}}}}}]"));
  int calls = 0;
  runner.OnHttp([&](const json::value&) {
    return ++calls < 3 ? HttpAnswer(503, nullptr) : HttpAnswer(200, json::object{{"n", calls}});
  });
  runner.Run(nullptr);
  EXPECT_EQ(json::serialize(runner.output), R"({"n":3})");
}

TEST(Timeout, OfATaskRaisesAnErrorThatCanBeCaught) {
  fakes::MemoryRunner runner(
      Document("do: [{t: {try: [{l: {listen: {to: {one: {with: {type: never}}}}, timeout: {after: "
               "PT5S}}}], catch: {do: [{c: {set: '${ $error }'}}]}}}]"));
  runner.Start(nullptr);
  EXPECT_EQ(runner.Waits().size(), 1U);
  runner.Advance(5s);
  ASSERT_TRUE(runner.Over());
  EXPECT_EQ(runner.output.at("type").as_string(), error_type::kTimeout);
  EXPECT_EQ(runner.output.at("status").as_int64(), 408);
  EXPECT_EQ(runner.output.at("instance").as_string(), "/do/0/t/try/0/l");
  EXPECT_TRUE(runner.Waits().empty());
}

TEST(Timeout, OfTheTryItselfIsNotCaughtByIt) {
  EXPECT_TRUE(
      OutputOf("do: [{t: {try: [{w: {wait: PT9S}}], catch: {}, timeout: {after: PT5S}}}]")
          .starts_with(
              R"(fault {"detail":"no result within 5s","instance":"/do/0/t","status":408)"));
}

TEST(Timeout, OfTheWorkflowFaultsIt) {
  EXPECT_TRUE(
      OutputOf("timeout: {after: PT5S}\ndo: [{t: {try: [{w: {wait: PT9S}}], catch: {}}}]")
          .starts_with(R"(fault {"detail":"no result within 5s","instance":"/","status":408)"));
}

TEST(Timeout, ByNameAndByExpression) {
  EXPECT_TRUE(
      OutputOf("use: {timeouts: {short: {after: PT5S}}}\ndo: [{w: {wait: PT9S, timeout: short}}]")
          .starts_with("fault"));
  EXPECT_TRUE(OutputOf("do: [{w: {wait: PT9S, timeout: {after: '${ .t }'}}}]", R"({"t":"PT5S"})")
                  .starts_with("fault"));
  EXPECT_EQ(OutputOf("do: [{w: {wait: PT9S, timeout: {after: '${ .t }'}}}]", R"({"t":"PT15S"})"),
            R"({"t":"PT15S"})");
}

TEST(ErrorTypes, MatchInEverySpellingOfTheStandard) {
  for (const auto* spelling : {"https://open-workflow-specification.org/spec/1.0.0/errors/timeout",
                               "https://open-workflow-specification.org/dsl/errors/types/timeout",
                               "https://open-workflow-specification.org/errors/types/timeout",
                               "https://serverlessworkflow.io/spec/1.0.0/errors/timeout",
                               "https://serverlessworkflow.io/dsl/errors/types/timeout"})
    EXPECT_TRUE(SameErrorType(spelling, error_type::kTimeout)) << spelling;
  EXPECT_FALSE(SameErrorType("https://example.com/errors/timeout", error_type::kTimeout));
  EXPECT_FALSE(SameErrorType("https://serverlessworkflow.io/spec/1.0.0/errors/runtime",
                             error_type::kTimeout));
  EXPECT_TRUE(
      SameErrorType("https://example.com/errors/timeout", "https://example.com/errors/timeout"));
}

}  // namespace
}  // namespace tocsin::workflow
