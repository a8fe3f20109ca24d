#include "workers/settings/environment.hpp"

#include <cctype>

#include "schemas/trimmed.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::compose {
namespace {

constexpr std::string_view kSpaces = " \t\n\v\f\r";

bool IsNameStart(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool IsNamePart(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Column of the first byte that belongs to no character; 0: there is none.
int FirstBroken(std::string_view line) {
  for (int column = 1; !line.empty(); ++column) {
    const auto size = FirstCharacter(line).size;
    if (size == 0) return column;
    line.remove_prefix(size);
  }
  return 0;
}

/// What follows a closing quote may only be a comment.
bool OnlyComment(std::string_view rest) {
  rest = Trimmed(rest, kSpaces);
  return rest.empty() || rest.front() == '#';
}

/// Nothing when the quotes are not closed or something follows them.
std::optional<std::string> Unquote(std::string_view text) {
  const char quote = text.front();
  std::string out;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote)
      return OnlyComment(text.substr(i + 1)) ? std::optional(out) : std::nullopt;
    if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
      const char next = text[++i];
      out += next == 'n' ? '\n' : next == 't' ? '\t' : next;
    } else {
      out += text[i];
    }
  }
  return std::nullopt;
}

std::string Unquoted(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '#' && std::isspace(static_cast<unsigned char>(text[i - 1])) != 0)
      return std::string(Trimmed(text.substr(0, i), kSpaces));
  }
  return std::string(text.starts_with('#') ? std::string_view{} : text);
}

/// The complaint, or empty when the line is understood.
std::string ReadLine(std::string_view line, int number, DotEnv& out) {
  if (line.starts_with("export ")) line = Trimmed(line.substr(7), kSpaces);
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return "has no '='; write NAME=VALUE";
  const auto name = Trimmed(line.substr(0, equals), kSpaces);
  bool good = !name.empty() && IsNameStart(name.front());
  for (const char c : name) good = good && IsNamePart(c);
  if (!good) return "has no valid name before '='; write NAME=VALUE";
  const auto value = Trimmed(line.substr(equals + 1), kSpaces);
  if (value.empty() || (value.front() != '"' && value.front() != '\'')) {
    out.values[std::string(name)] = {Unquoted(value), number};
    return {};
  }
  auto unquoted = Unquote(value);
  if (!unquoted) return "has quotes that are not closed, or text behind them";
  out.values[std::string(name)] = {std::move(*unquoted), number};
  return {};
}

}  // namespace

DotEnv ParseDotEnv(std::string_view text, std::string_view file) {
  DotEnv out;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  int number = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = Trimmed(text.substr(0, end), kSpaces);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (const auto column = FirstBroken(line); column > 0) {
      out.findings.push_back({std::string(file),
                              {number, column},
                              Finding::Level::kError,
                              "not UTF-8; save the file as UTF-8"});
      continue;
    }
    if (line.empty() || line.front() == '#') continue;
    auto complaint = ReadLine(line, number, out);
    if (!complaint.empty()) {
      out.findings.push_back(
          {std::string(file), {number, 1}, Finding::Level::kError, "this line " + complaint});
    }
  }
  return out;
}

std::optional<Environment::Found> Environment::Find(std::string_view name) const {
  if (const auto found = process_.find(name); found != process_.end() && !found->second.empty()) {
    return Found{found->second, "environment " + std::string(name), 0};
  }
  if (const auto found = dotenv_.values.find(name);
      found != dotenv_.values.end() && !found->second.text.empty()) {
    const auto line = found->second.line;
    return Found{found->second.text, ".env:" + std::to_string(line) + ' ' + std::string(name),
                 line};
  }
  return std::nullopt;
}

}  // namespace tocsin::compose
