#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin::compose {

struct GeneratedFile {
  std::string path;  ///< relative to the checkout: "docs/reference/settings.md"
  std::string text;
};

/// Everything that is made from the field tables and committed: JSON Schemas and the AsyncAPI
/// document (schemas/json), reference pages (docs/reference), deploy/tocsin.yaml and
/// deploy/.env.example. Same tables, same bytes. The page of the commands comes from the command
/// line itself (workers/main).
std::vector<GeneratedFile> GeneratedFiles();

/// Writes files below `folder`, making folders as needed. kInvalid names the file that cannot be
/// written.
Status WriteFiles(const std::filesystem::path& folder, const std::vector<GeneratedFile>& files);

/// JSON with one member per line and an indent of two, ending with a line end.
std::string PrettyJson(const json::value& value);

/// The commented configuration file with every key of the settings.
std::string SampleConfiguration();
/// The commented .env file with every name of EnvironmentNames.
std::string SampleDotEnv();

}  // namespace tocsin::compose
