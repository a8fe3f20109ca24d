// links: settings schemas expression
#include <gtest/gtest.h>

#include "adapters/expression/jq.hpp"
#include "schemas/event.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {
namespace {

std::string ExampleOf(const FieldTable& table, std::string_view name) {
  for (const auto& field : table.Fields())
    if (field.name == name) return std::string(field.rules.example);
  return {};
}

/// What a delivery's condition sees is the whole event.
TEST(DeliveryExample, ItsConditionChoosesTheActionItNames) {
  const auto engine = MakeJqEngine();
  const auto program =
      engine->Load({{.text = ExampleOf(DeliverySettings::Spec(), "when"), .variables = {}}});
  const auto scope = program->NewScope();
  Event event{.id = "e1", .source = "/run", .type = "tocsin.action.requested", .time = ""};

  event.data = R"({"action":"restart_container"})";
  EXPECT_EQ(program->Evaluate(0, ToStructured(event), *scope), json::value(true));
  event.data = R"({"action":"notify"})";
  EXPECT_EQ(program->Evaluate(0, ToStructured(event), *scope), json::value(false));
}

}  // namespace
}  // namespace tocsin::compose
