#include <algorithm>
#include <cmath>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/find_places.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {
namespace {

bool BothStrings(Machine& machine, const Value& a, const Value& b, std::string_view name) {
  return (a.IsString() && b.IsString()) ||
         machine.Raise(std::string(name) + "() requires string inputs");
}

bool CallStartsWith(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  if (!BothStrings(machine, input, arguments[0], "startswith")) return false;
  out = Value::Bool(input.Text().starts_with(arguments[0].Text()));
  return true;
}
bool CallEndsWith(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  if (!BothStrings(machine, input, arguments[0], "endswith")) return false;
  out = Value::Bool(input.Text().ends_with(arguments[0].Text()));
  return true;
}
Value WithoutEnds(const Value& input, std::string_view piece, bool front, bool back) {
  std::string_view text = input.Text();
  bool cut = false;
  if (front && !piece.empty() && text.starts_with(piece))
    text.remove_prefix(piece.size()), cut = true;
  if (back && !piece.empty() && text.ends_with(piece)) text.remove_suffix(piece.size()), cut = true;
  return cut ? Value::String(text) : input;
}
bool CallLtrimstr(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  if (!BothStrings(machine, input, arguments[0], "startswith")) return false;
  out = WithoutEnds(input, arguments[0].Text(), true, false);
  return true;
}
bool CallRtrimstr(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  if (!BothStrings(machine, input, arguments[0], "endswith")) return false;
  out = WithoutEnds(input, arguments[0].Text(), false, true);
  return true;
}
bool CallTrimstr(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  if (!BothStrings(machine, input, arguments[0], "startswith")) return false;
  out = WithoutEnds(input, arguments[0].Text(), true, true);
  return true;
}

bool IsBlankPoint(std::uint32_t point) {
  return (point >= 9 && point <= 13) || point == 32 || point == 0x85 || point == 0xA0 ||
         point == 0x1680 || (point >= 0x2000 && point <= 0x200A) || point == 0x2028 ||
         point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x3000;
}
bool Trimmed(Machine& machine, const Value& input, bool front, bool back, Value& out) {
  if (!input.IsString()) return machine.Raise("trim input must be a string");
  std::string_view text = input.Text();
  while (front && !text.empty()) {
    std::size_t at = 0;
    if (!IsBlankPoint(NextPoint(text, at))) break;
    text.remove_prefix(at);
  }
  while (back && !text.empty()) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
    std::size_t at = begin;
    if (!IsBlankPoint(NextPoint(text, at))) break;
    text = text.substr(0, begin);
  }
  out = text.size() == input.Text().size() ? input : Value::String(text);
  return machine.Step(static_cast<std::int64_t>(input.Text().size() / 64));
}
bool CallTrim(Machine& machine, Value input, std::span<Value>, Value& out) {
  return Trimmed(machine, input, true, true, out);
}
bool CallLtrim(Machine& machine, Value input, std::span<Value>, Value& out) {
  return Trimmed(machine, input, true, false, out);
}
bool CallRtrim(Machine& machine, Value input, std::span<Value>, Value& out) {
  return Trimmed(machine, input, false, true, out);
}

template <class F>
bool EachLetter(Machine& machine, const Value& input, Value& out, F&& f) {
  if (!input.IsString()) return machine.Raise("explode input must be a string");
  std::string text(input.Text());
  std::ranges::transform(text, text.begin(), f);
  return machine.Text(std::move(text), out);
}
bool CallDowncase(Machine& machine, Value input, std::span<Value>, Value& out) {
  return EachLetter(machine, input, out, [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
}
bool CallUpcase(Machine& machine, Value input, std::span<Value>, Value& out) {
  return EachLetter(machine, input, out, [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
}

bool CallExplode(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (!input.IsString()) return machine.Raise("explode input must be a string");
  const auto text = input.Text();
  if (!machine.meter().Room(static_cast<std::int64_t>(text.size() * sizeof(Value))))
    return machine.Exceed("explode makes too many values");
  if (!machine.Step(static_cast<std::int64_t>(text.size() / 16))) return false;
  std::vector<Value> points;
  for (std::size_t at = 0; at < text.size();)
    points.push_back(Value::Int(static_cast<std::int64_t>(NextPoint(text, at))));
  out = Value::Array(std::move(points));
  return true;
}
bool CallImplode(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (!input.IsArray()) return machine.Raise("implode input must be an array");
  std::string text;
  for (std::size_t i = 0; i < input.Size(); ++i) {
    const Value point = input.At(i);
    if (!point.IsNumber() || point.IsNan())
      return machine.Raise(Described(point) +
                           " can't be imploded, unicode codepoint needs to be numeric");
    const double number = std::trunc(point.AsDouble());
    const bool valid = number >= 0 && number < 1114112 && (number < 55296 || number > 57343);
    AppendPoint(valid ? static_cast<std::uint32_t>(number) : 0xFFFD, text);
  }
  return machine.Step(static_cast<std::int64_t>(input.Size())) &&
         machine.Text(std::move(text), out);
}

bool CallSplit(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  if (!input.IsString() || !arguments[0].IsString())
    return machine.Raise("split input and separator must be strings");
  return machine.Arithmetic(nullptr, Op::kDivide, std::move(input), std::move(arguments[0]), out);
}

bool CallJoin(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  if (!input.IsArray() && !input.IsObject())
    return machine.Raise("Cannot iterate over " + Described(input));
  Value joined;
  std::string text;
  bool first = true;
  const bool fine = machine.Iterate(nullptr, {input}, [&](Item&& item) {
    if (!first && !arguments[0].IsString()) {
      Value ignored;
      return machine.Arithmetic(nullptr, Op::kAdd, Value::String(text), arguments[0], ignored);
    }
    if (!first) text += arguments[0].Text();
    first = false;
    if (item.value.IsString()) {
      text += item.value.Text();
    } else if (item.value.IsNumber() || item.value.IsBool()) {
      std::string shown;
      if (!machine.ToText(item.value, shown)) return false;
      text += shown;
    } else if (!item.value.IsNull()) {
      Value ignored;
      return machine.Arithmetic(nullptr, Op::kAdd, Value::String(text), item.value, ignored);
    }
    return text.size() <= kMaxTextBytes || machine.Text(std::move(text), joined);
  });
  return fine && machine.Text(std::move(text), out);
}

/// Places of `wanted` in a text, in code points; they may overlap.
bool PlacesInText(Machine& machine, std::string_view text, std::string_view wanted, Value& out) {
  std::vector<Value> places;
  std::int64_t point = 0;
  std::size_t counted = 0;
  const std::size_t first = wanted.empty() ? std::string_view::npos : FindText(text, wanted);
  if (!machine.Step(static_cast<std::int64_t>((text.size() + wanted.size()) / 64))) return false;
  if (first != std::string_view::npos) {
    const std::string_view rest = text.substr(first);
    FindOverlapping(
        rest.size(), wanted.size(),
        [&](std::size_t i, std::size_t k) { return rest[i] == wanted[k]; },
        [&](std::size_t i, std::size_t k) { return wanted[i] == wanted[k]; },
        [&](std::size_t place) {
          point +=
              static_cast<std::int64_t>(CountPoints(text.substr(counted, first + place - counted)));
          counted = first + place;
          places.push_back(Value::Int(point));
          return machine.Step();
        });
  }
  out = Value::Array(std::move(places));
  return machine.Step(0);
}
bool Places(Machine& machine, const Value& input, const Value& wanted, Value& out) {
  if (input.IsString() && wanted.IsString())
    return PlacesInText(machine, input.Text(), wanted.Text(), out);
  if (input.IsArray() && wanted.IsArray()) {
    if (wanted.Size() == 0) {
      out = Value::Array({});
      return true;
    }
    Item found;
    if (!machine.Index(nullptr, {input}, wanted, found)) return false;
    out = std::move(found.value);
    return true;
  }
  if (input.IsArray()) {
    std::vector<Value> places;
    for (std::size_t i = 0; i < input.Size(); ++i) {
      bool same = false;
      if (!machine.Compare(Op::kEqual, input.At(i), wanted, same) || !machine.Step()) return false;
      if (same) places.push_back(Value::Int(static_cast<std::int64_t>(i)));
    }
    out = Value::Array(std::move(places));
    return true;
  }
  Item found;
  if (!machine.Index(nullptr, {input}, wanted, found)) return false;
  out = std::move(found.value);
  return true;
}
bool CallIndices(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  return Places(machine, input, arguments[0], out);
}
bool CallIndex(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  Value places;
  if (!Places(machine, input, arguments[0], places)) return false;
  Item found;
  if (!machine.Index(nullptr, {std::move(places)}, Value::Int(0), found)) return false;
  out = std::move(found.value);
  return true;
}
/// Is `.[-1:][0]` of the places, which are a member where the input is an object.
bool CallRindex(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  Value places;
  if (!Places(machine, input, arguments[0], places)) return false;
  Value slice = Value::Object();
  slice.Put(Value::Borrowed("start"), Value::Int(-1));
  slice.Put(Value::Borrowed("end"), Value());
  Item last;
  Item found;
  if (!machine.Index(nullptr, {std::move(places)}, slice, last) ||
      !machine.Index(nullptr, std::move(last), Value::Int(0), found))
    return false;
  out = std::move(found.value);
  return true;
}
bool CallStringIndices(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  if (!input.IsString())
    return machine.Raise(Described(input) + " cannot be searched, as it is not a string");
  if (!arguments[0].IsString()) return machine.Raise(Described(arguments[0]) + " is not a string");
  return PlacesInText(machine, input.Text(), arguments[0].Text(), out);
}

bool CallByteLength(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (!input.IsString())
    return machine.Raise(Described(input) + " only strings have UTF-8 byte length");
  out = Value::Int(static_cast<std::int64_t>(input.Text().size()));
  return true;
}

constexpr Native kTexts[] = {
    {"startswith", 1, CallStartsWith},
    {"endswith", 1, CallEndsWith},
    {"ltrimstr", 1, CallLtrimstr},
    {"rtrimstr", 1, CallRtrimstr},
    {"trimstr", 1, CallTrimstr},
    {"trim", 0, CallTrim},
    {"ltrim", 0, CallLtrim},
    {"rtrim", 0, CallRtrim},
    {"ascii_downcase", 0, CallDowncase},
    {"ascii_upcase", 0, CallUpcase},
    {"explode", 0, CallExplode},
    {"implode", 0, CallImplode},
    {"split", 1, CallSplit},
    {"join", 1, CallJoin},
    {"indices", 1, CallIndices},
    {"_indices", 1, CallIndices},
    {"_strindices", 1, CallStringIndices},
    {"index", 1, CallIndex},
    {"rindex", 1, CallRindex},
    {"utf8bytelength", 0, CallByteLength},
};

}  // namespace

std::span<const Native> TextNatives() { return kTexts; }

}  // namespace tocsin::jq
