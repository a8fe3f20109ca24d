#include "workers/compose/telephony_switch.hpp"

namespace tocsin::compose {
namespace {

constexpr const char* kNone =
    "no carrier is configured: set telephony.twilio or TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and "
    "TWILIO_PHONE_NUMBER";

tl::unexpected<Error> NoCarrier() { return Fail(ErrorKind::kRejected, kNone, "telephony"); }

}  // namespace

void TelephonySwitch::Use(std::unique_ptr<TelephonyProvider> provider) {
  const std::lock_guard lock(mutex_);
  providers_.push_back(std::move(provider));
}

TelephonyProvider* TelephonySwitch::Current() const {
  const std::lock_guard lock(mutex_);
  return providers_.empty() ? nullptr : providers_.back().get();
}

const TelephonyCapabilities& TelephonySwitch::Capabilities() const {
  static const TelephonyCapabilities kNothing{.name = "none", .account = "none", .from = ""};
  const auto* current = Current();
  return current == nullptr ? kNothing : current->Capabilities();
}

void TelephonySwitch::Place(PlaceCall call, std::function<void(PlaceResult)> done) {
  if (auto* current = Current()) return current->Place(std::move(call), std::move(done));
  done({PlaceOutcome::kRefused, {}, kNone});
}

void TelephonySwitch::List(std::string to, std::string from, TimePoint since,
                           std::function<void(Result<std::vector<ListedCall>>)> done) {
  if (auto* current = Current())
    return current->List(std::move(to), std::move(from), since, std::move(done));
  done(NoCarrier());
}

void TelephonySwitch::Read(std::string provider_call_id,
                           std::function<void(Result<ListedCall>)> done) {
  if (auto* current = Current()) return current->Read(std::move(provider_call_id), std::move(done));
  done(NoCarrier());
}

void TelephonySwitch::End(std::string provider_call_id, std::function<void(Status)> done) {
  if (auto* current = Current()) return current->End(std::move(provider_call_id), std::move(done));
  done(NoCarrier());
}

void TelephonySwitch::Move(std::string provider_call_id, std::string url,
                           std::function<void(Status)> done) {
  if (auto* current = Current())
    return current->Move(std::move(provider_call_id), std::move(url), std::move(done));
  done(NoCarrier());
}

Result<CallWebhook> TelephonySwitch::ParseWebhook(CallWebhook::Kind kind,
                                                  const HttpRequest& request,
                                                  std::string_view public_base) const {
  if (const auto* current = Current()) return current->ParseWebhook(kind, request, public_base);
  return NoCarrier();
}

HttpResponse TelephonySwitch::Render(const Instructions& instructions) const {
  if (const auto* current = Current()) return current->Render(instructions);
  return Problem(503, "No carrier", kNone);
}

void TelephonySwitch::Probe(std::function<void(Status)> done) {
  if (auto* current = Current()) return current->Probe(std::move(done));
  done(NoCarrier());
}

}  // namespace tocsin::compose
