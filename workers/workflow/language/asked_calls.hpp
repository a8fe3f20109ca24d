#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schemas/json.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::workflow {

/// The calls by which several people are asked at once: what voice.ask remembers of them between
/// hooks. A call is over when its person has answered or was not reached; the asking is over when
/// all are, or when one answer is final.
class AskedCalls {
 public:
  /// `state` is the function's; an asking that a former release stored has one call.
  explicit AskedCalls(json::object& state);

  void Add(std::string_view call, std::string_view who);
  bool Has(std::string_view call) const { return calls_.contains(call); }
  bool Over(std::string_view call) const;
  bool AllOver() const;
  std::vector<std::string> Live() const;

  /// An answer that is not final: its call is over, the others go on.
  void NoteAnswer(std::string_view call, json::value answer);
  void NoteError(std::string_view call, const RaisedError& error);

  /// The answers that were given, in their order.
  json::array Answers() const;
  /// When all are over: the last answer; where nobody answered what the first of `before` (error
  /// types) says, else the first error; `detail` names who, where there were several.
  FunctionOutcome Outcome(std::string_view before) const;

 private:
  RaisedError Error(std::string_view before) const;
  json::object& calls_;
};

}  // namespace tocsin::workflow
