#include "adapters/store.hpp"

#include "schemas/tenant.hpp"

namespace tocsin {

Uuid InboxId(std::string_view role, std::string_view tenant, std::string_view source,
             std::string_view event_id) {
  return OfTenant(tenant, Uuid::Derive({"inbox", role, source, event_id}));
}

RunId SubjectNotes(std::string_view tenant, std::string_view subject) {
  return RunId(OfTenant(tenant, Uuid::Derive({"subject notes", subject})));
}

std::string_view ToString(RunStatus status) {
  switch (status) {
    case RunStatus::kPending:
      return "pending";
    case RunStatus::kRunning:
      return "running";
    case RunStatus::kWaiting:
      return "waiting";
    case RunStatus::kSuspended:
      return "suspended";
    case RunStatus::kCancelled:
      return "cancelled";
    case RunStatus::kFaulted:
      return "faulted";
    case RunStatus::kCompleted:
      return "completed";
  }
  return "unknown";
}

std::optional<RunStatus> RunStatusFrom(std::string_view word) {
  for (const auto status :
       {RunStatus::kPending, RunStatus::kRunning, RunStatus::kWaiting, RunStatus::kSuspended,
        RunStatus::kCancelled, RunStatus::kFaulted, RunStatus::kCompleted})
    if (ToString(status) == word) return status;
  return std::nullopt;
}

std::string_view ToString(CallDirection direction) {
  return direction == CallDirection::kInbound ? "inbound" : "outbound";
}

bool Batch::Empty() const {
  return positions.empty() && inbox.empty() && runs.empty() && mail.empty() && mail_taken.empty() &&
         effects_added.empty() && effects_removed.empty() && outbox.empty() &&
         actions_opened.empty() && actions_ended.empty() && outbox_delivered.empty() &&
         notes.empty() && timers.empty() && voice.Empty() && alerts.Empty();
}

}  // namespace tocsin
