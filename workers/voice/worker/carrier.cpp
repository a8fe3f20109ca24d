#include "workers/voice/worker/carrier.hpp"

#include <spdlog/spdlog.h>

#include "schemas/ids.hpp"
#include "workers/runtime/crash_point.hpp"
#include "workers/voice/call/call_journal.hpp"
#include "workers/voice/worker/callback_urls.hpp"

namespace tocsin::voice {

namespace {

Error Misplaced(int attempt, const PlaceResult& result) {
  const std::string_view what =
      result.outcome == PlaceOutcome::kNotSent   ? "not placed, tried again while it makes sense"
      : result.outcome == PlaceOutcome::kRefused ? "refused for good"
                                                 : "nobody can tell whether it rings, asking";
  return {ErrorKind::kTransient,
          "attempt " + std::to_string(attempt) + ": " +
              (result.reason.empty() ? "no usable answer" : result.reason) + ": " +
              std::string(what),
          "voice"};
}

}  // namespace

AttemptId AttemptIdOf(const Call& call, int attempt) {
  return AttemptId::Derive({"attempt", call.id_text, std::to_string(attempt)});
}

std::string Carrier::TokenHash(const Call& call, int attempt) const {
  return Sha256Hex(AttemptToken(parts_.token_secret.Reveal(), AttemptIdOf(call, attempt)));
}

std::function<void(const Error& error)> Carrier::Complaint(const Call& call,
                                                           std::string_view doing) const {
  return [quota = complaints_, name = parts_.provider.Capabilities().name, about = NameForLog(call),
          doing](const Error& error) {
    if (const auto more = quota->Admit())
      spdlog::warn("carrier {}: {} {}: {}{}", name, doing, about, error.message, *more);
  };
}

void Carrier::Perform(const Call& call, const Command& command, Answered answered) {
  auto& provider = parts_.provider;
  if (const auto* dial = std::get_if<Dial>(&command)) {
    Place(call, dial->attempt, std::move(answered));
  } else if (const auto* list = std::get_if<ListCalls>(&command)) {
    List(call, *list, std::move(answered));
  } else if (const auto* read = std::get_if<ReadCall>(&command)) {
    provider.Read(read->provider_call_id,
                  [id = read->provider_call_id, answered = std::move(answered),
                   complain = Complaint(call, "asking about")](auto found) {
                    if (!found) complain(found.error());
                    answered(CallRead{id, std::move(found)});
                  });
  } else if (const auto* end = std::get_if<EndCall>(&command)) {
    // A failed request is made again by the call's timer.
    provider.End(end->provider_call_id,
                 [complain = Complaint(call, "hanging up")](const Status& done) {
                   if (!done) complain(done.error());
                 });
  } else if (const auto* move = std::get_if<MoveCall>(&command)) {
    Move(call, *move);
  }
}

void Carrier::List(const Call& call, const ListCalls& list, Answered answered) {
  const auto give = [attempt = list.attempt, answered = std::move(answered),
                     complain = Complaint(call, "looking for")](auto calls) {
    if (!calls) complain(calls.error());
    answered(CallsListed{attempt, std::move(calls)});
  };
  // Another account's list would show the call as absent, and it would be dialled again.
  if (parts_.provider.Capabilities().account != list.account)
    return give(Result<std::vector<ListedCall>>(
        Fail(ErrorKind::kRejected, "listing calls: the carrier's account has changed", "voice")));
  parts_.provider.List(call.phone, list.from, list.since, give);
}

void Carrier::Move(const Call& call, const MoveCall& move) {
  const std::string token =
      AttemptToken(parts_.token_secret.Reveal(), AttemptIdOf(call, move.attempt));
  // An attempt of another installation's secret: its address is not known here, the carrier's own
  // time limit ends the call.
  if (Sha256Hex(token) != move.token_hash) return;
  const auto settings = parts_.settings.Get();
  const CallbackUrls urls(settings->public_bases.front(), token, settings->connection_overrides);
  parts_.provider.Move(move.provider_call_id, urls.Answer(),
                       [complain = Complaint(call, "moving to its goodbye")](const Status& done) {
                         if (!done) complain(done.error());
                       });
}

void Carrier::Place(const Call& call, int attempt, Answered answered) {
  const auto settings = parts_.settings.Get();
  const CallbackUrls urls(settings->public_bases.front(),
                          AttemptToken(parts_.token_secret.Reveal(), AttemptIdOf(call, attempt)),
                          settings->connection_overrides);
  PlaceCall request{.to = call.phone,
                    .from = parts_.provider.Capabilities().from,
                    .answer_url = urls.Answer(),
                    .status_url = urls.Status(),
                    .machine_detection_url = {},
                    .fallback_url = urls.Fallback(),
                    .ring_timeout = settings->ring_timeout,
                    .time_limit = call.limit};
  if (settings->detect_machines && parts_.provider.Capabilities().machine_detection)
    request.machine_detection_url = urls.MachineDetection();
  runtime::CrashPoint("before_dial");
  parts_.provider.Place(std::move(request),
                        [attempt, answered = std::move(answered),
                         complain = Complaint(call, "dialling")](PlaceResult result) {
                          runtime::CrashPoint("after_dial");
                          if (result.outcome != PlaceOutcome::kPlaced)
                            complain(Misplaced(attempt, result));
                          answered(PlaceAnswered{attempt, std::move(result)});
                        });
}

}  // namespace tocsin::voice
