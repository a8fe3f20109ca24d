#include "adapters/expression/jq.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <unordered_set>

#include "adapters/expression/construction.hpp"
#include "adapters/expression/jq_machine.hpp"
#include "adapters/expression/program_text.hpp"
#include "schemas/ids.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kMaxRememberedChecks = 8192;

struct Compiled {
  /// By expression; those compiled together share one.
  std::vector<std::shared_ptr<JqMachine>> machines;
  std::vector<std::vector<std::string>> variables;  ///< those that each uses
  std::vector<std::optional<Error>> errors;
};

/// Compiles leaves [begin, end) as one program; where that fails, halves until the expressions at
/// fault stand alone, so that a mistake costs a few compilations and not one for each expression.
void CompileRange(const std::vector<ProgramLeaf>& leaves, std::size_t begin, std::size_t end,
                  Compiled& out) {
  if (begin == end) return;
  auto machine = JqMachine::Compile(ProgramText(leaves, begin, end));
  if (machine) {
    const std::shared_ptr<JqMachine> shared = std::move(*machine);
    for (std::size_t i = begin; i < end; ++i) out.machines[leaves[i].number] = shared;
    return;
  }
  if (end - begin == 1) {
    out.errors[leaves[begin].number] = std::move(machine).error();
    return;
  }
  const std::size_t middle = begin + (end - begin) / 2;
  CompileRange(leaves, begin, middle, out);
  CompileRange(leaves, middle, end, out);
}

Compiled CompileAll(const std::vector<ExpressionSource>& sources) {
  Compiled compiled;
  compiled.machines.resize(sources.size());
  compiled.variables.resize(sources.size());
  compiled.errors.resize(sources.size());
  std::vector<ProgramLeaf> leaves;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    auto leaf = MakeLeaf(i, sources[i]);
    if (leaf) {
      compiled.variables[i] = leaf->variables;
      leaves.push_back(std::move(*leaf));
    } else {
      compiled.errors[i] = std::move(leaf).error();
    }
  }
  CompileRange(leaves, 0, leaves.size(), compiled);
  return compiled;
}

class JqProgram final : public ExpressionProgram {
 public:
  JqProgram(std::vector<ExpressionSource> sources, JqLimits limits)
      : sources_(std::move(sources)), limits_(limits) {
    for (const auto& source : sources_) paths_.push_back(PathOf(source));
  }

  std::unique_ptr<ExpressionScope> NewScope() override { return std::make_unique<JqVariables>(); }

  Result<json::value> Evaluate(std::size_t index, const json::value& input,
                               const ExpressionScope& scope) override {
    if (index >= sources_.size())
      return Fail(ErrorKind::kInternal, "no expression " + std::to_string(index), "expression");
    const auto& variables = static_cast<const JqVariables&>(scope);
    if (const auto& path = paths_[index]) {
      const auto value_of = [&](std::string_view variable) -> const json::value& {
        return variable.empty() ? input : variables.Get(variable);
      };
      return path->Evaluate(value_of, limits_);
    }
    if (!compiled_) compiled_ = CompileAll(sources_);
    if (const auto& error = compiled_->errors[index]) return Fail(*error);
    return compiled_->machines[index]->Run(index, variables, compiled_->variables[index], input,
                                           limits_);
  }

 private:
  /// What is no path, or uses a variable that it may not, is jq's, with jq's error.
  static std::optional<PathConstruction> PathOf(const ExpressionSource& source) {
    auto path = PathConstruction::Parse(source.text);
    if (!path) return path;
    const bool known = std::ranges::all_of(path->Variables(), [&](const auto& name) {
      return std::ranges::find(kStandardVariables, name) != std::end(kStandardVariables) ||
             std::ranges::find(source.variables, name) != source.variables.end();
    });
    return known ? path : std::nullopt;
  }

  const std::vector<ExpressionSource> sources_;
  std::vector<std::optional<PathConstruction>> paths_;  ///< of those that need no jq
  const JqLimits limits_;
  std::optional<Compiled> compiled_;
};

class JqEngine final : public ExpressionEngine {
 public:
  explicit JqEngine(JqLimits limits) : limits_(limits) {}

  std::unique_ptr<ExpressionProgram> Load(std::vector<ExpressionSource> sources) override {
    return std::make_unique<JqProgram>(std::move(sources), limits_);
  }

  Status Check(const ExpressionSource& source) override { return CheckAll({source}).front(); }

  std::vector<Status> CheckAll(const std::vector<ExpressionSource>& sources) override {
    std::vector<Status> statuses(sources.size());
    std::vector<ExpressionSource> unknown;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (Known(sources[i])) continue;
      unknown.push_back(sources[i]);
      places.push_back(i);
    }
    const Compiled compiled = CompileAll(unknown);
    for (std::size_t i = 0; i < unknown.size(); ++i) {
      if (compiled.errors[i]) {
        statuses[places[i]] = Fail(*compiled.errors[i]);
      } else {
        Remember(unknown[i]);
      }
    }
    return statuses;
  }

 private:
  static std::string Fingerprint(const ExpressionSource& source) {
    std::string text = source.text;
    for (const auto& name : source.variables) text.append(1, '\0').append(name);
    return Sha256(text);
  }
  bool Known(const ExpressionSource& source) {
    const std::string fingerprint = Fingerprint(source);
    const std::lock_guard lock(mutex_);
    return good_.contains(fingerprint);
  }
  void Remember(const ExpressionSource& source) {
    std::string fingerprint = Fingerprint(source);
    const std::lock_guard lock(mutex_);
    if (good_.size() >= kMaxRememberedChecks) good_.clear();
    good_.insert(std::move(fingerprint));
  }

  const JqLimits limits_;
  std::mutex mutex_;
  std::unordered_set<std::string> good_;
};

}  // namespace

std::unique_ptr<ExpressionEngine> MakeJqEngine(JqLimits limits) {
  JqMachine::Prepare();
  return std::make_unique<JqEngine>(limits);
}

}  // namespace tocsin
