#include "workers/rosters/roster_yaml.hpp"

#include <algorithm>
#include <string_view>

namespace tocsin::rosters {
namespace {

constexpr std::size_t kLineWidth = 140;
constexpr std::size_t kIndent = 2;

bool IsLetter(char one) { return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z'); }
bool IsPlainInside(char one) {
  return IsLetter(one) || (one >= '0' && one <= '9') ||
         std::string_view("_-./@ ").find(one) != std::string_view::npos;
}

/// What YAML of any version reads as a text without quotes.
bool IsPlain(std::string_view text) {
  static constexpr std::string_view kWords[] = {"true", "false", "null", "yes", "no",
                                                "on",   "off",   "y",    "n"};
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char one) {
    return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
  });
  return !text.empty() && IsLetter(text[0]) && text.back() != ' ' &&
         std::ranges::all_of(text, IsPlainInside) &&
         std::ranges::find(kWords, small) == std::end(kWords);
}

std::string ScalarText(const json::value& value) {
  if (!value.is_string()) return JsonText(value);
  const std::string_view text = value.get_string();
  if (IsPlain(text)) return std::string(text);
  const bool control = std::ranges::any_of(
      text, [](char one) { return static_cast<unsigned char>(one) < ' ' || one == '\x7f'; });
  if (control) return JsonText(value);
  std::string quoted = "'";
  for (const char one : text) quoted.append(one == '\'' ? 2 : 1, one);
  return quoted + "'";
}

std::string FlowText(const json::value& value) {
  std::string text;
  if (const auto* map = value.if_object()) {
    for (const auto& [key, member] : *map)
      text.append(text.empty() ? "" : ", ")
          .append(ScalarText(json::value(key)))
          .append(": ")
          .append(FlowText(member));
    return "{" + text + "}";
  }
  if (const auto* list = value.if_array()) {
    for (const auto& item : *list) text.append(text.empty() ? "" : ", ").append(FlowText(item));
    return "[" + text + "]";
  }
  return ScalarText(value);
}

void Write(const json::value& value, std::size_t indent, std::string& out);

/// Behind "key:" or "-": on the same line where it fits.
void WriteValue(const json::value& value, std::size_t indent, bool item, std::string& out) {
  const std::string flow = FlowText(value);
  const std::size_t used = out.size() - out.rfind('\n');
  if (!IsContainer(value) || used + flow.size() <= kLineWidth) {
    out += " " + flow + "\n";
    return;
  }
  if (item && value.is_object()) {  // the first key stands behind the dash
    std::string block;
    Write(value, indent + kIndent, block);
    out += " " + block.substr(indent + kIndent);
    return;
  }
  out += "\n";
  Write(value, indent + kIndent, out);
}

void Write(const json::value& value, std::size_t indent, std::string& out) {
  const std::string margin(indent, ' ');
  if (const auto* map = value.if_object()) {
    for (const auto& [key, member] : *map) {
      out += margin + ScalarText(json::value(key)) + ":";
      WriteValue(member, indent, false, out);
    }
    return;
  }
  for (const auto& item : value.get_array()) {
    out += margin + "-";
    WriteValue(item, indent, true, out);
  }
}

}  // namespace

std::string YamlText(const json::object& sections) {
  std::string out;
  for (const auto& [name, section] : sections) {
    out.append(name).append(":\n");
    Write(section, kIndent, out);
  }
  return out;
}

}  // namespace tocsin::rosters
