// links: workflow expression
// Runs the scenarios of the specification's conformance test kit through the engine; each is a test
// of its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <regex>

#include "fakes/memory_runner.hpp"
#include "gherkin.hpp"
#include "petstore.hpp"
#include "tests/conformance/kit_folder.hpp"

namespace tocsin::ctk {
namespace {

json::value YamlValue(const std::string& text) {
  const auto node = ParseYaml(text, "step");
  return node ? node->ToJson() : throw std::runtime_error(FormatFinding(node.error()));
}

const json::value* At(const json::value& value, std::string path) {
  const json::value* at = &value;
  while (at != nullptr && !path.empty()) {
    const auto dot = path.find('.');
    at = Find(*at, path.substr(0, dot));
    path = dot == std::string::npos ? "" : path.substr(dot + 1);
  }
  return at;
}

std::string NameOf(const std::string& reference) {
  return reference.substr(reference.rfind('/') + 1);
}

class ScenarioTest : public testing::Test {
 public:
  explicit ScenarioTest(Scenario scenario) : scenario_(std::move(scenario)) {}

  void TestBody() override {
    for (const auto& step : scenario_.steps) {
      SCOPED_TRACE(step.text);
      Take(step);
      if (IsSkipped() || HasFatalFailure()) return;
    }
  }

 private:
  void Take(const Step& step) {
    if (step.text == "a workflow with definition:") {
      definition_ = step.document;
    } else if (step.text == "the workflow input is:") {
      input_ = YamlValue(step.document);
    } else if (step.text == "the workflow is executed") {
      Execute();
    } else {
      Expect(step);
    }
  }

  void Execute() {
    workflow::Functions none{workflow::FunctionRegistry{}};
    const auto parsed =
        workflow::ParseDefinition(definition_, "ctk.yaml", fakes::TestEngine(), none, nullptr);
    for (const auto& finding : parsed.findings)
      if (finding.text == "'call: openapi' is not supported yet")
        GTEST_SKIP() << FormatFinding(finding);
    runner_ = std::make_unique<fakes::MemoryRunner>(definition_);
    runner_->OnHttp(AnswerLikePetstore);
    runner_->Run(input_);
    for (const auto& reference : runner_->Tasks("completed"))
      if (reference != "/") order_.push_back(NameOf(reference));
  }

  void Expect(const Step& step) {
    ASSERT_NE(runner_, nullptr) << "the scenario does not execute the workflow";
    std::smatch match;
    const json::value& output = runner_->output;
    if (step.text.starts_with("the workflow should complete")) {
      ASSERT_EQ(runner_->Status(), RunStatus::kCompleted) << json::serialize(output);
      if (!step.document.empty())
        EXPECT_EQ(CanonicalJson(output), CanonicalJson(YamlValue(step.document)));
    } else if (step.text.starts_with("the workflow should fault")) {
      ASSERT_EQ(runner_->Status(), RunStatus::kFaulted);
      if (!step.document.empty())
        EXPECT_EQ(CanonicalJson(output), CanonicalJson(YamlValue(step.document)));
    } else if (std::regex_match(step.text, match,
                                std::regex("the workflow output should have properties (.*)"))) {
      ExpectProperties(match[1]);
    } else if (std::regex_match(
                   step.text, match,
                   std::regex(
                       "the workflow output should have a '([^']*)' property with value:"))) {
      const auto* value = At(output, match[1]);
      ASSERT_NE(value, nullptr) << json::serialize(output);
      EXPECT_EQ(CanonicalJson(*value), CanonicalJson(YamlValue(step.document)));
    } else if (std::regex_match(step.text, match,
                                std::regex("the workflow output should have a '([^']*)' property "
                                           "containing (\\d+) items"))) {
      const auto* value = At(output, match[1]);
      ASSERT_TRUE(value != nullptr && value->is_array()) << json::serialize(output);
      EXPECT_EQ(value->as_array().size(), std::stoul(match[2]));
    } else {
      ExpectOrder(step.text);
    }
  }

  void ExpectProperties(const std::string& names) {
    const std::regex quoted("'([^']*)'");
    for (auto it = std::sregex_iterator(names.begin(), names.end(), quoted);
         it != std::sregex_iterator(); ++it)
      EXPECT_NE(At(runner_->output, (*it)[1]), nullptr)
          << (*it)[1] << " is missing in " << json::serialize(runner_->output);
  }

  void ExpectOrder(const std::string& text) {
    std::smatch match;
    ASSERT_FALSE(order_.empty());
    if (std::regex_match(text, match, std::regex("(\\w+) should run first"))) {
      EXPECT_EQ(order_.front(), match[1]);
    } else if (std::regex_match(text, match, std::regex("(\\w+) should run last"))) {
      EXPECT_EQ(order_.back(), match[1]);
    } else if (std::regex_match(text, match, std::regex("(\\w+) should run after (\\w+)"))) {
      const auto later = std::ranges::find(order_, match[1]),
                 earlier = std::ranges::find(order_, match[2]);
      ASSERT_TRUE(later != order_.end() && earlier != order_.end());
      EXPECT_LT(earlier, later);
    } else {
      FAIL() << "the kit has a step that this test does not know";
    }
  }

  Scenario scenario_;
  std::string definition_;
  json::value input_ = json::object();
  std::unique_ptr<fakes::MemoryRunner> runner_;
  std::vector<std::string> order_;
};

std::string TestName(const std::string& title) {
  std::string out;
  for (const char c : title) out += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return out;
}

class KitIsThere : public testing::Test {
 public:
  void TestBody() override {
    if (!std::filesystem::exists(KitFolder("ctk")))
      GTEST_SKIP() << "no conformance test kit at " << KitFolder("ctk") << " (set TOCSIN_SHARED)";
  }
};

/// How many scenarios the folder holds, all registered as tests.
int RegisterScenarios() {
  int count = 0;
  testing::RegisterTest("Ctk", "KitIsThere", nullptr, nullptr, __FILE__, __LINE__,
                        []() -> testing::Test* { return new KitIsThere; });
  if (!std::filesystem::exists(KitFolder("ctk"))) return 0;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(KitFolder("ctk")))
    if (entry.path().extension() == ".feature") files.push_back(entry.path());
  std::ranges::sort(files);
  for (const auto& file : files)
    for (const auto& scenario : ReadFeature(file)) {
      ++count;
      testing::RegisterTest(("Ctk_" + scenario.feature).c_str(), TestName(scenario.name).c_str(),
                            nullptr, nullptr, __FILE__, __LINE__,
                            [scenario]() -> testing::Test* { return new ScenarioTest(scenario); });
    }
  return count;
}

const int kScenarios = RegisterScenarios();

TEST(CtkFolder, HoldsTheKnownNumberOfScenarios) {
  if (kScenarios == 0) GTEST_SKIP() << "no conformance test kit";
  EXPECT_GE(kScenarios, 20);
}

}  // namespace
}  // namespace tocsin::ctk
