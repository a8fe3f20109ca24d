#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "adapters/expression.hpp"
#include "workers/rehearsal/make_store.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::rehearsal {

/// What tests run with; borrowed for the length of a call.
struct TestServices {
  ExpressionEngine& engine;
  const workflow::Functions& functions;
  MakeStore make_store;
};

enum class TestReport { kText, kJson };

/// `tocsin test PATH...`: runs the tests of files and folders (every *_test.yaml below, by name) in
/// virtual time. A file that cannot be read or has errors counts as one failure. Resources: those
/// of the test (or of its file), else those of the folder `resources` beside the workflow's folder.
/// Text has a line for each test, for a failed one FILE:LINE:COL, what was expected and what
/// happened, and ends with "N passed, N failed"; JSON is {passed, failed, tests: [{file, name,
/// passed, detail}]}. The exit code: 0 all passed, 1 a failure or nothing to run.
int RunTests(const std::vector<std::filesystem::path>& paths, const TestServices& services,
             std::ostream& out, TestReport report = TestReport::kText);

}  // namespace tocsin::rehearsal
