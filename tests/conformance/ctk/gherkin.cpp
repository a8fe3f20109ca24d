#include "gherkin.hpp"

#include <fstream>
#include <string_view>

namespace tocsin::ctk {
namespace {

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Takes the quotes' indentation off a line of a doc string.
std::string_view Outdent(std::string_view line, std::size_t indentation) {
  std::size_t spaces = 0;
  while (spaces < indentation && spaces < line.size() && line[spaces] == ' ') ++spaces;
  return line.substr(spaces);
}

}  // namespace

std::vector<Scenario> ReadFeature(const std::filesystem::path& file) {
  std::vector<Scenario> scenarios;
  std::ifstream in(file);
  bool in_document = false;
  std::size_t indentation = 0;
  for (std::string line; std::getline(in, line);) {
    const auto text = Trim(line);
    if (text.starts_with("\"\"\"")) {
      in_document = !in_document;
      indentation = line.find('"');
    } else if (in_document) {
      scenarios.back().steps.back().document += std::string(Outdent(line, indentation)) + '\n';
    } else if (text.starts_with("Scenario:")) {
      scenarios.push_back({file.stem().string(), std::string(Trim(text.substr(9))), {}});
    } else if (!scenarios.empty() && !text.empty() && !text.starts_with('#')) {
      std::string_view step = text;
      for (const std::string_view word : {"Given ", "When ", "Then ", "And "})
        if (step.starts_with(word)) {
          step.remove_prefix(word.size());
          break;
        }
      if (step.starts_with("given ")) step.remove_prefix(6);
      scenarios.back().steps.push_back({std::string(step), {}});
    }
  }
  return scenarios;
}

}  // namespace tocsin::ctk
