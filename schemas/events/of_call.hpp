#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "schemas/events/example_ids.hpp"
#include "schemas/spec.hpp"

namespace tocsin::events {

/// What every event of a call says of it, and then `more`.
template <class T, std::size_t kMore>
auto OfCall(const Field (&more)[kMore]) {
  const Field first[] = {
      FieldOf<&T::call_id>("call_id", "Id of the call.",
                           {.required = true, .example = example::kCallId}),
      FieldOf<&T::question_id>("question_id",
                               "The question it asks; absent while a call that came in asks none.",
                               {.example = example::kQuestionId}),
      FieldOf<&T::alert_id>("alert_id", "The alert it is about.", {.example = "a1"}),
      FieldOf<&T::attempt>("attempt", "Number of the dial, from 1.",
                           {.required = true, .min = 1, .example = "1"}),
      FieldOf<&T::provider>("provider", "The carrier.", {.example = "twilio"}),
      FieldOf<&T::provider_call_id>("provider_call_id", "The carrier's id.",
                                    {.example = "CA00000000000000000000000000000001"}),
      FieldOf<&T::contact>("contact", "Name of the contact; empty when only a number was given.",
                           {.example = "alice"}),
      FieldOf<&T::phone>("phone", "Number, masked.",
                         {.required = true, .example = "+1*******543", .shown = Shown::kPhone})};
  std::array<Field, std::size(first) + kMore> fields;
  std::ranges::copy(more, std::ranges::copy(first, fields.begin()).out);
  return fields;
}

}  // namespace tocsin::events
