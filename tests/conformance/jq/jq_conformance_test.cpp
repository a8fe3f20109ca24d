// links: expression
// Runs jq's own tests through the evaluator.
#include <gtest/gtest.h>
#include <pthread.h>

#include <cstdlib>
#include <map>
#include <optional>

#include "adapters/expression/machine.hpp"
#include "adapters/expression/message.hpp"
#include "adapters/expression/order.hpp"
#include "adapters/expression/parser.hpp"
#include "adapters/expression/regex_cache.hpp"
#include "adapters/expression/resolver.hpp"
#include "adapters/expression/text.hpp"
#include "cases.hpp"
#include "tests/conformance/kit_folder.hpp"

namespace tocsin::jqkit {
namespace {

/// What is wrong with a case; empty when it passes.
std::string Problem(const Case& test) {
  jq::Meter outside;
  jq::Syntax syntax;
  const std::vector<std::string> names{"now()"};
  jq::Resolver resolver(syntax, names);
  auto root = jq::ParseExpression(test.program, syntax);
  std::string fault;
  if (!root) {
    fault = jq::PlacedMessage(root.error(), test.program);
  } else if (auto resolved = resolver.Resolve(*root, {}); !resolved) {
    fault = jq::PlacedMessage(resolved.error(), test.program);
  }
  if (test.must_fail) return fault.empty() ? "compiles" : "";
  if (!fault.empty()) return "does not compile: " + fault;
  jq::Value input;
  std::string message;
  if (!jq::ReadJson(test.input, outside, input, message)) return "input: " + message;
  jq::RegexCache regexes;
  const std::vector<jq::Value> globals{jq::Value::Int(1700000000)};
  jq::Machine machine(globals, regexes);
  std::size_t count = 0;
  std::string problem;
  const bool fine = machine.Each(*root, {}, {input}, [&](jq::Item&& item) {
    std::string shown;
    jq::WriteJson(item.value, outside, 1 << 20, shown);
    if (count >= test.outputs.size()) {
      problem = "one output too many: " + shown;
      return machine.Cut(&problem);
    }
    jq::Value expected;
    jq::ReadJson(test.outputs[count++], outside, expected, message);
    jq::Order order(outside);
    const bool nan = item.value.IsNan() && (expected.IsNan() || expected.IsNull());
    if (nan || order.Equal(item.value, expected)) return true;
    std::string wanted;
    jq::WriteJson(expected, outside, 1 << 20, wanted);
    if (shown == wanted) return true;  // what is written the same is the same
    problem = shown + " instead of " + wanted;
    return machine.Cut(&problem);
  });
  if (!problem.empty()) return problem;
  if (count < test.outputs.size())
    return "only " + std::to_string(count) + " outputs" +
           (fine ? "" : ": " + jq::FailureMessage(machine, test.program));
  return "";
}

void RunKit() {
  const auto folder = KitFolder("jq");
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no conformance kit at ../shared";
  std::map<std::string, const Exception*> exceptions;
  for (const auto& exception : Exceptions()) exceptions[exception.program] = &exception;
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t left_out = 0;
  for (const auto* name :
       {"jq.test", "man.test", "onig.test", "manonig.test", "base64.test", "uri.test"}) {
    for (const auto& test : ReadCases(folder / name)) {
      const std::string problem = Problem(test);
      const auto found = exceptions.find(test.program);
      if (found == exceptions.end()) {
        EXPECT_EQ(problem, "") << test.name << ": " << test.program;
        (problem.empty() ? passed : failed) += 1;
        continue;
      }
      EXPECT_NE(problem, "") << test.name << " passes now, take it from the list: " << test.program;
      (found->second->counted ? failed : left_out) += 1;
    }
  }
  testing::Test::RecordProperty("passed", static_cast<int>(passed));
  testing::Test::RecordProperty("failed", static_cast<int>(failed));
  testing::Test::RecordProperty("left_out", static_cast<int>(left_out));
  printf("passed %zu, failed %zu, left out %zu\n", passed, failed, left_out);
  EXPECT_GE(static_cast<double>(passed), 0.99 * static_cast<double>(passed + failed));
}

/// On a stack on which values as deep as jq's tests have them fit with sanitizers too.
TEST(JqConformance, PassesJqsOwnTests) {
  constexpr std::size_t kStackBytes = std::size_t{128} * 1024 * 1024;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, kStackBytes), 0);
  pthread_t thread{};
  const auto run = [](void*) -> void* {
    RunKit();
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, run, nullptr), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

}  // namespace
}  // namespace tocsin::jqkit
