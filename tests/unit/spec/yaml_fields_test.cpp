// links: schemas
#include "schemas/yaml_fields.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

struct Level {
  static constexpr std::string_view kWord = "level";
  int number = 0;
  std::string Read(std::string_view text) {
    if (text != "low" && text != "high") return "must be low or high";
    number = text == "low" ? 1 : 2;
    return {};
  }
  std::string Text() const { return number == 0 ? "" : number == 1 ? "low" : "high"; }
};

struct Step {
  std::string name;
  Level level;
  static const FieldTable& Spec() {
    static const FieldTable table =
        TableOf<Step>("step", "",
                      {FieldOf<&Step::name>("name", "", {.required = true, .check = FaultOfEmpty}),
                       FieldOf<&Step::level>("level", "")});
    return table;
  }
};

struct Plan {
  Located<std::string> title;
  NamedList<Step> steps;
  OneOrMany<Level> levels;
  std::vector<Brief<Step>> brief;
  OnlyTrue urgent;
  Raw<RawKind::kMap> extra;
  std::optional<Located<json::value>> result;
  static const FieldTable& Spec() {
    static const FieldTable table =
        TableOf<Plan>("plan", "",
                      {FieldOf<&Plan::title>("title", ""),
                       FieldOf<&Plan::steps>("steps", "", {.takes_null = true}),
                       FieldOf<&Plan::levels>("levels", ""), FieldOf<&Plan::brief>("brief", ""),
                       FieldOf<&Plan::urgent>("urgent", ""), FieldOf<&Plan::extra>("extra", ""),
                       FieldOf<&Plan::result>("result", "", {.takes_null = true})});
    return table;
  }
};

struct ReadPlan {
  Plan plan;
  std::string findings;
};
ReadPlan Read(std::string_view text) {
  ReadPlan out;
  std::vector<Finding> findings;
  DecodePart(*ParseYaml(text, "p.yaml"), "", "p.yaml", out.plan, findings);
  for (const auto& finding : findings) out.findings += FormatFinding(finding) + '\n';
  return out;
}

TEST(YamlFields, KeepPlacesAndTheOrderOfNames) {
  const auto [plan, findings] = Read("title: x\nsteps:\n  z: {name: a}\n  b: {name: c}\n");
  EXPECT_EQ(findings, "");
  EXPECT_EQ(plan.title.mark.line, 1);
  EXPECT_EQ(plan.title.mark.column, 8);
  ASSERT_EQ(plan.steps.size(), 2U);
  EXPECT_EQ(plan.steps[0].name, "z");
  EXPECT_EQ(plan.steps[1].mark.line, 4);
  EXPECT_EQ(plan.steps[1].value.name, "c");
}

TEST(YamlFields, MayBeWrittenInTwoWays) {
  const auto [plan, findings] =
      Read("levels: low\nbrief: [a, {name: b, level: high}]\nurgent: true\nresult: ~\nsteps:\n");
  EXPECT_EQ(findings, "");
  ASSERT_EQ(plan.levels.items.size(), 1U);
  EXPECT_EQ(plan.levels.items[0].number, 1);
  ASSERT_EQ(plan.brief.size(), 2U);
  EXPECT_EQ(plan.brief[0].value.name, "a");
  EXPECT_EQ(plan.brief[1].value.level.number, 2);
  EXPECT_TRUE(plan.urgent.given);
  ASSERT_TRUE(plan.result);
  EXPECT_TRUE(plan.result->value.is_null());
  EXPECT_FALSE(Read("title: x\n").plan.result);
  EXPECT_EQ(Read("levels: [low, high]\n").plan.levels.items.size(), 2U);
}

TEST(YamlFields, NameWhatIsWrongByItsPathInTheOrderOfTheFile) {
  EXPECT_EQ(Read("steps: {a: {level: mid}, b: ~}\nlevels: []\nbrief: [[1]]\nurgent: false\n"
                 "extra: 5\ntitel: x\ntitle:\n")
                .findings,
            "p.yaml:1:12: error: steps.a.name is required\n"
            "p.yaml:1:20: error: steps.a.level must be low or high\n"
            "p.yaml:1:26: error: steps.b is empty\n"
            "p.yaml:2:9: error: levels must hold at least one\n"
            "p.yaml:3:9: error: brief[0] must be a map, got a list\n"
            "p.yaml:4:9: error: urgent can only be true\n"
            "p.yaml:5:8: error: extra must be a map, got an integer\n"
            "p.yaml:6:1: error: titel is not known (did you mean 'title'?)\n"
            "p.yaml:7:1: error: title is empty: give it a value, or leave the key out\n");
  EXPECT_EQ(Read("urgent:\nbrief: ['']\n").findings,
            "p.yaml:1:1: error: urgent is empty: give it a value, or leave the key out\n"
            "p.yaml:2:9: error: brief[0].name must not be empty\n");
}

TEST(YamlFields, AValueAtFaultHasNoPlace) {
  EXPECT_EQ(Read("title: [x]\n").plan.title.mark.line, 0);
}

TEST(YamlFields, AreInSchemaAndReference) {
  const auto schema = Plan::Spec().Schema(UnknownFields::kRefuse);
  const auto& properties = schema.at("properties").as_object();
  EXPECT_EQ(JsonText(properties.at("levels").at("anyOf")),
            R"([{"type":"string"},{"type":"array","items":{"type":"string"},"minItems":1}])");
  EXPECT_EQ(properties.at("steps").at("additionalProperties").at("required"),
            json::parse(R"(["name"])"));
  EXPECT_EQ(properties.at("urgent").at("const"), true);
  EXPECT_EQ(properties.at("extra").at("type"), "object");
  const auto page = MarkdownTable(Plan::Spec());
  EXPECT_NE(page.find("| `steps.NAME.level` | level |"), std::string::npos) << page;
  EXPECT_NE(page.find("| `brief[].name` | string |"), std::string::npos) << page;
}

}  // namespace
}  // namespace tocsin
