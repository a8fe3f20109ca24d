// links: schemas
#include "schemas/json_schema.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "schemas/json.hpp"

namespace tocsin {
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
      {"false", "5", "v: is not allowed"},
      {"{exclusiveMinimum: 1}", "1", "v: must be more than 1"},
      {"{exclusiveMaximum: 1}", "1.5", "v: must be less than 1"},
      {"{multipleOf: 0.1}", "0.3", ""},
      {"{multipleOf: 3}", "10", "v: must be a multiple of 3"},
      {"{uniqueItems: true}", "[1,2,1.0]", "v/2: is in the list twice"},
      {"{contains: {const: a}}", R"(["b"])",
       "v: must contain at least 1 items that fit 'contains', not 0"},
      {"{contains: {const: a}, minContains: 2, maxContains: 2}", R"(["a","b","a"])", ""},
      {"{contains: {const: a}, maxContains: 1}", R"(["a","a"])",
       "v: must contain at most 1 items that fit 'contains', not 2"},
      {"{contains: {const: a}, minContains: 0}", "[]", ""},
      {"{prefixItems: [{type: string}], items: {type: integer}}", R"(["a",1])", ""},
      {"{items: [{type: string}], additionalItems: false}", R"(["a",1])", "v/1: is not allowed"},
      {"{oneOf: [{type: string}, {minimum: 3}]}", "5", ""},
      {"{oneOf: [{type: integer}, {minimum: 3}]}", "5", "v: fits more than one of 'oneOf'"},
      {"{oneOf: [{type: string}, {minimum: 6}]}", "5",
       "v: fits none of 'oneOf' (v: must be of type string)"},
      {"{anyOf: [{type: string}, {type: 'null'}]}", "5",
       "v: fits none of 'anyOf' (v: must be of type string)"},
      {"{allOf: [{type: integer}, {minimum: 6}]}", "5", "v: must be at least 6"},
      {"{not: {const: 5}}", "5", "v: fits what 'not' forbids"},
      {"{if: {required: [a]}, then: {required: [b]}, else: {required: [c]}}", R"({"a":1})",
       "v: 'b' is required"},
      {"{if: {required: [a]}, then: {required: [b]}, else: {required: [c]}}", "{}",
       "v: 'c' is required"},
      {"{additionalProperties: {type: string}, properties: {a: {}}}", R"({"a":1,"b":2})",
       "v/b: must be of type string"},
      {"{patternProperties: {'^x-': {type: string}}, additionalProperties: false}",
       R"({"x-a":"1","b":1})", "v: 'b' is not allowed"},
      {"{propertyNames: {maxLength: 2}}", R"({"abc":1})",
       "v: the key 'abc': is longer than 2 characters"},
      {"{minProperties: 1}", "{}", "v: must have at least 1 members"},
      {"{dependencies: {a: [b]}}", R"({"a":1})", "v: 'b' is required where 'a' is given"},
      {"{dependentSchemas: {a: {required: [b]}}}", R"({"a":1})", "v: 'b' is required"},
      {"{$ref: '#/$defs/id', $defs: {id: {type: string}}}", "5", "v: must be of type string"},
      {"{$ref: '#/definitions/a~1b', definitions: {a/b: {minimum: 6}}}", "5",
       "v: must be at least 6"},
      {"{properties: {next: {$ref: '#'}, v: {type: integer}}}", R"({"next":{"next":{"v":"x"}}})",
       "v/next/next/v: must be of type integer"},
      {"{pattern: '^[a-z]+$'}", R"("ab1")", "v: does not match the pattern '^[a-z]+$'"},
      {"{pattern: 'ü'}", R"("Tür")", ""},
      {"{format: date-time}", R"("2026-03-07T01:10:00Z")", ""},
      {"{format: date-time}", R"("2026-03-07")", "v: is not of the format 'date-time'"},
      {"{format: date}", R"("2026-02-29")", "v: is not of the format 'date'"},
      {"{format: time}", R"("23:59:59Z")", ""},
      {"{format: duration}", R"("P1DT2H")", ""},
      {"{format: uuid}", R"("018f5c1e-7c1a-8d3e-9a44-2f0c6d1b7e55")", ""},
      {"{format: uri}", R"("/path")", "v: is not of the format 'uri'"},
      {"{format: email}", R"("ops@example.com")", ""},
      {"{format: email}", R"("ops@")", "v: is not of the format 'email'"},
      {"{format: ipv4}", R"("10.0.0.256")", "v: is not of the format 'ipv4'"},
      {"{format: ipv6}", R"("::1")", ""},
      {"{format: hostname}", R"("-a.example")", "v: is not of the format 'hostname'"},
      // Numbers are not rounded: these are two ids.
      {"{const: 9007199254740993}", "9007199254740992", "v: is not one of the allowed values"},
      {"{maximum: 9007199254740992}", "9007199254740993", "v: must be at most 9007199254740992"},
      {"{maximum: 9007199254740992.0}", "9007199254740993",
       "v: must be at most 9.007199254740992E15"},
      {"{minimum: -1.5}", "-1", ""},
      {"{type: integer, minimum: 0}", "18446744073709551615", ""},
      {"{type: integer, minimum: 0}", "7645781234567895123456789", ""},
      {"{type: number, maximum: 0}", "7645781234567895123456789", "v: must be at most 0"},
      {"{type: object}", "7645781234567895123456789", "v: must be of type object"},
      {"true", "5", ""},
  };
  for (const auto& given : cases) {
    const auto document = ParseYaml(given.schema, "s").value();
    const auto schema =
        JsonSchema::Parse(document, [&](Mark, Finding::Level, const std::string& text) {
          ADD_FAILURE() << given.schema << ": " << text;
        });
    EXPECT_EQ(schema.Fault(ParseJson(given.value).value(), "v").value_or(""), given.fault)
        << given.schema << " " << given.value;
  }
}

std::vector<Finding> FindingsOfSchema(const std::string& text) {
  std::vector<Finding> findings;
  JsonSchema::Parse(ParseYaml(text, "s").value(),
                    [&](Mark mark, Finding::Level level, std::string what) {
                      findings.push_back({"s", mark, level, std::move(what)});
                    });
  return findings;
}

TEST(JsonSchema, RefusesWhatIsNone) {
  for (const auto* text :
       {"5", "{type: strin}", "{type: 5}", "{anyOf: []}", "{minimum: a}", "{enum: x}",
        "{minLength: -1}", "{maxItems: 1.5}", "{properties: [a]}", "{multipleOf: 0}",
        "{pattern: '('}", "{patternProperties: {'[': {}}}", "{$ref: '#/nowhere'}",
        "{$ref: 'https://example.com/s'}", "{$ref: '#'}",
        "{$ref: '#/$defs/a', $defs: {a: {$ref: '#/$defs/a'}}}", "{uniqueItems: 1}"}) {
    const auto findings = FindingsOfSchema(text);
    ASSERT_FALSE(findings.empty()) << text;
    EXPECT_EQ(findings[0].level, Finding::Level::kError) << text;
    EXPECT_GT(findings[0].mark.line, 0);
  }
}

TEST(JsonSchema, WarnsOfWhatHasNoEffect) {
  const auto unknown = FindingsOfSchema("{properties: {a: {patern: x}}}");
  ASSERT_EQ(unknown.size(), 1u);
  EXPECT_EQ(FormatFinding(unknown[0]),
            "s:1:19: warning: JSON Schema keyword 'patern' is not known and has no effect; did you "
            "mean 'pattern'?");
  const auto format = FindingsOfSchema("{format: phone}");
  ASSERT_EQ(format.size(), 1u);
  EXPECT_EQ(format[0].level, Finding::Level::kWarning);
}

JsonSchema SchemaOf(const std::string& text) {
  return JsonSchema::Parse(ParseYaml(text, "s").value(),
                           [](Mark, Finding::Level, const std::string&) {});
}

// Each of these ended the process, or held it, in a library that was tried for it.
TEST(JsonSchema, EndsWhateverItIsGiven) {
  const std::string long_text = std::string(1'000'000, 'a');
  EXPECT_EQ(SchemaOf("{pattern: '(a|b)*c'}").Fault(json::value(long_text), "v"),
            "v: does not match the pattern '(a|b)*c'");
  EXPECT_EQ(SchemaOf("{pattern: '^(a|b)*c$'}").Fault(json::value(long_text + "cx"), "v"),
            "v: the pattern '^(a|b)*c$' takes too long on this text");
  EXPECT_EQ(SchemaOf("{pattern: '(a|b)*c$'}").Fault(json::value(long_text + "cx"), "v"),
            "v: the pattern '(a|b)*c$' takes too long on this text");
  EXPECT_EQ(SchemaOf("{patternProperties: {'^(a|b)*c$': {}}}")
                .Fault(json::value(json::object{{long_text + "cx", 1}}), "v"),
            "v: the pattern '^(a|b)*c$' takes too long on a key");
  EXPECT_EQ(SchemaOf("{format: date}").Fault(json::value(std::string(1'000'000, '1')), "v"),
            "v: is not of the format 'date'");
  EXPECT_EQ(SchemaOf("{allOf: [{$ref: '#'}]}").Fault(json::value(1), "v"),
            "v: the schema's parts refer to each other too deeply");
  EXPECT_EQ(SchemaOf("{anyOf: [{$ref: '#/$defs/a'}, {$ref: '#/$defs/a'}], $defs: {a: {anyOf: "
                     "[{$ref: '#'}, {$ref: '#'}]}}}")
                .Fault(json::value(1), "v"),
            "v: the schema's parts refer to each other too deeply");
  std::string wide = "{$ref: '#/$defs/d0', $defs: {d24: {const: 2}";
  for (int i = 0; i < 24; ++i)
    wide += ", d" + std::to_string(i) + ": {anyOf: [{$ref: '#/$defs/d" + std::to_string(i + 1) +
            "'}, {$ref: '#/$defs/d" + std::to_string(i + 1) + "'}]}";
  EXPECT_EQ(SchemaOf(wide + "}}").Fault(json::value(1), "v"),
            "v: the schema takes too long to check");
}

}  // namespace
}  // namespace tocsin
