#include "workers/main/usage.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>

#include "schemas/version.hpp"
#include "schemas/yaml.hpp"
#include "workers/main/command_line.hpp"

namespace tocsin::commands {
namespace {

/// Names of later releases: known, so that a typing error is not taken for one of them or for
/// something that exists.
constexpr std::array<std::string_view, 5> kLater = {"audio", "stt", "tts", "recording",
                                                    "analytics"};

constexpr std::string_view kExitCodes =
    "Exit codes: 0 done; 1 the input or the work failed; 2 wrong usage; 3 something outside cannot "
    "be reached.\n";

std::vector<const CLI::App*> SubcommandsOf(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::string FullName(const CLI::App& app) {
  const auto* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : FullName(*parent) + ' ' + app.get_name();
}

/// The option of the command or of one above it that this word names; null when there is none.
const CLI::Option* OptionOf(const CLI::App& command, std::string_view word) {
  const std::string name(word.substr(0, word.find('=')));
  for (const auto* at = &command; at != nullptr; at = at->get_parent())
    if (const auto* option = at->get_option_no_throw(name)) return option;
  return nullptr;
}

/// Where the words lead, and the first that leads nowhere.
struct Walk {
  const CLI::App* command;
  std::string_view unknown = {};
};

Walk Follow(const CLI::App& app, std::span<const char* const> words) {
  Walk walk{&app};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--") break;
    if (word.size() > 1 && word[0] == '-') {
      const auto* option = OptionOf(*walk.command, word);
      if (option == nullptr) {
        walk.unknown = word;
        return walk;
      }
      if (option->get_items_expected_min() > 0 && word.find('=') == std::string_view::npos) ++i;
      continue;
    }
    const auto below = SubcommandsOf(*walk.command);
    if (below.empty()) continue;
    const auto found =
        std::ranges::find(below, word, [](const auto* one) { return one->get_name(); });
    if (found == below.end()) {
      walk.unknown = word;
      return walk;
    }
    walk.command = *found;
  }
  return walk;
}

std::string Unknown(const Walk& walk) {
  const auto name = FullName(*walk.command);
  const std::string word(walk.unknown);
  const bool top = walk.command->get_parent() == nullptr;
  if (top && std::ranges::find(kLater, word) != kLater.end())
    return "tocsin " + word + ": not built yet in this release (" + std::string(Version()) + ")";
  std::vector<std::string> known;
  const bool option = word.starts_with('-');
  if (option) {
    for (const auto* at = walk.command; at != nullptr; at = at->get_parent())
      for (const auto* one : at->get_options())
        for (const auto& lname : one->get_lnames()) known.push_back("--" + lname);
  } else {
    for (const auto* one : SubcommandsOf(*walk.command)) known.push_back(one->get_name());
  }
  std::string text = name + ": there is no " + (option ? "option" : "command") + " '" + word + "'";
  const auto close = ClosestWord(word, {known.begin(), known.end()});
  if (!close.empty()) return text + "; did you mean '" + std::string(close) + "'?";
  if (option) return text;
  text += " (there are";
  for (std::size_t i = 0; i < known.size(); ++i) text += (i == 0 ? " " : ", ") + known[i];
  return text + ")";
}

void AddHelp(const CLI::App& command, std::string& page) {
  for (const auto* one : SubcommandsOf(command)) {
    page += "\n## " + FullName(*one) + "\n\n```\n" + one->help(FullName(command)) + "```\n";
    AddHelp(*one, page);
  }
}

}  // namespace

std::string Overview(const CLI::App& app) {
  std::string text =
      "tocsin " + std::string(Version()) + ": workflows on a message bus that phone people\n";
  for (const std::string title : group::kAll) {
    text += '\n' + title + '\n';
    for (const auto* one : SubcommandsOf(app)) {
      if (one->get_group() != title) continue;
      text += "  " + one->get_name() +
              std::string(11 - std::min<std::size_t>(10, one->get_name().size()), ' ') +
              one->get_description() + '\n';
    }
  }
  text += "\nOptions, before or after the command\n";
  for (const auto* option : app.get_options()) {
    const std::string name =
        "--" + option->get_lnames().front() +
        (option->get_option_text().empty() ? "" : ' ' + option->get_option_text());
    text += "  " + name + std::string(16 - std::min<std::size_t>(15, name.size()), ' ') +
            option->get_description() + '\n';
  }
  return text +
         "\nBegin with\n"
         "  tocsin run --embedded        everything on this machine, no Kafka and no database "
         "needed\n"
         "  tocsin COMMAND --help        every command, with an example\n"
         "\n" +
         std::string(kExitCodes);
}

int AnswerMisuse(const CLI::App& app, const CLI::ParseError& error,
                 std::span<const char* const> words) {
  const bool help = dynamic_cast<const CLI::CallForHelp*>(&error) != nullptr;
  if (help && app.get_subcommands().empty()) {
    std::printf("%s", Overview(app).c_str());
    return kDone;
  }
  if (error.get_exit_code() == 0)
    return app.exit(error) == 0 ? kDone : kFailed;  // --help, --version
  const auto walk = Follow(app, words);
  const auto name = FullName(*walk.command);
  std::string text;
  if (!walk.unknown.empty())
    text = Unknown(walk);
  else if (!SubcommandsOf(*walk.command).empty())
    text = name + ": say what (" + [&] {
      std::string known;
      for (const auto* one : SubcommandsOf(*walk.command))
        known += (known.empty() ? "" : ", ") + one->get_name();
      return known;
    }() + ")";
  else
    text = name + ": " + error.what();
  std::fprintf(stderr, "%s\nTry: %s --help\n", text.c_str(), name.c_str());
  return kUsage;
}

std::string CommandsPage(const CLI::App& app) {
  std::string page =
      "<!-- Made from the command line's own help by `tocsin schema`; edit that, not this page. "
      "-->\n"
      "# Commands\n\nResults go to stdout, errors and logs to stderr. `--config FILE` may stand "
      "before or after the command; without it `tocsin.yaml` of the working folder is read if it "
      "is there. Where `--format` exists, `--format json` is for programs. ";
  page += kExitCodes;
  page += "\n```\n" + Overview(app) + "```\n";
  AddHelp(app, page);
  return page;
}

}  // namespace tocsin::commands
