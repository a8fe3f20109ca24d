#pragma once

#include <string>
#include <vector>

#include "schemas/yaml.hpp"
#include "workers/rehearsal/test_file.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::rehearsal {

/// What of a test can never fail or never be used, with errors at its places in `file`: the absence
/// of an event that is not tocsin's and that no workflow emits, calls to somebody unknown, mocks of
/// tasks that make no HTTP call. `workflows`: the texts of those that the test runs; those that are
/// no YAML count as if they could do anything.
std::vector<Finding> FindDoubts(const TestCase& test, const std::string& file,
                                const std::vector<std::string>& workflows,
                                const workflow::Resources& resources);

}  // namespace tocsin::rehearsal
