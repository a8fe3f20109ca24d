#include "workers/main/command_line.hpp"

#include <map>
#include <vector>

#include "schemas/tenant.hpp"

namespace tocsin::commands {

CLI::App* AddCommand(CommandLine& line, const char* group, const std::string& name,
                     const std::string& what, const std::string& example) {
  auto* command = AddCommand(line.app, name, what, example);
  command->group(group);
  return command;
}

CLI::App* AddCommand(CLI::App& parent, const std::string& name, const std::string& what,
                     const std::string& example) {
  auto* command = parent.add_subcommand(name, what);
  command->group("Subcommands");  // else that of its parent
  command->footer("Example:\n  " + example);
  return command;
}

void AddFormat(CommandLine& line, CLI::App* command, bool sarif) {
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

void AddTenant(CommandLine& line, CLI::App* command) {
  command
      ->add_option_function<std::string>(
          "--tenant", [&line](const std::string& name) { line.common.tenant = name; },
          "what is this tenant's only (default: of all)")
      ->check([](const std::string& name) {
        return IsTenantName(name) ? std::string() : NoTenantName(name);
      })
      ->option_text("TENANT");
}

void AddData(CommandLine& line, CLI::App* command) {
  command
      ->add_option("--data", line.common.data,
                   "where no database is set: the data folder of a running `tocsin run --embedded` "
                   "(default .tocsin)")
      ->option_text("DIR");
}

}  // namespace tocsin::commands
