#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "adapters/expression/jq.hpp"

namespace tocsin {

/// Evaluates one expression alone, by the engine that the programs use.
class ExpressionFixture : public testing::Test {
 protected:
  Result<json::value> Run(std::string text, const json::value& input = nullptr) {
    auto program = engine_->Load({{std::move(text), {}}});
    return program->Evaluate(0, input, *program->NewScope());
  }
  /// The result as JSON, or "error: ...".
  std::string Text(std::string text, const json::value& input = nullptr) {
    const auto result = Run(std::move(text), input);
    return result ? CanonicalJson(*result) : "error: " + result.error().message;
  }

  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
};

}  // namespace tocsin
