#pragma once

#include <memory>
#include <string>
#include <vector>

#include "schemas/yaml.hpp"
#include "workers/rehearsal/test_file.hpp"
#include "workers/workflow/language/definition.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::rehearsal {

using Definitions = std::vector<std::shared_ptr<const workflow::Definition>>;

/// What of a test can never fail or never be used, with errors at its places in `file`: the absence
/// of an event that is not tocsin's and that no workflow emits, calls to somebody unknown, mocks of
/// tasks that make no HTTP call. `workflows`: those that the test runs; nullptr stands for one that
/// could not be read and counts as if it could do anything.
std::vector<Finding> FindDoubts(const TestCase& test, const std::string& file,
                                const Definitions& workflows, const workflow::Resources& resources);

}  // namespace tocsin::rehearsal
