// `tocsin list`: what this installation has, from its settings and files alone.
#include <cstdio>
#include <set>

#include "workers/bridge/hooks/hook_set.hpp"
#include "workers/compose/settings_use.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/workflow_paths.hpp"
#include "workers/workflow/language/bundled.hpp"
#include "workers/workflow/language/workflow_folder.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::commands {
namespace {

/// What the lists are made of.
struct Stock {
  compose::Settings settings;
  compose::Toolbox tools;
  bool faulty = false;  ///< something cannot be read; a row says so
};

/// A row for people: its columns; for programs: the object.
struct Row {
  std::vector<std::string> columns;
  json::object object;
};
using Rows = std::vector<Row>;

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

json::array Texts(const std::vector<std::string>& words) {
  return json::array(words.begin(), words.end());
}

Row WorkflowRow(const workflow::Definition& definition, const std::string& file) {
  const std::string name = definition.Namespace() + '/' + definition.Name();
  auto types = definition.StartTypes();
  for (auto& type : types)
    if (type.empty()) type = "any event";
  return {{name, definition.Version(), types.empty() ? "started by others" : "on " + Joined(types),
           file.empty() ? "(comes with the program)" : file},
          {{"name", name},
           {"version", definition.Version()},
           {"starts_on", Texts(types)},
           {"file", file.empty() ? json::value(nullptr) : json::value(file)}}};
}

Row FaultyRow(const std::string& name, const std::string& file) {
  return {{name, "-", "has errors: tocsin lint " + file, file},
          {{"name", name}, {"file", file}, {"error", "see tocsin lint " + file}}};
}

Result<Rows> Workflows(Stock& stock) {
  const auto& folders = stock.settings.workflows;
  const auto resources =
      workflow::LoadResources(folders.resources, stock.settings.telephony.alert_number,
                              stock.settings.telephony.language, stock.tools.engine.get());
  const workflow::Resources* known = resources ? resources->resources.get() : nullptr;
  stock.faulty = stock.faulty || known == nullptr;
  TRY_ASSIGN(const auto files, workflow::FindWorkflowFiles(folders.path, folders.resources));
  Rows rows;
  std::set<std::string> names;
  for (const auto& file : files) {
    const auto text = ReadFile(file);
    const auto parsed = text ? workflow::ParseDefinition(*text, file.string(), *stock.tools.engine,
                                                         stock.tools.functions, known)
                             : workflow::ParsedDefinition{};
    if (parsed.definition) {
      rows.push_back(WorkflowRow(*parsed.definition, file.string()));
      names.insert(rows.back().columns[0]);
    } else {
      rows.push_back(FaultyRow(file.stem().string(), file.string()));
      stock.faulty = true;
    }
  }
  for (const auto& bundled :
       workflow::ParseBundled(*stock.tools.engine, stock.tools.functions, nullptr)) {
    auto row = WorkflowRow(*bundled, "");
    if (!names.contains(row.columns[0])) rows.push_back(std::move(row));
  }
  return rows;
}

Result<Rows> Functions(Stock& stock) {
  Rows rows;
  for (const auto name : stock.tools.functions.Names()) {
    const std::string what(stock.tools.functions.Find(name)->Description());
    // The first sentence; all of it is on the reference page.
    rows.push_back({{std::string(name), what.substr(0, what.find(". "))},
                    {{"name", name}, {"description", what}}});
  }
  return rows;
}

Result<Rows> Hooks(Stock& stock) {
  const auto folder = bridge::HookFolder(stock.settings.workflows.path);
  TRY_ASSIGN(const auto access, bridge::HookAccess::Create(compose::HookWaysOf(stock.settings)));
  const auto loaded = bridge::LoadHooks(folder, *stock.tools.engine, nullptr);
  Rows rows;
  for (const auto& [name, hook] : loaded.set->hooks) {
    if (hook == nullptr) {
      rows.push_back(FaultyRow(name, folder.string()));
      stock.faulty = true;
      continue;
    }
    auto ways = access->Describe(name);
    if (ways.empty()) ways = {"API key"};
    rows.push_back(
        {{"/hooks/" + name, Joined(ways), Joined(hook->Types())},
         {{"path", "/hooks/" + name}, {"auth", Texts(ways)}, {"types", Texts(hook->Types())}}});
  }
  return rows;
}

Result<Rows> Channels(Stock& stock) {
  Rows rows;
  for (const auto& spec : compose::ChannelSpecsOf(stock.settings))
    rows.push_back({{spec.name, spec.kind}, {{"name", spec.name}, {"kind", spec.kind}}});
  return rows;
}

Result<Rows> Deliveries(Stock& stock) {
  Rows rows;
  for (const auto& delivery : stock.settings.bridge.deliveries) {
    const std::string to = delivery.topic.empty() ? "webhook" : "topic " + delivery.topic;
    rows.push_back({{delivery.name, to, Joined(delivery.types), delivery.paused ? "paused" : ""},
                    {{"name", delivery.name},
                     {"to", to},
                     {"types", Texts(delivery.types)},
                     {"paused", delivery.paused}}});
  }
  return rows;
}

Result<Rows> Carriers(Stock& stock) {
  Rows rows;
  bool first = true;
  for (const auto& account : stock.settings.telephony.carriers) {
    if (!account.Complete()) continue;
    const auto& kind = account.Kind();
    const auto& paths = kind.Facts().paths;
    std::vector<std::string> prefixes;
    for (const auto& route : stock.settings.telephony.routes)
      if (route.provider == kind.Name()) prefixes.push_back(route.prefix);
    std::string numbers = first ? "numbers without a route" : "";
    if (!prefixes.empty()) numbers += (first ? ", " : "") + Joined(prefixes);
    const auto webhooks =
        std::string(paths.webhooks) + (paths.secret ? '/' + std::string(Secret::kStars) : "");
    rows.push_back({{kind.Name(), numbers, webhooks},
                    {{"name", kind.Name()},
                     {"default", first},
                     {"prefixes", Texts(prefixes)},
                     {"webhooks", webhooks}}});
    first = false;
  }
  return rows;
}

struct Section {
  const char* name;
  const char* none;  ///< said where there are none
  Result<Rows> (*list)(Stock& stock);
};
constexpr Section kSections[] = {
    {"workflows", "no workflow files", Workflows},
    {"functions", "no functions", Functions},
    {"hooks", "no webhooks come in (workflows/hooks)", Hooks},
    {"channels", "no channels (settings: channels)", Channels},
    {"deliveries", "no deliveries (settings: bridge.deliveries)", Deliveries},
    {"carriers", "no carrier: nobody can be phoned", Carriers},
};

void Print(const Section& section, const Rows& rows) {
  std::printf("%s\n", section.name);
  if (rows.empty()) std::printf("  %s\n", section.none);
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.columns.size()));
    for (std::size_t i = 0; i < row.columns.size(); ++i)
      widths[i] = std::max(widths[i], row.columns[i].size());
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.columns.size(); ++i) {
      line += "  " + row.columns[i];
      if (i + 1 < row.columns.size()) line += std::string(widths[i] - row.columns[i].size(), ' ');
    }
    std::printf("%s\n", line.substr(0, line.find_last_not_of(' ') + 1).c_str());
  }
}

int List(const Common& common, const std::string& wanted) {
  auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  Stock stock{std::move(loaded->settings), compose::MakeToolbox()};
  json::object all;
  for (const auto& section : kSections) {
    if (!wanted.empty() && wanted != section.name) continue;
    const auto rows = section.list(stock);
    if (!rows) return Refuse(rows.error());
    json::array items;
    for (const auto& row : *rows) items.push_back(row.object);
    all[section.name] = std::move(items);
    if (common.format == Format::kText) Print(section, *rows);
  }
  if (common.format == Format::kJson) std::printf("%s\n", JsonText(all).c_str());
  return stock.faulty ? kFailed : kDone;
}

}  // namespace

void AddListCommand(CommandLine& line) {
  static std::string wanted;
  auto* list = AddCommand(line, group::kFindOut, "list",
                          "what is installed: workflows, functions, hooks, channels, carriers",
                          "tocsin list\n  tocsin list workflows --format json");
  std::vector<std::string> names;
  for (const auto& section : kSections) names.emplace_back(section.name);
  list->add_option("what", wanted, "only these")->check(CLI::IsMember(names))->option_text("WHAT");
  AddFormat(line, list);
  list->callback([&line] { line.action = [&line] { return List(line.common, wanted); }; });
}

}  // namespace tocsin::commands
