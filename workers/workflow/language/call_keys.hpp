#pragma once

#include "workers/workflow/language/keys.hpp"

namespace tocsin::workflow {

/// `call` of a function of the catalog.
struct CallFunctionKeys final : KeyTable {
  Key call{*this, "call", Shape::kText, "The function's name.", {.required = true}};
  Key with{*this, "with", Shape::kMap, "Its arguments, each text or expression."};
};

}  // namespace tocsin::workflow
