// links: reference rehearsal expression store_memory
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "adapters/expression/jq.hpp"
#include "fakes/scratch_store.hpp"
#include "schemas/json_schema.hpp"
#include "workers/bridge/hooks/hook_tables.hpp"
#include "workers/reference/generate.hpp"
#include "workers/reference/workflow_pages.hpp"
#include "workers/rehearsal/exec.hpp"
#include "workers/rehearsal/test_run.hpp"
#include "workers/rehearsal/test_tables.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/task_registry.hpp"
#include "workers/workflow/oncall/resource_tables.hpp"

namespace tocsin::compose {
namespace {

using testing::HasSubstr;
using workflow::Example;

const workflow::Functions& Catalog() {
  static const workflow::Functions functions = [] {
    workflow::FunctionRegistry registry;
    workflow::RegisterFunctionAll(registry);
    return workflow::Functions(std::move(registry));
  }();
  return functions;
}

/// A task type or a function, as the reference shows it.
struct Entry {
  std::string name;
  std::string description;
  const FieldTable* keys;
  std::vector<Example> examples;
};

std::vector<Entry> Entries() {
  std::vector<Entry> entries;
  for (const auto& type : workflow::TaskTypes().Types())
    entries.push_back({std::string(type->Title()), std::string(type->Description()), &type->Keys(),
                       type->Examples()});
  for (const auto name : Catalog().Names()) {
    const auto& function = *Catalog().Find(name);
    entries.push_back({std::string(name), std::string(function.Description()), &function.Fields(),
                       function.Examples()});
  }
  return entries;
}

struct Named {
  std::string name;
  Example example;
};
std::vector<Named> AllExamples() {
  std::vector<Named> all;
  for (const auto& entry : Entries())
    for (std::size_t i = 0; i < entry.examples.size(); ++i) {
      std::string name;
      for (const char c : entry.name) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '-';
      while (name.find("--") != std::string::npos) name.erase(name.find("--"), 1);
      all.push_back({name + '-' + std::to_string(i + 1), entry.examples[i]});
    }
  return all;
}

class NoHttp final : public HttpClient {
 public:
  void Send(HttpCall, std::function<void(HttpOutcome)> done) override {
    ADD_FAILURE() << "an example without mocks must not call out";
    done(HttpResponse{500, {}, ""});
  }
};

void RunExec(const Named& named, ExpressionEngine& engine) {
  const auto resources = workflow::ParseResources({}, "").resources;
  const auto parsed =
      workflow::ParseDefinition(ExampleFile(named.example, named.name), named.name + ".yaml",
                                engine, Catalog(), resources.get());
  for (const auto& finding : parsed.findings) ADD_FAILURE() << FormatFinding(finding);
  ASSERT_NE(parsed.definition, nullptr);
  NoHttp http;
  const SystemClock clock;
  const rehearsal::MakeStore make_store = fakes::MakeScratchStore;
  std::ostringstream log;
  std::vector<std::shared_ptr<const workflow::Definition>> beside;
  if (!named.example.beside.empty()) {
    auto other = workflow::ParseDefinition(named.example.beside, "beside.yaml", engine, Catalog(),
                                           resources.get());
    for (const auto& finding : other.findings) ADD_FAILURE() << FormatFinding(finding);
    ASSERT_NE(other.definition, nullptr);
    beside.push_back(other.definition);
  }
  const auto outcome = rehearsal::ExecWorkflow(
      parsed.definition, *ParseJson(named.example.input),
      {engine, Catalog(), resources, http, clock, make_store, {}, log, beside});
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(CanonicalJson(outcome->result), CanonicalJson(*ParseJson(named.example.output)));
}

void RunTest(const Named& named, ExpressionEngine& engine, const std::filesystem::path& folder) {
  std::ofstream(folder / (named.name + ".yaml")) << ExampleFile(named.example, named.name);
  const auto file = folder / (named.name + "_test.yaml");
  std::ofstream(file) << ExampleTestFile(named.example, named.name);
  std::ostringstream out;
  EXPECT_EQ(rehearsal::RunTests({file}, {engine, Catalog(), fakes::MakeScratchStore}, out), 0)
      << out.str();
  EXPECT_TRUE(out.str().ends_with("1 passed, 0 failed\n")) << out.str();
}

TEST(ReferenceExamples, GiveWhatThePageSays) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "tocsin_reference" / "example";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const auto engine = MakeJqEngine();
  for (const auto& named : AllExamples()) {
    SCOPED_TRACE(named.name);
    ASSERT_NE(named.example.output.empty(), named.example.test.empty())
        << "an example has an output or a test";
    if (named.example.test.empty())
      RunExec(named, *engine);
    else
      RunTest(named, *engine, folder);
  }
  std::filesystem::remove_all(folder.parent_path());
}

TEST(ReferenceTables, SayWhatEveryKeyMeansAndShowIt) {
  std::string shown;
  for (const auto& named : AllExamples())
    shown += std::string(named.example.document) + std::string(named.example.test) + '\n';
  for (const auto& entry : Entries()) {
    SCOPED_TRACE(entry.name);
    EXPECT_GE(entry.description.size(), 20U);
    EXPECT_FALSE(entry.examples.empty());
    for (const auto& key : entry.keys->Fields()) {
      if (key.type == nullptr) continue;
      EXPECT_FALSE(key.description.empty()) << key.name;
      EXPECT_THAT(shown, HasSubstr(std::string(key.name) + ":"));
      if (key.type->Table() == nullptr) continue;
      for (const auto& inner : key.type->Table()->Fields()) {
        if (inner.type == nullptr) continue;
        EXPECT_FALSE(inner.description.empty()) << inner.name;
        EXPECT_THAT(shown, HasSubstr(std::string(inner.name) + ":"));
      }
    }
  }
}

/// Every `with` of a call of the catalog in the examples.
void CollectCalls(const json::value& node,
                  std::vector<std::pair<std::string, json::value>>& calls) {
  if (const auto* list = node.if_array())
    for (const auto& item : *list) CollectCalls(item, calls);
  const auto* map = node.if_object();
  if (map == nullptr) return;
  if (Catalog().Find(StringAt(*map, "call")) != nullptr && map->contains("with"))
    calls.emplace_back(StringAt(*map, "call"), map->at("with"));
  for (const auto& member : *map) CollectCalls(member.value(), calls);
}

bool IsOfType(const json::value& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "array") return value.is_array();
  return type == "object" && value.is_object();
}

/// The part of JSON Schema that the generated files use, on its own: whether the value fits.
bool Fits(const json::object& schema, const json::value& value) {
  const auto* type = schema.if_contains("type");
  if (type != nullptr && !IsOfType(value, type->as_string())) return false;
  if (const auto* allowed = schema.if_contains("enum");
      allowed != nullptr && std::ranges::count(allowed->as_array(), value) == 0)
    return false;
  if (const auto* pattern = schema.if_contains("pattern");
      pattern != nullptr &&
      !std::regex_search(std::string(value.as_string()), std::regex(pattern->as_string().c_str())))
    return false;
  if (const auto* any = schema.if_contains("anyOf");
      any != nullptr && std::ranges::none_of(any->as_array(), [&](const json::value& one) {
        return Fits(one.as_object(), value);
      }))
    return false;
  if (const auto* items = schema.if_contains("items"); items != nullptr && value.is_array())
    for (const auto& item : value.get_array())
      if (!Fits(items->as_object(), item)) return false;
  const auto* map = value.if_object();
  if (map == nullptr || !schema.contains("properties")) return true;
  if (const auto* required = schema.if_contains("required"))
    for (const auto& name : required->as_array())
      if (!map->contains(name.as_string())) return false;
  for (const auto& member : *map) {
    const auto* property = schema.at("properties").as_object().if_contains(member.key());
    if (property == nullptr && !schema.at("additionalProperties").as_bool()) return false;
    if (property != nullptr && !Fits(property->as_object(), member.value())) return false;
  }
  return true;
}

TEST(ReferenceSchemas, TakeTheExamplesAndRefuseMistakes) {
  std::vector<std::pair<std::string, json::value>> calls;
  for (const auto& named : AllExamples()) {
    const auto yaml = ParseYaml(ExampleFile(named.example, named.name), named.name);
    ASSERT_TRUE(yaml);
    CollectCalls(yaml->ToJson(), calls);
  }
  EXPECT_GE(calls.size(), 5U);
  for (const auto& [name, with] : calls) {
    const auto schema = workflow::SchemaOfKeys("", Catalog().Find(name)->Fields());
    EXPECT_TRUE(Fits(schema, with)) << name << ' ' << json::serialize(with);
    auto more = with.as_object();
    more["misspelt"] = 1;
    EXPECT_FALSE(Fits(schema, more)) << name;
  }
  const auto schema = workflow::SchemaOfKeys("", Catalog().Find("voice.ask")->Fields());
  json::object ask{{"to", "alice"}, {"say", "x"}, {"choices", {json::object{{"id", "a"}}}}};
  EXPECT_TRUE(Fits(schema, ask));
  ask["unknown"] = "perhaps";
  EXPECT_FALSE(Fits(schema, ask));
  ask["unknown"] = "${ .how }";
  EXPECT_TRUE(Fits(schema, ask));
  ask.erase("say");
  EXPECT_FALSE(Fits(schema, ask));
}

/// What tocsin reads fits the schema that editors complete from.
TEST(ReferenceSchemas, TakeTheShippedFilesAndRefuseMistakes) {
  const auto read = [](const FieldTable& table) {
    const auto document = PrettyJson(table.Schema(UnknownFields::kRefuse));  // JSON is YAML
    return JsonSchema::Parse(
        *ParseYaml(document, "schema"),
        [](Mark, JsonSchema::Level, const std::string& text) { ADD_FAILURE() << text; });
  };
  const auto resources = read(workflow::ResourceEntries::Spec());
  const auto tests = read(rehearsal::TestEntries::Spec());
  const auto hooks = read(bridge::HookEntries::Spec());
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           std::filesystem::path(TOCSIN_SOURCE_DIR) / "workflows")) {
    const std::string name = entry.path().string();
    const bool resource = entry.path().parent_path().filename() == "resources";
    const bool hook = entry.path().parent_path().filename() == "hooks";
    if (!resource && !hook && !name.ends_with("_test.yaml")) continue;
    std::ifstream in(entry.path());
    std::ostringstream text;
    text << in.rdbuf();
    const auto yaml = ParseYaml(text.str(), name);
    if (!yaml) continue;  // nothing but comments
    const auto& schema = resource ? resources : hook ? hooks : tests;
    EXPECT_EQ(schema.Fault(yaml->ToJson(), name), std::nullopt);
    ++files;
  }
  EXPECT_GE(files, 11);
  const auto fits = [&](const json::value& value) { return !resources.Fault(value, "r"); };
  const auto rung = [](json::value retries) {
    return json::object{
        {"policies",
         {{"p", {{"rungs", json::array{{{"contact", "a"}, {"retries", std::move(retries)}}}}}}}}};
  };
  EXPECT_TRUE(fits(rung(3)));
  EXPECT_FALSE(fits(rung(30)));
  EXPECT_TRUE(fits(json::object{{"contacts", nullptr}}));
  EXPECT_FALSE(fits(json::object{{"contact", json::object{}}}));
  EXPECT_TRUE(fits(json::object{{"actions", {{"disk", "clean"}}}}));
  EXPECT_TRUE(fits(json::object{{"actions", {{"disk", {{"name", "clean"}}}}}}));
  EXPECT_FALSE(fits(json::object{{"actions", {{"disk", {{"nam", "clean"}}}}}}));
}

TEST(ReferencePages, DescribeTheFilesThatPeopleWrite) {
  const auto files = GeneratedFiles();
  const auto text = [&](std::string_view path) {
    const auto found = std::ranges::find(files, path, &GeneratedFile::path);
    return found == files.end() ? std::string() : found->text;
  };
  EXPECT_THAT(text("docs/reference/resources.md"), HasSubstr("| `policies.NAME.rungs[].delay` |"));
  EXPECT_THAT(text("docs/reference/test-files.md"),
              HasSubstr("| `tests[].callees.NAME[].turns[].hear` |"));
  EXPECT_THAT(text("schemas/json/resources.schema.json"), HasSubstr("\"maximum\": 20"));
  EXPECT_THAT(text("schemas/json/test-file.schema.json"), HasSubstr("crashEverywhere"));
}

TEST(ReferencePages, NameEveryErrorThatIsRaised) {
  const auto page = ErrorsPage(Catalog());
  for (const auto& error : workflow::StandardErrors())
    EXPECT_THAT(page, HasSubstr("| `" + std::string(error.type) + "` |"));
  for (const char* word : {"not-reached", "carrier", "outcome-unknown", "limit", "superseded"})
    EXPECT_THAT(page, HasSubstr("`https://tocsin.dev/voice/errors/" + std::string(word) + "`"));
}

}  // namespace
}  // namespace tocsin::compose
