#include "workers/setup/dotenv_text.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <vector>

namespace tocsin::compose {
namespace {

std::string Quoted(std::string_view value) {
  const bool plain = std::ranges::all_of(value, [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("_-+./:@,=%&?").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) return std::string(value);
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\' || c == '$') out += '\\';
    out += c;
  }
  return out + '"';
}

/// "NAME" of "NAME=...", "export NAME = ..." or, with `comment`, of "#NAME=..."; else empty.
std::string_view NameIn(std::string_view line, bool comment) {
  const auto skip = [&line](std::string_view prefix) {
    if (!line.starts_with(prefix)) return false;
    line.remove_prefix(prefix.size());
    return true;
  };
  const auto trim = [&line] {
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  };
  trim();
  if (comment && !skip("#")) return {};
  trim();
  if (skip("export ")) trim();
  const auto end = std::ranges::find_if_not(
      line, [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
  const auto name = line.substr(0, static_cast<std::size_t>(end - line.begin()));
  line.remove_prefix(name.size());
  trim();
  return line.starts_with('=') ? name : std::string_view();
}

std::vector<std::string> LinesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::string WithValues(std::string_view text,
                       const std::map<std::string, std::string, std::less<>>& values) {
  auto lines = LinesOf(text);
  std::set<std::string, std::less<>> written;
  for (const bool comment : {false, true})
    for (auto& line : lines) {
      const auto found = values.find(NameIn(line, comment));
      if (found == values.end()) continue;
      // Of a name that is set, its comments stay comments.
      if (comment && written.contains(found->first)) continue;
      line = found->first + '=' + Quoted(found->second);
      written.insert(found->first);
    }
  std::string out;
  for (const auto& line : lines) out += line + '\n';
  for (const auto& [name, value] : values)
    if (!written.contains(name)) out += name + '=' + Quoted(value) + '\n';
  return out;
}

}  // namespace tocsin::compose
