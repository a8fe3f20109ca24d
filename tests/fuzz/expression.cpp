// links: expression
// An expression, a line "---" and its input as JSON: whatever they are, the evaluation ends within
// its bounds and gives the same again.
#include "adapters/expression/jq.hpp"
#include "tests/fuzz/promise.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  constexpr std::string_view kLine = "\n---\n";
  constexpr std::size_t kMostText = 4 << 20;  // a result of 1 MiB, escaped
  constexpr std::size_t kMostMessage = 1000;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = text.find(kLine);
  const std::string expression(text.substr(0, line));
  const auto input = line == std::string_view::npos
                         ? Result<json::value>(nullptr)
                         : ParseJson(MendJson(std::string(text.substr(line + kLine.size()))));
  static const auto engine = MakeJqEngine();
  const auto compiles = engine->Check({expression, {}});
  if (!compiles) fuzz::Promise(compiles.error().message.size() < kMostMessage, "a short message");
  const auto program = engine->Load({{expression, {}}});
  const auto scope = program->NewScope();
  scope->Set(kNowVariable, 1700000000);
  const auto given = input ? *input : json::value(nullptr);
  const auto once = program->Evaluate(0, given, *scope);
  const auto again = program->Evaluate(0, given, *scope);
  fuzz::Promise(once.has_value() == again.has_value(), "the same outcome again");
  if (once) {
    fuzz::Promise(json::serialize(*once) == json::serialize(*again), "the same result again");
    fuzz::Promise(json::serialize(*once).size() < kMostText, "a result within its bound");
    fuzz::Promise(compiles.has_value(), "no result of what does not compile");
  } else {
    fuzz::Promise(once.error().message == again.error().message, "the same message again");
    fuzz::Promise(once.error().message.size() < kMostMessage, "a short message");
  }
  return 0;
}
