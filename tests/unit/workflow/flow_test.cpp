// links: workflow expression
#include <gtest/gtest.h>

#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

struct FlowGiven {
  const char* name;
  const char* body;
  const char* input;
  const char* output;
};
void PrintTo(const FlowGiven& given, std::ostream* out) { *out << given.name; }

class FlowCase : public testing::TestWithParam<FlowGiven> {};

TEST_P(FlowCase, GivesItsOutput) {
  EXPECT_EQ(OutputOf(GetParam().body, GetParam().input), GetParam().output);
}

const FlowGiven kFlowCases[] = {
    {"OutputOfTheLastTask", "do: [{a: {set: {x: 1}}}, {b: {set: {y: '${ .x + 1 }'}}}]", "{}",
     R"({"y":2})"},
    {"SetOfAnExpression", "do: [{a: {set: '${ .n * 2 }'}}]", R"({"n":4})", "8"},
    {"LiteralTextStaysText", "do: [{a: {set: {a: '.n', b: 'x ${ .n } y', c: '$input'}}}]",
     R"({"n":4})", R"({"a":".n","b":"x ${ .n } y","c":"$input"})"},
    {"ExpressionInDataIsData", "do: [{a: {set: {x: '${ .text }'}}}, {b: {set: {y: '${ .x }'}}}]",
     R"({"text":"${ 1 + 1 }"})", R"({"y":"${ 1 + 1 }"})"},
    {"ConditionSkips", "do: [{a: {if: .go, set: {x: 1}}}, {b: {set: '${ . }'}}]", R"({"go":false})",
     R"({"go":false})"},
    {"SkippedThenIsNotFollowed", "do: [{a: {if: .go, set: {x: 1}, then: end}}, {b: {set: {y: 2}}}]",
     "{}", R"({"y":2})"},
    {"ThenOfATask",
     "do: [{a: {set: {x: 1}, then: c}}, {b: {set: {y: 1}}}, {c: {set: {z: '${ .x }'}}}]", "{}",
     R"({"z":1})"},
    {"EndFromAnyDepth",
     "do: [{a: {do: [{b: {do: [{c: {set: {x: 1}, then: end}}]}}]}}, {d: {set: {y: 1}}}]", "{}",
     R"({"x":1})"},
    {"ExitLeavesTheScope",
     "do: [{a: {do: [{b: {set: {x: 1}, then: exit}}, {c: {set: {z: 1}}}]}}, {d: {set: {y: '${ .x "
     "}'}}}]",
     "{}", R"({"y":1})"},
    {"ExitOfTheWorkflow", "do: [{a: {set: {x: 1}, then: exit}}, {b: {set: {y: 1}}}]", "{}",
     R"({"x":1})"},
    {"SwitchFirstMatch",
     "do: [{s: {switch: [{a: {when: .n > 1, then: one}}, {b: {when: .n > 0, then: two}}]}}, "
     "{one: {set: {r: 1}, then: end}}, {two: {set: {r: 2}}}]",
     R"({"n":5})", R"({"r":1})"},
    {"SwitchDefaultFirstLosesToAMatch",
     "do: [{s: {switch: [{d: {then: two}}, {a: {when: .n > 1, then: one}}]}}, {one: {set: {r: 1}, "
     "then: end}}, "
     "{two: {set: {r: 2}}}]",
     R"({"n":5})", R"({"r":1})"},
    {"SwitchDefault",
     "do: [{s: {switch: [{d: {then: two}}, {a: {when: .n > 1, then: one}}]}}, {one: {set: {r: 1}, "
     "then: end}}, "
     "{two: {set: {r: 2}}}]",
     R"({"n":0})", R"({"r":2})"},
    {"SwitchWithoutMatchContinues",
     "do: [{s: {switch: [{a: {when: .n > 1, then: end}}]}}, {b: {set: {r: 2}}}]", "{}",
     R"({"r":2})"},
    {"BackwardJump",
     "do: [{count: {set: {n: '${ .n + 1 }'}}}, {again: {switch: [{more: {when: .n < 50, then: "
     "count}}]}}]",
     R"({"n":0})", R"({"n":50})"},
    {"ForFeedsIterations",
     "do: [{f: {for: {each: c, in: .colors, at: i}, do: [{a: {set: {all: '${ .all + [$c, $i] "
     "}'}}}]}}]",
     R"({"colors":["r","g"]})", R"({"all":["r",0,"g",1]})"},
    {"ForOverNothing", "do: [{f: {for: {in: '[]'}, do: [{a: {set: {x: 1}}}]}}]", R"({"k":1})",
     R"({"k":1})"},
    {"ForInlineList",
     "do: [{f: {for: {in: [{n: 1}, {n: '${ .k }'}]}, do: [{a: {set: {sum: '${ .sum + $item.n }', "
     "k: 5}}}]}}]",
     R"({"k":41})", R"({"k":5,"sum":42})"},
    {"ForWhile",
     "do: [{f: {for: {in: '[1,2,3,4]'}, while: '.sum < 3', do: [{a: {set: {sum: '${ .sum + $item "
     "}'}}}]}}]",
     R"({"sum":0})", R"({"sum":3})"},
    {"ForWhileSeesTheItem",
     "do: [{f: {for: {in: '[1,2,3,4]'}, while: '$item < 3', do: [{a: {set: {last: '${ $item "
     "}'}}}]}}]",
     "{}", R"({"last":2})"},
    {"ForExitEndsTheIteration",
     "do: [{f: {for: {in: '[1,2,3]'}, do: [{a: {set: {n: '${ .n + $item }'}, then: exit}}, {b: "
     "{set: {n: 100}}}]}}]",
     R"({"n":0})", R"({"n":6})"},
    {"ForEndEndsAll",
     "do: [{f: {for: {in: '[1,2,3]'}, do: [{a: {set: {n: '${ $item }'}, then: end}}]}}, {b: {set: "
     "{x: 1}}}]",
     "{}", R"({"n":1})"},
    {"ForInSomethingElse", "do: [{f: {for: {in: .n}, do: [{a: {set: {x: 1}}}]}}]", R"({"n":5})",
     R"(fault {"detail":"'for.in' must give a list, not 5","instance":"/do/0/f","status":400,"title":"Expression error","type":"https://open-workflow-specification.org/spec/1.0.0/errors/expression"})"},
    {"NestedForVariables",
     "do: [{o: {for: {each: a, in: '[1,2]'}, do: [{i: {for: {each: b, in: '[10,20]', at: j}, do: "
     "[{s: {set: {all: '${ .all + [$a * $b + $index + $j] }'}}}]}}]}}]",
     "{}", R"({"all":[10,21,21,42]})"},
    {"ForkKeepsDeclarationOrder",
     "do: [{f: {fork: {branches: [{a: {wait: PT5S, output: {as: '1'}}}, {b: {set: {x: 2}}}, {c: "
     "{wait: PT1S, output: {as: '3'}}}]}}}]",
     "{}", R"([1,{"x":2},3])"},
    {"ForkCompete",
     "do: [{f: {fork: {compete: true, branches: [{a: {wait: PT5S, output: {as: '1'}}}, {b: {wait: "
     "PT1S, output: {as: '2'}}}]}}}]",
     "{}", "2"},
    {"ForkFault",
     "do: [{f: {fork: {branches: [{a: {wait: PT5S}}, {b: {raise: {error: {type: 'https://e', "
     "status: 418}}}}]}}}]",
     "{}", R"(fault {"instance":"/do/0/f/fork/branches/1/b","status":418,"type":"https://e"})"},
    {"EndInABranch",
     "do: [{f: {fork: {branches: [{a: {wait: PT5S}}, {b: {set: {x: 1}, then: end}}]}}}, {c: {set: "
     "{y: 1}}}]",
     "{}", R"({"x":1})"},
    {"WaitPassesItsInput", "do: [{w: {wait: {minutes: 5}}}]", R"({"x":1})", R"({"x":1})"},
    {"WaitOfAnExpression", "do: [{w: {wait: '${ .for }'}}]", R"({"for":"PT2S"})",
     R"({"for":"PT2S"})"},
    {"RaiseNamedWithExpressions",
     "use: {errors: {e: {type: 'https://e', status: 400, title: '${ .t }', detail: '${ \"in "
     "\\($workflow.definition.document.name)\" }'}}}\n"
     "do: [{r: {raise: {error: e}}}]",
     R"({"t":"T"})",
     R"(fault {"detail":"in test","instance":"/do/0/r","status":400,"title":"T","type":"https://e"})"},
    {"FunctionOfUse",
     "use: {functions: {double: {set: {n: '${ .n * 2 }'}}}}\ndo: [{a: {call: double, with: {n: '${ "
     ".k }'}}}]",
     R"({"k":21})", R"({"n":42})"},
    {"FunctionOfUseTakesTheInput",
     "use: {functions: {double: {set: {n: '${ .n * 2 }'}}}}\ndo: [{a: {call: double}}]",
     R"({"n":2})", R"({"n":4})"},
    {"FunctionFaultNamesItsPlace",
     "use: {functions: {bad: {raise: {error: {type: 'https://e', status: 400}}}}}\ndo: [{a: {call: "
     "bad}}]",
     "{}", R"(fault {"instance":"/use/functions/bad","status":400,"type":"https://e"})"},
};

INSTANTIATE_TEST_SUITE_P(All, FlowCase, testing::ValuesIn(kFlowCases),
                         [](const auto& info) { return info.param.name; });

TEST(Flow, LoopsDoNotGrowTheStateAndYield) {
  fakes::MemoryRunner runner(
      Document("do: [{count: {set: {n: '${ .n + 1 }'}}}, {again: {switch: [{more: {when: .n < "
               "5000, then: count}}]}}]"));
  runner.Start(Json(R"({"n":0})"));
  EXPECT_EQ(json::serialize(runner.output), R"({"n":5000})");
  EXPECT_GT(runner.decisions, 9);  // ten thousand tasks, a thousand in each decision
}

TEST(Flow, WaitIsOneTimer) {
  fakes::MemoryRunner runner(Document("do: [{w: {wait: PT90S}}, {x: {set: {done: true}}}]"));
  runner.Start(nullptr);
  ASSERT_EQ(runner.Status(), RunStatus::kWaiting);
  EXPECT_EQ(runner.WakeAt(), runner.Now() + std::chrono::seconds(90));
  runner.Advance(std::chrono::seconds(89));
  EXPECT_FALSE(runner.Over());
  runner.Advance(std::chrono::seconds(1));
  EXPECT_EQ(runner.Status(), RunStatus::kCompleted);
}

TEST(Flow, TimersFireEarliestFirstAndCancelledOnesNever) {
  fakes::MemoryRunner runner(Document(
      "do: [{f: {fork: {compete: true, branches: [{slow: {do: [{w: {wait: PT2S}}, {e: {emit: "
      "{event: {with: {type: slow}}}}}]}}, "
      "{fast: {do: [{w: {wait: PT1S}}, {e: {emit: {event: {with: {type: fast}}}}}]}}]}}}]"));
  runner.Start(nullptr);
  runner.SetNow(runner.Now() + std::chrono::seconds(60));  // a worker that was away: both are due
  runner.Give(TimerFired{});
  ASSERT_TRUE(runner.Over());
  ASSERT_EQ(runner.events.size(), 1U);
  EXPECT_EQ(runner.events[0].type, "fast");
}

TEST(Flow, HistoryTellsTheSteps) {
  fakes::MemoryRunner runner(
      Document("do: [{a: {if: 'false', set: {x: 1}}}, {b: {set: {x: 1}}}, {w: {wait: PT1S}}]"));
  runner.Run(nullptr);
  std::string told;
  for (const auto& entry : runner.history)
    told += std::string(entry.at("task").as_string()) + ' ' +
            std::string(entry.at("what").as_string()) + '\n';
  EXPECT_EQ(told,
            "/ started\n/do/0/a skipped\n/do/1/b started\n/do/1/b completed\n/do/2/w "
            "started\n/do/2/w waiting\n"
            "/do/2/w completed\n/ completed\n");
}

}  // namespace
}  // namespace tocsin::workflow
