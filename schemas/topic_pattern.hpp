#pragma once

#include <string>
#include <string_view>

#include "schemas/pattern.hpp"
#include "schemas/result.hpp"

namespace tocsin {

/// A regular expression over topic names, by librdkafka's convention: a text that begins with '^'.
/// Copies share it. Any thread.
class TopicPattern {
 public:
  static bool Is(std::string_view text) { return text.starts_with('^'); }
  /// kInvalid with what is wrong with it.
  static Result<TopicPattern> Compile(std::string_view text);

  /// Bounded in steps: a name that it cannot decide about in time does not match.
  bool Matches(std::string_view topic) const;

 private:
  explicit TopicPattern(Pattern pattern) : pattern_(std::move(pattern)) {}
  Pattern pattern_;
};

/// Whether a topic is tocsin's own (PREFIX.*, the dead letters above all) or Kafka's (__*): no
/// pattern takes them.
bool IsReservedTopic(std::string_view topic, std::string_view prefix);

}  // namespace tocsin
