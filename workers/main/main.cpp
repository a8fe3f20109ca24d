#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <span>
#include <string>

#include "schemas/version.hpp"
#include "workers/compose/child.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/commands.hpp"
#include "workers/main/usage.hpp"

namespace tocsin::commands {
namespace {

/// Subcommands set what is to be done; it is done after all words were read.
struct CommandLine {
  CLI::App app{"tocsin: workflows on a message bus that phone people", "tocsin"};
  Common common;
  compose::RunOptions run;
  std::function<int()> action;
};

void AddFormat(CommandLine& line, CLI::App* command, bool sarif = false) {
  std::map<std::string, Format> words = {{"text", Format::kText}, {"json", Format::kJson}};
  if (sarif) words.emplace("sarif", Format::kSarif);
  std::vector<std::string> names;
  for (const auto& [name, format] : words) names.push_back(name);
  command
      ->add_option_function<std::string>(
          "--format",
          [&line, words](const std::string& word) { line.common.format = words.at(word); },
          sarif ? "text, json or sarif" : "text or json")
      ->check(CLI::IsMember(names))
      ->option_text("FORMAT");
}

/// For commands that look into the database.
void AddData(CommandLine& line, CLI::App* command) {
  command
      ->add_option("--data", line.common.data,
                   "where no database is set: the data folder of a running `tocsin run --embedded` "
                   "(default .tocsin)")
      ->option_text("DIR");
}

CLI::App* AddCommand(CLI::App& parent, const std::string& name, const std::string& what,
                     const std::string& example) {
  auto* command = parent.add_subcommand(name, what);
  command->footer("Example:\n  " + example);
  return command;
}

void AddRun(CommandLine& line) {
  auto* command = AddCommand(line.app, "run", "the worker: consume, decide, phone, deliver",
                             "tocsin run --embedded\n  tocsin run --config /etc/tocsin/tocsin.yaml "
                             "--workers workflow,bridge");
  command->add_flag("--embedded", line.run.embedded,
                    "the bus is a durable log inside PostgreSQL; no Kafka needed");
  command->add_option("--data", line.run.data, "folder of this installation (default .tocsin)")
      ->option_text("DIR");
  static std::vector<std::string> workers;
  command->add_option("--workers", workers, "roles of this process (default all)")
      ->delimiter(',')
      ->check(CLI::IsMember({"workflow", "voice", "bridge"}))
      ->option_text("workflow,voice,bridge");
  static std::string wait = "10s";
  command->add_option("--wait", wait, "how long to wait for database and broker (default 10s)")
      ->option_text("DURATION");
  command->callback([&line] {
    line.action = [&line]() -> int {
      if (!workers.empty()) line.run.workers = {workers.begin(), workers.end()};
      const auto duration = ParseDuration(wait);
      if (!duration) {
        std::fprintf(stderr, "tocsin run: --wait: %s\n", duration.error().message.c_str());
        return kUsage;
      }
      line.run.wait = *duration;
      line.run.settings = line.common.Load();
      return compose::RunProcess(line.run);
    };
  });
}

void AddWorkflowCommands(CommandLine& line) {
  static std::vector<std::string> paths;
  static std::string file;
  static std::string input = "-";
  auto* lint = AddCommand(line.app, "lint", "find mistakes in workflow files",
                          "tocsin lint --format sarif workflows/");
  lint->add_option("path", paths, "files or folders")->required();
  AddFormat(line, lint, true);
  lint->callback([&line] { line.action = [&line] { return Lint(line.common, paths); }; });

  auto* exec = AddCommand(line.app, "exec", "run one workflow to its end in memory",
                          "echo '{\"name\": \"Ada\"}' | tocsin exec hello.yaml --input -");
  exec->add_option("file", file, "workflow file")->required();
  exec->add_option("--input", input, "required: JSON file, or - for standard input")
      ->required()
      ->option_text("FILE");
  exec->callback([&line] { line.action = [&line] { return Exec(line.common, file, input); }; });

  auto* test = AddCommand(line.app, "test", "run *_test.yaml beside workflows, in virtual time",
                          "tocsin test workflows/");
  test->add_option("path", paths, "test files or folders")->required();
  AddFormat(line, test);
  test->callback([&line] { line.action = [&line] { return Test(line.common, paths); }; });
}

void AddDatabaseCommands(CommandLine& line) {
  static bool verify = false;
  static bool adopt = false;
  static std::string name;
  auto* migrate =
      AddCommand(line.app, "migrate", "bring database and topics up to date; safe to repeat",
                 "tocsin migrate --verify");
  migrate->add_flag("--verify", verify, "only say what is missing");
  migrate->add_flag("--adopt-bus", adopt,
                    "the broker is another one than before: begin at the beginning of its topics");
  AddFormat(line, migrate);
  AddData(line, migrate);
  migrate->callback(
      [&line] { line.action = [&line] { return Migrate(line.common, verify, adopt); }; });

  auto* keys = AddCommand(line.app, "keys", "API keys", "tocsin keys create n8n");
  keys->require_subcommand(1);
  auto* create =
      AddCommand(*keys, "create", "make a key and print it once", "tocsin keys create n8n");
  create->add_option("name", name, "who will use it")->required();
  AddData(line, create);
  create->callback([&line] { line.action = [&line] { return KeysCreate(line.common, name); }; });
  auto* list = AddCommand(*keys, "list", "names and dates, never the keys",
                          "tocsin keys list --format json");
  AddFormat(line, list);
  AddData(line, list);
  list->callback([&line] { line.action = [&line] { return KeysList(line.common); }; });
  auto* revoke = AddCommand(*keys, "revoke", "end a key", "tocsin keys revoke n8n");
  revoke->add_option("name", name, "as given to create")->required();
  AddData(line, revoke);
  revoke->callback([&line] { line.action = [&line] { return KeysRevoke(line.common, name); }; });

  auto* explain =
      AddCommand(line.app, "explain", "what happened to an alert, a run or a call, and why",
                 "tocsin explain alert-001");
  explain->add_option("id", name, "alert id, run id or call id")->required();
  AddFormat(line, explain);
  AddData(line, explain);
  explain->callback([&line] { line.action = [&line] { return Explain(line.common, name); }; });
}

void AddSettingsCommands(CommandLine& line) {
  static std::filesystem::path folder = ".";
  static std::string url;
  static std::string hook = "answer";
  auto* config = AddCommand(line.app, "config", "settings", "tocsin config show");
  config->require_subcommand(1);
  auto* check =
      AddCommand(*config, "check", "find mistakes in the settings", "tocsin config check");
  AddFormat(line, check);
  check->callback([&line] { line.action = [&line] { return ConfigCheck(line.common); }; });
  auto* show = AddCommand(*config, "show", "every setting with its origin; secrets as ****",
                          "tocsin config show --format json");
  AddFormat(line, show);
  show->callback([&line] { line.action = [&line] { return ConfigShow(line.common); }; });

  auto* schema = AddCommand(line.app, "schema", "write JSON Schemas, AsyncAPI and reference pages",
                            "tocsin schema --out .");
  schema->add_option("--out", folder, "folder to write below (default .)");
  schema->callback(
      [&line] { line.action = [&line] { return WriteSchemas(folder, CommandsPage(line.app)); }; });

  auto* selfcheck = AddCommand(line.app, "selfcheck", "ask every part outside whether it answers",
                               "tocsin selfcheck");
  AddFormat(line, selfcheck);
  AddData(line, selfcheck);
  selfcheck->callback([&line] { line.action = [&line] { return SelfCheck(line.common); }; });

  auto* webhook = AddCommand(line.app, "webhook", "the carrier's webhooks", "tocsin webhook probe");
  webhook->require_subcommand(1);
  auto* probe =
      AddCommand(*webhook, "probe", "send a correctly signed webhook to the public address",
                 "tocsin webhook probe gather --url https://voice.example.com");
  probe->add_option("hook", hook, "answer (default), gather, status, amd or recording")
      ->check(CLI::IsMember({"answer", "gather", "status", "amd", "recording"}))
      ->option_text("HOOK");
  probe->add_option("--url", url, "instead of the configured public address")->option_text("URL");
  AddFormat(line, probe);
  probe->callback(
      [&line] { line.action = [&line] { return WebhookProbe(line.common, hook, url); }; });
}

int Main(int argc, char** argv) {
  // Commands say themselves what went wrong; `run` sets the log up as its settings say.
  compose::LogOnlyErrors();
  CommandLine line;
  line.app.set_version_flag("--version", "tocsin " + std::string(Version()));
  line.app
      .add_option("--config", line.common.config,
                  "settings file (default tocsin.yaml of the working folder)")
      ->option_text("FILE");
  line.app.fallthrough();
  line.app.require_subcommand(1);
  AddRun(line);
  AddWorkflowCommands(line);
  AddDatabaseCommands(line);
  AddSettingsCommands(line);
  if (argc <= 1) {
    std::printf("%s", Overview(line.app).c_str());
    return kUsage;
  }
  try {
    line.app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return AnswerMisuse(line.app, error, std::span<const char* const>(argv + 1, argv + argc));
  }
  return line.action();
}

}  // namespace
}  // namespace tocsin::commands

int main(int argc, char** argv) {
  if (const auto child = tocsin::compose::RunChild(argc, argv)) return *child;
  return tocsin::commands::Main(argc, argv);
}
