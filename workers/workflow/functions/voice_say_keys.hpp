#pragma once

#include "workers/workflow/language/call_steps.hpp"

namespace tocsin::workflow {

struct VoiceSayKeys final : StepKeys {
  Key say{*this, "say", Shape::kText, "What is said; 1 to 4,000 bytes.", {.required = true}};
};

}  // namespace tocsin::workflow
