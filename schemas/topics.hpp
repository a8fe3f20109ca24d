#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// Event types (design: section 5). Producers and consumers outside rely on these spellings.
namespace type {
inline constexpr std::string_view kAlertRaised = "tocsin.alert.raised";
inline constexpr std::string_view kAlertResolved = "tocsin.alert.resolved";
inline constexpr std::string_view kAlertClosed = "tocsin.alert.closed";
inline constexpr std::string_view kCallRequested = "tocsin.call.requested";
inline constexpr std::string_view kCallCancelRequested = "tocsin.call.cancel_requested";
inline constexpr std::string_view kCallInbound = "tocsin.call.inbound";
inline constexpr std::string_view kCallStepRequested = "tocsin.call.step_requested";
inline constexpr std::string_view kCallStepEnded = "tocsin.call.step_ended";
inline constexpr std::string_view kCallInitiated = "tocsin.call.initiated";
inline constexpr std::string_view kCallRinging = "tocsin.call.ringing";
inline constexpr std::string_view kCallAnswered = "tocsin.call.answered";
inline constexpr std::string_view kCallTurn = "tocsin.call.turn";
inline constexpr std::string_view kCallSummarized = "tocsin.call.summarized";
inline constexpr std::string_view kCallEnded = "tocsin.call.ended";
inline constexpr std::string_view kCallFailed = "tocsin.call.failed";
inline constexpr std::string_view kMessageRequested = "tocsin.message.requested";
inline constexpr std::string_view kMessageSent = "tocsin.message.sent";
inline constexpr std::string_view kMessageFailed = "tocsin.message.failed";
inline constexpr std::string_view kBudgetRefused = "tocsin.budget.refused";
inline constexpr std::string_view kDecisionMade = "tocsin.decision.made";
inline constexpr std::string_view kDecisionSuperseded = "tocsin.decision.superseded";
inline constexpr std::string_view kActionRequested = "tocsin.action.requested";
inline constexpr std::string_view kActionCompleted = "tocsin.action.completed";
inline constexpr std::string_view kActionFailed = "tocsin.action.failed";
inline constexpr std::string_view kRunControlRequested = "tocsin.run.control_requested";
/// The beginnings of the types that the Open Workflow Specification gives to runs and tasks.
inline constexpr std::string_view kWorkflowLifecycle = "io.serverlessworkflow.workflow.";
inline constexpr std::string_view kTaskLifecycle = "io.serverlessworkflow.task.";
}  // namespace type

/// Topic names without prefix.
namespace topic {
inline constexpr std::string_view kAlerts = "alerts";
inline constexpr std::string_view kCalls = "calls";
inline constexpr std::string_view kDecisions = "decisions";
inline constexpr std::string_view kActions = "actions";
inline constexpr std::string_view kLifecycle = "lifecycle";
inline constexpr std::string_view kDeadLetters = "dlq";
inline constexpr std::string_view kAll[] = {kAlerts,  kCalls,     kDecisions,
                                            kActions, kLifecycle, kDeadLetters};
}  // namespace topic

/// The full name of the topic that carries events of this type: "tocsin.call.*", "tocsin.budget.*",
/// "tocsin.recording.*" and "tocsin.message.*" go to PREFIX.calls, "tocsin.run.*" to
/// PREFIX.decisions, "io.serverlessworkflow.*" to PREFIX.lifecycle, "tocsin.<word>.*" to its topic;
/// a type that is not ours goes to PREFIX.actions. `prefix` is "tocsin" unless configured.
std::string TopicOf(std::string_view event_type, std::string_view prefix);
std::string TopicName(std::string_view topic, std::string_view prefix);

}  // namespace tocsin
