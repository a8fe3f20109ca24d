#include "schemas/topics.hpp"

namespace tocsin {

std::string TopicName(std::string_view topic, std::string_view prefix) {
  std::string name;
  name.reserve(prefix.size() + 1 + topic.size());
  name.append(prefix).append(1, '.').append(topic);
  return name;
}

std::string TopicOf(std::string_view event_type, std::string_view prefix) {
  const auto is = [&](std::string_view start) { return event_type.starts_with(start); };
  if (is("io.serverlessworkflow.")) return TopicName(topic::kLifecycle, prefix);
  if (is("tocsin.alert.")) return TopicName(topic::kAlerts, prefix);
  if (is("tocsin.call.") || is("tocsin.budget.") || is("tocsin.recording.") ||
      is("tocsin.message."))
    return TopicName(topic::kCalls, prefix);
  if (is("tocsin.decision.") || is("tocsin.run.") || is("tocsin.page."))
    return TopicName(topic::kDecisions, prefix);
  return TopicName(topic::kActions, prefix);
}

}  // namespace tocsin
