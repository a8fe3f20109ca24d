// links: workflow expression
#include "workers/workflow/json_schema.hpp"

#include <gtest/gtest.h>

#include "schemas/json.hpp"

namespace tocsin::workflow {
namespace {

struct SchemaCase {
  const char* schema;
  const char* value;
  const char* fault;  ///< empty: it fits
};

TEST(JsonSchema, FindsFaults) {
  const SchemaCase cases[] = {
      {"{type: object}", "{}", ""},
      {"{type: object}", "[]", "v: must be of type object"},
      {"{type: [string, 'null']}", "null", ""},
      {"{type: [string, 'null']}", "1", "v: must be of type string or null"},
      {"{type: integer}", "1.0", ""},
      {"{type: integer}", "1.5", "v: must be of type integer"},
      {"{type: number}", "1.5", ""},
      {"{type: boolean}", "0", "v: must be of type boolean"},
      {"{required: [a, b]}", R"({"a":1})", "v: 'b' is required"},
      {"{required: [a]}", "5", ""},
      {"{properties: {a: {type: string}}}", R"({"a":1})", "v/a: must be of type string"},
      {"{properties: {a: {}}, additionalProperties: false}", R"({"b":1})", "v: 'b' is not allowed"},
      {"{items: {type: string}}", R"(["a",1])", "v/1: must be of type string"},
      {"{enum: [red, 2]}", "2", ""},
      {"{enum: [red, 2]}", R"("blue")", "v: is not one of the allowed values"},
      {"{const: {a: 1}}", R"({"a":1.0})", ""},
      {"{minimum: 1, maximum: 3}", "0", "v: must be at least 1"},
      {"{minimum: 1, maximum: 3}", "3.5", "v: must be at most 3"},
      {"{minLength: 2}", R"("é")", "v: is shorter than 2 characters"},
      {"{maxLength: 1}", R"("é")", ""},
      {"{minItems: 1}", "[]", "v: must have at least 1 items"},
      {"{maxItems: 1}", "[1,2]", "v: must have at most 1 items"},
      {"{title: t, description: d, default: 1, format: date}", "5", ""},
      {"true", "5", ""},
  };
  for (const auto& given : cases) {
    const auto document = ParseYaml(given.schema, "s").value();
    const auto schema = JsonSchema::Parse(document, [&](Mark, const std::string& text) {
      ADD_FAILURE() << given.schema << ": " << text;
    });
    EXPECT_EQ(schema.Fault(ParseJson(given.value).value(), "v").value_or(""), given.fault)
        << given.schema << " " << given.value;
  }
}

TEST(JsonSchema, ReportsWhatItDoesNotKnow) {
  for (const auto* text : {"5", "{type: strin}", "{type: 5}", "{anyOf: []}", "{minimum: a}",
                           "{enum: x}", "{minLength: -1}", "{maxItems: 1.5}", "{properties: [a]}",
                           "{additionalProperties: {}}", "{properties: {a: {patern: x}}}"}) {
    int reports = 0;
    JsonSchema::Parse(ParseYaml(text, "s").value(), [&](Mark mark, const std::string&) {
      ++reports;
      EXPECT_GT(mark.line, 0);
    });
    EXPECT_EQ(reports, 1) << text;
  }
}

}  // namespace
}  // namespace tocsin::workflow
