#include "tools/phone/env_file.hpp"

namespace tocsin::phone {
namespace {

std::string_view Trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string_view ValueOf(std::string_view text) {
  text = Trimmed(text);
  const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'');
  if (quoted) return text.substr(1, text.find(text.front(), 1) - 1);
  return Trimmed(text.substr(0, text.find(" #")));
}

}  // namespace

std::map<std::string, std::string, std::less<>> ReadEnvFile(std::string_view text) {
  std::map<std::string, std::string, std::less<>> values;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = Trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with("export ")) line = Trimmed(line.substr(7));
    const auto equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    values.insert_or_assign(std::string(Trimmed(line.substr(0, equals))),
                            std::string(ValueOf(line.substr(equals + 1))));
  }
  return values;
}

}  // namespace tocsin::phone
