#include "adapters/telephony/twilio/twilio.hpp"

#include <utility>

#include "adapters/telephony/twilio/media.hpp"
#include "adapters/telephony/twilio/paths.hpp"
#include "adapters/telephony/twilio/probe.hpp"
#include "adapters/telephony/twilio/signature.hpp"
#include "adapters/telephony/twilio/twiml.hpp"
#include "adapters/telephony/twilio/verified_form.hpp"
#include "adapters/telephony/twilio/wire.hpp"
#include "schemas/base64.hpp"

namespace tocsin {
namespace {

constexpr int kMaxListPages = 5;
/// Twilio: resource not found (an ended call), and call not in progress.
constexpr int kNotFoundCode = 20404;
constexpr int kNotInProgressCode = 21220;

std::string Seconds(Duration length) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(length).count());
}

class Twilio final : public TelephonyProvider {
 public:
  Twilio(TwilioOptions options, HttpClient& client)
      : options_(std::move(options)),
        client_(client),
        verifier_(options_.auth_token, options_.auth_token_previous),
        api_(AddressBelow(options_.api_url, {})),
        authorization_("Basic " + EncodeBase64(options_.account_sid + ":" + options_.auth_token)) {
    capabilities_.name = "twilio";
    capabilities_.account = options_.account_sid;
    capabilities_.from = options_.from;
    capabilities_.webhook_path = twilio::kWebhookPath;
    capabilities_.calls_per_second = options_.calls_per_second;
    capabilities_.tells_prices = true;
    if (options_.live == TwilioLive::kMedia)
      capabilities_.live_audio = LiveAudio{.socket_path = std::string(twilio::kMediaPath)};
    if (options_.live == TwilioLive::kRelay)
      capabilities_.live_audio =
          LiveAudio{.socket_path = std::string(twilio::kRelayPath), .text = true};
  }

  const TelephonyCapabilities& Capabilities() const override { return capabilities_; }

  void Place(PlaceCall call, std::function<void(PlaceResult)> done) override {
    FormParameters form{{"To", call.to},
                        {"From", call.from},
                        {"Url", WithRetries(call.answer_url)},
                        {"Method", "POST"},
                        {"StatusCallback", WithRetries(call.status_url)},
                        {"StatusCallbackMethod", "POST"}};
    for (const char* event : {"initiated", "ringing", "answered", "completed"})
      form.emplace_back("StatusCallbackEvent", event);
    if (!call.fallback_url.empty()) {
      form.emplace_back("FallbackUrl", WithRetries(call.fallback_url));
      form.emplace_back("FallbackMethod", "POST");
    }
    if (!call.machine_detection_url.empty()) {
      form.emplace_back("MachineDetection", "Enable");
      form.emplace_back("AsyncAmd", "true");
      form.emplace_back("AsyncAmdStatusCallback", WithRetries(call.machine_detection_url));
      form.emplace_back("AsyncAmdStatusCallbackMethod", "POST");
    }
    form.emplace_back("Timeout", Seconds(call.ring_timeout));
    form.emplace_back("TimeLimit", Seconds(call.time_limit));
    client_.Send(Post("/Calls.json", form),
                 [secret = options_.auth_token, done = std::move(done)](HttpOutcome outcome) {
                   done(twilio::ReadPlaceOutcome(outcome, secret));
                 });
  }

  void List(std::string to, std::string from, TimePoint since,
            std::function<void(Result<std::vector<ListedCall>>)> done) override {
    const std::string url =
        Url("/Calls.json") + "?" + EncodeForm({{"To", to}, {"From", from}, {"PageSize", "50"}});
    ListPage(Listing{.url = url, .since = since, .found = {}, .pages = 0, .done = std::move(done)});
  }

  void Read(std::string provider_call_id, std::function<void(Result<ListedCall>)> done) override {
    if (!twilio::IsCallSid(provider_call_id)) return done(BadSid());
    client_.Send(Get(Url("/Calls/" + provider_call_id + ".json")),
                 [secret = options_.auth_token, done = std::move(done)](HttpOutcome outcome) {
                   if (!outcome || outcome->status != 200)
                     return done(Fail(twilio::ReadError(outcome, "reading call", secret)));
                   const auto body = ParseJson(outcome->body);
                   if (!body) return done(Fail(Wrap(body.error(), "reading call")));
                   done(twilio::ReadCall(*body));
                 });
  }

  void End(std::string provider_call_id, std::function<void(Status)> done) override {
    // "completed" ends a call in any state; "canceled" would let one that was just picked up go on.
    Update(std::move(provider_call_id), {{"Status", "completed"}}, "ending call", std::move(done));
  }

  void Move(std::string provider_call_id, std::string url,
            std::function<void(Status)> done) override {
    Update(std::move(provider_call_id), {{"Url", WithRetries(std::move(url))}, {"Method", "POST"}},
           "moving call", std::move(done));
  }

  Result<CallWebhook> ParseWebhook(CallWebhook::Kind kind, const HttpRequest& request,
                                   std::string_view public_base) const override {
    TRY_ASSIGN(const auto form,
               twilio::VerifiedForm(verifier_, options_.account_sid, request, public_base));
    return twilio::ReadWebhook(kind, form);
  }

  Result<TextReceived> ParseText(const HttpRequest& request,
                                 std::string_view public_base) const override {
    TRY_ASSIGN(const auto form,
               twilio::VerifiedForm(verifier_, options_.account_sid, request, public_base));
    return twilio::ReadReceivedText(form);
  }

  HttpResponse AnswerText(std::string_view text) const override {
    return {.status = 200,
            .headers = {{"Content-Type", "text/xml; charset=utf-8"}},
            .body = RenderTextTwiml(text)};
  }

  Status VerifySocket(const HttpRequest& request, std::string_view public_base) const override {
    const std::string url = AddressBelow(public_base, request.target);
    const std::string_view signature = HeaderValue(request.headers, "X-Twilio-Signature");
    if (verifier_.Socket(url, signature)) return {};
    return Fail(ErrorKind::kRejected,
                signature.empty() ? "verifying media socket: no X-Twilio-Signature header"
                                  : "verifying media socket: wrong signature",
                "telephony.twilio");
  }

  std::unique_ptr<MediaCodec> MakeMediaCodec() const override {
    return options_.live == TwilioLive::kMedia ? twilio::MakeStreamsCodec() : nullptr;
  }
  std::unique_ptr<RelayCodec> MakeRelayCodec() const override {
    return options_.live == TwilioLive::kRelay ? twilio::MakeRelayCodec(options_.relay) : nullptr;
  }

  HttpResponse Render(CallWebhook::Kind, const Instructions& instructions) const override {
    Instructions retried = instructions;
    for (auto& instruction : retried) {
      if (auto* ask = std::get_if<Ask>(&instruction))
        ask->action_url = WithRetries(std::move(ask->action_url));
      if (auto* redirect = std::get_if<Redirect>(&instruction))
        redirect->url = WithRetries(std::move(redirect->url));
      if (auto* connect = std::get_if<Connect>(&instruction); connect && !connect->then_url.empty())
        connect->then_url = WithRetries(std::move(connect->then_url));
    }
    return {.status = 200,
            .headers = {{"Content-Type", "text/xml; charset=utf-8"}},
            .body = RenderTwiml(retried, options_.voice,
                                options_.live == TwilioLive::kRelay ? &options_.relay : nullptr)};
  }

  void Probe(std::function<void(Status)> done) override {
    client_.Send(Get(Url("/Calls.json") + "?PageSize=1"),
                 [secret = options_.auth_token, done = std::move(done)](HttpOutcome outcome) {
                   if (outcome && outcome->status == 200) return done({});
                   done(Fail(twilio::ReadError(outcome, "asking carrier", secret)));
                 });
  }

  void ProbeWebhook(std::string url, std::function<void(Result<WebhookProbe>)> done) override {
    auto probe = twilio::SignedProbe(options_, url);
    client_.Send(twilio::ProbeCall(probe), [probe, done = std::move(done)](HttpOutcome outcome) {
      if (!outcome) return done(Fail(Wrap(outcome.error().error, "probing webhook")));
      WebhookProbe answered = probe;
      answered.TakeAnswer(outcome->status, outcome->body);
      done(std::move(answered));
    });
  }

 private:
  struct Listing {
    std::string url;
    TimePoint since;
    std::vector<ListedCall> found;
    int pages = 0;
    std::function<void(Result<std::vector<ListedCall>>)> done;
  };

  static tl::unexpected<Error> BadSid() {
    return Fail(ErrorKind::kInvalid, "naming call: not a call id", "telephony.twilio");
  }

  std::string WithRetries(std::string url) const {
    if (options_.retries.empty() || url.find('#') != std::string::npos) return url;
    return url + '#' + options_.retries;
  }

  std::string Url(std::string_view path) const {
    return api_ + "/2010-04-01/Accounts/" + options_.account_sid + std::string(path);
  }

  HttpCall Get(std::string url) const {
    return {.method = "GET",
            .url = std::move(url),
            .headers = {{"Authorization", authorization_}, {"Accept", "application/json"}},
            .body = {},
            .timeout = options_.timeout};
  }

  HttpCall Post(std::string_view path, const FormParameters& form) const {
    HttpCall call = Get(Url(path));
    call.method = "POST";
    call.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    call.body = EncodeForm(form);
    return call;
  }

  void Update(std::string sid, const FormParameters& form, std::string_view doing,
              std::function<void(Status)> done) {
    if (!twilio::IsCallSid(sid)) return done(BadSid());
    client_.Send(
        Post("/Calls/" + sid + ".json", form),
        [secret = options_.auth_token, doing = std::string(doing),
         ending = form.front().first == "Status", done = std::move(done)](HttpOutcome outcome) {
          if (outcome && outcome->status == 200) return done({});
          const int code = outcome ? twilio::ErrorCode(*outcome) : 0;
          const bool over = code == kNotFoundCode || code == kNotInProgressCode;
          if (ending && over) return done({});
          done(Fail(twilio::ReadError(outcome, doing, secret)));
        });
  }

  void ListPage(Listing listing) {
    std::string url = listing.url;
    client_.Send(Get(std::move(url)),
                 [this, listing = std::move(listing)](HttpOutcome outcome) mutable {
                   TakePage(std::move(listing), outcome);
                 });
  }

  /// Goes on with the next page while the carrier has one that may still hold calls since `since`.
  void TakePage(Listing listing, const HttpOutcome& outcome) {
    if (!outcome || outcome->status != 200)
      return listing.done(Fail(twilio::ReadError(outcome, "listing calls", options_.auth_token)));
    const auto body = ParseJson(outcome->body);
    const auto* calls = body ? Find(*body, "calls") : nullptr;
    if (calls == nullptr || !calls->is_array())
      return listing.done(
          Fail(ErrorKind::kTransient, "listing calls: answer has no 'calls'", "telephony.twilio"));
    bool older = false;
    for (const auto& entry : calls->get_array()) {
      auto call = twilio::ReadCall(entry);
      // Left out, it would count as absent, and the person would be rung again.
      if (!call) return listing.done(Fail(Wrap(call.error(), "listing calls")));
      older |= call->created < listing.since;
      if (call->created >= listing.since) listing.found.push_back(std::move(*call));
    }
    const auto next = body->is_object() ? StringAt(body->get_object(), "next_page_uri") : "";
    if (older || !next.starts_with('/')) return listing.done(std::move(listing.found));
    if (++listing.pages >= kMaxListPages)
      return listing.done(Fail(ErrorKind::kTransient,
                               "listing calls: more than " + std::to_string(kMaxListPages) +
                                   " pages of calls since then",
                               "telephony.twilio"));
    listing.url = api_ + std::string(next);
    ListPage(std::move(listing));
  }

  TwilioOptions options_;
  HttpClient& client_;
  TwilioVerifier verifier_;
  TelephonyCapabilities capabilities_;
  std::string api_;
  std::string authorization_;
};

}  // namespace

std::unique_ptr<TelephonyProvider> MakeTwilio(TwilioOptions options, HttpClient& client) {
  return std::make_unique<Twilio>(std::move(options), client);
}

}  // namespace tocsin
