#include "adapters/expression/jq.hpp"

#include <algorithm>
#include <optional>

#include "adapters/expression/inspect.hpp"
#include "adapters/expression/machine.hpp"
#include "adapters/expression/message.hpp"
#include "adapters/expression/parser.hpp"
#include "adapters/expression/regex_cache.hpp"
#include "adapters/expression/resolver.hpp"
#include "adapters/expression/result.hpp"

namespace tocsin {
namespace {

using jq::Node;

std::vector<std::string> AllowedNames(const ExpressionSource& source) {
  std::vector<std::string> names(std::begin(kStandardVariables), std::end(kStandardVariables));
  names.insert(names.end(), source.variables.begin(), source.variables.end());
  return names;
}

/// Values by the number that the program gives their name.
class ScopeValues final : public ExpressionScope {
 public:
  explicit ScopeValues(const std::vector<std::string>& names)
      : names_(names), held_(names.size()), values_(names.size()) {}
  void Refer(std::string_view name, const json::value& value) override {
    if (const auto number = NumberOf(name)) values_[*number] = jq::Value::Of(value);
  }
  void Refer(std::string_view name, std::span<const ScopeMember> members) override {
    const auto number = NumberOf(name);
    if (!number) return;
    jq::Value object = jq::Value::Object();
    for (const auto& member : members)
      object.Put(jq::Value::String(member.name), jq::Value::Of(*member.value));
    values_[*number] = std::move(object);
  }
  void Set(std::string_view name, json::value value) override {
    const auto number = NumberOf(name);
    if (!number) return;
    held_[*number] = std::move(value);
    values_[*number] = jq::Value::Of(held_[*number]);
  }
  const std::vector<jq::Value>& Values() const { return values_; }

 private:
  std::optional<std::size_t> NumberOf(std::string_view name) const {
    const auto found = std::ranges::find(names_, name);
    if (found == names_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names_.begin());
  }

  const std::vector<std::string>& names_;
  std::vector<json::value> held_;  ///< what was set and not referred to
  std::vector<jq::Value> values_;
};

tl::expected<Node*, jq::SyntaxFault> CompileOne(const ExpressionSource& source, jq::Syntax& syntax,
                                                jq::Resolver& resolver) {
  if (source.text.size() > jq::kMaxExpressionBytes)
    return tl::unexpected(jq::SyntaxFault{
        "longer than " + std::to_string(jq::kMaxExpressionBytes / 1024) + " KiB", 0, 0});
  auto root = jq::ParseExpression(source.text, syntax);
  if (!root) return root;
  if (auto resolved = resolver.Resolve(*root, AllowedNames(source)); !resolved)
    return tl::unexpected(std::move(resolved).error());
  return root;
}

tl::unexpected<Error> FailPlaced(const jq::SyntaxFault& fault, const ExpressionSource& source) {
  return Fail(ErrorKind::kInvalid, jq::PlacedMessage(fault, source.text), "expression");
}

class JqProgram final : public ExpressionProgram {
 public:
  JqProgram(std::vector<ExpressionSource> sources, JqLimits limits)
      : sources_(std::move(sources)), limits_(limits), resolver_(syntax_, names_) {
    names_.emplace_back(kNowVariable);
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
    if (!*compiled) return FailPlaced(compiled->error(), sources_[index]);
    const auto& globals = static_cast<const ScopeValues&>(scope).Values();
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
  const JqLimits limits_;
  std::vector<std::string> names_;
  jq::Syntax syntax_;
  jq::Resolver resolver_;
  jq::RegexCache regexes_;
  std::vector<std::optional<tl::expected<Node*, jq::SyntaxFault>>> compiled_;
};

class JqEngine final : public ExpressionEngine {
 public:
  explicit JqEngine(JqLimits limits) : limits_(limits) {}
  std::unique_ptr<ExpressionProgram> Load(std::vector<ExpressionSource> sources) override {
    return std::make_unique<JqProgram>(std::move(sources), limits_);
  }
  Status Check(const ExpressionSource& source) override {
    jq::Syntax syntax;
    const auto names = AllowedNames(source);
    jq::Resolver resolver(syntax, names);
    if (const auto root = CompileOne(source, syntax, resolver); !root)
      return FailPlaced(root.error(), source);
    return {};
  }
  ExpressionReport Inspect(const ExpressionSource& source) override {
    jq::Syntax syntax;
    const auto names = AllowedNames(source);
    jq::Resolver resolver(syntax, names);
    if (const auto root = CompileOne(source, syntax, resolver)) {
      return jq::Inspect(*root, source.text);
    } else {
      ExpressionReport report;
      report.fault = {jq::FaultText(root.error()), root.error().begin, root.error().end};
      return report;
    }
  }

 private:
  const JqLimits limits_;
};

}  // namespace

std::unique_ptr<ExpressionEngine> MakeJqEngine(JqLimits limits) {
  return std::make_unique<JqEngine>(limits);
}

}  // namespace tocsin
