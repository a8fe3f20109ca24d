// links: workflow expression
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "fakes/memory_runner.hpp"
#include "schemas/yaml_place.hpp"
#include "workers/workflow/language/definition.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const Functions& LintCatalog() {
  static const Functions catalog = [] {
    FunctionRegistry registry;
    RegisterFunctionAll(registry);
    return Functions(std::move(registry));
  }();
  return catalog;
}

constexpr std::string_view kLintHead =
    "document: {dsl: '1.0.3', namespace: t, name: t, version: '1.0.0'}\n";

/// "LINE:COL: " of the last such text in a document with this body.
std::string At(std::string_view body, std::string_view token) {
  const auto text = std::string(kLintHead) + std::string(body);
  const auto mark = MarkOfByte(text, text.rfind(token));
  return std::to_string(mark.line) + ':' + std::to_string(mark.column) + ": ";
}

/// All findings of a document whose line 1 is its head; "LINE:COL: LEVEL: TEXT" lines.
std::string FindingsOf(std::string_view body, LintRules rules = LintRules::kAll) {
  const auto text = std::string(kLintHead) + std::string(body);
  std::string out;
  for (const auto& finding :
       ParseDefinition(text, "f", fakes::TestEngine(), LintCatalog(), nullptr, rules).findings)
    out += FormatFinding(finding).substr(2) + '\n';
  return out;
}

/// A workflow that events of a type start.
std::string Started(std::string_view type, std::string_view read, std::string_view expression) {
  return "schedule: {on: {one: {with: {type: " + std::string(type) +
         "}}}, read: " + std::string(read) + "}\ndo:\n  - a: {set: {x: '${ " +
         std::string(expression) + " }'}}\n";
}

TEST(ExpressionPlaces, AreThoseOfTheCharacterInTheFile) {
  for (const std::string set :
       {"x: ${ .a | nope }", "x: '${ \"it''s\" + nope }'", "x: \"${ \\\"\\u00e4\\\" +\\n nope }\"",
        "x: |\n          ${ .a |\n             nope }",
        "x: >-\n          ${ .a |\n\n             nope }", "x: '${ .a |\n\n          nope }'",
        "\xc3\xa4: {\xc3\xb6: '${ \"\xc3\xbc\" + nope }'}", "x: [1, {y: '${ nope }'}]"}) {
    const auto body = "do:\n  - a:\n      set:\n        " + set + "\n";
    EXPECT_THAT(FindingsOf(body), StartsWith(At(body, "nope") + "error: expression does not"))
        << set;
  }
  // Counted by hand once: a quote, "${ ", a quoted text of three characters and four more.
  EXPECT_THAT(FindingsOf("do: [{a: {set: {\xc3\xbc: '${ \"''\" + nope }'}}}]\n"),
              StartsWith("2:31: "));
}

TEST(ExpressionPlaces, AreKnownWhereverExpressionsStand) {
  const char* const bodies[] = {
      "input: {from: .a | nope}\ndo: [{a: {set: {x: 1}}}]\n",
      "do: [{a: {if: .a | nope, set: {x: 1}}}]\n",
      "do: [{a: {set: {x: 1}, output: {as: '${ nope }'}}}]\n",
      "do: [{a: {set: {x: 1}, export: {as: {b: '${ nope }'}}}}]\n",
      "do: [{a: {wait: '${ nope }'}}]\n",
      "do: [{a: {switch: [{b: {when: nope, then: end}}]}}]\n",
      "do: [{a: {for: {in: nope}, while: .a, do: [{b: {set: {x: 1}}}]}}]\n",
      "do: [{a: {call: http, with: {method: get, endpoint: 'https://x', body: '${ nope }'}}}]\n",
      "do: [{a: {emit: {event: {with: {type: x, data: {y: '${ nope }'}}}}}}]\n",
      "do: [{a: {listen: {to: {one: {with: {type: x, data: '${ nope }'}}}}}}]\n",
      "do: [{a: {listen: {to: {one: {with: {type: x}, correlate: {c: {from: .a + nope}}}}}}}]\n",
      "schedule: {on: {one: {with: {type: x, data: '${ nope }'}}}}\ndo: [{a: {set: {x: 1}}}]\n",
      "do: [{a: {try: [{b: {set: {x: 1}}}], catch: {when: 1 + nope, do: [{c: {set: {x: "
      "1}}}]}}}]\n",
      "do: [{a: {raise: {error: {type: 'https://e', status: 400, detail: '${ nope }'}}}}]\n",
      "do: [{a: {call: voice.ask, with: {to: '+15559876543', say: '${ nope }', choices: [{id: a, "
      "digits: '1'}]}}}]\n",
      "do: [{a: {set: {x: 1}, timeout: {after: '${ nope }'}}}]\n",
      "use: {functions: {f: {set: {x: '${ nope }'}}}}\ndo: [{a: {call: f}}]\n",
  };
  for (const auto* body : bodies)
    EXPECT_THAT(
        FindingsOf(body),
        StartsWith(At(body, "nope") + "error: expression does not compile: nope/0 is not defined"))
        << body;
}

TEST(ExpressionPlaces, AreThoseOfEveryUseAndOfAnAnchor) {
  EXPECT_EQ(FindingsOf("do: [{a: {set: {x: &e '${ $no }', y: '${  $no }', z: *e}}}]\n"),
            "2:27: error: expression does not compile: $no is not defined\n"
            "2:43: error: expression does not compile: $no is not defined\n");
}

TEST(ExpressionLint, SaysWhatIsMeantAndWhatIsLeftOut) {
  EXPECT_EQ(FindingsOf("do: [{a: {set: {x: '${ map(selct(.a)) }'}}}]\n"),
            "2:28: error: expression does not compile: selct/1 is not defined; did you mean "
            "select/1?\n");
  EXPECT_THAT(FindingsOf("do: [{a: {set: {x: '${ .a | ltrimstr }'}}}]\n"),
              StartsWith("2:29: error: expression does not compile: ltrimstr/0 is not defined; did "
                         "you mean ltrimstr/1?"));
  EXPECT_THAT(FindingsOf("do: [{a: {set: {x: '${ $ENV.HOME }'}}}]\n"),
              StartsWith("2:24: error: expression does not compile: not available: $ENV"));
}

TEST(ExpressionLint, CompilesRegularExpressions) {
  EXPECT_EQ(FindingsOf("do: [{a: {set: {x: '${ .a | test(\"a(\") }'}}}]\n"),
            "2:34: error: the regular expression \"a(\" does not compile: end pattern with "
            "unmatched parenthesis\n");
  EXPECT_THAT(
      FindingsOf("do: [{a: {set: {x: \"${ .a | sub(\\\"a\\\"; \\\"b\\\"; \\\"q\\\") }\"}}}]\n"),
      StartsWith("2:47: error: the flags of a regular expression"));
  EXPECT_THAT(FindingsOf("do: [{a: {listen: {to: {one: {with: {type: t, source: '/a[b'}}}}}}]\n"),
              StartsWith("2:55: error: the regular expression"));
  EXPECT_EQ(FindingsOf("do: [{a: {set: {x: '${ .a | test(\"a(\") }'}}}]\n", LintRules::kStored),
            "");
}

TEST(ExpressionLint, WarnsOfComparisonsThatAreAlwaysTheSame) {
  EXPECT_EQ(FindingsOf("do: [{a: {if: '.a | length == \"3\"', set: {x: 1}}}]\n"),
            "2:21: warning: this is always false: a number never equals a string\n");
  EXPECT_THAT(FindingsOf("do: [{a: {if: '${ (.a | type) == \"str\" }', set: {x: 1}}}]\n"),
              StartsWith("2:19: warning: this is always false: type never gives \"str\""));
}

TEST(ExpressionLint, KnowsTheFieldsOfOurEvents) {
  const auto raised = Started("tocsin.alert.raised", "envelope", "$workflow.input[0].data.sevrity");
  EXPECT_EQ(FindingsOf(raised),
            At(raised, "sevrity") +
                "warning: tocsin.alert.raised has no field 'sevrity'; did you mean 'severity'? (a "
                "field of your own: .[\"sevrity\"])\n");
  const auto made =
      Started("tocsin.decision.made", "data", "$workflow.input[0] | .by as $by | $by.fone");
  EXPECT_EQ(FindingsOf(made),
            At(made, "fone") +
                "warning: tocsin.decision.made has no field 'by.fone'; did you mean 'phone'? (a "
                "field of your own: .[\"fone\"])\n");
  const std::string either =
      "schedule: {on: {any: [{with: {type: tocsin.call.ended}}, {with: {type: "
      "tocsin.call.failed}}]}}\ndo: [{a: {set: {x: '${ $workflow.input[0].reason, "
      "$workflow.input[0].foo }'}}}]\n";
  EXPECT_EQ(FindingsOf(either),
            At(either, "foo") +
                "warning: tocsin.call.ended and tocsin.call.failed have no field 'foo' (a field of "
                "your own: .[\"foo\"])\n");
}

TEST(ExpressionLint, KnowsWhatEachPlaceSees) {
  const std::string listen = "do: [{a: {listen: {to: {one: {with: {type: tocsin.call.ended";
  for (const auto& body :
       {listen + ", data: '${ .raison != null }'}}}}}}]\n",
        listen + "}, correlate: {c: {from: .data.raison}}}}}}}]\n",
        listen + "}}}}, output: {as: '${ .[0].raison }'}}}]\n",
        listen + "}}}, read: envelope}, output: {as: {x: '${ .[0].data.raison }'}}}}]\n",
        std::string("schedule: {on: {one: {with: {type: tocsin.call.ended}}}}\ninput: {from: "
                    "'.[0].raison'}\ndo: [{a: {set: {x: 1}}}]\n"),
        std::string("schedule: {on: {one: {with: {type: tocsin.call.ended, data: '${ .raison }'"
                    "}}}}\ndo: [{a: {set: {x: 1}}}]\n")})
    EXPECT_EQ(FindingsOf(body),
              At(body, "raison") +
                  "warning: tocsin.call.ended has no field 'raison'; did you mean 'reason'? (a "
                  "field of your own: .[\"raison\"])\n")
        << body;
}

TEST(ExpressionLint, KnowsWhatTheFieldsHold) {
  const auto closed = [](std::string_view comparison) {
    return Started("tocsin.alert.closed", "data",
                   "$workflow.input[0] | " + std::string(comparison));
  };
  EXPECT_EQ(FindingsOf(closed(".outcome == \"aproved\"")),
            At(closed(".outcome == \"aproved\""), "\"aproved\"") +
                "warning: this is always false: 'outcome' of tocsin.alert.closed is one of "
                "approved, dismissed, resolved, unanswered, notified, expired, suppressed, "
                "duplicate, failed, not 'aproved'; did you mean 'approved'?\n");
  EXPECT_THAT(FindingsOf(closed(".outcome != \"aproved\"")), HasSubstr("this is always true"));
  EXPECT_EQ(FindingsOf(closed("3 == .alert_id")),
            At(closed("3 == .alert_id"), "3 ==") +
                "warning: this is always false: 'alert_id' of tocsin.alert.closed is a string, not "
                "a number\n");
  EXPECT_THAT(FindingsOf(closed("select(.decided.choice == true)")),
              HasSubstr("is a string, not a boolean"));
  for (const auto* fine : {".outcome == \"approved\"", ".outcome == null", ".outcome == $context.x",
                           ".reason == \"x\"", ".outcome | ascii_upcase == \"APPROVED\"",
                           "(.outcome // 3) == 3", "[.outcome] == [3]"})
    EXPECT_EQ(FindingsOf(closed(fine)), "") << fine;
}

TEST(ExpressionLint, KnowsEnvelopeFromData) {
  const auto expect = [](const std::string& body, std::string_view token, std::string_view text) {
    EXPECT_THAT(FindingsOf(body), StartsWith(At(body, token) + "warning: " + std::string(text)));
  };
  expect(Started("t", "data", "$workflow.input[0].data.id"), "data.id",
         "$workflow.input[0] is the event's data already");
  expect(Started("t", "data", "$workflow.input[0] as $e | $e.data"), "data }",
         "$workflow.input[0] is the event's data already");
  expect(Started("t", "raw", "$workflow.input[0].id"), "id }", "the event is read as text");
  expect(
      "do: [{a: {listen: {to: {one: {with: {type: tocsin.call.ended, data: '${ .data.reason == "
      "null }'}}}}}}]\n",
      "data.reason", "this is the event's data already, which has no field 'data'");
  expect("do: [{a: {listen: {to: {one: {with: {type: t}, correlate: {c: {from: .alert_id}}}}}}}]\n",
         "alert_id", "an event has no attribute 'alert_id'");
  for (const auto* fine : {"$workflow.input[0].data.id", "$workflow.input[0].type",
                           "$workflow.input[0].myattribute", "$workflow.input[0].data.data"})
    EXPECT_EQ(FindingsOf(Started("t", "envelope", fine)), "") << fine;
  for (const auto* fine :
       {"$workflow.input[0][\"data\"]",
        "$workflow.input[0] | if has(\"data\") then .data else . end", "$workflow.input | map(.x)",
        "$workflow.input[0] | .datas", "$workflow.input[0] | .a.data"})
    EXPECT_EQ(FindingsOf(Started("t", "data", fine)), "") << fine;
}

TEST(ExpressionLint, IsSilentWhereItIsNotSure) {
  for (const auto* fine :
       {"$workflow.input[0][\"team\"]", "$workflow.input[0] | has(\"team\") and .team",
        "$workflow.input[0].labels.team", "$workflow.input[0].context | .a.b.c",
        "$workflow.input[0] + {x: 1} | .x", "$workflow.input[0] | .x = 1 | .x",
        "$workflow.input[0] | del(.x)", "$context.alert.sevrity", ".sevrity", "$input.sevrity",
        "$workflow.input[0].recommended_action.parameters.anything"})
    EXPECT_EQ(FindingsOf(Started("tocsin.alert.raised", "data", fine)), "") << fine;
  EXPECT_EQ(FindingsOf("schedule: {on: {any: [{with: {type: tocsin.call.ended}}, {with: {type: "
                       "t}}]}}\ndo: [{a: {set: {x: '${ $workflow.input[0].foo }'}}}]\n"),
            "");
}

/// Examples of the language's own specification and of every task and function of ours: nothing in
/// their expressions is doubted.
TEST(ExpressionLint, DoubtsNoExample) {
  const auto expect_none = [](const ParsedDefinition& parsed) {
    for (const auto& finding : parsed.findings)
      for (const auto* text : {"this is always", "has no field", "have no field", "no attribute",
                               "data already", "regular expression", "read as text"})
        EXPECT_EQ(finding.text.find(text), std::string::npos) << FormatFinding(finding);
  };
  const auto try_examples = [&](const std::vector<Example>& examples) {
    for (const auto& example : examples)
      expect_none(
          ParseDefinition("document: {dsl: '1.0.3', namespace: t, name: t, version: '1.0.0'}\n" +
                              std::string(example.document),
                          std::string(example.title), fakes::TestEngine(), LintCatalog(), nullptr));
  };
  for (const auto& type : TaskTypes().Types()) try_examples(type->Examples());
  for (const auto name : LintCatalog().Names()) try_examples(LintCatalog().Find(name)->Examples());

  const char* shared = std::getenv("TOCSIN_SHARED");
  const auto folder =
      (shared != nullptr ? std::filesystem::path(shared)
                         : std::filesystem::path(TOCSIN_SOURCE_DIR) / ".." / "shared") /
      "spec" / "examples";
  if (!std::filesystem::exists(folder))
    GTEST_SKIP() << "no specification at " << folder << " (set TOCSIN_SHARED)";
  int tried = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    // Reads .data of what is data by our default, which gives null: that finding is right.
    if (entry.path().filename() == "schedule-event-driven.yaml") continue;
    std::ifstream in(entry.path());
    std::stringstream text;
    text << in.rdbuf();
    expect_none(ParseDefinition(text.str(), entry.path().filename().string(), fakes::TestEngine(),
                                LintCatalog(), nullptr));
    ++tried;
  }
  EXPECT_GE(tried, 45);
}

}  // namespace
}  // namespace tocsin::workflow
