#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/calls.hpp"
#include "schemas/events/people.hpp"
#include "schemas/json.hpp"
#include "schemas/tenant.hpp"

namespace tocsin::voice {

/// An answer given on a call, as it is stored and as events tell it.
using Decision = events::OtherDecision;

/// What is asked of one or more people. At most one final decision, ever.
struct Question {
  enum class Status {
    kOpen,
    kDecided,
    kClosed,      ///< withdrawn: not wanted any more
    kUnanswered,  ///< its run ended without a final answer
    kExpired,     ///< its time ran out
  };

  QuestionId id;
  int partition = 0;
  std::string alert_id;
  RunId run;
  int revision = 0;
  Status status = Status::kOpen;
  std::optional<Decision> decision;    ///< the final one
  std::vector<Decision> answers;       ///< those that left it open
  std::string closed_because;          ///< resolved, cancelled, expired, ...
  json::object wrong_codes = {};       ///< written so far, PINs too, by contact
  std::string tenant{kDefaultTenant};  ///< of a new one

  bool Open() const { return status == Status::kOpen; }
};

/// What closing for this reason makes of an open question.
Question::Status StatusWhenClosed(std::string_view reason);
QuestionRow ToRow(const Question& question);
/// kInternal: a state of an unknown format.
Result<Question> FromRow(const QuestionRow& row);

}  // namespace tocsin::voice
