#include "workers/runtime/topic_rules.hpp"

namespace tocsin::runtime {

TopicRules::TopicRules(const std::vector<InboundRule>& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!TopicPattern::Is(rules[i].topic)) {
      names_.try_emplace(rules[i].topic, i);
      continue;
    }
    if (auto pattern = TopicPattern::Compile(rules[i].topic))
      patterns_.emplace_back(i, *std::move(pattern));
  }
}

std::optional<std::size_t> TopicRules::Of(const std::string& topic) const {
  const auto named = names_.find(topic);
  return named == names_.end() ? ByPattern(topic) : std::optional(named->second);
}

std::optional<std::size_t> TopicRules::ByPattern(const std::string& topic) const {
  for (const auto& [rule, pattern] : patterns_)
    if (pattern.Matches(topic)) return rule;
  return std::nullopt;
}

std::function<bool(const std::string& topic)> WantedTopics(const std::vector<InboundRule>& rules,
                                                           std::string prefix,
                                                           std::set<std::string> written) {
  TopicRules patterns(rules);
  if (!patterns.HasPatterns()) return {};
  return [patterns = std::move(patterns), prefix = std::move(prefix),
          written = std::move(written)](const std::string& topic) {
    return !IsReservedTopic(topic, prefix) && !written.contains(topic) &&
           patterns.ByPattern(topic).has_value();
  };
}

}  // namespace tocsin::runtime
