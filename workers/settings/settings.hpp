#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "workers/settings/sections.hpp"

namespace tocsin::compose {

/// The whole configuration. Relative paths are relative to the working folder.
struct Settings {
  BusSettings bus;
  StoreSettings store;
  HttpSettings http;
  TelephonySettings telephony;
  SpeechSettings speech;
  LanguageSettings language;
  WorkflowSettings workflows;
  RunSettings run;
  SecuritySettings security;
  BridgeSettings bridge;
  std::vector<ChannelSettings> channels;
  TelemetrySettings telemetry;
  LimitSettings limits;
  CostSettings cost;
  std::map<std::string, Secret, std::less<>> secrets;
  static const FieldTable& Spec();
};

/// Where a value comes from, in words for people: "default", "tocsin.yaml:12", ".env:3
/// TWILIO_AUTH_TOKEN", "environment PORT", "tocsin.yaml:12 with .env:3 TWILIO_AUTH_TOKEN" for a
/// ${NAME} in the file.
struct Origin {
  enum class Source { kDefault, kFile, kDotEnv, kEnvironment };
  Source source = Source::kDefault;
  std::string text = "default";
  std::string file = {};  ///< for findings
  Mark mark = {};
  std::filesystem::path secret_file = {};  ///< of a value with ${file:PATH}
};
/// Path of a field ("bridge.deliveries[0].url") to its origin; what is not listed has its default.
using Origins = std::map<std::string, Origin, std::less<>>;

/// A variable that is set and known, but that nothing reads in this release.
struct UnusedName {
  std::string name;
  std::string origin;
};

struct LoadOptions {
  std::filesystem::path file =
      {};  ///< must exist; empty: tocsin.yaml of the working folder if there, else defaults
  std::filesystem::path working_folder = ".";
  std::map<std::string, std::string, std::less<>> environment = {};
  std::optional<std::string> file_text = {};  ///< instead of reading the file (tests)
  std::optional<std::string> dotenv_text =
      {};  ///< instead of reading .env of the working folder (tests)
};

struct LoadedSettings {
  Settings settings;
  Origins origins;
  std::vector<Finding> findings;  ///< with errors the settings must not be used
  std::vector<UnusedName> unused;
  std::string file;     ///< as findings name it; empty: none was read
  std::string text;     ///< of the file, for places within its values
  bool unread = false;  ///< a finding says that the file cannot be read: nothing is missing of it
  /// The .env file that was read where it holds secrets, and the first of them.
  std::filesystem::path secret_dotenv = {};
  std::string secret_in_dotenv = {};
};

/// At the place of `setting` where it has one, else at the file as a whole.
Finding FindingAt(const LoadedSettings& loaded, std::string_view setting, Finding::Level level,
                  std::string text);

/// Reads file, .env and environment. A variable that names a setting (EnvironmentNames) goes before
/// the file, the process's environment before .env; an empty variable counts as not set. Where a
/// variable replaces a different value of the file, a warning says so. Never fails as a whole: all
/// that is wrong is in `findings`.
LoadedSettings LoadSettings(const LoadOptions& options);

/// The environment of this process, for LoadOptions.
std::map<std::string, std::string, std::less<>> ProcessEnvironment();

/// What `tocsin run` needs beyond valid settings: brokers and a database unless `embedded`.
std::vector<Finding> CheckRun(const LoadedSettings& loaded, bool embedded);

/// Warnings of what lies open to others: an address that is reached without TLS, secrets that can
/// be guessed, files with secrets that everybody on the machine may read. Looks at the modes of
/// files.
std::vector<Finding> CheckExposure(const LoadedSettings& loaded);

/// Every field with value and origin, secrets as stars, numbers masked: for `config show`.
std::string ShowSettingsText(const LoadedSettings& loaded);
/// {"settings": [{path, value, origin}], "unused": [{name, origin}]}.
json::value ShowSettingsJson(const LoadedSettings& loaded);

}  // namespace tocsin::compose
