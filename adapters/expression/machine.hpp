#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/expression/environment.hpp"
#include "adapters/expression/item.hpp"
#include "adapters/expression/meter.hpp"
#include "adapters/expression/syntax.hpp"

namespace tocsin::jq {

class RegexCache;

enum class Got : std::uint8_t { kValue, kNone, kStop };

/// Evaluates nodes. Outputs go to sinks; nodes of at most one output are followed in a loop, so
/// that tail calls and pipes take no stack. Every function that returns false, or Got::kStop, has
/// said in `stop` why.
class Machine {
 public:
  enum class Stop : std::uint8_t { kNone, kError, kBreak, kCut, kLimit };

  Machine(const std::vector<Value>& globals, RegexCache& regexes)
      : globals_(globals), regexes_(regexes) {}

  /// All outputs of `node` for `input`.
  bool Each(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  /// The output of a node whose yield is not kMany.
  Got One(const Node* node, const EnvRef& env, Item input, Item& out);
  /// The same without paths.
  Got Pure(const Node* node, const EnvRef& env, const Value& input, Value& out);
  /// All outputs without paths: f(Value&&) returns whether to go on.
  template <class F>
  bool Values(const Node* node, const EnvRef& env, const Value& input, F&& f) {
    if (node->yield != Yield::kMany) {
      Value out;
      const Got got = Pure(node, env, input, out);
      return got == Got::kValue ? f(std::move(out)) : got == Got::kNone;
    }
    return Each(node, env, {input}, [&](Item&& item) { return f(std::move(item.value)); });
  }

  bool Raise(Value error, const Node* node = nullptr);
  bool Raise(std::string_view text, const Node* node = nullptr);
  /// A bound is passed: ends the evaluation, `try` does not catch it.
  bool Exceed(std::string what, const Node* node = nullptr);
  /// Ends the production of outputs up to the one who knows `mark`.
  bool Cut(const void* mark);
  /// True when production ended by Cut(mark), which is then done.
  bool WasCut(const void* mark);
  /// The number of a label that is entered.
  std::int64_t NewLabel() { return ++labels_; }
  /// Ends the production of outputs up to the label.
  bool Break(std::int64_t label);
  /// True when production ended by Break(label), which is then done.
  bool WasBroken(std::int64_t label);
  /// Counts; false when a bound is passed.
  bool Step(std::int64_t count = 1) { return meter_.Step(count) || MeterPassed(); }
  bool MeterPassed();
  /// Whether this evaluation has not asked for this regular expression lately: it then pays for
  /// compiling it, also where the program has it already, so that what came before makes no
  /// difference.
  bool AsksFirst(std::size_t regex_hash);
  /// A text within the bounds.
  bool Text(std::string text, Value& out);

  // One step from an item to what it holds.
  bool Index(const Node* node, const Item& from, const Value& key, Item& out);
  bool Iterate(const Node* node, const Item& from, const Sink& sink);
  /// The path of what is no part of the input.
  PathRef OffPath(const PathRef& tracked) { return tracked ? Nowhere() : PathRef(); }
  bool IsOffPath(const PathRef& path) const { return path && path.Same(nowhere_); }
  /// True when `from` may be followed further; else raises.
  bool Followable(const Node* node, const Item& from, const Value* key);
  /// All outputs of `node`, each with its path; raises for one that has none.
  bool Paths(const Node* node, const EnvRef& env, const Value& input, const Sink& sink);

  bool Arithmetic(const Node* node, Op op, Value left, Value right, Value& out);
  bool Compare(Op op, const Value& left, const Value& right, bool& out);
  bool Order(const Value& left, const Value& right, int& out);
  bool Format(std::string_view format, const Value& value, const Node* node, Value& out);
  bool ToText(const Value& value, std::string& out);  ///< as `tostring`

  Meter& meter() { return meter_; }
  RegexCache& regexes() { return regexes_; }
  const std::vector<Value>& globals() const { return globals_; }
  Stop stop() const { return stop_; }
  const Value& error() const { return error_; }
  /// Errors that were raised so far: tells one from another.
  std::int64_t errors() const { return errors_; }
  const Node* error_node() const { return error_node_; }
  void ClearStop() { stop_ = Stop::kNone; }
  const Node* here = nullptr;  ///< the last node of the expression itself, for errors of builtins
  int nesting = 0;             ///< evaluations inside each other

 private:
  const PathRef& Nowhere() {
    if (!nowhere_) nowhere_ = PathRef::Root();
    return nowhere_;
  }

  const std::vector<Value>& globals_;
  RegexCache& regexes_;
  Meter meter_;
  PathRef nowhere_;  ///< made when it is needed
  Stop stop_ = Stop::kNone;
  Value error_;
  const Node* error_node_ = nullptr;
  const void* cut_ = nullptr;
  std::vector<std::size_t> asked_;  ///< regular expressions, the latest
  std::int64_t break_ = 0;
  std::int64_t labels_ = 0;
  std::int64_t errors_ = 0;
};

}  // namespace tocsin::jq
