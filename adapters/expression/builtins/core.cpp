#include <algorithm>
#include <cmath>
#include <limits>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/text.hpp"

// What asks a value about itself, and what turns values into others of another kind.

namespace tocsin::jq {
namespace {

bool CallNot(Machine&, Value input, std::span<Value>, Value& out) {
  out = Value::Bool(!input.IsTruthy());
  return true;
}
bool CallType(Machine&, Value input, std::span<Value>, Value& out) {
  out = Value::Borrowed(KindName(input));
  return true;
}

bool CallLength(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (input.IsNull())
    out = Value::Int(0);
  else if (input.IsString())
    out = Value::Int(static_cast<std::int64_t>(CountPoints(input.Text())));
  else if (input.IsArray())
    out = Value::Int(static_cast<std::int64_t>(input.Size()));
  else if (input.IsObject())
    out = Value::Int(static_cast<std::int64_t>(input.Count()));
  else if (input.kind() == Kind::kDouble)
    out = Value::Double(std::fabs(input.AsDouble()));
  else if (input.kind() == Kind::kLarge)
    ReadNumber(input.Text().substr(input.Text().starts_with('-') ? 1 : 0), out);
  else if (input.IsNumber() && (input.kind() == Kind::kUint || input.AsInt() >= 0))
    out = input;
  else if (input.IsNumber())
    return machine.Arithmetic(nullptr, Op::kSubtract, Value::Int(0), input, out);
  else
    return machine.Raise(Described(input) + " has no length");
  return true;
}

bool CallAbs(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (input.IsString() || input.IsArray() || input.IsObject()) {
    out = input;
    return true;
  }
  if (!input.IsNumber()) return machine.Raise(Described(input) + " cannot be negated");
  std::span<Value> none;
  return CallLength(machine, std::move(input), none, out);
}

bool CallToString(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (input.IsString()) {
    out = std::move(input);
    return true;
  }
  std::string text;
  return machine.ToText(input, text) && machine.Text(std::move(text), out);
}
bool CallToJson(Machine& machine, Value input, std::span<Value>, Value& out) {
  std::string text;
  if (!WriteJson(input, machine.meter(), kMaxTextBytes, text))
    return machine.meter().Fine() ? machine.Exceed("a text is longer than the bound")
                                  : machine.MeterPassed();
  return machine.Text(std::move(text), out);
}
bool CallFromJson(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (!input.IsString()) return machine.Raise(Described(input) + " only strings can be parsed");
  if (!machine.Step(static_cast<std::int64_t>(input.Text().size() / 64))) return false;
  std::string message;
  if (ReadJson(input.Text(), machine.meter(), out, message)) return machine.Step(0);
  return machine.meter().Fine() ? machine.Raise(message) : machine.MeterPassed();
}

bool CallToNumber(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (input.IsNumber()) {
    out = std::move(input);
    return true;
  }
  if (input.IsString()) {
    if (ReadNumber(input.Text(), out)) return true;
    if (input.Text() == "nan" || input.Text() == "NaN") {
      out = Value::Double(std::numeric_limits<double>::quiet_NaN());
      return true;
    }
  }
  return machine.Raise(Described(input) + " cannot be parsed as a number");
}
bool CallToBoolean(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (input.IsBool()) {
    out = std::move(input);
    return true;
  }
  if (input.IsString() && (input.Text() == "true" || input.Text() == "false")) {
    out = Value::Bool(input.Text() == "true");
    return true;
  }
  return machine.Raise(Described(input) + " cannot be parsed as a boolean");
}
bool CallToArray(Machine&, Value input, std::span<Value>, Value& out) {
  if (input.IsArray()) {
    out = std::move(input);
    return true;
  }
  std::vector<Value> items;
  items.push_back(std::move(input));
  out = Value::Array(std::move(items));
  return true;
}

bool CallInfinite(Machine&, Value, std::span<Value>, Value& out) {
  out = Value::Double(std::numeric_limits<double>::infinity());
  return true;
}
bool CallNan(Machine&, Value, std::span<Value>, Value& out) {
  out = Value::Double(std::numeric_limits<double>::quiet_NaN());
  return true;
}
bool CallTrue(Machine&, Value, std::span<Value>, Value& out) {
  out = Value::Bool(true);
  return true;
}
bool CallFalse(Machine&, Value, std::span<Value>, Value& out) {
  out = Value::Bool(false);
  return true;
}

template <class F>
bool AskNumber(Machine&, const Value& input, Value& out, F&& f) {
  out = Value::Bool(input.IsNumber() && f(input.AsDouble()));
  return true;
}
bool CallIsNan(Machine& machine, Value input, std::span<Value>, Value& out) {
  return AskNumber(machine, input, out, [](double x) { return std::isnan(x); });
}
bool CallIsInfinite(Machine& machine, Value input, std::span<Value>, Value& out) {
  return AskNumber(machine, input, out, [](double x) { return std::isinf(x); });
}
/// NaN too, as in jq.
bool CallIsFinite(Machine& machine, Value input, std::span<Value>, Value& out) {
  return AskNumber(machine, input, out, [](double x) { return !std::isinf(x); });
}
bool CallIsNormal(Machine& machine, Value input, std::span<Value>, Value& out) {
  return AskNumber(machine, input, out, [](double x) { return std::isnormal(x); });
}

bool CallBuiltins(Machine& machine, Value, std::span<Value>, Value& out) {
  std::vector<Value> names;
  for (const auto& name : BuiltinNames()) names.push_back(Value::String(name));
  out = Value::Array(std::move(names));
  return machine.Step(static_cast<std::int64_t>(out.Size() / 4));
}

bool CallFormat(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  if (!arguments[0].IsString())
    return machine.Raise(Described(arguments[0]) + " is not a valid format");
  return machine.Format("@" + std::string(arguments[0].Text()), input, nullptr, out);
}

constexpr Native kCore[] = {
    {"not", 0, CallNot},
    {"type", 0, CallType},
    {"length", 0, CallLength},
    {"abs", 0, CallAbs},
    {"tostring", 0, CallToString},
    {"tojson", 0, CallToJson},
    {"fromjson", 0, CallFromJson},
    {"tonumber", 0, CallToNumber},
    {"toboolean", 0, CallToBoolean},
    {"toarray", 0, CallToArray},
    {"infinite", 0, CallInfinite},
    {"nan", 0, CallNan},
    {"have_literal_numbers", 0, CallTrue},
    {"have_decnum", 0, CallFalse},
    {"isnan", 0, CallIsNan},
    {"isinfinite", 0, CallIsInfinite},
    {"isfinite", 0, CallIsFinite},
    {"isnormal", 0, CallIsNormal},
    {"builtins", 0, CallBuiltins},
    {"format", 1, CallFormat},
};

}  // namespace

std::span<const Native> CoreNatives() { return kCore; }

}  // namespace tocsin::jq
