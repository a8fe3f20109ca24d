#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/telephony.hpp"
#include "workers/rehearsal/callees.hpp"
#include "workers/rehearsal/simulated_leg.hpp"

namespace tocsin::rehearsal {

/// A carrier that exists in memory only, with scripted people at its other end. It answers requests
/// at once; what happens on its lines comes out as webhooks at their virtual times, and the answers
/// to those are given back. Its calls live on when the worker is restarted. Not thread-safe.
class SimulatedCarrier final : public TelephonyProvider {
 public:
  /// How the one who is dialled takes the call.
  using FindCallee = std::function<CalleeBehaviour(const PlaceCall&)>;

  /// `clock` outlives it.
  SimulatedCarrier(const Clock& clock, FindCallee find_callee);

  /// Without a number of ours nothing can be dialled.
  void SetNumber(bool there);
  /// Whether it has a list of its calls.
  void SetListing(bool there) { capabilities_.lists_calls = there; }

  /// Somebody calls our number; its webhooks go to `base`, without a token.
  void Ring(std::string from, std::string to, CalleeBehaviour behaviour, std::string_view base);
  /// Where such calls come in.
  static constexpr std::string_view kInboundPath = "/voice/rehearsal/inbound";
  static constexpr std::string_view kTextsPath = "/rehearsal/texts";

  std::optional<TimePoint> NextAt() const;
  /// A webhook that is due, as a request to the address that it was ordered for.
  struct Sent {
    std::string leg;
    CallWebhook::Kind kind;
    HttpRequest request;
    std::string reason;  ///< for which who is on the line comes to nothing
  };
  std::optional<Sent> NextWebhook();
  /// The answer to a webhook.
  void Answer(const Sent& webhook, const HttpResponse& response);

  const TelephonyCapabilities& Capabilities() const override { return capabilities_; }
  void Place(PlaceCall call, std::function<void(PlaceResult)> done) override;
  void List(std::string to, std::string from, TimePoint since,
            std::function<void(Result<std::vector<ListedCall>>)> done) override;
  void Read(std::string provider_call_id, std::function<void(Result<ListedCall>)> done) override;
  void End(std::string provider_call_id, std::function<void(Status)> done) override;
  void Move(std::string provider_call_id, std::string url,
            std::function<void(Status)> done) override;
  Result<CallWebhook> ParseWebhook(CallWebhook::Kind kind, const HttpRequest& request,
                                   std::string_view public_base) const override;
  /// A form with From and Body, as the rehearsal sends it; its answer is what is sent back.
  Result<TextReceived> ParseText(const HttpRequest& request,
                                 std::string_view public_base) const override;
  HttpResponse AnswerText(std::string_view text) const override;
  HttpResponse Render(CallWebhook::Kind kind, const Instructions& instructions) const override;
  void Probe(std::function<void(Status)> done) override { done({}); }
  void ProbeWebhook(std::string url, std::function<void(Result<WebhookProbe>)> done) override;

 private:
  SimulatedLeg* Find(std::string_view id);

  const Clock& clock_;
  FindCallee find_callee_;
  TelephonyCapabilities capabilities_;
  std::vector<SimulatedLeg> legs_;                        ///< in the order of their dials
  std::map<std::string, CallWebhook, std::less<>> sent_;  ///< by the body of its request
  mutable std::map<std::string, Instructions, std::less<>>
      rendered_;  ///< by the body of the response, until they are played
  mutable int bodies_ = 0;
};

}  // namespace tocsin::rehearsal
