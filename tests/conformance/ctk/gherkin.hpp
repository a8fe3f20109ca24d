#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tocsin::ctk {

/// One step without its first word (Given, When, Then, And), and its doc string.
struct Step {
  std::string text;
  std::string document;
};
struct Scenario {
  std::string feature;  ///< the file's stem
  std::string name;
  std::vector<Step> steps;
};

/// The scenarios of a feature file; as much of Gherkin as the kit uses.
std::vector<Scenario> ReadFeature(const std::filesystem::path& file);

}  // namespace tocsin::ctk
