// links: workflow expression
#include "workers/workflow/language/task_registry.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin::workflow {
namespace {

struct ActKeys final : KeyTable {
  Key act{*this, "act", Shape::kMap, "What is done."};
};
struct EachKeys final : KeyTable {
  Key each{*this, "each", Shape::kMap, "For what."};
  Key act{*this, "act", Shape::kMap, "What is done for each."};
};
struct RestKeys final : KeyTable {
  Key rest{*this, "rest", Shape::kDuration, "How long."};
};

template <class Table>
class OfKeys final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<Table>().Fields().front().name; }
  std::string_view Description() const override { return "A task of a test."; }
  const FieldTable& Keys() const override { return KeysOf<Table>(); }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> none;
    return none;
  }
  std::unique_ptr<TaskBody> Parse(Parser&, const YamlNode&, TaskNode&) const override {
    return nullptr;
  }
  void Begin(Execution&, Frame&) const override {}
};

using Words = std::vector<std::string_view>;

TEST(TaskRegistry, KnowsTheKindsOfItsTypes) {
  TaskRegistry registry;
  registry.Add(std::make_unique<OfKeys<ActKeys>>());
  registry.Add(std::make_unique<OfKeys<RestKeys>>());
  registry.Add(std::make_unique<OfKeys<RestKeys>>());
  EXPECT_EQ(registry.Kinds(), (Words{"act", "rest"}));
}

TEST(TaskRegistry, AKindThatIsAKeyOfAnotherGivesWay) {
  TaskRegistry registry;
  registry.Add(std::make_unique<OfKeys<ActKeys>>());
  registry.Add(std::make_unique<OfKeys<EachKeys>>());
  registry.Add(std::make_unique<OfKeys<RestKeys>>());
  EXPECT_EQ(registry.Kinds(), (Words{"each", "rest", "act"}));
}

TEST(TaskRegistry, OfTheLanguageADoGivesWayToAFor) {
  const auto& kinds = TaskTypes().Kinds();
  EXPECT_EQ(kinds.back(), "do");
  for (const auto& type : TaskTypes().Types())
    EXPECT_EQ(std::ranges::count(kinds, type->Key()), 1) << type->Title();
}

}  // namespace
}  // namespace tocsin::workflow
