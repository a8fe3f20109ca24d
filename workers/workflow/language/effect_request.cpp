#include "workers/workflow/language/effect_request.hpp"

namespace tocsin::workflow {

const FieldTable& HttpAsked::Spec() {
  static const FieldTable table = TableOf<HttpAsked>(
      "http", "A request over HTTP.",
      {FieldOf<&HttpAsked::method>("method", "In capitals.", {.required = true}),
       FieldOf<&HttpAsked::url>("url", "With its query.", {.required = true}),
       FieldOf<&HttpAsked::headers>("headers", "Names and texts."),
       FieldOf<&HttpAsked::body>("body", "A text as it is, anything else as JSON."),
       FieldOf<&HttpAsked::timeout_ms>("timeout_ms", "How long it may take.")});
  return table;
}

const FieldTable& AskedByTask::Spec() {
  static const FieldTable table =
      TableOf<AskedByTask>("asked_by_task", "Which task asks.",
                           {FieldOf<&AskedByTask::task>("task", "Its place in the document.")});
  return table;
}

const FieldTable& EffectFailure::Spec() {
  static const FieldTable table =
      TableOf<EffectFailure>("error", "Why an effect came to nothing.",
                             {FieldOf<&EffectFailure::kind>("kind", "What kind of error it is."),
                              FieldOf<&EffectFailure::message>("message", "In words.")});
  return table;
}

const FieldTable& HttpAnswered::Spec() {
  static const FieldTable table = TableOf<HttpAnswered>(
      "http_answered", "What came of a request over HTTP.",
      {FieldOf<&HttpAnswered::status>("status", "As answered."),
       FieldOf<&HttpAnswered::headers>("headers", "Of the answer, names in lower case."),
       FieldOf<&HttpAnswered::content_type>("content_type", "Of the answer."),
       FieldOf<&HttpAnswered::body>("body", "Of the answer."),
       FieldOf<&HttpAnswered::error>("error", "Instead: why there is no answer.")});
  return table;
}

}  // namespace tocsin::workflow
