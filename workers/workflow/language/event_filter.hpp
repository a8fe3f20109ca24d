#pragma once

#include <optional>
#include <string>

#include "adapters/expression.hpp"
#include "schemas/event.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"
#include "workers/workflow/language/model.hpp"

namespace tocsin::workflow {

/// Whether the filter's static terms fit the event. `scope` may be bare: terms see only the event.
/// kInvalid: an expression failed.
Result<bool> FilterMatches(const EventFilter& filter, const Event& event,
                           ExpressionProgram& program, const ExpressionScope& scope);
/// What the filter's correlations with `expect` give for the event, as canonical JSON ("null" when
/// there are none); nothing when one of them gives null.
Result<std::optional<std::string>> CorrelationOf(const EventFilter& filter,
                                                 const json::value& envelope,
                                                 ExpressionProgram& program,
                                                 const ExpressionScope& scope);
/// An event as `read` says. kInvalid: its data is not the JSON that it claims to be.
Result<json::value> ReadEvent(const Event& event, ReadAs read);

}  // namespace tocsin::workflow
