#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "workers/workflow/language/definition.hpp"

namespace tocsin::workflow {

/// The workflow of this namespace and name, or nullptr.
using FindDefinition =
    std::function<const Definition*(std::string_view space, std::string_view name)>;

/// What is wrong with the workflows that `definition` runs, as far as the file says it: one that is
/// not there, another version, an input that does not fit its `input.schema`. Only known when all
/// files have been read.
std::vector<Finding> CheckSubflows(const Definition& definition, std::string_view file,
                                   const FindDefinition& find);

}  // namespace tocsin::workflow
