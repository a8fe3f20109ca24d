// links: schemas
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace tocsin {
namespace {

struct Outcome {
  int status = 0;
  std::string output;
};

/// A tree of its own with a copy of the checks, so that mistakes can be made in it.
class Checks : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = std::filesystem::temp_directory_path() / ("tocsin_checks_" + std::to_string(getpid()));
    std::filesystem::create_directories(root_ / "tools");
    for (const auto* name :
         {"tools/check-layers", "tools/check-text", "tools/check-links", "tools/check-migrations",
          "tools/check-documents", "tools/check-cluster", "tests/documents/blocks.py"}) {
      std::filesystem::create_directories((root_ / name).parent_path());
      std::filesystem::copy_file(std::filesystem::path(TOCSIN_SOURCE_DIR) / name, root_ / name,
                                 std::filesystem::copy_options::overwrite_existing);
    }
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void Write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  Outcome Run(const std::string& name) {
    Outcome outcome;
    FILE* pipe = popen((root_ / "tools" / name).string().append(" 2>&1").c_str(), "r");
    if (pipe == nullptr) return {-1, "popen"};
    std::array<char, 4096> buffer{};
    while (const auto count = fread(buffer.data(), 1, buffer.size(), pipe))
      outcome.output.append(buffer.data(), count);
    outcome.status = WEXITSTATUS(pclose(pipe));
    return outcome;
  }
  void ExpectLayerProblem(const std::string& path, const std::string& text,
                          const std::string& problem) {
    Write(path, text);
    const auto outcome = Run("check-layers");
    EXPECT_EQ(outcome.status, 1) << path;
    EXPECT_NE(outcome.output.find(problem), std::string::npos) << outcome.output;
    std::filesystem::remove(root_ / path);
  }

  std::filesystem::path root_;
};

TEST_F(Checks, LayersPassGoodTrees) {
  Write("schemas/a.hpp", "#pragma once\n");
  Write("adapters/bus.hpp", "#include \"schemas/a.hpp\"\n");
  Write("adapters/bus/kafka.cpp",
        "#include <librdkafka/rdkafka.h>\n#include \"adapters/bus.hpp\"\n");
  Write("workers/runtime/a.cpp", "#include \"adapters/bus.hpp\"\n");
  Write("workers/voice/call/a.cpp",
        "#include \"workers/runtime/a.hpp\"\n#include \"workers/voice/call/b.hpp\"\n");
  Write("workers/rehearsal/a.cpp",
        "#include \"workers/voice/call/a.hpp\"\n#include \"workers/bridge/a.hpp\"\n");
  Write("workers/compose/a.cpp", "#include \"adapters/bus/kafka.hpp\"\n");
  Write("tests/unit/a/a_test.cpp",
        "#include \"fakes/a.hpp\"\n#include \"adapters/bus/kafka.hpp\"\n");
  const auto outcome = Run("check-layers");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
}

TEST_F(Checks, LayersFindWrongDirections) {
  ExpectLayerProblem("schemas/a.cpp", "\n#include \"adapters/bus.hpp\"\n",
                     "schemas/a.cpp:2: schemas must not include ports");
  ExpectLayerProblem("workers/voice/call/a.cpp", "#include \"workers/workflow/b.hpp\"\n",
                     "voice must not include workflow");
  ExpectLayerProblem("workers/bridge/a.cpp", "#include \"adapters/net/b.hpp\"\n",
                     "bridge must not include adapters/net");
  ExpectLayerProblem("adapters/telephony/a.cpp", "#include \"adapters/net/b.hpp\"\n",
                     "adapters/telephony must not include adapters/net");
  ExpectLayerProblem("workers/runtime/a.cpp", "#include \"workers/voice/call/b.hpp\"\n",
                     "runtime must not include voice");
  ExpectLayerProblem("workers/voice/call/a.cpp", "#include \"fakes/b.hpp\"\n",
                     "voice must not include tests");
  ExpectLayerProblem("workers/voice/talk/a.cpp", "#include \"workers/voice/leg/steps.hpp\"\n",
                     "workers/voice/talk may not include workers/voice/leg");
  Write("workers/voice/talk/a.cpp", "#include \"workers/voice/leg/leg.hpp\"\n");
  EXPECT_EQ(Run("check-layers").status, 0) << "the door between the two";
  ExpectLayerProblem("workers/else/a.cpp", "\n", "this folder is no room of the house");
  ExpectLayerProblem("workers/main/a.cpp", "#include \"workers/else/b.hpp\"\n",
                     "workers/main/a.cpp:1: \"workers/else/b.hpp\" is in no room of the house");
  Write("tests/harness/b.hpp", "#pragma once\n");
  Write("tests/unit/a/b_test.cpp", "#include \"harness/b.hpp\"\n");
  EXPECT_EQ(Run("check-layers").status, 0) << Run("check-layers").output;
  ExpectLayerProblem("workers/voice/call/a.cpp", "#include \"harness/b.hpp\"\n",
                     "voice must not include tests");
}

TEST_F(Checks, LayersFindLibrariesOutOfPlace) {
  ExpectLayerProblem("workers/bridge/a.cpp", "#include <boost/beast/http.hpp>\n",
                     "<boost/beast/http.hpp> may only");
  ExpectLayerProblem("schemas/a.cpp", "#include <yaml-cpp/yaml.h>\n", "<yaml-cpp/yaml.h> may only");
  ExpectLayerProblem("adapters/bus/kafka.cpp", "#include <pqxx/pqxx>\n", "<pqxx/pqxx> may only");
  ExpectLayerProblem("adapters/expression/b.cpp", "#include <oniguruma.h>\n",
                     "<oniguruma.h> may only");
}

TEST_F(Checks, LayersFindWritersThatRoundIntegers) {
  const std::string problem = ":1: write JsonText or ParseJson";
  for (const std::string& line : std::initializer_list<std::string>{
           "out << json::object{{\"a\", 1}};", "out <<json::value(a);", "json::serialize(a);",
           "out << json::serialize(a);", "json::parse(a);"})
    ExpectLayerProblem("workers/voice/call/a.cpp", line + '\n',
                       "workers/voice/call/a.cpp" + problem);
  Write("workers/voice/call/a.cpp", "out << json::serialize(json::string(a)) << JsonText(a);\n");
  EXPECT_EQ(Run("check-layers").status, 0) << Run("check-layers").output;
}

TEST_F(Checks, LayersFindEventsReadPastTheirTables) {
  const std::string problem = ":1: read and write an event's data as its type";
  for (const std::string& line : std::initializer_list<std::string>{
           "StringAt(EventData(event)->as_object(), \"alert_id\");",
           "event.data = Payload::Of({{\"alert_id\", id}});", "Find(*event.data.Json(), \"to\");",
           "ParseJson(event.data.Text());"})
    ExpectLayerProblem("workers/bridge/a.cpp", line + '\n', "workers/bridge/a.cpp" + problem);
  Write("workers/bridge/a.cpp", "event.data = events::Written(closed);\n");
  ExpectLayerProblem("workers/bridge/emit.cpp", "event.data = Payload::Of(data);\n",
                     "workers/bridge/emit.cpp" + problem);
  Write("workers/workflow/tasks/emit.cpp", "event.data = Payload::Of(data);\n");
  EXPECT_EQ(Run("check-layers").status, 0) << Run("check-layers").output;
}

TEST_F(Checks, LayersFindKeysOfTheLanguageThatAreTypedAgain) {
  const std::string problem = ":1: read a key by its table";
  for (const std::string& line : std::initializer_list<std::string>{
           "task.Find(\"with\");", "parser.Required(*with, \"method\", what);",
           "check.Literal(\"say\");", "StringAt(arguments, \"say\");",
           "StringAt(call.Arguments(), \"say\");", "LiteralAt(arguments, \"say\");",
           "arguments.if_contains(\"say\");", "call.Arguments().at(\"say\");", "given[\"say\"];"})
    for (const std::string path : {"workers/workflow/tasks/a.cpp", "workers/compose/a.cpp"})
      ExpectLayerProblem(path, line + '\n', path + problem);
  Write("workers/workflow/tasks/a.cpp", "task.Find(KeysOf<WaitKeys>().wait);\n");
  Write("workers/workflow/engine/a.cpp", "Find(state, \"with\");\nframe.data[\"with\"];\n");
  EXPECT_EQ(Run("check-layers").status, 0) << Run("check-layers").output;
}

TEST_F(Checks, LayersFindMembersOfDocumentsThatAreTypedAgain) {
  const std::string problem = ":1: read a key by its table";
  for (const std::string& line : std::initializer_list<std::string>{
           "StringAt(*came, \"call_id\");", "Find(alert, \"title\");",
           "choice.if_contains(\"when\");", "choice->contains(\"when\");",
           "choice.get_object().erase(\"when\");", "item.at(\"id\");",
           "x = StringAt(state, \"a\") + StringAt(*came, \"from\");"})
    for (const std::string path :
         {"workers/workflow/functions/a.cpp", "workers/workflow/oncall/a.cpp",
          "workers/workflow/language/a.cpp", "workers/rehearsal/a.cpp"})
      ExpectLayerProblem(path, line + '\n', path + problem);
  ExpectLayerProblem("workers/workflow/functions/a.cpp", "told[\"turns\"] = 1;\n",
                     "workers/workflow/functions/a.cpp" + problem);
  Write("workers/workflow/functions/a.cpp",
        "StringAt(call.State(), \"question_id\");\nstate.contains(\"at\");\n"
        "StringAt(schema.as_object(), \"type\");\ncall.State()[\"at\"] = 1;\n"
        "StringAt(given, keys.unknown, \"raise\");\nStringAt(given, keys.say) == \"x\";\n");
  Write("workers/workflow/language/keys.cpp", "StringAt(*request, \"url\");\n");
  EXPECT_EQ(Run("check-layers").status, 0) << Run("check-layers").output;
}

TEST_F(Checks, LayersFindMembersOfWhatIsStoredThatAreTypedAgain) {
  const std::string problem = ":1: read a key by its table";
  for (const std::string& line : std::initializer_list<std::string>{
           "StringAt(request, \"url\");", "Find(row, \"offset\");",
           "question.contains(\"because\");", "request.if_contains(\"timeout_ms\");",
           "kept[i].as_object().at(\"data\");"})
    for (const std::string path :
         {"workers/workflow/effects/a.cpp", "workers/workflow/engine/a.cpp",
          "workers/workflow/worker/a.cpp", "workers/workflow/language/secrets.cpp",
          "workers/rehearsal/mocked_http.cpp", "workers/bridge/a.cpp", "workers/voice/call/a.cpp"})
      ExpectLayerProblem(path, line + '\n', path + problem);
  Write("workers/workflow/tasks/a.cpp",
        "frame.data.if_contains(\"with\");\nFind(signal.data, \"input\");\n");
  Write("workers/workflow/engine/frame_codec.cpp", "in.at(\"at\");\n");
  Write("workers/bridge/delivery.cpp", "Find(result, NameOf<&AttemptResult::status>());\n");
  EXPECT_EQ(Run("check-layers").status, 0) << Run("check-layers").output;
}

TEST_F(Checks, LayersFindMembersOfEventsThatAreTypedAgain) {
  for (const std::string& line : std::initializer_list<std::string>{
           "alert.if_contains(\"severity\");", "StringAt(*alert, \"alert_id\");",
           "alert[\"severity\"] = word;", "alert.erase(\"fingerprint\");"})
    ExpectLayerProblem("schemas/events/a.cpp", line + '\n',
                       "schemas/events/a.cpp:1: read a key by its table");
  Write("schemas/events/a.cpp",
        "alert[NameOf<&AlertRaised::severity>()] = word;\n{.example = R\"([\"warning\"])\"}\n");
  Write("schemas/events/catalog.cpp", "entry.at(\"messages\");\n");
  EXPECT_EQ(Run("check-layers").status, 0) << Run("check-layers").output;
}

TEST_F(Checks, LayersFindCarriersNamedOutOfTheirFolder) {
  Write("adapters/telephony/acme/kind.cpp", "constexpr const char* kName = \"acme\";\n");
  for (const std::string& line : std::initializer_list<std::string>{
           "if (name == \"acme\") return 1;", "settings.telephony.acme.from;", "MakeAcme(options);",
           "const char* kToken = \"ACME_TOKEN\";", "#include \"adapters/telephony/acme/acme.hpp\""})
    for (const std::string path :
         {"workers/compose/a.cpp", "adapters/telephony/a.cpp", "adapters/telephony/other/kind.cpp"})
      ExpectLayerProblem(path, line + '\n', path + ":1: '");
  std::filesystem::remove_all(root_ / "adapters/telephony/other");
  Write("workers/compose/a.cpp", "int pace = 1;  // acme's\n/// As Acme has it.\n");
  Write("workers/workflow/functions/sms_send.cpp", "// Words for people.\nshow(\"acme\");\n");
  Write("tests/unit/a/a_test.cpp", "EXPECT_EQ(name, \"acme\");\n");
  EXPECT_EQ(Run("check-layers").status, 0) << Run("check-layers").output;
  Write("adapters/telephony/bell/bell.cpp", "\n");
  const auto outcome = Run("check-layers");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.output.find("adapters/telephony/bell/kind.cpp:1: is missing"),
            std::string::npos)
      << outcome.output;
}

TEST_F(Checks, LayersFindNamesAndLengths) {
  ExpectLayerProblem("schemas/string_utils.cpp", "\n",
                     "named after its concept, not 'string_utils'");
  ExpectLayerProblem("schemas/a.cpp", std::string(301, '\n'),
                     "more than one file in ten is over 300 lines");
}

TEST_F(Checks, LinksLeadSomewhere) {
  Write("README.md",
        "# One\n\n[a](docs/a.md#two-words) [b](docs/) [c](https://example.com/x) [d](#one)\n");
  Write("docs/a.md", "# Top\n\n## Two `words`\n\n```\n[not a link](nowhere.md)\n```\n");
  EXPECT_EQ(Run("check-links").status, 0) << Run("check-links").output;
  Write("docs/b.md", "[x](gone.md)\n[y](a.md#three)\n[z](../../out.md)\nsee `docs/none.md`\n");
  const auto outcome = Run("check-links");
  EXPECT_EQ(outcome.status, 1);
  for (const char* place : {"docs/b.md:1: 'gone.md'", "docs/b.md:2: 'a.md#three'",
                            "docs/b.md:3: '../../out.md'", "docs/b.md:4: `docs/none.md`"})
    EXPECT_NE(outcome.output.find(place), std::string::npos) << outcome.output;
}

TEST_F(Checks, TextFindsWhatMustNotBeThere) {
  Write("docs/a.md", "A path such as docs/work/x or https://example.com/work/x is fine.\n");
  EXPECT_EQ(Run("check-text").status, 0) << Run("check-text").output;
  Write("docs/b.md", std::string("fine\nsee /wo") + "rk/x\n");
  Write("docs/c.md", std::string("TO") + "DO: later\n");
  const auto outcome = Run("check-text");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.output.find("docs/b.md:2:"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("docs/c.md:1:"), std::string::npos) << outcome.output;
}

/// The sum is that of "create table call (id text);\n".
TEST_F(Checks, MigrationsExpandUntilTheLastReaderIsGone) {
  Write("deploy/releases.yaml",
        "releases:\n  - version: 0.1.0\n    commit: abc\n    migrations:\n"
        "      0001_tables.sql: 'bcef7fce3050005f'\n");
  Write("schemas/sql/0001_tables.sql", "create table call (id text);\n");
  Write("schemas/sql/0002_more.sql",
        "-- drop nothing\nalter table call add column a int not null default 0, add column b int;\n"
        "create table leg (id text not null);\n"
        "create or replace function f() returns int language sql as $$ select 1; /* rename */ $$;\n"
        "drop index if exists call_of_tenant;\n");
  EXPECT_EQ(Run("check-migrations").status, 0) << Run("check-migrations").output;

  Write("schemas/sql/0003_bad.sql",
        "alter table call drop column a;\nalter table call rename b to c;\n\n"
        "alter table call add column d int,\n  add column e text not null;\n"
        "alter table call alter column b type bigint;\nalter table call alter b set not null;\n");
  Write("schemas/sql/0004_unknown.sql", "-- last reader went in 0.9.0\ndrop table leg;\n");
  Write("schemas/sql/0005_over.sql", "-- last reader went in 0.1.0\ndrop table gone;\n");
  const auto found = Run("check-migrations");
  EXPECT_EQ(found.status, 1);
  for (const char* place :
       {"0003_bad.sql:1: DROP", "0003_bad.sql:2: RENAME", "0003_bad.sql:4: NOT NULL without",
        "0003_bad.sql:6: another TYPE", "0003_bad.sql:7: SET NOT NULL",
        "0004_unknown.sql:1: '0.9.0'", "0004_unknown.sql:2: DROP"})
    EXPECT_NE(found.output.find(place), std::string::npos) << place << '\n' << found.output;
  EXPECT_EQ(found.output.find("0005"), std::string::npos) << found.output;
  EXPECT_EQ(found.output.find("0002"), std::string::npos) << found.output;

  Write("schemas/sql/0001_tables.sql", "create table call (id uuid);\n");
  EXPECT_NE(Run("check-migrations").output.find("0001_tables.sql:1: has changed"),
            std::string::npos);
}

TEST_F(Checks, CommandsOfThePagesSayWhetherTheyAreTried) {
  std::string page = "```sh show a whole machine\ncommand\n```\n";
  for (int i = 0; i < 9; ++i) page += "1. so:\n   ```sh run\n   command\n   ```\n";
  Write("README.md", page + "```yaml\na: 1\n```\n");
  Write("docs/a.md", "```sh run stays\nserve\n```\n");
  for (const char* script : {"README", "a"})
    Write(std::string("tests/documents/pages/") + script + ".sh", "begin() { :; }\n");
  EXPECT_EQ(Run("check-documents").status, 0) << Run("check-documents").output;

  Write("docs/b.md", "```sh\none\n```\n\n```sh show\ntwo\n```\n```sh run always\n```\n");
  Write("docs/c.md", "```sh run\nthree\n```\n```sh show for no reason at all\nfour\n```\n");
  Write("tests/documents/pages/gone.sh", "");
  const auto found = Run("check-documents");
  EXPECT_EQ(found.status, 1);
  for (const char* place :
       {"docs/b.md:1: a command block is not marked", "docs/b.md:5: a command block 'show' wants",
        "docs/b.md:8: a command block is not marked", "3 of 14 command blocks are only shown",
        "docs/c.md:1: its commands are tried, but there is no", "gone.sh: there is no such page"})
    EXPECT_NE(found.output.find(place), std::string::npos) << place << '\n' << found.output;
}

TEST_F(Checks, ClusterFailsWhereTheGoTestsDo) {
  const auto program = [this](const std::string& path, const std::string& text) {
    Write(path, "#!/bin/sh\n" + text);
    std::filesystem::permissions(root_ / path, std::filesystem::perms::owner_all);
  };
  program("tools/helm-chart", "exit 0\n");
  program("tools/deploy-check/run", "exit 0\n");
  const std::string path = std::getenv("PATH");
  setenv("PATH", ((root_ / "bin").string() + ':' + path).c_str(), 1);
  // Where it gets modules it says more than the result.
  program("bin/go", "echo 'go: downloading a'; echo 'ok  deploy-check'\n");
  const auto well = Run("check-cluster");
  program("bin/go", "echo '--- FAIL: TestMistakesAreNamed'; exit 1\n");
  const auto wrong = Run("check-cluster");
  setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(well.status, 0) << well.output;
  EXPECT_EQ(wrong.status, 1) << wrong.output;
  EXPECT_NE(wrong.output.find("FAIL: TestMistakesAreNamed"), std::string::npos) << wrong.output;
}

}  // namespace
}  // namespace tocsin
