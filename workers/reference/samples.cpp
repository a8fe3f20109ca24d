#include <algorithm>

#include "adapters/carrier_kind.hpp"
#include "workers/reference/generate.hpp"
#include "workers/settings/environment.hpp"
#include "workers/settings/settings.hpp"

// In both samples prose is "# text"; what is switched off stands directly behind its '#', so that
// taking the '#' away switches it on.
namespace tocsin::compose {
namespace {

std::string Pad(std::size_t depth) { return std::string(depth * 2, ' '); }

bool IsPlain(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '/';
  };
  return !text.empty() && std::ranges::all_of(text, plain);
}

/// A value in YAML on one line. JSON is YAML, but single quotes read better.
std::string Scalar(const json::value& value) {
  if (!value.is_string()) {
    if (!value.is_array()) return JsonText(value);
    std::string out;
    for (const auto& item : value.get_array()) out += (out.empty() ? "" : ", ") + Scalar(item);
    return '[' + out + ']';
  }
  const std::string_view text = value.get_string();
  if (IsPlain(text)) return std::string(text);
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + '\'';
}

bool IsGiven(const json::value& value) {
  if (value.is_string()) return !value.get_string().empty();
  if (value.is_array()) return !value.get_array().empty();
  if (value.is_object()) return !value.get_object().empty();
  return !value.is_null();
}

std::string Comment(const Field& field) {
  std::string text(field.description);
  const auto& rules = field.rules;
  if (!rules.default_text.empty()) text.append(" Default: ").append(rules.default_text).append(".");
  if (!rules.allowed.empty() || rules.required) text += " (";
  for (std::size_t i = 0; i < rules.allowed.size(); ++i)
    text.append(i > 0 ? ", " : "").append(rules.allowed[i]);
  if (!rules.allowed.empty())
    text += ')';
  else if (rules.required)
    text += "required)";
  return text;
}

/// The fields of one element of a list, switched off: "#    - name: n8n".
std::string ListExample(const FieldTable& table, std::size_t depth) {
  std::string out;
  for (const auto& field : table.Fields()) {
    if (field.type == nullptr) continue;
    const auto lead = Pad(depth) + '#' + (out.empty() ? "  - " : "    ");
    if (const auto* nested = field.type->Table()) {
      out += lead + std::string(field.name) + ":\n";
      for (const auto& inner : nested->Fields()) {
        const auto usual = nested->Default(inner);
        out += Pad(depth) + "#      " + std::string(inner.name) + ": " +
               Scalar(IsGiven(usual) ? usual : inner.type->Example(inner.rules)) + '\n';
      }
      continue;
    }
    const auto fallback = table.Default(field);
    const auto value = field.rules.example.empty() ? fallback : field.type->Example(field.rules);
    out += lead + std::string(field.name) + ": " + Scalar(value) + '\n';
  }
  return out;
}

void AddField(const FieldTable& table, const Field& field, std::size_t depth, std::string& out);

void AddTable(const FieldTable& table, std::size_t depth, std::string& out) {
  for (const auto& field : table.Fields())
    if (field.type != nullptr) AddField(table, field, depth, out);
}

void AddField(const FieldTable& table, const Field& field, std::size_t depth, std::string& out) {
  const std::string name(field.name);
  const auto* nested = field.type->Table();
  if (nested != nullptr && field.type->PathSuffix().empty()) {
    out += (depth == 0 ? "\n# " : Pad(depth) + "# ") + std::string(nested->Description()) + '\n';
    out += Pad(depth) + name + ":\n";
    return AddTable(*nested, depth + 1, out);
  }
  out += (depth == 0 ? "\n" : "") + Pad(depth) + "# " + Comment(field) + '\n';
  if (nested != nullptr) {
    out += Pad(depth) + '#' + name + ":\n" + ListExample(*nested, depth);
    return;
  }
  const auto fallback = table.Default(field);
  if (IsGiven(fallback)) {
    out += Pad(depth) + name + ": " + Scalar(fallback) + '\n';
  } else {
    out += Pad(depth) + '#' + name + ": " + Scalar(field.type->Example(field.rules)) + '\n';
  }
}

/// Those of the first carrier, and whom it calls.
bool IsFirstValue(const EnvironmentName& name) {
  return name.setting.starts_with(CarrierKinds().front()->Setting() + '.') ||
         name.setting == "telephony.alert_number";
}

}  // namespace

std::string SampleConfiguration() {
  std::string out =
      "# yaml-language-server: $schema=../schemas/json/settings.schema.json\n"
      "# All settings of tocsin with their defaults; those without a default are switched off by "
      "the '#' directly\n"
      "# before their name. Copy this file to tocsin.yaml in the working folder and keep what "
      "differs.\n"
      "# ${NAME} and ${NAME:-default} take a variable of the environment or of .env, ${file:PATH} "
      "a mounted secret.\n"
      "# Secrets belong there, not here. `tocsin config check` finds mistakes, `tocsin config "
      "show` prints what holds.\n";
  AddTable(Settings::Spec(), 0, out);
  return out;
}

std::string SampleDotEnv() {
  std::string out =
      "# Copy this file to .env in the working folder and fill in the first four values.\n"
      "# Variables of the process's environment go before these, and these before tocsin.yaml.\n";
  std::string more = "\n# All of the following may stay as they are.\n";
  std::string unused = "\n# Known names that nothing reads in this release.\n";
  for (const auto& name : EnvironmentNames()) {
    const std::string word(name.name);
    if (name.setting.empty()) {
      unused += '#' + word + "=\n";
    } else if (IsFirstValue(name)) {
      out += "\n# " + std::string(name.description) + '\n' + word + "=\n";
    } else {
      more += "\n# " + std::string(name.description) + '\n' + '#' + word + "=\n";
    }
  }
  return out + more + unused;
}

}  // namespace tocsin::compose
