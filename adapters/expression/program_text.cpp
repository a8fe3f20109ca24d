#include "adapters/expression/program_text.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/expression/scan.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kMaxMessageBytes = 500;

constexpr std::string_view kUnavailable[] = {
    "env",   "input",      "inputs",        "input_filename",  "input_line_number",
    "debug", "stderr",     "halt",          "halt_error",      "get_search_list",
    "now",   "modulemeta", "get_jq_origin", "get_prog_origin", "localtime",
};
constexpr std::string_view kUnavailableWithArgument[] = {"halt_error", "strflocaltime"};

// implode asserts on what is not a code point, which would end the process on bad data.
constexpr std::string_view kSafeImplode =
    "def __implode:implode;def implode:if type==\"array\" and all(.[];type==\"number\" and .>=0 "
    "and "
    ".<1114112 and (.<55296 or .>57343)) then __implode else error(\"implode needs an array of "
    "code points\") "
    "end;";

const std::string& Prelude() {
  static const std::string prelude = [] {
    std::string text;
    for (const auto name : kUnavailable)
      text.append("def ")
          .append(name)
          .append(":error(\"not available: ")
          .append(name)
          .append("\");");
    for (const auto name : kUnavailableWithArgument)
      text.append("def ")
          .append(name)
          .append("(f):error(\"not available: ")
          .append(name)
          .append("\");");
    text.append(kSafeImplode);
    text.append("null as $ENV|null as $__prog_args|");
    return text;
  }();
  return prelude;
}

void AppendLeaf(const ProgramLeaf& leaf, std::string& out) {
  out += '(';
  if (!leaf.variables.empty()) {
    out += ".[1] as {";
    for (std::size_t i = 0; i < leaf.variables.size(); ++i)
      out.append(i == 0 ? "$" : ",$").append(leaf.variables[i]);
    out += "}|";
  }
  out.append(".[2]|(\n").append(leaf.text).append("\n))");
}

void AppendChoice(const std::vector<ProgramLeaf>& leaves, std::size_t begin, std::size_t end,
                  std::string& out) {
  if (end - begin == 1) return AppendLeaf(leaves[begin], out);
  const std::size_t middle = begin + (end - begin) / 2;
  out.append("if .[0]<").append(std::to_string(leaves[middle].number)).append(" then ");
  AppendChoice(leaves, begin, middle, out);
  out += " else ";
  AppendChoice(leaves, middle, end, out);
  out += " end";
}

/// Takes " at <top-level>, line N:" out; says which line of the expression only from the second on.
void PlainPlace(std::string& text) {
  constexpr std::string_view kPlace = " at <top-level>, line ";
  const std::size_t at = text.find(kPlace);
  if (at == std::string::npos) return;
  int line = 0;
  std::from_chars(text.data() + at + kPlace.size(), text.data() + text.size(), line);
  text.erase(at);
  if (line > 2) text.append(" in line ").append(std::to_string(line - 1));
}

void Erase(std::string& text, std::string_view part) {
  const std::size_t at = text.find(part);
  if (at != std::string::npos) text.erase(at, part.size());
}

}  // namespace

Result<ProgramLeaf> MakeLeaf(std::size_t number, const ExpressionSource& source) {
  TRY_ASSIGN(const ExpressionScan scan, ScanExpression(source.text));
  ProgramLeaf leaf{number, source.text, {}};
  for (const auto& name : scan.variables) {
    const bool standard =
        std::ranges::find(kStandardVariables, name) != std::end(kStandardVariables);
    if (standard || std::ranges::find(source.variables, name) != source.variables.end())
      leaf.variables.push_back(name);
  }
  return leaf;
}

std::string ProgramText(const std::vector<ProgramLeaf>& leaves, std::size_t begin,
                        std::size_t end) {
  std::string text = Prelude();
  AppendChoice(leaves, begin, end, text);
  return text;
}

std::string PlainCompileError(std::string_view message) {
  std::string text(message.substr(0, message.find('\n')));
  Erase(text, "jq: error: ");
  Erase(text, " (Unix shell quoting issues?)");
  // The bracket that closes the wrapped expression is its end for the author.
  constexpr std::string_view kBracket = "unexpected ')'";
  if (const std::size_t at = text.find(kBracket); at != std::string::npos)
    return text.substr(0, at) + "unexpected end of expression";
  PlainPlace(text);
  return text.empty() ? "does not compile" : OneLine(text);
}

std::string OneLine(std::string_view text) {
  std::size_t size = std::min(text.size(), kMaxMessageBytes);
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
    --size;
  std::string line(text.substr(0, size));
  std::ranges::replace_if(
      line, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return line;
}

}  // namespace tocsin
