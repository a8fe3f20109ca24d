#include "workers/main/completion.hpp"

#include <algorithm>
#include <vector>

namespace tocsin::commands {
namespace {

struct CompletedOption {
  std::vector<std::string> names;  ///< "--format"
  bool takes_value = false;
  std::vector<std::string> values = {};  ///< where only these are allowed
  std::string what;
};
struct CompletedCommand {
  std::string path;  ///< "tocsin runs list"
  std::string name, what;
  std::vector<std::string> below = {};  ///< names of the commands below it
  std::vector<CompletedOption> options = {};
  std::vector<std::string> words = {};  ///< of its first argument, where only these are allowed
};

/// The words that a check admits: CLI11 describes them as "{a,b}".
std::vector<std::string> AdmittedBy(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto open = type.find('{'), close = type.find('}');
  std::vector<std::string> words;
  if (open == std::string::npos || close == std::string::npos) return words;
  std::string word;
  for (const char c : type.substr(open + 1, close - open - 1) + ",") {
    if (c != ',') {
      word += c;
      continue;
    }
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  }
  return words;
}

void Collect(const CLI::App& app, const std::string& path, std::vector<CompletedOption> inherited,
             std::vector<CompletedCommand>& found) {
  CompletedCommand command{.path = path, .name = app.get_name(), .what = app.get_description()};
  for (const auto* option : app.get_options()) {
    if (option->get_positional()) {
      if (command.words.empty()) command.words = AdmittedBy(*option);
      continue;
    }
    CompletedOption one{.takes_value = option->get_items_expected_min() > 0,
                        .values = AdmittedBy(*option),
                        .what = option->get_description()};
    for (const auto& name : option->get_lnames()) one.names.push_back("--" + name);
    command.options.push_back(std::move(one));
  }
  // --config may stand behind every command.
  for (const auto& one : inherited) {
    const bool known = std::ranges::any_of(command.options,
                                           [&](const auto& own) { return own.names == one.names; });
    if (!known) command.options.push_back(one);
  }
  const auto below = app.get_subcommands([](const CLI::App*) { return true; });
  for (const auto* one : below) command.below.push_back(one->get_name());
  inherited = command.options;
  std::erase_if(inherited,
                [](const auto& one) { return one.names == std::vector<std::string>{"--version"}; });
  found.push_back(std::move(command));
  for (const auto* one : below) Collect(*one, path + ' ' + one->get_name(), inherited, found);
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> NamesOf(const CompletedCommand& command) {
  std::vector<std::string> names = command.below;
  names.insert(names.end(), command.words.begin(), command.words.end());
  for (const auto& option : command.options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

/// The arms of two `case` statements that bash and zsh read alike: the words after a command, and
/// what an option takes ("-": a value of any kind).
std::string Arms(const std::vector<CompletedCommand>& commands) {
  std::string words = "  case $at in\n", values = "  case $at:$1 in\n";
  for (const auto& command : commands) {
    words += "    '" + command.path + "') offered='" + Joined(NamesOf(command)) + "' ;;\n";
    for (const auto& option : command.options)
      if (option.takes_value)
        for (const auto& name : option.names)
          values += "    '" + command.path + ':' + name + "') values='" +
                    (option.values.empty() ? "-" : Joined(option.values)) + "' ;;\n";
  }
  return "_tocsin_words() {\n  offered=\n" + words +
         "  esac\n}\n# What the option $1 of the command takes; nothing: it is none, or a flag.\n"
         "_tocsin_values() {\n  values=\n" +
         values + "  esac\n}\n";
}

std::string ForBash(const std::vector<CompletedCommand>& commands) {
  return "# bash completion of tocsin: tocsin completion bash > "
         "/etc/bash_completion.d/tocsin\n" +
         Arms(commands) + R"(_tocsin() {
  local at=tocsin offered values i word current=${COMP_WORDS[COMP_CWORD]}
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    _tocsin_values "$word"
    if [[ -n $values ]]; then
      ((i + 1 == COMP_CWORD)) && break
      ((++i))
      continue
    fi
    _tocsin_words
    [[ $word != -* && " $offered " == *" $word "* ]] && at="$at $word"
  done
  COMPREPLY=()
  if ((i < COMP_CWORD)); then
    [[ $values == - ]] || COMPREPLY=($(compgen -W "$values" -- "$current"))
    return
  fi
  _tocsin_words
  COMPREPLY=($(compgen -W "$offered" -- "$current"))
}
complete -o default -F _tocsin tocsin
)";
}

std::string ForZsh(const std::vector<CompletedCommand>& commands) {
  return "#compdef tocsin\n# zsh completion of tocsin: tocsin completion zsh > a folder of "
         "$fpath, as _tocsin\n" +
         Arms(commands) + R"(_tocsin() {
  local at=tocsin offered values i word
  for ((i = 2; i < CURRENT; ++i)); do
    word=${words[i]}
    _tocsin_values "$word"
    if [[ -n $values ]]; then
      ((i + 1 == CURRENT)) && break
      ((++i))
      continue
    fi
    _tocsin_words
    [[ $word != -* && " $offered " == *" $word "* ]] && at="$at $word"
  done
  if ((i < CURRENT)); then
    if [[ $values == - ]]; then _files; else compadd -- ${=values}; fi
    return
  fi
  _tocsin_words
  [[ -z $offered ]] || compadd -- ${=offered}
  [[ ${words[CURRENT]} == -* ]] || _files
}
if [[ $funcstack[1] == _tocsin ]]; then _tocsin "$@"; else compdef _tocsin tocsin; fi
)";
}

/// A text between single quotes of fish.
std::string Quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + "'";
}

std::string ForFish(const std::vector<CompletedCommand>& commands) {
  std::string text =
      "# fish completion of tocsin: tocsin completion fish > "
      "~/.config/fish/completions/tocsin.fish\n"
      "function __tocsin_at\n  set -l at tocsin\n  for word in (commandline -opc)[2..-1]\n"
      "    switch \"$at $word\"\n      case";
  for (const auto& command : commands)
    if (command.path != command.name) text += ' ' + Quoted(command.path);
  text += "\n        set at \"$at $word\"\n    end\n  end\n  test \"$at\" = \"$argv\"\nend\n";
  for (const auto& command : commands) {
    const std::string here = "complete -c tocsin -n '__tocsin_at " + command.path + "' ";
    for (const auto& one : commands)
      if (one.path == command.path + ' ' + one.name)
        text += here + "-f -a " + one.name + " -d " + Quoted(one.what) + '\n';
    if (!command.words.empty()) text += here + "-f -a " + Quoted(Joined(command.words)) + '\n';
    for (const auto& option : command.options)
      for (const auto& name : option.names) {
        text += here + "-l " + name.substr(2);
        if (!option.values.empty())
          text += " -x -a " + Quoted(Joined(option.values));
        else if (option.takes_value)
          text += " -r";
        text += " -d " + Quoted(option.what) + '\n';
      }
  }
  return text;
}

}  // namespace

std::string CompletionScript(const CLI::App& app, const std::string& shell) {
  std::vector<CompletedCommand> commands;
  Collect(app, app.get_name(), {}, commands);
  if (shell == "fish") return ForFish(commands);
  return shell == "zsh" ? ForZsh(commands) : ForBash(commands);
}

}  // namespace tocsin::commands
