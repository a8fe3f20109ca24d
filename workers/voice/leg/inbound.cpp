// Calls that come in.
#include <utility>

#include "schemas/language_tag.hpp"
#include "schemas/plain_text.hpp"
#include "schemas/tenant.hpp"
#include "workers/voice/call/call_events.hpp"
#include "workers/voice/leg/steps.hpp"
#include "workers/voice/talk/talk.hpp"

namespace tocsin::voice {
namespace {

/// What a carrier may call a caller: a number, a client, an address.
constexpr std::size_t kMostCaller = 64;

}  // namespace

std::string CallerOf(const CameIn& input) { return PlainText(input.from, kMostCaller); }

std::string TenantCalled(const CameIn& input, const VoiceSettings& settings) {
  const auto found = settings.tenants.find(PlainText(input.to, kMostCaller));
  return std::string(found == settings.tenants.end() ? kDefaultTenant
                                                     : std::string_view(found->second));
}

/// It holds no line: who calls us may be called by us.
bool Welcome(TransitionBuilder& d, const CameIn& input) {
  auto& call = d.Changed();
  call.direction = CallDirection::kInbound;
  call.kind = kLedKind;
  call.phone = CallerOf(input);
  call.provider = input.leg.at.carrier;
  call.provider_call_id = input.leg.provider_call_id;
  call.language = CarrierTag(d.settings.language);
  call.status = "ringing";
  call.phase = Phase::kPlaced;
  call.initiated = call.rung = true;  // tocsin.call.inbound says so
  call.created_at = call.updated_at = d.now;
  call.placed_at = d.now;
  call.limit = d.settings.time_limit;
  call.warn_after = d.settings.warn_after;
  if (auto tenant = TenantCalled(input, d.settings); tenant != kDefaultTenant)
    call.origin.tenant = std::move(tenant);
  d.Store({.id = input.attempt,
           .call = call.id,
           .number = call.attempt,
           .token_hash = input.leg.token_hash,
           .account = input.leg.at.account,
           .from = call.phone,
           .phone = PlainText(input.to, kMostCaller),
           .provider_call_id = call.provider_call_id,
           .unresolved = false,
           .planned_at = d.now});
  d.Note("inbound", {{"attempt", call.attempt}});
  if (const auto over = InboundOverBudget(d.settings.budget, call.provider, call.phone, input.spent,
                                          d.settings.time_limit)) {
    TellOverBudget(d, *over, call.provider);
    SayNoMoney(d);
    return false;
  }
  HoldMoney(d, *d.Attempt(call.attempt));
  d.Emit(InboundEvent(call, PlainText(input.to, kMostCaller), d.now));
  return true;
}

}  // namespace tocsin::voice
