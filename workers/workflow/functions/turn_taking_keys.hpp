#pragma once

#include <string>

#include "schemas/events/listen.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::workflow {

/// "10s", as it may be given.
inline std::string InSeconds(Duration length) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(length).count()) + 's';
}

/// `listen` of the functions that ask on a call.
struct TurnTakingKeys final : KeyTable {
  Key end_after{*this,
                NameOf<&events::Listen::end_after>(),
                Shape::kText,
                "Silence that ends the person's turn: a duration up to `" +
                    InSeconds(events::kMostEndAfter) + "`.",
                {.default_text = "250 ms for yes or no, 1.5 s for digits, else 500 ms"}};
  Key first_words{*this,
                  NameOf<&events::Listen::first_words>(),
                  Shape::kText,
                  "How long the first word or key is waited for: a duration up to `" +
                      InSeconds(events::kMostFirstWords) + "`.",
                  {.default_text = "6 s"}};
  Key barge_in{*this, SharedField<&events::Listen::barge_in>(), Shape::kBoolean};
};

}  // namespace tocsin::workflow
