#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "schemas/api_key.hpp"
#include "schemas/ids.hpp"
#include "workers/compose/outside.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/database.hpp"
#include "workers/main/selfcheck_parts.hpp"
#include "workers/main/terminal_dialogue.hpp"
#include "workers/settings/environment.hpp"
#include "workers/setup/dotenv_text.hpp"
#include "workers/setup/sample_files.hpp"

namespace tocsin::commands {
namespace {

namespace fs = std::filesystem;
using compose::SetupValues;

constexpr const char* kEnvFile = ".env";
constexpr const char* kSettingsFile = "tocsin.yaml";
constexpr const char* kWorkflowFolder = "workflows";
constexpr const char* kFirstKey = "admin";
constexpr const char* kSettingsText =
    "# Settings of tocsin; account, numbers, addresses and secrets stand in .env, which goes "
    "before.\n"
    "# `tocsin config show` prints all there are, with their values.\n"
    "workflows: {path: workflows}\n";

struct InitWords {
  std::vector<std::string> set;  ///< NAME=VALUE
  bool yes = false;
};

/// What was done, for people as it happens or as one JSON object at the end.
struct InitNotes {
  bool json = false;
  json::object report = {};
  void Say(const std::string& line) const {
    if (!json) std::printf("%s\n", line.c_str());
  }
};

std::string TextOfFile(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// By a new file in its place, so that a full disk leaves the old one. With `secret` only its owner
/// and group read it.
Status WriteFile(const fs::path& path, const std::string& text, bool secret) {
  const fs::path fresh = path.string() + ".new";
  {
    std::ofstream out(fresh);
    if (secret) chmod(fresh.c_str(), S_IRUSR | S_IWUSR | S_IRGRP);
    out << text << std::flush;
    if (!out)
      return Fail(ErrorKind::kInvalid,
                  "writing " + path.string() + ": the folder must be writable, and have room",
                  "init");
  }
  struct stat former = {};
  if (stat(path.c_str(), &former) == 0) {
    chmod(fresh.c_str(), former.st_mode & 0777U);
    static_cast<void>(chown(fresh.c_str(), former.st_uid, former.st_gid));
  }
  std::error_code trouble;
  fs::rename(fresh, path, trouble);
  if (trouble)
    return Fail(ErrorKind::kInvalid, "writing " + path.string() + ": " + trouble.message());
  return {};
}

Result<SetupValues> ValuesOf(const std::vector<std::string>& words) {
  SetupValues values;
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (equals == std::string::npos)
      return Fail(ErrorKind::kInvalid, "--set takes NAME=VALUE, not '" + word + "'");
    const auto name = word.substr(0, equals);
    TRY(compose::CheckSetupValue(name, word.substr(equals + 1)));
    values[name] = word.substr(equals + 1);
  }
  return values;
}

Result<SetupValues> Answers(const InitWords& words, const std::string& dotenv) {
  TRY_ASSIGN(auto values, ValuesOf(words.set));
  if (words.yes) return values;
  const compose::Environment known(compose::ProcessEnvironment(),
                                   compose::ParseDotEnv(dotenv, kEnvFile));
  TerminalDialogue dialogue;
  dialogue.Say("What is in brackets stays when you press Enter. Answers go into " +
               fs::absolute(kEnvFile).string() + ".");
  TRY_ASSIGN(auto asked, compose::AskForSetup(
                             dialogue, [&](std::string_view name) -> std::optional<std::string> {
                               const auto given = values.find(name);
                               if (given != values.end()) return given->second;
                               const auto found = known.Find(name);
                               return found ? std::optional(found->text) : std::nullopt;
                             }));
  for (auto& [name, value] : asked) values[name] = std::move(value);
  return values;
}

Status WriteFiles(const SetupValues& values, std::string dotenv, InitNotes& notes) {
  json::array written;
  const auto write = [&](const fs::path& path, const std::string& text, bool secret) -> Status {
    if (TextOfFile(path) == text) return {};
    TRY(WriteFile(path, text, secret));
    notes.Say("wrote " + path.string());
    written.emplace_back(path.string());
    return {};
  };
  if (dotenv.empty()) dotenv = compose::SampleEnvironments().at(0).text;
  TRY(write(kEnvFile, compose::WithValues(dotenv, values), true));
  if (!fs::exists(kSettingsFile)) TRY(write(kSettingsFile, kSettingsText, false));
  if (!fs::exists(kWorkflowFolder)) {
    for (const auto& sample : compose::SampleWorkflows()) {
      const fs::path folder = fs::path(kWorkflowFolder) / "ops";
      fs::create_directories(folder);
      TRY(write(folder / sample.name, sample.text, false));
    }
  }
  notes.report["written"] = std::move(written);
  return {};
}

/// Tables, topics and the first key; nothing where tocsin brings its own database.
Status Prepare(const compose::LoadedSettings& loaded, InitNotes& notes) {
  if (loaded.settings.store.url.empty()) return {};
  TRY_ASSIGN(const auto store, compose::OpenStore(loaded.settings, loaded.settings.store.url));
  TRY_ASSIGN(const auto report, store->Migrate());
  notes.Say("database " + store->Describe() + " is up to date (" +
            std::to_string(report.applied.size()) + " migrations applied)");
  notes.report["migrations"] = report.applied.size();
  if (!loaded.settings.bus.brokers.empty()) {
    TRY_ASSIGN(const auto bus,
               compose::OpenBus(loaded.settings, loaded.settings.store.url, false, ""));
    TRY_ASSIGN(const int partitions, compose::EnsureTopics(*bus, loaded.settings));
    notes.Say("topics " + loaded.settings.bus.prefix + ".* are there, " +
              std::to_string(partitions) + " partitions each");
    notes.report["partitions"] = partitions;
  }
  TRY_ASSIGN(const auto directory, store->OpenDirectory());
  TRY_ASSIGN(const auto keys, directory->ListKeys());
  if (!keys.empty()) {
    notes.Say("there are keys already (tocsin keys list)");
    return {};
  }
  const std::string key = NewApiKey();
  TRY(directory->CreateKey({.name = kFirstKey, .hash = Sha256Hex(key)}));
  notes.Say("key '" + std::string(kFirstKey) + "', which is shown once: " + key);
  notes.report["key"] = key;
  return {};
}

int Check(const compose::LoadedSettings& loaded, InitNotes& notes) {
  const auto report = AskAllParts(loaded.settings, SelfCheckTime::kBeforeFirstStart);
  if (!report) return Refuse(report.error());
  notes.report["selfcheck"] = compose::SelfCheckJson(*report);
  notes.Say("\n" + compose::FormatSelfCheck(*report));
  return report->ExitCode();
}

int Init(const Common& common, const InitWords& words) {
  InitNotes notes{.json = common.format == Format::kJson};
  const std::string dotenv = TextOfFile(kEnvFile);
  const auto values = Answers(words, dotenv);
  if (!values) {
    const bool ended = values.error().kind == ErrorKind::kCancelled;
    std::fprintf(stderr, "tocsin init: %s%s; nothing was written\n", values.error().message.c_str(),
                 ended ? " (where nobody can be asked: --set NAME=VALUE, and --yes)" : "");
    return ended ? kFailed : kUsage;
  }
  if (const auto written = WriteFiles(*values, dotenv, notes); !written)
    return Refuse(written.error());
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  if (const auto prepared = Prepare(*loaded, notes); !prepared) return Refuse(prepared.error());
  const int code = Check(*loaded, notes);
  const bool embedded = loaded->settings.store.url.empty() || loaded->settings.bus.brokers.empty();
  const std::string next = embedded ? "tocsin run --embedded" : "tocsin run";
  notes.report["next"] = next;
  if (notes.json)
    std::printf("%s\n", JsonText(notes.report).c_str());
  else
    std::printf("Next: %s\n", next.c_str());
  return code;
}

}  // namespace

void AddInitCommand(CommandLine& line) {
  static InitWords words;
  auto* init = AddCommand(line, group::kWork, "init",
                          "ask what a first start needs, write .env and tocsin.yaml, make tables, "
                          "topics and a key, and check it all; what is there stays",
                          "tocsin init");
  init->add_option("--set", words.set, "answer one question: NAME=VALUE, by the name in .env")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  init->add_flag("--yes", words.yes, "ask nothing");
  AddFormat(line, init);
  init->callback([&line] { line.action = [&line] { return Init(line.common, words); }; });
}

}  // namespace tocsin::commands
