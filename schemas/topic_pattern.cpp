#include "schemas/topic_pattern.hpp"

#include <cstdint>
#include <utility>

namespace tocsin {
namespace {

constexpr std::int64_t kMostSteps = 100'000;  // a few milliseconds

}  // namespace

Result<TopicPattern> TopicPattern::Compile(std::string_view text) {
  if (!Is(text))
    return Fail(ErrorKind::kInvalid, "a regular expression over topics begins with ^", "pattern");
  TRY_ASSIGN(auto pattern, Pattern::Compile(text));
  return TopicPattern(std::move(pattern));
}

bool TopicPattern::Matches(std::string_view topic) const {
  std::int64_t steps = kMostSteps;
  return pattern_.Search(topic, steps) == Pattern::Outcome::kFound;
}

bool IsReservedTopic(std::string_view topic, std::string_view prefix) {
  if (topic.starts_with("__")) return true;
  return topic.size() > prefix.size() && topic.starts_with(prefix) && topic[prefix.size()] == '.';
}

}  // namespace tocsin
