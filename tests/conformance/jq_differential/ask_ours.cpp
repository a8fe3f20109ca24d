#include <pthread.h>

#include "adapters/expression/jq.hpp"
#include "pairs.hpp"

namespace tocsin::differential {

std::string Told(const std::string& expression) {
  return "[limit(" + std::to_string(kMostOutputs) + "; try ((" + expression +
         "\n) | [tojson]) catch {e: tojson})] | tojson";
}

namespace {

void Ask(std::vector<Pair>& pairs) {
  const auto engine = MakeJqEngine({.result_bytes = std::size_t{64} << 20});
  std::unique_ptr<ExpressionProgram> program;
  std::unique_ptr<ExpressionScope> scope;
  const std::string* last = nullptr;
  Status compiles;
  for (auto& pair : pairs) {
    if (last == nullptr || *last != pair.expression) {
      last = &pair.expression;
      const std::string told = Told(pair.expression);
      compiles = engine->Check({told, {}});
      scope.reset();
      program = engine->Load({{told, {}}});
      scope = program->NewScope();
      scope->Set(kNowVariable, 1700000000);
    }
    if (!compiles) {
      pair.refused = true;
      pair.problem = compiles.error().message;
      continue;
    }
    const auto input = ParseJson(MendJson(pair.input));
    if (!input) {
      pair.problem = "input: " + input.error().message;
      continue;
    }
    const auto result = program->Evaluate(0, *input, *scope);
    if (result)
      pair.ours = std::string(result->as_string());
    else
      pair.problem = result.error().message;
  }
}

}  // namespace

void AskOurs(std::vector<Pair>& pairs) {
  constexpr std::size_t kStackBytes = std::size_t{128} << 20;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_t thread{};
  const auto run = [](void* given) -> void* {
    Ask(*static_cast<std::vector<Pair>*>(given));
    return nullptr;
  };
  if (pthread_create(&thread, &attributes, run, &pairs) == 0) pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

}  // namespace tocsin::differential
