#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/event.hpp"
#include "schemas/events/choice.hpp"
#include "schemas/events/converse.hpp"
#include "schemas/events/listen.hpp"
#include "schemas/events/spoken.hpp"

/// Calls that a workflow leads step by step: those that come in.
namespace tocsin::events {

/// Data of tocsin.call.inbound: somebody calls a number of ours and is kept on the line.
struct CallInbound {
  std::string call_id;
  std::string provider;
  std::string provider_call_id;
  std::string from;
  std::string to;
  std::string language = "en-US";
  static const FieldTable& Spec();
};

/// The words of CallStepRequested::act.
inline constexpr std::string_view kStepAnswer = "answer";
inline constexpr std::string_view kStepSay = "say";
inline constexpr std::string_view kStepAsk = "ask";
inline constexpr std::string_view kStepAskOpen = "ask_open";  ///< all questions that are open
/// Says something, and finds out by a PIN who the caller is.
inline constexpr std::string_view kStepIdentify = "identify";
/// A language model talks with the caller.
inline constexpr std::string_view kStepConverse = "converse";
inline constexpr std::string_view kStepHangUp = "hang_up";
inline constexpr std::string_view kStepActs[] = {
    kStepAnswer, kStepSay, kStepAsk, kStepAskOpen, kStepIdentify, kStepConverse, kStepHangUp};

/// Data of tocsin.call.step_requested: what is to be done next in a call that is there.
struct CallStepRequested {
  std::string call_id;
  std::string act;
  std::optional<std::string> question_id;  ///< of `ask`
  std::optional<std::string> contact;      ///< of `ask_open`: who is asked
  std::optional<std::string> say;
  std::vector<Choice> choices;
  std::optional<std::string> language;  ///< absent: as before
  /// Of the contact who calls; counts in the first step of a call that names no `language`.
  std::optional<std::string> caller_language;
  std::optional<std::string> zone;
  json::object context;
  std::optional<Listen> listen;
  std::optional<Converse> converse;  ///< of `converse`
  static const FieldTable& Spec();
};

/// A step as far as it can be read.
struct CallStepRead {
  CallStepRequested asked;
  std::optional<std::string> fault;  ///< why it cannot be done; names the field
};
CallStepRead ReadCallStep(const json::value& data);
/// Data that is no JSON is a fault.
CallStepRead ReadCallStep(const Event& event);

/// The words of CallStepEnded::outcome.
inline constexpr std::string_view kStepDone = "done";
inline constexpr std::string_view kStepCallOver = "call_over";
inline constexpr std::string_view kStepWithdrawn = "withdrawn";
inline constexpr std::string_view kStepRefused = "refused";
inline constexpr std::string_view kStepFailed = "failed";

/// The words of CallStepEnded::ending.
inline constexpr std::string_view kEndingTool = "tool";    ///< `tool` is called
inline constexpr std::string_view kEndingEnded = "ended";  ///< it has come to its end
inline constexpr std::string_view kEndingTurns = "turns";  ///< there were as many as may be

/// Data of tocsin.call.step_ended: answers tocsin.call.step_requested. A question that was answered
/// is told by tocsin.decision.made instead.
struct CallStepEnded {
  std::string call_id;
  std::string act;
  std::string outcome;
  std::optional<std::string> question_id;
  std::optional<std::string> contact;  ///< of `identify`: whose PIN was keyed; absent: nobody's
  std::optional<std::string> reason;
  std::optional<std::string> ending;  ///< of `converse` that is done
  std::optional<ToolCalled> tool;     ///< of `converse`
  std::optional<int> turns;           ///< of `converse`: that the person took so far
  std::optional<std::string> name;    ///< of `converse`: of the person, as they confirmed it
  static const FieldTable& Spec();
};

}  // namespace tocsin::events
