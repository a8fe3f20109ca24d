#include "adapters/expression/engine.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "adapters/expression/machine.hpp"
#include "adapters/expression/message.hpp"
#include "adapters/expression/parser.hpp"
#include "adapters/expression/regex.hpp"
#include "adapters/expression/resolver.hpp"
#include "adapters/expression/result.hpp"

namespace tocsin {
namespace {

using jq::Node;

/// The scope's name of the time that `now` gives, in seconds.
constexpr std::string_view kNowName = "now()";

std::vector<std::string> AllowedNames(const ExpressionSource& source) {
  std::vector<std::string> names(std::begin(kStandardVariables), std::end(kStandardVariables));
  names.insert(names.end(), source.variables.begin(), source.variables.end());
  return names;
}

/// Values by the number that the program gives their name.
class ScopeValues final : public ExpressionScope {
 public:
  explicit ScopeValues(const std::vector<std::string>& names) : names_(names) {}
  void Set(std::string_view name, json::value value) override {
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (names_[i] == name) held_[i] = std::move(value);
  }
  std::vector<const json::value*> Values() const {
    std::vector<const json::value*> values(names_.size(), nullptr);
    for (const auto& [number, value] : held_) values[number] = &value;
    return values;
  }

 private:
  const std::vector<std::string>& names_;
  std::map<std::size_t, json::value> held_;
};

Result<Node*> CompileOne(const ExpressionSource& source, jq::Syntax& syntax,
                         jq::Resolver& resolver) {
  if (source.text.size() > jq::kMaxExpressionBytes)
    return Fail(ErrorKind::kInvalid,
                "longer than " + std::to_string(jq::kMaxExpressionBytes / 1024) + " KiB",
                "expression");
  auto root = jq::ParseExpression(source.text, syntax);
  if (!root)
    return Fail(ErrorKind::kInvalid, jq::PlacedMessage(root.error(), source.text), "expression");
  if (const auto resolved = resolver.Resolve(*root, AllowedNames(source)); !resolved)
    return Fail(ErrorKind::kInvalid, jq::PlacedMessage(resolved.error(), source.text),
                "expression");
  return *root;
}

class OwnProgram final : public ExpressionProgram {
 public:
  OwnProgram(std::vector<ExpressionSource> sources, ExpressionLimits limits)
      : sources_(std::move(sources)), limits_(limits), resolver_(syntax_, names_) {
    names_.emplace_back(kNowName);
    names_.insert(names_.end(), std::begin(kStandardVariables), std::end(kStandardVariables));
    for (const auto& source : sources_)
      for (const auto& name : source.variables)
        if (std::ranges::find(names_, name) == names_.end()) names_.push_back(name);
    compiled_.resize(sources_.size());
  }

  std::unique_ptr<ExpressionScope> NewScope() override {
    return std::make_unique<ScopeValues>(names_);
  }

  Result<json::value> Evaluate(std::size_t index, const json::value& input,
                               const ExpressionScope& scope) override {
    if (index >= sources_.size())
      return Fail(ErrorKind::kInternal, "no expression " + std::to_string(index), "expression");
    auto& compiled = compiled_[index];
    if (!compiled) compiled = CompileOne(sources_[index], syntax_, resolver_);
    if (!*compiled) return Fail(compiled->error());
    const auto globals = static_cast<const ScopeValues&>(scope).Values();
    jq::Machine machine(globals, regexes_);
    std::optional<json::value> result;
    std::string too_large;
    const bool fine = machine.Each(**compiled, {}, {jq::Value::Of(input)}, [&](jq::Item&& item) {
      result = jq::ToResult(item.value, {limits_.result_bytes, limits_.result_depth}, too_large);
      return machine.Cut(&result);
    });
    if (!too_large.empty()) return Fail(ErrorKind::kInvalid, too_large, "expression");
    if (!fine && !machine.WasCut(&result))
      return Fail(ErrorKind::kInvalid, jq::FailureMessage(machine, sources_[index].text),
                  "expression");
    return result ? *std::move(result) : json::value(nullptr);
  }

 private:
  const std::vector<ExpressionSource> sources_;
  const ExpressionLimits limits_;
  std::vector<std::string> names_;
  jq::Syntax syntax_;
  jq::Resolver resolver_;
  jq::RegexCache regexes_;
  std::vector<std::optional<Result<Node*>>> compiled_;
};

class OwnEngine final : public ExpressionEngine {
 public:
  explicit OwnEngine(ExpressionLimits limits) : limits_(limits) {}
  std::unique_ptr<ExpressionProgram> Load(std::vector<ExpressionSource> sources) override {
    return std::make_unique<OwnProgram>(std::move(sources), limits_);
  }
  Status Check(const ExpressionSource& source) override {
    jq::Syntax syntax;
    const auto names = AllowedNames(source);
    jq::Resolver resolver(syntax, names);
    TRY(CompileOne(source, syntax, resolver));
    return {};
  }

 private:
  const ExpressionLimits limits_;
};

}  // namespace

std::unique_ptr<ExpressionEngine> MakeExpressionEngine(ExpressionLimits limits) {
  return std::make_unique<OwnEngine>(limits);
}

}  // namespace tocsin
