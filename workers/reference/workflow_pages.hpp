#pragma once

#include <string>

#include "schemas/json.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/language/keys.hpp"

namespace tocsin::compose {

/// Pages of docs/reference, from the field tables that stand beside the code of tasks and
/// functions.
std::string TasksPage();
std::string FunctionsPage(const workflow::Functions& functions);
std::string ErrorsPage(const workflow::Functions& functions);

/// Of `document.metadata`, as far as it is ours.
json::object MetadataSchema();

/// A workflow file around an example; `document` of it is a stand-in with this name.
std::string ExampleFile(const workflow::Example& example, std::string_view name);
/// The file that tests it: tests with `workflow: NAME`. Only of an example with `test`.
std::string ExampleTestFile(const workflow::Example& example, std::string_view name);

}  // namespace tocsin::compose
