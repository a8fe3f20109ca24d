#include <cstdio>
#include <filesystem>

#include "workers/bridge/hooks/hook_access.hpp"
#include "workers/bridge/hooks/hook_mapper.hpp"
#include "workers/bridge/hooks/hook_set.hpp"
#include "workers/compose/settings_use.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/workflow_paths.hpp"
#include "workers/rehearsal/hook_examples.hpp"

namespace tocsin::commands {
namespace {

namespace fs = std::filesystem;
using bridge::Hook;

constexpr const char* kApiKey = "API key";

/// The hooks of the folder that the settings name, and who may send to them.
struct HookSite {
  compose::LoadedSettings settings;
  std::unique_ptr<ExpressionEngine> engine;
  fs::path folder;
  bridge::LoadedHooks hooks;
  std::shared_ptr<const bridge::HookAccess> access;
};

Result<HookSite> LoadHookSite(compose::LoadedSettings settings) {
  HookSite site;
  site.engine = std::move(compose::MakeToolbox().engine);
  site.folder = bridge::HookFolder(settings.settings.workflows.path);
  TRY_ASSIGN(site.access, bridge::HookAccess::Create(compose::HookWaysOf(settings.settings)));
  site.hooks = bridge::LoadHooks(site.folder, *site.engine, nullptr);
  site.settings = std::move(settings);
  return site;
}

void PrintFindings(const std::vector<Finding>& findings, std::string_view file) {
  for (const auto& finding : findings)
    if (file.empty() || finding.file == file)
      std::fprintf(stderr, "%s\n", FormatFinding(finding).c_str());
}

std::string Joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : separator).append(word);
  return text;
}

/// A line of `hooks list`.
struct HookLine {
  std::string name;
  std::vector<std::string> access, types, missing;
};

HookLine LineOf(const HookSite& site, const std::string& name, const Hook* hook) {
  HookLine line{.name = name, .access = site.access->Describe(name), .types = {}, .missing = {}};
  if (line.access.empty()) line.access = {kApiKey};
  if (hook == nullptr) {
    line.missing.emplace_back("a file without errors (tocsin lint " + site.folder.string() + ')');
    return line;
  }
  line.types = hook->Types();
  if (hook->examples.empty()) line.missing.emplace_back("examples");
  return line;
}

std::vector<HookLine> LinesOf(const HookSite& site) {
  std::vector<HookLine> lines;
  for (const auto& [name, hook] : site.hooks.set->hooks)
    lines.push_back(LineOf(site, name, hook.get()));
  for (const auto& name : site.access->Hooks())
    if (!site.hooks.set->hooks.contains(name))
      lines.push_back({name,
                       site.access->Describe(name),
                       {},
                       {"the file " + (site.folder / (name + ".yaml")).string()}});
  return lines;
}

int HooksList(const Common& common) {
  auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  const auto site = LoadHookSite(*std::move(loaded));
  if (!site) return Refuse(site.error());
  PrintFindings(site->hooks.findings, {});
  const auto lines = LinesOf(*site);
  json::array items;
  for (const auto& line : lines) {
    if (common.format == Format::kJson) {
      items.push_back(
          json::object{{"path", "/hooks/" + line.name},
                       {"auth", json::array(line.access.begin(), line.access.end())},
                       {"types", json::array(line.types.begin(), line.types.end())},
                       {"missing", json::array(line.missing.begin(), line.missing.end())}});
      continue;
    }
    std::printf("/hooks/%-16s %-24s %s%s\n", line.name.c_str(), Joined(line.access, " or ").c_str(),
                Joined(line.types, ", ").c_str(),
                line.missing.empty() ? ""
                                     : ((line.types.empty() ? "missing: " : "; missing: ") +
                                        Joined(line.missing, ", "))
                                           .c_str());
  }
  if (common.format == Format::kJson)
    std::printf("%s\n", JsonText(json::object{{"items", std::move(items)}}).c_str());
  else if (lines.empty())
    std::fprintf(stderr, "there are no hooks in %s\n", site->folder.string().c_str());
  return HasErrors(site->hooks.findings) ? kFailed : kDone;
}

struct Tally {
  int passed = 0;
  int failed = 0;
};

void PrintOutcome(const Common& common, const Hook& hook, const fs::path& file,
                  const rehearsal::HookExampleOutcome& outcome, json::array& results) {
  const bool good = outcome.mismatches.empty();
  if (common.format == Format::kJson) {
    json::array errors;
    for (const auto& mismatch : outcome.mismatches) errors.emplace_back(mismatch.text);
    results.push_back(json::object{{"hook", hook.name},
                                   {"example", outcome.example->name},
                                   {"passed", good},
                                   {"errors", std::move(errors)}});
    return;
  }
  std::printf("%s %s: %s (%s %s)\n", good ? "ok  " : "FAIL", hook.name.c_str(),
              outcome.example->name.c_str(), outcome.example->made_by.program.c_str(),
              outcome.example->made_by.version.c_str());
  for (const auto& mismatch : outcome.mismatches)
    std::printf("%s\n",
                FormatFinding({file.string(), mismatch.mark, Finding::Level::kError, mismatch.text})
                    .c_str());
}

fs::path FileOf(const HookSite& site, const std::string& name) {
  const auto file = site.folder / (name + ".yaml");
  std::error_code trouble;
  return fs::exists(file, trouble) ? file : site.folder / (name + ".yml");
}

/// The hook of this name; after an explanation on stderr, nothing.
std::shared_ptr<const Hook> HookOf(const HookSite& site, const std::string& name) {
  const auto found = site.hooks.set->hooks.find(name);
  if (found != site.hooks.set->hooks.end()) {
    PrintFindings(site.hooks.findings, FileOf(site, name).string());
    return found->second;
  }
  std::vector<std::string_view> known;
  for (const auto& [one, hook] : site.hooks.set->hooks) known.push_back(one);
  std::fprintf(stderr, "tocsin hooks: there is no hook '%s' in %s%s\n", name.c_str(),
               site.folder.string().c_str(), DidYouMean(name, known).c_str());
  return nullptr;
}

int TryHooks(const Common& common, const HookSite& site, const std::string& name) {
  std::vector<std::string> names = {name};
  if (name.empty()) {
    names.clear();
    for (const auto& [one, hook] : site.hooks.set->hooks) names.push_back(one);
  }
  Tally tally;
  json::array results;
  for (const auto& one : names) {
    const auto hook = HookOf(site, one);
    if (hook == nullptr) {
      ++tally.failed;
      continue;
    }
    for (const auto& outcome : rehearsal::TryExamples(hook, *site.engine)) {
      ++(outcome.mismatches.empty() ? tally.passed : tally.failed);
      PrintOutcome(common, *hook, FileOf(site, one), outcome, results);
    }
  }
  if (common.format == Format::kJson)
    std::printf("%s\n", JsonText(json::object{{"passed", tally.passed},
                                              {"failed", tally.failed},
                                              {"examples", std::move(results)}})
                            .c_str());
  else
    std::printf("%d passed, %d failed\n", tally.passed, tally.failed);
  if (names.empty())
    std::fprintf(stderr, "tocsin hooks: there are no hooks in %s\n", site.folder.string().c_str());
  return tally.failed == 0 && tally.passed > 0 ? kDone : kFailed;
}

void PrintMapped(const Common& common, const bridge::MappedBody& mapped, int status) {
  if (common.format == Format::kJson) {
    json::array events, failed;
    for (const auto& event : mapped.events) events.push_back(ToStructured(event));
    for (const auto& item : mapped.failed)
      failed.push_back(json::object{{"item", item.index}, {"error", item.error}});
    std::printf("%s\n", JsonText(json::object{{"status", status},
                                              {"events", std::move(events)},
                                              {"failed", std::move(failed)}})
                            .c_str());
    return;
  }
  for (const auto& event : mapped.events) std::printf("%s", Indented(ToStructured(event)).c_str());
  for (const auto& item : mapped.failed)
    std::fprintf(stderr, "item %zu: %s\n", item.index, item.error.c_str());
  std::fprintf(stderr, "%zu events, %zu items failed; the answer would be %d\n",
               mapped.events.size(), mapped.failed.size(), status);
}

/// What the hook makes of a body, with the time as it is now.
int TryInput(const Common& common, const HookSite& site, const std::string& name,
             const std::string& input, const std::vector<std::string>& headers) {
  const auto hook = HookOf(site, name);
  if (hook == nullptr) return kFailed;
  auto body = ReadFileOrInput(input);
  if (!body) return Refuse(body.error());
  bridge::HookExample given;
  given.body = *std::move(body);
  for (const auto& header : headers) {
    const auto colon = header.find(':');
    if (colon == std::string::npos) {
      std::fprintf(stderr, "tocsin hooks test: --header takes 'NAME: VALUE', got '%s'\n",
                   header.c_str());
      return kUsage;
    }
    const auto value = header.find_first_not_of(' ', colon + 1);
    given.headers.emplace_back(header.substr(0, colon),
                               value == std::string::npos ? "" : header.substr(value));
  }
  bridge::HookMapper mapper(hook, *site.engine);
  const auto mapped = mapper.Map(rehearsal::RequestOf(*hook, given), SystemClock().Now());
  if (!mapped) {
    std::printf("%s\n", mapped.error().body.c_str());
    return kFailed;
  }
  PrintMapped(common, *mapped, bridge::AnswerOf(*mapped).status);
  return mapped->failed.empty() ? kDone : kFailed;
}

int HooksTest(const Common& common, const std::string& name, const std::string& input,
              const std::vector<std::string>& headers) {
  if (name.empty() && !input.empty()) {
    std::fprintf(stderr, "tocsin hooks test: --input needs the name of a hook\n");
    return kUsage;
  }
  auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  const auto site = LoadHookSite(*std::move(loaded));
  if (!site) return Refuse(site.error());
  return input.empty() ? TryHooks(common, *site, name)
                       : TryInput(common, *site, name, input, headers);
}

}  // namespace

void AddHooksCommands(CommandLine& line) {
  static std::string name;
  static std::string input;
  static std::vector<std::string> headers;
  auto* hooks = AddCommand(line, group::kWrite, "hooks", "webhooks that come in as events",
                           "tocsin hooks list");
  hooks->require_subcommand(1);
  auto* list = AddCommand(*hooks, "list", "paths, who may send to them, what they give",
                          "tocsin hooks list --format json");
  AddFormat(line, list);
  list->callback([&line] { line.action = [&line] { return HooksList(line.common); }; });
  auto* test = AddCommand(*hooks, "test", "try a hook's examples, or a body of your own",
                          "tocsin hooks test alertmanager --input body.json");
  test->add_option("name", name, "the hook (default: the examples of all)")->option_text("NAME");
  test->add_option("--input", input, "a body, or - for standard input: prints the events")
      ->option_text("FILE");
  test->add_option("--header", headers, "of the request that the body stands for")
      ->option_text("'NAME: VALUE'");
  AddFormat(line, test);
  test->callback(
      [&line] { line.action = [&line] { return HooksTest(line.common, name, input, headers); }; });
}

}  // namespace tocsin::commands
