#include <algorithm>
#include <cmath>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {
namespace {

bool NeedsNumber(Machine& machine, const Value& value) {
  return value.IsNumber() || machine.Raise(Described(value) + " number required");
}

/// Whole results are integers where they are exact.
Value WholeOrDouble(double number) {
  if (std::fabs(number) < 9007199254740992.0 && number == std::trunc(number) &&
      !(number == 0 && std::signbit(number)))
    return Value::Int(static_cast<std::int64_t>(number));
  return Value::Double(number);
}

template <double (*kFunction)(double)>
bool CallUnary(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (!NeedsNumber(machine, input)) return false;
  out = WholeOrDouble(kFunction(input.AsDouble()));
  return true;
}
/// Of integers themselves: floor, round and their kin.
template <double (*kFunction)(double)>
bool CallRounding(Machine& machine, Value input, std::span<Value> none, Value& out) {
  if (!input.IsInteger() && input.kind() != Kind::kLarge)
    return CallUnary<kFunction>(machine, std::move(input), none, out);
  out = std::move(input);
  return true;
}
template <double (*kFunction)(double, double)>
bool CallBinary(Machine& machine, Value, std::span<Value> arguments, Value& out) {
  if (!NeedsNumber(machine, arguments[0]) || !NeedsNumber(machine, arguments[1])) return false;
  out = WholeOrDouble(kFunction(arguments[0].AsDouble(), arguments[1].AsDouble()));
  return true;
}

double Exp10(double x) { return ::exp10(x); }
double Exp2(double x) { return std::exp2(x); }
double Significand(double x) {
  if (x == 0 || std::isnan(x) || std::isinf(x)) return x;
  int exponent = 0;
  return std::frexp(x, &exponent) * 2;
}
double Lgamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}
double Scalb(double x, double n) {
  constexpr double kMost = 100000;  // all that a double can be is reached before
  if (!std::isfinite(n)) return x * std::exp2(n);
  return std::scalbln(x, static_cast<long>(std::clamp(n, -kMost, kMost)));
}
/// That of C, for which there is no power between two integers.
double ScalbOfC(double x, double n) { return ::scalb(x, n); }
double Bessel0(double x) { return ::j0(x); }
double Bessel1(double x) { return ::j1(x); }
double Neumann0(double x) { return ::y0(x); }
double Neumann1(double x) { return ::y1(x); }
double OfInt(double (*f)(int, double), double n, double x) {
  constexpr double kFurthestOrder = 100000;  // it goes through all orders below
  if (!(std::fabs(n) < kFurthestOrder)) return std::nan("");
  Meter::Work(static_cast<std::size_t>(std::fabs(n)) / 16);
  return f(static_cast<int>(n), x);
}
double BesselN(double n, double x) { return OfInt(::jn, n, x); }
double NeumannN(double n, double x) { return OfInt(::yn, n, x); }

bool CallFma(Machine& machine, Value, std::span<Value> arguments, Value& out) {
  for (const auto& argument : arguments)
    if (!NeedsNumber(machine, argument)) return false;
  out = WholeOrDouble(
      std::fma(arguments[0].AsDouble(), arguments[1].AsDouble(), arguments[2].AsDouble()));
  return true;
}

Value PairOf(Value first, Value second) {
  std::vector<Value> items;
  items.push_back(std::move(first));
  items.push_back(std::move(second));
  return Value::Array(std::move(items));
}
bool CallFrexp(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (!NeedsNumber(machine, input)) return false;
  int exponent = 0;
  const double fraction = std::frexp(input.AsDouble(), &exponent);
  out = PairOf(Value::Double(fraction), Value::Int(std::isfinite(fraction) ? exponent : 0));
  return true;
}
bool CallModf(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (!NeedsNumber(machine, input)) return false;
  double whole = 0;
  const double fraction = std::modf(input.AsDouble(), &whole);
  out = PairOf(Value::Double(fraction), WholeOrDouble(whole));
  return true;
}
bool CallLgammaR(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (!NeedsNumber(machine, input)) return false;
  int sign = 0;
  const double result = ::lgamma_r(input.AsDouble(), &sign);
  out = PairOf(Value::Double(result), Value::Int(sign));
  return true;
}
bool CallFabs(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (!NeedsNumber(machine, input)) return false;
  if (input.kind() == Kind::kInt && input.AsInt() != INT64_MIN)
    out = Value::Int(std::abs(input.AsInt()));
  else if (input.kind() == Kind::kLarge)
    ReadNumber(input.Text().substr(input.Text().starts_with('-') ? 1 : 0), out);
  else if (input.kind() == Kind::kInt)
    out = Value::Uint(std::uint64_t{1} << 63);
  else
    out = input.kind() == Kind::kUint ? input : Value::Double(std::fabs(input.AsDouble()));
  return true;
}

constexpr Native kMath[] = {
    {"floor", 0, CallRounding<std::floor>},
    {"ceil", 0, CallRounding<std::ceil>},
    {"round", 0, CallRounding<std::round>},
    {"rint", 0, CallRounding<std::rint>},
    {"nearbyint", 0, CallRounding<std::nearbyint>},
    {"trunc", 0, CallRounding<std::trunc>},
    {"fabs", 0, CallFabs},
    {"sqrt", 0, CallUnary<std::sqrt>},
    {"cbrt", 0, CallUnary<std::cbrt>},
    {"sin", 0, CallUnary<std::sin>},
    {"cos", 0, CallUnary<std::cos>},
    {"tan", 0, CallUnary<std::tan>},
    {"asin", 0, CallUnary<std::asin>},
    {"acos", 0, CallUnary<std::acos>},
    {"atan", 0, CallUnary<std::atan>},
    {"sinh", 0, CallUnary<std::sinh>},
    {"cosh", 0, CallUnary<std::cosh>},
    {"tanh", 0, CallUnary<std::tanh>},
    {"asinh", 0, CallUnary<std::asinh>},
    {"acosh", 0, CallUnary<std::acosh>},
    {"atanh", 0, CallUnary<std::atanh>},
    {"exp", 0, CallUnary<std::exp>},
    {"exp2", 0, CallUnary<Exp2>},
    {"exp10", 0, CallUnary<Exp10>},
    {"pow10", 0, CallUnary<Exp10>},
    {"expm1", 0, CallUnary<std::expm1>},
    {"log", 0, CallUnary<std::log>},
    {"log2", 0, CallUnary<std::log2>},
    {"log10", 0, CallUnary<std::log10>},
    {"log1p", 0, CallUnary<std::log1p>},
    {"logb", 0, CallUnary<std::logb>},
    {"erf", 0, CallUnary<std::erf>},
    {"erfc", 0, CallUnary<std::erfc>},
    {"gamma", 0, CallUnary<Lgamma>},
    {"lgamma", 0, CallUnary<Lgamma>},
    {"tgamma", 0, CallUnary<std::tgamma>},
    {"lgamma_r", 0, CallLgammaR},
    {"significand", 0, CallUnary<Significand>},
    {"j0", 0, CallUnary<Bessel0>},
    {"j1", 0, CallUnary<Bessel1>},
    {"y0", 0, CallUnary<Neumann0>},
    {"y1", 0, CallUnary<Neumann1>},
    {"jn", 2, CallBinary<BesselN>},
    {"yn", 2, CallBinary<NeumannN>},
    {"pow", 2, CallBinary<std::pow>},
    {"atan2", 2, CallBinary<std::atan2>},
    {"fmod", 2, CallBinary<std::fmod>},
    {"fmin", 2, CallBinary<std::fmin>},
    {"fmax", 2, CallBinary<std::fmax>},
    {"fdim", 2, CallBinary<std::fdim>},
    {"hypot", 2, CallBinary<std::hypot>},
    {"copysign", 2, CallBinary<std::copysign>},
    {"remainder", 2, CallBinary<std::remainder>},
    {"drem", 2, CallBinary<std::remainder>},
    {"nextafter", 2, CallBinary<std::nextafter>},
    {"nexttoward", 2, CallBinary<std::nextafter>},
    {"ldexp", 2, CallBinary<Scalb>},
    {"scalb", 2, CallBinary<ScalbOfC>},
    {"scalbln", 2, CallBinary<Scalb>},
    {"fma", 3, CallFma},
    {"frexp", 0, CallFrexp},
    {"modf", 0, CallModf},
};

}  // namespace

std::span<const Native> MathNatives() { return kMath; }

}  // namespace tocsin::jq
