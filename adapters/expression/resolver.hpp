#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "adapters/expression/syntax.hpp"

namespace tocsin::jq {

/// Binds the names of parsed expressions: variables and arguments to places in the list of cells,
/// calls to functions and builtins; counts how many outputs each node may have. Builtins that are
/// written in jq are read into `syntax` at first use, once for all expressions of a program.
class Resolver {
 public:
  /// `globals`: names of the scope's variables, in the order of their numbers.
  Resolver(Syntax& syntax, const std::vector<std::string>& globals)
      : syntax_(syntax), globals_(globals) {}

  /// `allowed`: which of the globals the expression may use.
  tl::expected<void, SyntaxFault> Resolve(Node* root, const std::vector<std::string>& allowed);

 private:
  struct Name {
    enum class Kind : std::uint8_t { kVariable, kArgument, kFunction, kLabel };
    Kind kind;
    std::string_view name;
    std::uint32_t level;  ///< cells up to and with its own
    Definition* definition = nullptr;
    const Name* outer = nullptr;
  };
  struct Sight {
    const Name* names = nullptr;
    std::uint32_t level = 0;
  };
  Sight With(Sight sight, Name::Kind kind, std::string_view name, Definition* definition = nullptr);

  void Visit(Node* node, Sight sight);
  void VisitDefinition(Definition* definition, Sight sight);
  /// `for_keys`: what the pattern's keys see; null: also what the pattern has bound before them.
  Sight VisitPattern(Pattern* pattern, Sight sight, const Sight* for_keys);
  Sight FirstOfEachName(Sight inside, Sight outside);
  Sight VisitPatterns(Node* node, Sight sight);
  void VisitVariable(Node* node, Sight sight);
  void VisitBreak(Node* node, Sight sight);
  void VisitCall(Node* node, Sight sight);
  [[noreturn]] void Unknown(const Node* node, std::string_view what,
                            const std::vector<std::string>& known);
  [[noreturn]] void Fault(const Node* node, std::string message);
  Definition* WrittenBuiltin(std::string_view name, std::size_t arity);

  Yield Measure(Node* node);
  void MeasureAll(Node* root);

  Syntax& syntax_;
  const std::vector<std::string>& globals_;
  const std::vector<std::string>* allowed_ = nullptr;
  std::deque<Name> names_;
  std::vector<Definition*> definitions_;  ///< met in this expression
  std::map<std::pair<std::string, std::size_t>, Definition*> written_;
  bool changed_ = false;
};

}  // namespace tocsin::jq
