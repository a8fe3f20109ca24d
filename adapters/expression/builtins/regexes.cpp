#include <algorithm>
#include <cctype>
#include <cstdint>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/regex_cache.hpp"
#include "adapters/expression/regex_flags.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {
namespace {

/// What a call asks for: the pattern and its flags, of which g and n are ours.
struct Search {
  const Regex* regex = nullptr;
  bool all = false;
  bool skip_empty = false;
};

bool IgnoresCase(std::string_view pattern, std::string_view options) {
  if (options.find('i') != std::string_view::npos) return true;
  for (std::size_t at = 0; (at = pattern.find("(?", at)) != std::string_view::npos; at += 2) {
    std::size_t end = at + 2;
    while (end < pattern.size() &&
           (std::isalpha(static_cast<unsigned char>(pattern[end])) != 0 || pattern[end] == '-'))
      ++end;
    if (pattern.substr(at, end - at).find('i') != std::string_view::npos) return true;
  }
  return false;
}

/// A class that ignores case takes Oniguruma milliseconds.
std::int64_t StepsToCompile(std::string_view pattern, std::string_view options) {
  constexpr std::int64_t kAny = 16;
  const std::int64_t each = IgnoresCase(pattern, options) ? 160 : 8;
  return kAny + each * static_cast<std::int64_t>(pattern.size());
}

bool TakeSearch(Machine& machine, const Value& input, const Value& pattern, const Value& flags,
                Search& out) {
  if (!input.IsString())
    return machine.Raise(Described(input) + " cannot be matched, as it is not a string");
  if (!pattern.IsString()) return machine.Raise(Described(pattern) + " is not a string");
  if (!flags.IsNull() && !flags.IsString())
    return machine.Raise(Described(flags) + " is not a string");
  const std::string_view given = flags.IsNull() ? std::string_view() : flags.Text();
  const auto read = ReadRegexFlags(given);
  if (!read) return machine.Raise(std::string(given) + " is not a valid modifier string");
  CountRead(pattern);
  CountRead(flags);
  out.all = read->all;
  out.skip_empty = read->skip_empty;
  std::string message;
  const RegexKey key(pattern.Text(), read->options);
  if (machine.AsksFirst(key.Hash()) && !machine.Step(StepsToCompile(pattern.Text(), read->options)))
    return false;
  out.regex = machine.regexes().Get(key, message);
  return out.regex != nullptr || machine.Raise(message);
}

/// The only argument: a pattern, or an array of it and its flags.
bool TakeOnly(Machine& machine, const Value& input, const Value& given, Search& out) {
  if (given.IsString()) return TakeSearch(machine, input, given, {}, out);
  if (!given.IsArray() || given.Size() == 0)
    return machine.Raise(std::string(KindName(given)) + " not a string or array");
  return TakeSearch(machine, input, given.At(0), given.Size() > 1 ? given.At(1) : Value(), out);
}

/// Calls f for each match.
template <class F>
bool ForEachMatch(Machine& machine, const Search& search, std::string_view text, F&& f) {
  std::vector<RegexGroup> groups;
  std::size_t from = 0;
  while (from <= text.size()) {
    std::string message;
    const std::int64_t most = (kMaxSteps - machine.meter().Steps()) * kRegexStepsInAStep;
    std::int64_t left = std::max<std::int64_t>(most, 0);
    const auto outcome = search.regex->Search(text, from, left, groups, message);
    if (outcome == Regex::Outcome::kBound) return machine.Exceed(message);
    if (!machine.Step(1 + (most - left) / kRegexStepsInAStep)) return false;
    if (outcome == Regex::Outcome::kNone) return true;
    if (outcome == Regex::Outcome::kFailed) return machine.Raise("Regex failure: " + message);
    const bool empty = groups[0].begin == groups[0].end;
    if (!empty || !search.skip_empty)
      if (!f(groups)) return false;
    if (!search.all) return true;
    from = static_cast<std::size_t>(groups[0].end);
    if (empty) {
      if (from >= text.size()) return true;
      NextPoint(text, from);
    }
  }
  return true;
}

Value Part(std::string_view text, const RegexGroup& group) {
  return group.begin < 0
             ? Value()
             : Value::String(text.substr(static_cast<std::size_t>(group.begin),
                                         static_cast<std::size_t>(group.end - group.begin)));
}

/// Counts code points up to places that go forward; once through the text in all.
class PointCounter {
 public:
  explicit PointCounter(std::string_view text) : text_(text) {}
  std::int64_t Upto(std::ptrdiff_t byte) {
    const auto place = static_cast<std::size_t>(byte);
    if (place < at_) {
      at_ = 0;
      points_ = 0;
    }
    points_ += CountPoints(text_.substr(at_, place - at_));
    at_ = place;
    return static_cast<std::int64_t>(points_);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t points_ = 0;
};

Value GroupValue(std::string_view text, const RegexGroup& group, PointCounter& counter) {
  Value out = Value::Object();
  const Value part = Part(text, group);
  CountRead(part);
  out.Put(Value::Borrowed("offset"), Value::Int(group.begin < 0 ? -1 : counter.Upto(group.begin)));
  out.Put(Value::Borrowed("length"),
          Value::Int(group.begin < 0 ? 0 : static_cast<std::int64_t>(CountPoints(part.Text()))));
  out.Put(Value::Borrowed("string"), part);
  return out;
}

Value MatchValue(const Regex& regex, std::string_view text, const std::vector<RegexGroup>& groups,
                 PointCounter& counter) {
  Value out = GroupValue(text, groups[0], counter);
  std::vector<Value> captures;
  PointCounter inside = counter;
  for (std::size_t i = 1; i < groups.size(); ++i) {
    Value capture = GroupValue(text, groups[i], inside);
    const auto& name = regex.Names()[i - 1];
    capture.Put(Value::Borrowed("name"), name.empty() ? Value() : Value::String(name));
    captures.push_back(std::move(capture));
  }
  out.Put(Value::Borrowed("captures"), Value::Array(std::move(captures)));
  return out;
}

bool EachMatch(Machine& machine, const Node* call, const EnvRef& env, Item input,
               const Sink& sink) {
  const PathRef path = machine.OffPath(input.path);
  const auto give = [&](const Search& search) {
    const std::string_view text = input.value.Text();
    PointCounter counter(text);
    const Regex* regex = search.regex;
    std::vector<Value> matches;  // the cache may let go of the expression while outputs are used
    if (!ForEachMatch(machine, search, text, [&](const std::vector<RegexGroup>& groups) {
          matches.push_back(MatchValue(*regex, text, groups, counter));
          return true;
        }))
      return false;
    for (auto& match : matches)
      if (!sink({std::move(match), path})) return false;
    return true;
  };
  if (call->list.size() == 1)
    return machine.Values(call->list[0], env, input.value, [&](Value&& given) {
      Search search;
      return TakeOnly(machine, input.value, given, search) && give(search);
    });
  return machine.Values(call->list[1], env, input.value, [&](Value&& flags) {
    return machine.Values(call->list[0], env, input.value, [&](Value&& pattern) {
      Search search;
      return TakeSearch(machine, input.value, pattern, flags, search) && give(search);
    });
  });
}

/// The named groups of a match, as `sub` hands them to its text.
Value Captured(const Regex& regex, std::string_view text, const std::vector<RegexGroup>& groups) {
  Value out = Value::Object();
  for (std::size_t i = 1; i < groups.size(); ++i)
    if (!regex.Names()[i - 1].empty())
      out.Put(Value::String(regex.Names()[i - 1]), Part(text, groups[i]));
  return out;
}

/// Replaces: the k-th output of the text for each match makes the k-th result.
bool Replace(Machine& machine, const Node* text_node, const EnvRef& env, const Item& input,
             const Search& search, const Sink& sink) {
  struct Found {
    std::size_t begin;
    std::size_t end;
    Value captured;
  };
  const std::string_view text = input.value.Text();
  std::vector<Found> found;
  if (!ForEachMatch(machine, search, text, [&](const std::vector<RegexGroup>& groups) {
        found.push_back({static_cast<std::size_t>(groups[0].begin),
                         static_cast<std::size_t>(groups[0].end),
                         Captured(*search.regex, text, groups)});
        return true;
      }))
    return false;
  std::vector<std::string> results;
  std::size_t done = 0;
  for (const auto& match : found) {
    const std::string_view gap = text.substr(done, match.begin - done);
    done = match.end;
    std::size_t output = 0;
    if (!machine.Values(text_node, env, match.captured, [&](Value&& instead) {
          if (results.size() <= output) results.emplace_back();
          auto& result = results[output++];
          if (!instead.IsString() && !instead.IsNull()) {
            Value ignored;
            return machine.Arithmetic(nullptr, Op::kAdd, Value::String(result + std::string(gap)),
                                      instead, ignored);
          }
          result.append(gap);
          if (instead.IsString()) result.append(instead.Text());
          Value ignored;
          return result.size() <= kMaxTextBytes || machine.Text(std::move(result), ignored);
        }))
      return false;
  }
  if (results.empty()) return sink({input.value, machine.OffPath(input.path)});
  for (auto& result : results) {
    Value out;
    if (!machine.Text(result.append(text.substr(done)), out)) return false;
    if (!sink({std::move(out), machine.OffPath(input.path)})) return false;
  }
  return true;
}

bool EachSub(Machine& machine, const Node* call, const EnvRef& env, Item input, const Sink& sink) {
  return machine.Values(call->list[0], env, input.value, [&](Value&& pattern) {
    return machine.Values(call->list[2], env, input.value, [&](Value&& flags) {
      Search search;
      return TakeSearch(machine, input.value, pattern, flags, search) &&
             Replace(machine, call->list[1], env, input, search, sink);
    });
  });
}

bool CallTest(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  Search search;
  if (arguments.size() == 1 ? !TakeOnly(machine, input, arguments[0], search)
                            : !TakeSearch(machine, input, arguments[0], arguments[1], search))
    return false;
  bool found = false;
  if (!ForEachMatch(machine, search, input.Text(), [&](const std::vector<RegexGroup>&) {
        found = true;
        search.all = false;
        return true;
      }))
    return false;
  out = Value::Bool(found);
  return true;
}

bool CallSplitBy(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  Search search;
  if (!arguments[1].IsNull() && !arguments[1].IsString())
    return machine.Arithmetic(nullptr, Op::kAdd, arguments[1], Value::Borrowed("g"), out);
  if (!TakeSearch(machine, input, arguments[0], arguments[1], search)) return false;
  search.all = true;
  const std::string_view text = input.Text();
  std::vector<Value> parts;
  std::size_t done = 0;
  if (!ForEachMatch(machine, search, text, [&](const std::vector<RegexGroup>& groups) {
        const auto begin = static_cast<std::size_t>(groups[0].begin);
        parts.push_back(Value::String(text.substr(done, begin - done)));
        done = static_cast<std::size_t>(groups[0].end);
        return true;
      }))
    return false;
  parts.push_back(Value::String(text.substr(done)));
  out = Value::Array(std::move(parts));
  return true;
}

Yield RegexYieldsMany(const Node*) { return Yield::kMany; }
Yield SubYields(const Node* call) {
  const Yield most = std::max({call->list[0]->yield, call->list[1]->yield, call->list[2]->yield});
  return most == Yield::kOne ? Yield::kOne : Yield::kMany;
}

constexpr Native kRegexNatives[] = {
    {"test", 1, CallTest},
    {"test", 2, CallTest},
    {"_split", 2, CallSplitBy},
};
constexpr Special kRegexSpecials[] = {
    {"match", 1, EachMatch, RegexYieldsMany},
    {"match", 2, EachMatch, RegexYieldsMany},
    {"sub", 3, EachSub, SubYields},
};

}  // namespace

std::span<const Native> RegexNatives() { return kRegexNatives; }
std::span<const Special> RegexSpecials() { return kRegexSpecials; }

}  // namespace tocsin::jq
