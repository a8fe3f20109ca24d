#pragma once

#include "schemas/grouped.hpp"
#include "workers/workflow/language/call_steps.hpp"

namespace tocsin::workflow {

struct VoiceSayKeys final : StepKeys {
  Key say{*this,
          NameOf<&events::CallStepRequested::say>(),
          Shape::kText,
          "What is said; 1 to " + Grouped(events::kMostSayBytes) + " bytes.",
          {.required = true}};
};

}  // namespace tocsin::workflow
