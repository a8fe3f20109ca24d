#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/expression_report.hpp"
#include "schemas/yaml.hpp"
#include "schemas/yaml_place.hpp"
#include "workers/workflow/language/model.hpp"

namespace tocsin::workflow {

/// What lint knows of the value that an expression sees as `.`: an event, or nothing.
struct EventSight {
  enum class Part {
    kUnknown,
    kData,
    kEnvelope,
    kText,
    kStart,       ///< the envelope of the event that starts the workflow
    kStartInput,  ///< the workflow's input as it comes
  };
  Part part = Part::kUnknown;
  bool listed = false;                  ///< a list of one
  std::vector<std::string> types = {};  ///< one of these; "" where it may be any
};

/// An event as `read` gives it, in a list.
EventSight ListOf(ReadAs read, std::vector<std::string> types);
/// What a `listen` task gives, as far as its node says so.
EventSight ListenedTo(const YamlNode& task);

/// Where an expression stands in its file.
struct ExpressionPlace {
  Mark mark = {};          ///< of the scalar
  std::string value = {};  ///< of the scalar; empty: the expression is made of it, not within it
  std::size_t offset = 0;  ///< of the expression in the value
  EventSight sees = {};    ///< `.`
};
/// The place of a scalar that is an expression, with or without "${ }".
ExpressionPlace PlaceOf(const YamlNode& node, EventSight sees);
/// Where byte `at` of the expression stands in its file.
Mark MarkWithin(const SourceText& source, const ExpressionPlace& place, std::size_t at);

/// Says what lint has to warn of in an expression that compiles, each with the byte of it:
/// comparisons that are always the same, and members that the event it reads does not have.
/// `input` is what $workflow.input holds.
void LintExpression(const ExpressionReport& report, const EventSight& sees, const EventSight& input,
                    const std::function<void(std::size_t at, std::string text)>& warn);

}  // namespace tocsin::workflow
