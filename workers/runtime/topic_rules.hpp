#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "schemas/topic_pattern.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin::runtime {

/// Which rule of `bus.in` is a topic's: the one that names it, else the first whose regular
/// expression (a leading '^') it matches.
class TopicRules {
 public:
  /// Expressions that do not compile match nothing; CheckRules names them.
  explicit TopicRules(const std::vector<InboundRule>& rules);

  /// The rule's place in the list.
  std::optional<std::size_t> Of(const std::string& topic) const;
  bool HasPatterns() const { return !patterns_.empty(); }
  /// By an expression, not by name.
  std::optional<std::size_t> ByPattern(const std::string& topic) const;

 private:
  std::map<std::string, std::size_t> names_;
  std::vector<std::pair<std::size_t, TopicPattern>> patterns_;
};

/// What a worker reads besides the topics that it knows by name (SubscriptionOptions::also): what
/// matches a rule's expression, but never tocsin's own topics, Kafka's, and those that `written`
/// names, for it would handle what it wrote itself. Empty without expressions.
std::function<bool(const std::string& topic)> WantedTopics(const std::vector<InboundRule>& rules,
                                                           std::string prefix,
                                                           std::set<std::string> written);

}  // namespace tocsin::runtime
