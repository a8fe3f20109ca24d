// links: schemas
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
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
    for (const auto* name : {"check-layers", "check-text", "check-links"}) {
      std::filesystem::copy_file(std::filesystem::path(TOCSIN_SOURCE_DIR) / "tools" / name,
                                 root_ / "tools" / name,
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
  Write("workers/workflow/tasks/emit.cpp", "event.data = Payload::Of(data);\n");
  EXPECT_EQ(Run("check-layers").status, 0) << Run("check-layers").output;
}

TEST_F(Checks, LayersFindKeysOfTheLanguageThatAreTypedAgain) {
  const std::string problem = ":1: read a key by its table";
  for (const std::string& line : std::initializer_list<std::string>{
           "task.Find(\"with\");", "parser.Required(*with, \"method\", what);",
           "check.Literal(\"say\");", "StringAt(arguments, \"say\");",
           "StringAt(call.Arguments(), \"say\");"})
    ExpectLayerProblem("workers/workflow/tasks/a.cpp", line + '\n',
                       "workers/workflow/tasks/a.cpp" + problem);
  Write("workers/workflow/tasks/a.cpp", "task.Find(KeysOf<WaitKeys>().wait);\n");
  Write("workers/workflow/engine/a.cpp", "Find(state, \"with\");\n");
  EXPECT_EQ(Run("check-layers").status, 0) << Run("check-layers").output;
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

}  // namespace
}  // namespace tocsin
