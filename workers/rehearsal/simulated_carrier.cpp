#include "workers/rehearsal/simulated_carrier.hpp"

#include <algorithm>
#include <utility>

#include "schemas/ids.hpp"

namespace tocsin::rehearsal {
namespace {

constexpr std::string_view kOurNumber = "+15550000000";
constexpr std::string_view kName = "rehearsal";

/// A request to an address without escapes in it, as ours are.
HttpRequest RequestTo(std::string_view url, std::string body) {
  HttpRequest request;
  request.method = "POST";
  const auto host = url.find("://") + 3;
  request.target = url.substr(url.find('/', host));
  request.target.resize(std::min(request.target.size(), request.target.find('#')));
  const auto query = request.target.find('?');
  request.path = request.target.substr(0, query);
  if (query != std::string::npos) request.query = ParseForm(request.target.substr(query + 1));
  request.body = std::move(body);
  request.peer = kName;
  return request;
}

PlaceResult Misplaced(PlaceOutcome outcome) {
  return {.outcome = outcome, .call = {}, .reason = ""};
}

}  // namespace

SimulatedCarrier::SimulatedCarrier(const Clock& clock, FindCallee find_callee)
    : clock_(clock), find_callee_(std::move(find_callee)) {
  capabilities_.name = kName;
  capabilities_.account = kName;
  capabilities_.webhook_path = "/voice/rehearsal";
  capabilities_.calls_per_second = 1'000'000;
  SetNumber(true);
}

void SimulatedCarrier::SetNumber(bool there) { capabilities_.from = there ? kOurNumber : ""; }

void SimulatedCarrier::Ring(std::string from, std::string to, CalleeBehaviour behaviour,
                            std::string_view base) {
  const std::string id =
      Uuid::Derive({"rehearsal", "inbound", from, std::to_string(legs_.size())}).ToString();
  PlaceCall order{.to = to.empty() ? std::string(kOurNumber) : std::move(to),
                  .from = std::move(from),
                  .answer_url = std::string(base) + std::string(kInboundPath),
                  .status_url = std::string(base) + capabilities_.webhook_path + "/status"};
  // Nothing limits a call that comes in but us.
  order.time_limit = std::chrono::hours(4);
  legs_.push_back(SimulatedLeg::Inbound(id, std::move(order), std::move(behaviour), clock_.Now()));
}

std::optional<TimePoint> SimulatedCarrier::NextAt() const {
  std::optional<TimePoint> next;
  for (const auto& leg : legs_)
    if (const auto at = leg.NextAt(); at && (!next || *at < *next)) next = at;
  return next;
}

SimulatedLeg* SimulatedCarrier::Find(std::string_view id) {
  const auto leg = std::ranges::find(legs_, id, &SimulatedLeg::Id);
  return leg == legs_.end() ? nullptr : &*leg;
}

std::optional<SimulatedCarrier::Sent> SimulatedCarrier::NextWebhook() {
  SimulatedLeg* next = nullptr;
  for (auto& leg : legs_)
    if (leg.NextAt() && (next == nullptr || *leg.NextAt() < *next->NextAt())) next = &leg;
  const auto callback = next == nullptr ? std::nullopt : next->Take(clock_.Now());
  if (!callback) return std::nullopt;
  std::string body = std::to_string(++bodies_);
  sent_.clear();
  sent_.emplace(body, callback->hook);
  return Sent{.leg = next->Id(),
              .kind = callback->hook.kind,
              .request = RequestTo(callback->url, std::move(body)),
              .reason = next->Reason()};
}

void SimulatedCarrier::Answer(const Sent& webhook, const HttpResponse& response) {
  const auto instructions = rendered_.find(response.body);
  auto* leg = Find(webhook.leg);
  if (WantsInstructions(webhook.kind) && instructions != rendered_.end() && leg != nullptr)
    leg->Play(instructions->second, clock_.Now());
  rendered_.clear();
}

void SimulatedCarrier::Place(PlaceCall call, std::function<void(PlaceResult)> done) {
  auto behaviour = find_callee_(call);
  if (behaviour.reason == "refused") return done(Misplaced(PlaceOutcome::kRefused));
  if (behaviour.reason == "carrier_unreachable") return done(Misplaced(PlaceOutcome::kNotSent));
  if (behaviour.reason == "outcome_unknown") return done(Misplaced(PlaceOutcome::kUnknown));
  const std::string id =
      Uuid::Derive({"rehearsal", "leg", call.to, std::to_string(legs_.size())}).ToString();
  legs_.emplace_back(id, std::move(call), std::move(behaviour), clock_.Now());
  done({.outcome = PlaceOutcome::kPlaced,
        .call = {.provider_call_id = id, .status = "queued"},
        .reason = {}});
}

void SimulatedCarrier::List(std::string to, std::string from, TimePoint since,
                            std::function<void(Result<std::vector<ListedCall>>)> done) {
  std::vector<ListedCall> calls;
  for (const auto& leg : legs_) {
    auto listed = leg.Listed();
    if (listed.to == to && listed.from == from && listed.created >= since)
      calls.push_back(std::move(listed));
  }
  std::ranges::sort(calls, std::greater<>(), &ListedCall::created);
  done(std::move(calls));
}

void SimulatedCarrier::Read(std::string provider_call_id,
                            std::function<void(Result<ListedCall>)> done) {
  const auto* leg = Find(provider_call_id);
  if (leg == nullptr)
    return done(Fail(ErrorKind::kNotFound, "reading a call: there is none such", "rehearsal"));
  done(leg->Listed());
}

void SimulatedCarrier::End(std::string provider_call_id, std::function<void(Status)> done) {
  if (auto* leg = Find(provider_call_id)) leg->End(clock_.Now());
  done({});
}

void SimulatedCarrier::Move(std::string provider_call_id, std::string url,
                            std::function<void(Status)> done) {
  if (auto* leg = Find(provider_call_id)) leg->Move(std::move(url), clock_.Now());
  done({});
}

Result<CallWebhook> SimulatedCarrier::ParseWebhook(CallWebhook::Kind kind,
                                                   const HttpRequest& request,
                                                   std::string_view /*public_base*/) const {
  const auto sent = sent_.find(request.body);
  if (sent != sent_.end() && sent->second.kind == kind) return sent->second;
  return Fail(ErrorKind::kRejected, "the rehearsal's carrier did not send this", "rehearsal");
}

Result<TextReceived> SimulatedCarrier::ParseText(const HttpRequest& request,
                                                 std::string_view /*public_base*/) const {
  TextReceived received;
  for (const auto& [name, value] : ParseForm(request.body))
    (name == "From" ? received.from : received.text) = value;
  return received;
}

HttpResponse SimulatedCarrier::AnswerText(std::string_view text) const {
  return {.status = 200, .headers = {}, .body = std::string(text)};
}

HttpResponse SimulatedCarrier::Render(CallWebhook::Kind, const Instructions& instructions) const {
  HttpResponse response;
  response.body = std::to_string(++bodies_);
  rendered_.emplace(response.body, instructions);
  return response;
}

void SimulatedCarrier::ProbeWebhook(std::string /*url*/,
                                    std::function<void(Result<WebhookProbe>)> done) {
  done(Fail(ErrorKind::kInvalid, "probing webhook: nothing leaves a rehearsal", "rehearsal"));
}

}  // namespace tocsin::rehearsal
