// links: workflow expression
#include <gtest/gtest.h>

#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

struct DataFlowGiven {
  const char* name;
  const char* body;
  const char* input;
  const char* output;  ///< its beginning
};
void PrintTo(const DataFlowGiven& given, std::ostream* out) { *out << given.name; }

class DataFlowCase : public testing::TestWithParam<DataFlowGiven> {};

TEST_P(DataFlowCase, GivesItsOutput) {
  const auto output = OutputOf(GetParam().body, GetParam().input);
  EXPECT_TRUE(output.starts_with(GetParam().output)) << output;
}

const DataFlowGiven kDataFlowCases[] = {
    {"WorkflowInputFrom",
     "input: {from: .a}\ndo: [{x: {set: {in: '${ . }', raw: '${ $workflow.input }'}}}]",
     R"({"a":1})", R"({"in":1,"raw":{"a":1}})"},
    {"WorkflowOutputAs", "output: {as: .x}\ndo: [{x: {set: {x: 5}}}]", "{}", "5"},
    {"WorkflowOutputSeesTheContext",
     "output: {as: '$context.k + .x'}\ndo: [{x: {set: {x: 5}, export: {as: '{k: 2}'}}}]", "{}",
     "7"},
    {"WorkflowOutputAfterEnd", "output: {as: .x}\ndo: [{d: {do: [{x: {set: {x: 5}, then: end}}]}}]",
     "{}", "5"},
    {"TaskInputFromMap", "do: [{x: {input: {from: {b: '${ .a }', c: lit}}, set: '${ . }'}}]",
     R"({"a":1})", R"({"b":1,"c":"lit"})"},
    {"TaskOutputAs",
     "do: [{x: {set: {x: 1}, output: {as: '{raw: $task.output, in: $input, dot: .}'}}}]",
     R"({"a":1})", R"({"dot":{"x":1},"in":{"a":1},"raw":{"x":1}})"},
    {"ExportSeesTheShapedOutput",
     "do: [{x: {set: {x: 1}, output: {as: .x}, export: {as: '{dot: ., out: $output, raw: "
     "$task.output, in: $input, old: $context}'}}}, "
     "{y: {set: '${ $context }'}}]",
     R"({"a":1})", R"({"dot":1,"in":{"a":1},"old":{"a":1},"out":1,"raw":{"x":1}})"},
    {"ContextBeginsAsTheInput", "do: [{x: {set: '${ $context }'}}]", R"({"a":1})", R"({"a":1})"},
    {"ContextOfAListInputIsEmpty",
     "do: [{x: {set: {a: 1}, export: {as: '$context + .'}}}, {y: {set: '${ $context }'}}]", "[1]",
     R"({"a":1})"},
    {"TaskDescriptor",
     "do: [{x: {input: {from: .a}, set: {n: '${ $task.name }', r: '${ $task.reference }', i: '${ "
     "$task.input }', "
     "d: '${ $task.definition.set.n }', t: '${ $task.startedAt.epoch.seconds }'}}}]",
     R"({"a":1})", R"({"d":"${ $task.name }","i":{"a":1},"n":"x","r":"/do/0/x","t":1772845800})"},
    {"WorkflowDescriptor",
     "do: [{x: {set: {i: '${ $workflow.id | length }', n: '${ $workflow.definition.document.name "
     "}', s: '${ $workflow.startedAt.iso8601 }'}}}]",
     "{}", R"({"i":36,"n":"test","s":"2026-03-07T01:10:00.000Z"})"},
    {"Runtime", "do: [{x: {set: '${ $runtime.name }'}}]", "{}", R"("tocsin")"},
    {"ConditionBeforeInput",
     "do: [{x: {if: '$input == null and .a == 1', input: {from: .b}, set: {ran: true}}}]",
     R"({"a":1})", R"({"ran":true})"},
    {"ConditionBeforeSchema",
     "do: [{x: {if: 'false', input: {schema: {document: {required: [zz]}}}, set: {x: 1}}}]",
     R"({"a":1})", R"({"a":1})"},
    {"InputSchema",
     "do: [{x: {input: {schema: {document: {type: object, required: [b]}}}, set: {x: 1}}}]",
     R"({"a":1})",
     R"(fault {"detail":"input: 'b' is required","instance":"/do/0/x","status":400,"title":"Validation error")"},
    {"InputSchemaSeesTheRawInput",
     "do: [{x: {input: {from: .a, schema: {document: {required: [a]}}}, set: '${ . }'}}]",
     R"({"a":1})", "1"},
    {"InputSchemaNested",
     "input: {schema: {document: {properties: {o: {type: object, properties: {n: {type: integer, "
     "minimum: 3}}}}}}}\ndo: [{x: {set: {x: 1}}}]",
     R"({"o":{"n":2}})",
     R"(fault {"detail":"input/o/n: must be at least 3","instance":"/","status":400)"},
    {"OutputSchema",
     "do: [{x: {set: {x: 1}, output: {as: .x, schema: {document: {type: string}}}}}]", "{}",
     R"(fault {"detail":"output: must be of type string","instance":"/do/0/x")"},
    {"ExportSchema",
     "do: [{x: {set: {x: 1}, export: {as: ., schema: {document: {required: [y]}}}}}]", "{}",
     R"(fault {"detail":"context: 'y' is required")"},
    {"ExpressionFault", "do: [{x: {set: {y: '${ .a.b }'}}}]", R"({"a":[1]})",
     R"x(fault {"detail":"Cannot index array with string (\"b\") (in '.a.b')","instance":"/do/0/x","status":400,"title":"Expression error",)x"
     R"("type":"https://open-workflow-specification.org/spec/1.0.0/errors/expression"})"},
    {"ExpressionFaultInOutput", "do: [{x: {set: {y: 1}, output: {as: '.y.z'}}}]", "{}",
     R"(fault {"detail":"Cannot index number with)"},
    {"WorkflowOutputFault", "output: {as: '.x.y'}\ndo: [{x: {set: {x: 5}}}]", "{}",
     R"(fault {"detail":"Cannot index number with)"},
    {"IntegersBeyond64BitsStayWhole",
     "do: [{a: {set: {id: '${ .id }', same: '${ .id == .near }'}, export: {as: '{kept: .id}'}}}, "
     "{b: {set: {context: '${ $context.kept }', id: '${ .id }', near: '${ $workflow.input.near }', "
     "same: '${ .same }', text: '${ \"id \\(.id)\" }'}}}]",
     R"({"id":7645781234567895123456781,"near":7645781234567895123456782})",
     R"({"context":7645781234567895123456781,"id":7645781234567895123456781,)"
     R"("near":7645781234567895123456782,"same":false,"text":"id 7645781234567895123456781"})"},
    {"IntegersBeyond64BitsAreEmittedWhole",
     "do: [{e: {emit: {event: {with: {type: t, source: /s, subject: '${ .id }', data: {n: '${ .id "
     "}'}}}}}}, {x: {set: {n: '${ .data.n }', subject: '${ .subject }'}}}]",
     R"({"id":7645781234567895123456781})",
     R"({"n":7645781234567895123456781,"subject":"7645781234567895123456781"})"},
    {"NullInput", "do: [{x: {set: '${ . }'}}]", "null", "null"},
    {"SecretsArePlaceholders",
     "use: {secrets: [tok]}\ndo: [{x: {set: {l: '${ $secrets.tok | length }'}}}]", "{}",
     R"({"l":12})"},
};

INSTANTIATE_TEST_SUITE_P(All, DataFlowCase, testing::ValuesIn(kDataFlowCases),
                         [](const auto& info) { return info.param.name; });

TEST(DataFlow, StateBeyondOneMebibyteFaultsWithAClearError) {
  fakes::MemoryRunner runner(Document(
      "do: [{a: {set: {big: '${ \"x\" * 900000 }'}, export: {as: .}}}, {w: {wait: PT1S}}]"));
  runner.Start(nullptr);
  ASSERT_EQ(runner.Status(), RunStatus::kFaulted);
  EXPECT_NE(json::serialize(runner.output).find("larger than 1 MiB"), std::string::npos);
  EXPECT_FALSE(runner.WakeAt());
}

TEST(DataFlow, OutputBeyondOneMebibyteIsAFault) {
  const auto output = OutputOf(
      "do: [{f: {fork: {branches: [{a: {set: '${ \"x\" * 700000 }'}}, {b: {set: '${ \"x\" * 700000 "
      "}'}}]}}}]");
  EXPECT_NE(output.find("larger than 1 MiB"), std::string::npos);
}

TEST(DataFlow, NestingWithoutEndIsAFault) {
  const auto output =
      OutputOf("do: [{f: {fork: {branches: [{a: {do: [{w: {wait: PT0S}}]}}]}, then: f}}]");
  EXPECT_NE(output.find("nested deeper"), std::string::npos) << output.substr(0, 300);
}

TEST(DataFlow, AnEventTooLargeForABrokerIsAnError) {
  EXPECT_NE(OutputOf("do: [{e: {emit: {event: {with: {type: t, data: '${ \"x\" * 800000 }'}}}}}]")
                .find("768 KiB"),
            std::string::npos);
}

std::string NestedText(int levels) {
  return "reduce range(" + std::to_string(levels) + ") as $i (1; [.])";
}

TEST(DataFlow, AnEventNestsNoDeeperThanItIsRead) {
  const auto emitted = [](int levels) {
    return OutputOf("do: [{e: {emit: {event: {with: {type: t, data: '${ " + NestedText(levels) +
                    " }'}}}}}]");
  };
  EXPECT_NE(emitted(64).find(R"("data":[[[)"), std::string::npos) << emitted(64);
  const auto refused = emitted(65);
  EXPECT_NE(refused.find("the event's data is nested deeper than 64 levels"), std::string::npos)
      << refused;
  EXPECT_NE(refused.find(R"("instance":"/do/0/e")"), std::string::npos) << refused;
}

TEST(DataFlow, WhatARunKeepsHasABoundThatNamesTheTask) {
  EXPECT_TRUE(
      OutputOf("do: [{s: {set: {a: '${ " + NestedText(71) + " }'}}}]").starts_with("{\"a\":"));
  for (const auto* given :
       {"{a: '${ reduce range(72) as $i (1; [.]) }'}", "'${ reduce range(73) as $i (1; [.]) }'"}) {
    const auto refused = OutputOf("do: [{s: {set: " + std::string(given) + "}}]");
    EXPECT_NE(refused.find("nested deeper than 72"), std::string::npos) << refused;
    EXPECT_NE(refused.find(R"("instance":"/do/0/s")"), std::string::npos) << refused;
  }
}

TEST(DataFlow, AnEventThatCouldNotBeReadBackIsAnError) {
  const auto refused = OutputOf(
      "do: [{e: {emit: {event: {with: {type: t, datacontenttype: Application/CloudEvents+json, "
      "data: {a: 1}}}}}}]");
  EXPECT_NE(refused.find("'datacontenttype' is that of an event as a whole"), std::string::npos)
      << refused;
}

TEST(DataFlow, TextOfATypeThatOnlyLooksLikeJsonIsEmittedAsItIs) {
  fakes::MemoryRunner runner(Document(
      "do: [{e: {emit: {event: {with: {type: t, datacontenttype: application/jsonlines, data: "
      "'{}'}}}}}]"));
  runner.Start(nullptr);
  ASSERT_EQ(runner.events.size(), 1U);
  EXPECT_EQ(runner.events[0].data, "{}");
}

}  // namespace
}  // namespace tocsin::workflow
