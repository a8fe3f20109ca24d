#include "workers/workflow/worker/run_control.hpp"

#include "schemas/events/data.hpp"
#include "schemas/events/runs.hpp"
#include "schemas/topics.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kMostReason = 200;

}  // namespace

Event RunControlEvent(const RunId& run, std::string_view subject, int revision,
                      std::string_view word, std::string_view reason, TimePoint now) {
  Event event;
  const std::string id = run.ToString();
  event.id = Uuid::Derive({"run-control", id, word, std::to_string(revision)}).ToString();
  event.source = "/tocsin/runs";
  event.type = type::kRunControlRequested;
  event.subject = subject.empty() ? id : std::string(subject);
  event.time = FormatTime(now);
  event.extensions = {{"runid", id}};
  event.data = events::Written(events::RunControlRequested{
      .run_id = id, .control = std::string(word), .reason = std::string(reason)});
  return event;
}

bool IsFulfilled(std::string_view word, RunStatus status) {
  if (word == events::kCancelRun) return status == RunStatus::kCancelled;
  if (word == events::kRetryRun) return status != RunStatus::kFaulted;
  // A run that was resumed may have come to its end since.
  return (status == RunStatus::kSuspended) == (word == events::kSuspendRun);
}

Status CheckControl(std::string_view word, RunStatus status) {
  const std::string now(ToString(status));
  const auto refused = [](const std::string& why) {
    return Fail(ErrorKind::kInvalid, why, "workflow");
  };
  if (word == events::kRetryRun) {
    if (status == RunStatus::kFaulted) return {};
    return refused("has not failed (" + now + "): there is nothing to retry");
  }
  if (IsOver(status))
    return refused("is over (" + now + "): there is nothing to " + std::string(word));
  if (word == events::kSuspendRun && status == RunStatus::kSuspended)
    return refused("is suspended already");
  if (word == events::kResumeRun && status != RunStatus::kSuspended)
    return refused("is not suspended (" + now + ")");
  return {};
}

Result<RunControl> ReadRunControl(const Event& event) {
  const auto asked = events::Read<events::RunControlRequested>(event);
  const auto id = RunId::Parse(event.Extension("runid"));
  if (!id || asked.run_id != id->ToString())
    return Fail(ErrorKind::kInvalid,
                "run_id and the attribute runid must name one run, not '" +
                    Shortened(asked.run_id, kMostReason) + "' and '" +
                    Shortened(event.Extension("runid"), kMostReason) + "'",
                "workflow");
  RunControl control{*id, {}};
  if (asked.control == events::kCancelRun)
    control.control = {.kind = Control::Kind::kCancel, .closes_alert = true};
  else if (asked.control == events::kSuspendRun)
    control.control = {.kind = Control::Kind::kSuspend};
  else if (asked.control == events::kResumeRun)
    control.control = {.kind = Control::Kind::kResume};
  else if (asked.control == events::kRetryRun)
    control.control = {.kind = Control::Kind::kRetry};
  else
    return Fail(ErrorKind::kInvalid,
                "control must be cancel, suspend, resume or retry, not '" +
                    Shortened(asked.control, kMostReason) + "'",
                "workflow");
  control.control.reason = "by hand";
  if (!asked.reason.empty()) control.control.reason += ": " + Shortened(asked.reason, kMostReason);
  return control;
}

}  // namespace tocsin::workflow
