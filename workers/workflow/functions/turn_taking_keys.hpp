#pragma once

#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::workflow {

/// `listen` of the functions that ask on a call.
struct TurnTakingKeys final : KeyTable {
  Key end_after{*this,
                "end_after",
                Shape::kText,
                "Silence that ends the person's turn: a duration up to `10s`.",
                {.default_text = "250 ms for yes or no, 1.5 s for digits, else 500 ms"}};
  Key first_words{*this,
                  "first_words",
                  Shape::kText,
                  "How long the first word or key is waited for: a duration up to `60s`.",
                  {.default_text = "6 s"}};
  Key barge_in{*this,
               "barge_in",
               Shape::kBoolean,
               "Whether speech interrupts what is said; a key always does.",
               {.default_text = "true"}};
};

}  // namespace tocsin::workflow
