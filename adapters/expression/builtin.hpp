#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/expression/machine.hpp"

namespace tocsin::jq {

/// A builtin of values: called for every combination of what its arguments give. Returns false when
/// it raised.
struct Native {
  std::string_view name;
  int arity = 0;
  bool (*call)(Machine& machine, Value input, std::span<Value> arguments, Value& out) = nullptr;
};

/// A builtin that evaluates its arguments itself.
struct Special {
  std::string_view name;
  int arity = 0;
  bool (*each)(Machine& machine, const Node* call, const EnvRef& env, Item input,
               const Sink& sink) = nullptr;
  /// Of a call whose arguments have their yields.
  Yield (*yield)(const Node* call) = nullptr;
};

/// A builtin written in jq.
struct Written {
  std::string_view name;
  int arity = 0;
  std::string_view text;  ///< "def name(...): body;"
};

/// A name that expressions may not use, and why.
struct Refused {
  std::string_view name;
  std::string_view why;
};

const Native* FindNative(std::string_view name, std::size_t arity);
const Special* FindSpecial(std::string_view name, std::size_t arity);
const Written* FindWritten(std::string_view name, std::size_t arity);
const Refused* FindRefused(std::string_view name);
/// "name/arity" of all that may be called, sorted.
const std::vector<std::string>& BuiltinNames();

// The families, one file each.
std::span<const Native> CoreNatives();
std::span<const Native> TextNatives();
std::span<const Native> ArrayNatives();
std::span<const Native> ObjectNatives();
std::span<const Native> MathNatives();
std::span<const Native> DateNatives();
std::span<const Native> RegexNatives();
std::span<const Special> FlowSpecials();
std::span<const Special> LoopSpecials();
std::span<const Special> CollectSpecials();
std::span<const Special> PathSpecials();
std::span<const Special> RegexSpecials();

}  // namespace tocsin::jq
