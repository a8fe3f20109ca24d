#pragma once

#include <set>
#include <string>
#include <vector>

#include "dice.hpp"

namespace tocsin::differential {

/// Builtins that this jq does not have: of other versions.
const std::set<std::string>& OnlyOurs();

/// Expressions of every form of the syntax, every operator and every builtin that may be called.
class Expressions {
 public:
  explicit Expressions(Dice& dice);
  /// One expression, that may use every form. `kept`: see OddValue.
  std::string Next(bool kept);
  /// The same with one character changed, so that many are no expressions.
  std::string Broken();
  /// Of the builtins, "name/arity", how often each was used.
  const std::vector<std::pair<std::string, std::size_t>>& Used() const { return used_; }

 private:
  std::string Any(int depth);
  std::string Atom();
  std::string Literal();
  std::string Path(int depth);
  std::string Suffixes(int depth);
  std::string Pipes(int depth);
  std::string Operation(int depth);
  std::string Construction(int depth);
  std::string Member(int depth);
  std::string Text(int depth);
  std::string Control(int depth);
  std::string Loop(int depth);
  std::string Binding(int depth);
  std::string Pattern(int depth, std::vector<std::string>& names);
  std::string Function(int depth);
  std::string Assignment(int depth);
  std::string Call(int depth);
  std::string Argument(char kind, int depth);

  Dice& dice_;
  bool kept_ = false;
  std::vector<std::string> variables_;
  std::vector<std::string> functions_;  ///< "f/1"
  std::vector<std::pair<std::string, std::size_t>> used_;
};

}  // namespace tocsin::differential
