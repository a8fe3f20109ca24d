#pragma once

#include <string>
#include <vector>

#include "schemas/yaml.hpp"

namespace tocsin::workflow {

/// Findings as `tocsin lint` prints them. Files without findings do not appear.
/// FILE:LINE:COL: error: TEXT, one a line.
std::string FormatText(const std::vector<Finding>& findings);
/// [{"file", "line", "column", "level", "text"}, ...] and a line break.
std::string FormatJson(const std::vector<Finding>& findings);
/// SARIF 2.1.0 with one run, for code scanning.
std::string FormatSarif(const std::vector<Finding>& findings);

}  // namespace tocsin::workflow
