#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/expression.hpp"
#include "schemas/event.hpp"

namespace tocsin::runtime {

/// How JSON from outside becomes an event: jq over it, each empty one taking a default of whoever
/// maps. Integers of any length stay exact where they are only passed on; an id that may have been
/// rounded is refused.
struct EventMapping {
  std::string type;  ///< literal event type, or jq when it begins with ".", "$" or "("
  std::string id = {};
  std::string subject = {};
  std::string data = {};  ///< empty: the JSON itself
};

/// Whether a mapping's type is jq.
bool IsExpression(std::string_view type);

/// An expression of a mapping, by the key that it stands under.
struct MappingExpression {
  std::string_view key;
  ExpressionSource source;
};
/// Those that are given. `variables` are the names that they may use.
std::vector<MappingExpression> ExpressionsOf(const EventMapping& mapping,
                                             const std::vector<std::string>& variables);

/// What stands in for an empty expression, or one that gives null.
struct MappingDefaults {
  std::string id;
  std::string subject;
};

/// Mappings, compiled. Belongs to one thread.
class EventMapper {
 public:
  /// `what` names the mappings in messages: "bus.in".
  EventMapper(std::string what, std::vector<EventMapping> mappings,
              const std::vector<std::string>& variables, ExpressionEngine& engine);

  /// Where the variables are set. Only with at least one mapping.
  ExpressionScope& Scope() { return *scope_; }
  /// Type, id, subject and data of the event; the rest is for the caller. kInvalid names the key
  /// whose expression fails.
  Result<Event> Map(std::size_t mapping, const json::value& input, MappingDefaults defaults);

 private:
  /// An expression by its number; an error names the mapping's key.
  Result<json::value> Evaluate(std::size_t expression, const json::value& input);
  Result<std::string> Text(const std::string& text, std::size_t expression,
                           const json::value& input, std::string fallback);

  std::string what_;
  std::vector<EventMapping> mappings_;
  std::unique_ptr<ExpressionProgram> program_;  ///< four a mapping: type, id, subject, data
  std::unique_ptr<ExpressionScope> scope_;
};

}  // namespace tocsin::runtime
