#include "workers/bridge/action_results.hpp"

#include <utility>

#include "schemas/json.hpp"
#include "schemas/tenant.hpp"
#include "workers/bridge/action_origin.hpp"
#include "workers/bridge/problems.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::size_t kMostResultBytes = 64 * 1024;
/// It stands a level deep in an event's data.
constexpr std::size_t kResultDepth = kMaxJsonDepth - 2;
constexpr int kMostTries = 3;

HttpResponse Ended(const std::string& id, std::string_view state) {
  return JsonResponse(200, JsonText(json::object{{"action_id", id}, {"status", state}}));
}

HttpResponse EndedOtherwise(const ActionRow& row) {
  return Problem(409, "Conflict",
                 "this action has ended as " + row.state + " already, with another result");
}

HttpResponse Unknown() {
  return Problem(
      404, "Not Found",
      "no action of this id was sent on: results are taken of actions that a delivery of "
      "bridge.deliveries takes");
}

}  // namespace

tl::expected<ActionReport, HttpResponse> ReadReport(const HttpRequest& request) {
  const auto refuse = [](std::string_view field, std::string_view why) {
    return tl::unexpected(FieldProblem(field, why));
  };
  if (request.body.size() > kMostResultBytes)
    return tl::unexpected(Problem(413, "Content Too Large", "a result has at most 64 KiB"));
  const auto body = ParseJson(request.body, {.max_depth = kResultDepth});
  if (!body) return refuse("body", body.error().message);
  if (!body->is_object()) return refuse("body", "an object {status, result or error} is expected");
  const auto& object = body->get_object();
  ActionReport report;
  report.state = StringAt(object, "status");
  const bool completed = report.state == action::kCompleted;
  if (!completed && report.state != action::kFailed)
    return refuse("status", "completed or failed is expected");
  for (const auto& member : object)
    if (member.key() != "status" && member.key() != (completed ? "result" : "error"))
      return refuse(member.key(), completed ? "beside status there may be result"
                                            : "beside status there may be error");
  const auto* given = object.if_contains(completed ? "result" : "error");
  if (completed) {
    report.result = given == nullptr ? json::value(json::object()) : *given;
    return report;
  }
  if (given == nullptr) {
    report.result = json::object{{"message", "the executor gave no reason"}};
  } else if (given->is_string()) {
    report.result = json::object{{"message", given->get_string()}};
  } else if (given->is_object()) {
    report.result = *given;
  } else {
    return refuse("error", "a text or an object is expected");
  }
  return report;
}

Result<bool> ActionResults::End(const ActionRow& row, const ActionReport& report,
                                StoreSession& session) const {
  TRY_ASSIGN(const auto origin, DecodeOrigin(row.about));
  const Event event =
      ActionEnded(origin, report.state, report.result,
                  EffectId::Derive({"reported", row.id, FormatTime(row.updated)}), clock_.Now());
  Batch batch;
  batch.role = "bridge";
  batch.bus_id = bus_id_;
  batch.actions_ended.push_back({row.id, report.state, JsonText(report.result)});
  batch.outbox.push_back({row.partition, {courier_.ToRecord(event)}});
  const auto run = RunId::Parse(origin.event.Extension("runid"));
  batch.notes.push_back(
      {.run = run ? *run : SubjectNotes(TenantOf(origin.event), origin.event.subject),
       .history = JsonText(json::array{json::object{{"at", FormatTime(clock_.Now())},
                                                    {"what", "reported"},
                                                    {"type", origin.event.type},
                                                    {"id", origin.action_id},
                                                    {"why", report.state}}})});
  courier_.Prepare(batch);
  TRY_ASSIGN(const auto outcome, session.Commit(batch));
  if (outcome.kind != CommitOutcome::Kind::kCommitted) return false;
  courier_.Publish(batch, outcome);
  return true;
}

HttpResponse ActionResults::Take(const std::string& action_id, std::string_view tenant,
                                 const ActionReport& report, StoreSession& session,
                                 StoreDirectory& directory) const {
  for (int i = 0; i < kMostTries; ++i) {
    const auto row = directory.FindAction(ActionKey(tenant, action_id));
    if (!row) return ErrorProblem(row.error());
    if (!row->has_value()) return Unknown();
    if ((*row)->state != action::kOpen) {
      const bool same = (*row)->state == report.state && (*row)->result == JsonText(report.result);
      return same ? Ended(action_id, report.state) : EndedOtherwise(**row);
    }
    const auto ended = End(**row, report, session);
    if (!ended) return ErrorProblem(ended.error());
    if (*ended) return Ended(action_id, report.state);
  }
  return WithRetryAfter(Problem(503, "Service Unavailable", "the action changed meanwhile"),
                        std::chrono::seconds(1));
}

}  // namespace tocsin::bridge
