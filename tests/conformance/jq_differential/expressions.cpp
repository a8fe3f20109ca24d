#include "expressions.hpp"

#include "odd_values.hpp"

namespace tocsin::differential {
namespace {

constexpr const char* kPlainPaths[] = {".",           ".a",        ".b",         ".[0]",
                                       ".[-1]",       ".[1:]",     ".[:2]",      ".[]",
                                       "..",          ".a?",       ".[]?",       ".a.c",
                                       R"_(.["a"])_", R"_(."a")_", ".[1:3]",     ".[-2:]",
                                       ".[0].a",      ".a[0]",     ".a[1:]",     ".[2]",
                                       ".a[]?",       ".and",      R"_(."a"?)_", R"_(.["b"]?)_",
                                       ".[:-1]",      ".[0][0]",   ".key",       ".[1]?",
                                       R"_(.a."c")_", ".[0:1][0]", ".a.b.c?",    R"_(."\("a")")_",
                                       ".[1.5]",      ".[0.9:1.1]"};
constexpr const char* kOperators[] = {
    "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "and", "or", "//"};
constexpr const char* kAssignments[] = {"=", "|=", "+=", "-=", "*=", "/=", "%=", "//="};
constexpr const char* kFormats[] = {"@text", "@json", "@csv",    "@tsv",     "@html",
                                    "@uri",  "@sh",   "@base64", "@base64d", "@urid"};
constexpr const char* kPatternKeys[] = {"\"a\"", "\"a\", \"b\"", ".a", "1", "empty"};
constexpr const char* kNames[] = {"x", "y", "z", "__loc", "abc"};
constexpr const char* kMemberNames[] = {"a", "b", "key", "if", "reduce", "and", "_x1"};
constexpr const char* kSigns[] = {"(", ")",  "[",  "]", "{", "}", ".", ",", "|", ":", ";", "?",
                                  "$", "\"", "\\", "@", "=", "/", "-", "1", "a", " ", "#", "e"};

std::string In(const std::string& text) { return "(" + text + ")"; }

}  // namespace

std::string Expressions::Next(bool kept) {
  kept_ = kept;
  variables_.clear();
  functions_.clear();
  constexpr int kDepths[] = {1, 1, 2, 2, 2, 3, 3, 4};
  return Any(kDepths[dice_.Below(std::size(kDepths))]);
}

std::string Expressions::Broken() {
  std::string text = Next(false);
  for (std::size_t i = 0; i <= dice_.Below(2) && !text.empty(); ++i) {
    const std::size_t at = dice_.Below(text.size());
    switch (dice_.Below(3)) {
      case 0:
        text.erase(at, 1);
        break;
      case 1:
        text.insert(at, dice_.Of(kSigns));
        break;
      default:
        text.replace(at, 1, dice_.Of(kSigns));
        break;
    }
  }
  return text;
}

std::string Expressions::Any(int depth) {
  if (depth <= 0) return Atom();
  const std::size_t form = dice_.Below(100);
  if (form < 34) return Call(depth);
  if (form < 46) return Pipes(depth);
  if (form < 58) return Operation(depth);
  if (form < 66) return Construction(depth);
  if (form < 71) return Path(depth);
  if (form < 75) return Text(depth);
  if (form < 81) return Control(depth);
  if (form < 86) return Loop(depth);
  if (form < 91) return Binding(depth);
  if (form < 94) return Function(depth);
  return Assignment(depth);
}

std::string Expressions::Atom() {
  const std::size_t form = dice_.Below(100);
  if (form < 35) return dice_.Of(kPlainPaths);
  if (form < 60) return Literal();
  if (form < 65 && !variables_.empty()) return "$" + variables_[dice_.Below(variables_.size())];
  if (form < 68) return dice_.Of(kFormats);
  if (form < 69) return "$__loc__";
  if (form < 72) return dice_.Chance(50) ? "nan" : (dice_.Chance(50) ? "infinite" : "-infinite");
  return Call(0);
}

std::string Expressions::Literal() {
  if (dice_.Chance(45)) return OddNumber(dice_, kept_);
  if (dice_.Chance(60)) return OddText(dice_);
  return OddValue(dice_, kept_);
}

std::string Expressions::Suffixes(int depth) {
  switch (dice_.Below(8)) {
    case 0:
      return "[" + Any(depth) + "]";
    case 1:
      return "[" + Any(depth) + ":" + (dice_.Chance(50) ? Any(depth) : "") + "]";
    case 2:
      return "[:" + Any(depth) + "]";
    case 3:
      return "[]";
    case 4:
      return "." + dice_.Of(kMemberNames);
    case 5:
      return "." + Text(depth);
    case 6:
      return "[" + Literal() + "]?";
    default:
      return "?";
  }
}

std::string Expressions::Path(int depth) {
  std::string text = dice_.Chance(60) ? dice_.Of(kPlainPaths) : In(Any(depth - 1));
  if (text == "..") text = "(..)";
  for (std::size_t i = 0; i <= dice_.Below(2); ++i) {
    const auto suffix = Suffixes(depth - 1);
    text += text == "." && suffix.starts_with('.') ? suffix.substr(1) : suffix;
  }
  return text;
}

std::string Expressions::Pipes(int depth) {
  const std::string left = Any(depth - 1);
  const std::string right = Any(depth - 1);
  switch (dice_.Below(6)) {
    case 0:
      return In(left + ", " + right);
    case 1:
      return left + ", " + right + " | " + Any(depth - 1);
    case 2:
      return left + " # seen\n | " + right;
    default:
      return left + " | " + right;
  }
}

std::string Expressions::Operation(int depth) {
  if (dice_.Chance(6)) return "-" + In(Any(depth - 1));
  if (dice_.Chance(5)) return "-" + dice_.Of(kPlainPaths);
  std::string text = dice_.Chance(50) ? In(Any(depth - 1)) : Atom();
  for (std::size_t i = 0; i <= dice_.Below(2); ++i)
    text += " " + dice_.Of(kOperators) + " " + (dice_.Chance(50) ? In(Any(depth - 1)) : Atom());
  return dice_.Chance(50) ? In(text) : text;
}

std::string Expressions::Construction(int depth) {
  if (dice_.Chance(50)) return "[" + (dice_.Chance(8) ? "" : Any(depth - 1)) + "]";
  std::string text = "{";
  const std::size_t size = dice_.Below(4);
  for (std::size_t i = 0; i < size; ++i) text += (i > 0 ? ", " : "") + Member(depth - 1);
  return text + "}";
}

std::string Expressions::Member(int depth) {
  const std::string value = In(Any(depth));
  switch (dice_.Below(10)) {
    case 0:
      return In(Any(depth)) + ": " + value;
    case 1:
      return OddText(dice_) + ": " + value;
    case 2:
      return Text(depth) + ": " + value;
    case 3:
      return variables_.empty() ? "$__loc__" : "$" + variables_.back();
    case 4:
      return dice_.Of(kMemberNames);
    case 5:
      return Text(depth);
    case 6:
      return "@base64 \"x\\(1)\": " + value;
    case 7:
      return variables_.empty() ? "a: 1" : "$" + variables_.front() + ": " + value;
    case 8:
      return dice_.Of(kMemberNames) + ": " + Atom() + " | " + Atom();
    default:
      return dice_.Of(kMemberNames) + ": " + value;
  }
}

std::string Expressions::Text(int depth) {
  std::string text = dice_.Chance(35) ? dice_.Of(kFormats) + " \"" : "\"";
  for (std::size_t i = 0; i <= dice_.Below(2); ++i)
    text += (dice_.Chance(50) ? "<" : "\\u00e9 \\n") + ("\\(" + Any(depth - 1)) + ")";
  return text + "\"";
}

std::string Expressions::Control(int depth) {
  const std::string body = Any(depth - 1);
  switch (dice_.Below(9)) {
    case 0:
      return "if " + body + " then " + Any(depth - 1) + " end";
    case 1:
      return "if " + body + " then " + Any(depth - 1) + " elif " + Any(depth - 1) + " then " +
             Any(depth - 1) + (dice_.Chance(50) ? " end" : " else " + Any(depth - 1) + " end");
    case 2:
      return "if " + body + " then " + Any(depth - 1) + " else " + Any(depth - 1) + " end";
    case 3:
      return "try " + In(body);
    case 4:
      return "try " + In(body) + " catch " + In(Any(depth - 1));
    case 5:
      return In(body) + "?";
    case 6:
      return "label $out | " + body + " | if . then ., break $out else . end";
    case 7:
      return In(body) + "? // " + In(Any(depth - 1));
    default:
      return "[label $here | " + In(body) + ", break $here, 1]";
  }
}

std::string Expressions::Loop(int depth) {
  std::vector<std::string> names;
  const std::string source = In(Any(depth - 1));
  const std::string pattern = Pattern(dice_.Chance(80) ? 0 : 1, names);
  const std::size_t before = variables_.size();
  const std::string first = Any(depth - 1);
  variables_.insert(variables_.end(), names.begin(), names.end());
  std::string text;
  if (dice_.Chance(45)) {
    text = "reduce " + source + " as " + pattern + " (" + first + "; " + Any(depth - 1) + ")";
  } else {
    text = "foreach " + source + " as " + pattern + " (" + first + "; " + Any(depth - 1);
    if (dice_.Chance(60)) text += "; " + Any(depth - 1);
    text += ")";
  }
  variables_.resize(before);
  return text;
}

std::string Expressions::Pattern(int depth, std::vector<std::string>& names) {
  if (depth <= 0) {
    names.push_back(dice_.Of(kNames));
    return "$" + names.back();
  }
  switch (dice_.Below(5)) {
    case 0:
      return "[" + Pattern(depth - 1, names) + ", " + Pattern(depth - 1, names) + "]";
    case 1:
      return "{a: " + Pattern(depth - 1, names) + "}";
    case 2:
      return R"_({"b": )_" + Pattern(depth - 1, names) + ", $key}";
    case 3:
      return "{(" + dice_.Of(kPatternKeys) + "): " + Pattern(depth - 1, names) + "}";
    default:
      return "{$value: " + Pattern(depth - 1, names) + "}";
  }
}

std::string Expressions::Binding(int depth) {
  std::vector<std::string> names;
  const std::string source = In(Any(depth - 1));
  std::string pattern = Pattern(static_cast<int>(dice_.Below(3)), names);
  if (dice_.Chance(25)) pattern += " ?// " + Pattern(1 + static_cast<int>(dice_.Below(2)), names);
  const std::size_t before = variables_.size();
  variables_.insert(variables_.end(), names.begin(), names.end());
  const std::string text = source + " as " + pattern + " | " + Any(depth - 1);
  variables_.resize(before);
  return In(text);
}

std::string Expressions::Function(int depth) {
  const std::size_t before = functions_.size();
  const std::size_t bound = variables_.size();
  std::string head;
  std::string call;
  switch (dice_.Below(4)) {
    case 0:
      head = "def f: ", call = "f";
      break;
    case 1:
      head = "def g(f): ", call = "g/1";
      functions_.emplace_back("f");
      break;
    case 2:
      head = "def h($n): ", call = "h/1";
      variables_.emplace_back("n");
      break;
    default:
      head = "def f(f; $x): ", call = "f/2", variables_.emplace_back("x");
      break;
  }
  std::string body = Any(depth - 1);
  if (dice_.Chance(10))  // calls itself, as the last thing or not
    body = call == "f" ? "if type == \"array\" then .[] | f else . end" : body;
  functions_.resize(before);
  variables_.resize(bound);
  functions_.push_back(call);
  const std::string rest = Any(depth - 1);
  functions_.resize(before);
  return In(head + body + "; " + rest);
}

std::string Expressions::Assignment(int depth) {
  const std::string target = dice_.Chance(65)
                                 ? dice_.Of(kPlainPaths)
                                 : (dice_.Chance(50) ? Path(depth) : In(Any(depth - 1)));
  return In(target + " " + dice_.Of(kAssignments) + " " + In(Any(depth - 1)));
}

}  // namespace tocsin::differential
