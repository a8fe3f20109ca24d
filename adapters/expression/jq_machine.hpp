#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/expression/jq.hpp"

struct jq_state;

namespace tocsin {

/// Values of variables, turned into jq's own form when an expression needs them there. Belongs to
/// one thread.
class JqVariables final : public ExpressionScope {
 public:
  JqVariables();
  ~JqVariables() override;
  void Set(std::string_view name, json::value value) override;
  /// Null when it is not set. Good until the next Set of this name.
  const json::value& Get(std::string_view name) const;

 private:
  friend class JqMachine;
  struct Held;
  std::unique_ptr<Held> held_;
};

/// One compiled program: input [number, variables, input]. Not thread-safe. The only users of
/// libjq's headers are this class and JqVariables.
class JqMachine {
 public:
  /// kInvalid with jq's first message, one line.
  static Result<std::unique_ptr<JqMachine>> Compile(const std::string& program);

  JqMachine(const JqMachine&) = delete;
  JqMachine& operator=(const JqMachine&) = delete;
  ~JqMachine();

  /// First output of expression `number`, which uses the variables `names`; null when there is
  /// none. The machine is good for further runs whatever happened.
  Result<json::value> Run(std::size_t number, const JqVariables& variables,
                          const std::vector<std::string>& names, const json::value& input,
                          const JqLimits& limits);

  /// Once before any use, from any thread: the regular expression library's start is not
  /// thread-safe, its bound is global.
  static void Prepare();

 private:
  JqMachine();
  jq_state* state_;
  std::string message_;
};

}  // namespace tocsin
