#pragma once

#include "workers/workflow/language/parameters.hpp"

namespace tocsin::workflow {

/// Field tables of what is no task of its own: the document and the parts that several tasks share.
const Parameters& DocumentParameters();  ///< the whole file
const Parameters& TaskParameters();      ///< keys of every task, whatever its type
const Parameters& EventFilterParameters();
const Parameters& ErrorParameters();  ///< an error of `raise` and `use.errors`
const Parameters& RetryParameters();
const Parameters& AuthenticationParameters();
const Parameters& SchemaParameters();

}  // namespace tocsin::workflow
