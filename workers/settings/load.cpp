#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "workers/settings/overlay.hpp"
#include "workers/settings/settings.hpp"
#include "workers/settings/substitution.hpp"
#include "workers/settings/validate.hpp"

extern char** environ;

namespace tocsin::compose {
namespace {

constexpr std::string_view kDefaultFile = "tocsin.yaml";
constexpr std::string_view kDotEnvFile = ".env";

std::optional<std::string> ReadFile(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error) || std::filesystem::is_directory(path, error))
    return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

DotEnv ReadDotEnv(const LoadOptions& options) {
  auto text = options.dotenv_text;
  if (!text) text = ReadFile(options.working_folder / kDotEnvFile);
  return text ? ParseDotEnv(*text, kDotEnvFile) : DotEnv{};
}

/// Of variables that tocsin does not know the name tells.
bool IsSecretName(std::string_view name) {
  const auto known = std::ranges::find(EnvironmentNames(), name, &EnvironmentName::name);
  if (known != EnvironmentNames().end()) return known->secret;
  return std::ranges::any_of(
      std::array<std::string_view, 4>{"SECRET", "TOKEN", "PASSWORD", "_KEY"},
      [&](std::string_view word) { return name.find(word) != std::string_view::npos; });
}

void NoteSecrets(const DotEnv& dotenv, const LoadOptions& options, LoadedSettings& loaded) {
  const auto found = std::ranges::find_if(dotenv.values, [](const auto& variable) {
    return !variable.second.text.empty() && IsSecretName(variable.first);
  });
  if (found == dotenv.values.end()) return;
  loaded.secret_dotenv = options.working_folder / kDotEnvFile;
  loaded.secret_in_dotenv = found->first;
}

/// The file's text, or nothing when there is none to read; its name goes to `loaded`.
std::optional<std::string> ReadSettingsFile(const LoadOptions& options, LoadedSettings& loaded) {
  const std::string name = options.file.empty() ? std::string(kDefaultFile) : options.file.string();
  if (options.file_text) {
    loaded.file = name;
    return options.file_text;
  }
  const auto path = options.file.empty() ? options.working_folder / kDefaultFile : options.file;
  auto text = ReadFile(path);
  if (text) {
    loaded.file = name;
  } else if (std::error_code error; !options.file.empty() || std::filesystem::exists(path, error)) {
    loaded.findings.push_back({name,
                               {},
                               Finding::Level::kError,
                               std::filesystem::exists(path, error)
                                   ? "the configuration file cannot be read"
                                   : "there is no such configuration file"});
  }
  return text;
}

/// True for a file of blank lines and comments: all defaults.
bool SaysNothing(std::string_view text) {
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const auto start = line.find_first_not_of(" \t\r");
    if (start != std::string::npos && line[start] != '#') return false;
  }
  return true;
}

YamlNode ParseFile(const LoadOptions& options, LoadedSettings& loaded) {
  YamlNode root;
  root.kind = YamlNode::Kind::kMap;
  const auto text = ReadSettingsFile(options, loaded);
  if (!text || SaysNothing(*text)) return root;
  loaded.text = *text;
  auto parsed = ParseYaml(loaded.text, loaded.file);
  if (parsed) return std::move(*parsed);
  loaded.findings.push_back(std::move(parsed.error()));
  return root;
}

/// A fault at a value from the environment is reported where the variable stands.
Finding FindingOf(Fault fault, const LoadedSettings& loaded) {
  const auto found = loaded.origins.find(fault.path);
  if (found == loaded.origins.end() || found->second.source == Origin::Source::kFile) {
    return ToFinding(std::move(fault),
                     loaded.file.empty() ? kDefaultFile : std::string_view(loaded.file));
  }
  const auto& origin = found->second;
  const auto name = origin.text.substr(origin.text.rfind(' ') + 1);
  fault.mark = origin.mark;
  fault.path += " (" + name + ')';
  return ToFinding(std::move(fault), origin.file);
}

}  // namespace

LoadedSettings LoadSettings(const LoadOptions& options) {
  LoadedSettings loaded;
  auto dotenv = ReadDotEnv(options);
  loaded.findings = dotenv.findings;
  NoteSecrets(dotenv, options, loaded);
  const Environment environment(options.environment, std::move(dotenv));
  const auto found_before = loaded.findings.size();
  auto root = ParseFile(options, loaded);
  loaded.unread = loaded.findings.size() > found_before;
  Substitution(environment, options.working_folder, loaded.file)
      .Apply(root, loaded.origins, loaded.findings);
  OverlayEnvironment(environment, root, loaded.origins, loaded.findings);

  DecodeReport report;
  Settings::Spec().Decode(InputValue(root), Place{}, report, &loaded.settings);
  for (auto& fault : report.faults) loaded.findings.push_back(FindingOf(std::move(fault), loaded));
  if (!loaded.unread) Validate(loaded);
  for (const auto& name : EnvironmentNames()) {
    if (!name.setting.empty()) continue;
    if (auto found = environment.Find(name.name))
      loaded.unused.push_back({std::string(name.name), found->origin});
  }
  return loaded;
}

std::map<std::string, std::string, std::less<>> ProcessEnvironment() {
  std::map<std::string, std::string, std::less<>> out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos)
      out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

}  // namespace tocsin::compose
