#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapters/expression/meter.hpp"
#include "adapters/expression/path_steps.hpp"
#include "adapters/expression/syntax.hpp"
#include "adapters/expression/value.hpp"

namespace tocsin::jq {

class RegexCache;

/// What flows between nodes: a value and, while paths are looked for, how it was reached.
struct Item {
  Value value;
  PathRef path = {};
};

/// Where outputs go: called with each of them; false ends the production. Refers to a callable that
/// outlives it.
class Sink {
 public:
  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, Sink>)
  Sink(F&& f)  // NOLINT: made from lambdas in place
      : object_(const_cast<void*>(static_cast<const void*>(&f))),
        call_([](void* object, Item&& item) {
          return (*static_cast<std::remove_reference_t<F>*>(object))(std::move(item));
        }) {}
  bool operator()(Item&& item) const { return call_(object_, std::move(item)); }

 private:
  void* object_;
  bool (*call_)(void*, Item&&);
};

struct EnvCell;
/// The variables, arguments and labels that an expression sees: a list of cells, the last bound
/// first, shared by all that was made under it.
class EnvRef {
 public:
  EnvRef() = default;
  EnvRef(const EnvRef& other);
  EnvRef(EnvRef&& other) noexcept : cell_(std::exchange(other.cell_, nullptr)) {}
  EnvRef& operator=(EnvRef other) noexcept {
    std::swap(cell_, other.cell_);
    return *this;
  }
  ~EnvRef() {
    if (cell_ != nullptr) Release();
  }
  EnvRef Bind(Value value) const;
  EnvRef BindArgument(const Node* argument, EnvRef where) const;
  EnvRef Leave(std::uint32_t cells) const;
  const EnvCell& Cell(std::uint32_t distance) const;

 private:
  void Release();
  EnvCell* cell_ = nullptr;
};

struct EnvCell {
  std::uint32_t references = 1;
  EnvRef parent;
  Value value;                     ///< of a variable; of a label its number
  const Node* argument = nullptr;  ///< of an argument
  EnvRef where;                    ///< where the argument was given
};

enum class Got : std::uint8_t { kValue, kNone, kStop };

/// Evaluates nodes. Outputs go to sinks; nodes of at most one output are followed in a loop, so
/// that tail calls and pipes take no stack. Every function that returns false, or Got::kStop, has
/// said in `stop` why.
class Machine {
 public:
  enum class Stop : std::uint8_t { kNone, kError, kBreak, kCut, kLimit };

  Machine(const std::vector<const json::value*>& globals, RegexCache& regexes)
      : globals_(globals), regexes_(regexes), nowhere_(PathRef::Root()) {}

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
  /// Counts; false when a bound is passed.
  bool Step(std::int64_t count = 1) { return meter_.Step(count) || MeterPassed(); }
  bool MeterPassed();
  /// A text within the bounds.
  bool Text(std::string text, Value& out);

  // One step from an item to what it holds.
  bool Index(const Node* node, const Item& from, const Value& key, Item& out);
  bool Iterate(const Node* node, const Item& from, const Sink& sink);
  /// True when `from` may be followed further; else raises.
  bool Followable(const Node* node, const Item& from, const Value* key);
  /// The path of what is no part of the input.
  PathRef OffPath(const PathRef& tracked) const { return tracked ? nowhere_ : PathRef(); }
  bool IsOffPath(const PathRef& path) const { return path && path.Same(nowhere_); }
  /// All paths of `node`, as arrays; false as above.
  bool Paths(const Node* node, const EnvRef& env, const Value& input,
             const std::function<bool(PathRef, Value&&)>& f);

  bool Arithmetic(const Node* node, Op op, Value left, Value right, Value& out);
  bool Compare(Op op, const Value& left, const Value& right, bool& out);
  bool Order(const Value& left, const Value& right, int& out);
  bool Format(std::string_view format, const Value& value, const Node* node, Value& out);
  bool ToText(const Value& value, std::string& out);  ///< as `tostring`
  bool Destructure(const Pattern* pattern, const Value& value, EnvRef env,
                   const std::function<bool(EnvRef)>& f);
  /// `state as patterns`: f for each way in which the patterns bind.
  bool BindAll(const Node* node, const EnvRef& env, const Value& value,
               const std::function<bool(EnvRef)>& f);

  Meter& meter() { return meter_; }
  RegexCache& regexes() { return regexes_; }
  const std::vector<const json::value*>& globals() const { return globals_; }
  Stop stop() const { return stop_; }
  const Value& error() const { return error_; }
  const Node* error_node() const { return error_node_; }
  void ClearStop() { stop_ = Stop::kNone; }
  const Node* here = nullptr;  ///< the last node of the expression itself, for errors of builtins
  int nesting = 0;             ///< evaluations inside each other

 private:
  bool EachPipe(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachTry(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachAlternative(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachIndex(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachSlice(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachOperation(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachLogic(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachIf(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachBind(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachReduce(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachForeach(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachLabel(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachAssign(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachText(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachObject(const Node* node, const EnvRef& env, Item input, const Sink& sink);
  bool EachRecurse(const Node* node, Item input, const Sink& sink);
  bool EachNative(const Node* node, const EnvRef& env, Item input, const Sink& sink);

  bool TextFrom(const Node* node, const EnvRef& env, const Value& input, std::size_t part,
                const std::string& tail, const std::function<bool(std::string)>& f);
  bool ObjectFrom(const Node* node, const EnvRef& env, const Value& input, std::size_t member,
                  const Value& object, const std::function<bool(Value)>& f);
  bool NativeFrom(const Node* node, const EnvRef& env, const Item& input, std::size_t argument,
                  std::vector<Value>& arguments, const Sink& sink);

  Got OneTry(const Node* node, const EnvRef& env, Item input, Item& out);
  Got OneIndex(const Node* node, const EnvRef& env, Item input, Item& out);
  Got OneOperation(const Node* node, const EnvRef& env, Item input, Item& out);
  Got OneText(const Node* node, const EnvRef& env, Item input, Item& out);
  Got OneObject(const Node* node, const EnvRef& env, Item input, Item& out);
  Got OneArray(const Node* node, const EnvRef& env, Item input, Item& out);
  Got OneNative(const Node* node, const EnvRef& env, Item input, Item& out);
  Got OneOther(const Node* node, const EnvRef& env, Item input, Item& out);
  EnvRef CallEnv(const Node* call, const EnvRef& env) const;

  bool Assign(const Node* node, const EnvRef& env, const Value& given, Value& state);

  const std::vector<const json::value*>& globals_;
  RegexCache& regexes_;
  Meter meter_;
  PathRef nowhere_;
  Stop stop_ = Stop::kNone;
  Value error_;
  const Node* error_node_ = nullptr;
  const void* cut_ = nullptr;
  std::int64_t break_ = 0;
  std::int64_t labels_ = 0;
};

}  // namespace tocsin::jq
