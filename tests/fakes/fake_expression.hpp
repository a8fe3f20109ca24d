#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adapters/expression.hpp"

namespace tocsin::fakes {

/// Expressions by their text, each a function; a text that was not given does not compile.
class FakeExpressions final : public ExpressionEngine {
 public:
  using Function = std::function<Result<json::value>(const json::value&)>;
  explicit FakeExpressions(std::map<std::string, Function> functions = {})
      : functions_(std::move(functions)) {}

  std::unique_ptr<ExpressionProgram> Load(std::vector<ExpressionSource> sources) override {
    return std::make_unique<Program>(*this, std::move(sources));
  }
  Status Check(const ExpressionSource& source) override {
    if (functions_.contains(source.text)) return {};
    return Fail(ErrorKind::kInvalid, "syntax error", "expression");
  }
  ExpressionReport Inspect(const ExpressionSource& source) override {
    ExpressionReport report;
    if (!functions_.contains(source.text))
      report.fault = ExpressionRemark{"syntax error", 0, source.text.size()};
    return report;
  }

 private:
  class Scope final : public ExpressionScope {
    void Refer(std::string_view, const json::value&) override {}
    void Refer(std::string_view, std::span<const ScopeMember>) override {}
    void Set(std::string_view, json::value) override {}
  };
  class Program final : public ExpressionProgram {
   public:
    Program(const FakeExpressions& engine, std::vector<ExpressionSource> sources)
        : engine_(engine), sources_(std::move(sources)) {}
    std::unique_ptr<ExpressionScope> NewScope() override { return std::make_unique<Scope>(); }
    Result<json::value> Evaluate(std::size_t index, const json::value& input,
                                 const ExpressionScope&) override {
      const auto found = engine_.functions_.find(sources_.at(index).text);
      if (found == engine_.functions_.end())
        return Fail(ErrorKind::kInvalid, "syntax error", "expression");
      return found->second(input);
    }

   private:
    const FakeExpressions& engine_;
    std::vector<ExpressionSource> sources_;
  };

  std::map<std::string, Function> functions_;
};

}  // namespace tocsin::fakes
