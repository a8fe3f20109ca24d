#include "adapters/telephony/exotel/exotel.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "adapters/telephony/exotel/applets.hpp"
#include "adapters/telephony/exotel/doors.hpp"
#include "adapters/telephony/exotel/media.hpp"
#include "adapters/telephony/exotel/paths.hpp"
#include "adapters/telephony/exotel/wire.hpp"
#include "adapters/telephony/rest_text.hpp"
#include "adapters/websocket.hpp"
#include "schemas/base64.hpp"

namespace tocsin {
namespace exotel {
namespace {

constexpr std::string_view kExotelWhere = "telephony.exotel";
constexpr int kSecondsInMinute = 60;
/// A StreamUrl is shorter than 600 characters.
constexpr std::size_t kMaxStreamUrl = 599;

std::string WholeSeconds(Duration length) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(length).count());
}

bool IsStreamRate(std::string_view rate) {
  return rate == "8000" || rate == "16000" || rate == "24000";
}

Error Impossible(std::string_view doing, std::string_view why) {
  return {ErrorKind::kRejected,
          std::string(doing).append(": not possible with Exotel: ").append(why),
          std::string(kExotelWhere)};
}

class Exotel final : public TelephonyProvider {
 public:
  Exotel(ExotelOptions options, HttpClient& client)
      : options_(std::move(options)),
        client_(client),
        api_(AddressBelow(options_.api_url, "/v1/Accounts/" + options_.sid)),
        authorization_("Basic " + EncodeBase64(options_.api_key + ':' + options_.api_token)),
        doors_(options_.allow,
               options_.webhook_secret.empty() ? SecretOf(options_.api_token)
                                               : options_.webhook_secret,
               options_.api_key + ':' + options_.api_token) {
    capabilities_.name = "exotel";
    capabilities_.account = options_.sid;
    capabilities_.from = options_.from;
    capabilities_.webhook_path = std::string(kWebhookPath) + '/' + doors_.Secret();
    capabilities_.machine_detection = false;
    capabilities_.lists_calls = false;  // a call in progress is not in its list
    capabilities_.lists_ended_calls = true;
    capabilities_.steers_calls = false;
    capabilities_.calls_per_second = std::max(1, options_.calls_per_minute / kSecondsInMinute);
    capabilities_.live_audio = LiveAudio{.socket_path = std::string(kMediaPath)};
  }

  const TelephonyCapabilities& Capabilities() const override { return capabilities_; }

  /// Whether an account has streams is known by its answer alone; where it has none, the flow is
  /// asked for at once, for nothing rings yet.
  void Place(PlaceCall call, std::function<void(PlaceResult)> done) override {
    const bool flow = !options_.key_flow.empty();
    if (!call.live && !flow)
      return done(
          NotHere("calls are led over live sound, and there is none here now; a flow that takes "
                  "keys may lead them (telephony.exotel.key_flow)"));
    if (!call.live) return Send(ConnectToFlow(call), std::nullopt, std::move(done));
    const std::string stream = StreamUrl(*call.live);
    if (stream.size() > kMaxStreamUrl)
      return done(
          NotHere("the media socket's address is longer than Exotel takes; shorten "
                  "http.public_url"));
    Send(ConnectTo(call, {{"StreamUrl", stream}, {"StreamType", "bidirectional"}}),
         flow ? std::optional(ConnectToFlow(call)) : std::nullopt, std::move(done));
  }

  /// Calls that have ended: those in progress are not in Exotel's list.
  void List(std::string to, std::string from, TimePoint since,
            std::function<void(Result<std::vector<ListedCall>>)> done) override {
    const std::string day = FormatTime(since).substr(0, 10);
    const std::string query =
        EncodeForm({{"From", to}, {"To", from}, {"DateCreated", "gte:" + day}});
    client_.Send(Get("/Calls.json?" + query),
                 [secret = options_.api_token, to = std::move(to), from = std::move(from), since,
                  done = std::move(done)](const HttpOutcome& outcome) {
                   done(ReadCallList(outcome, secret, to, from, since));
                 });
  }

  void Read(std::string provider_call_id, std::function<void(Result<ListedCall>)> done) override {
    if (!IsSid(provider_call_id))
      return done(
          Fail(ErrorKind::kInvalid, "reading call: not a call id", std::string(kExotelWhere)));
    client_.Send(Get("/Calls/" + provider_call_id + ".json"),
                 [secret = options_.api_token, done = std::move(done)](const HttpOutcome& outcome) {
                   if (!outcome || outcome->status != 200)
                     return done(Fail(ErrorOf(outcome, "reading call", secret)));
                   const auto body = ParseJson(outcome->body);
                   if (!body) return done(Fail(Wrap(body.error(), "reading call")));
                   const auto* call = Find(*body, "Call");
                   done(ReadCallObject(call == nullptr ? *body : *call));
                 });
  }

  void End(std::string, std::function<void(Status)> done) override {
    done(Fail(Impossible("ending call", "closing its media socket ends it")));
  }

  void Move(std::string, std::string, std::function<void(Status)> done) override {
    done(Fail(Impossible("moving call", "what is to be said is said on its media socket")));
  }

  Result<CallWebhook> ParseWebhook(CallWebhook::Kind kind, const HttpRequest& request,
                                   std::string_view) const override {
    TRY(doors_.Admit(request, "verifying webhook"));
    if (WantsInstructions(kind)) return ReadApplet(kind, request);
    if (kind != CallWebhook::Kind::kStatus)
      return Fail(ErrorKind::kInvalid,
                  "reading webhook: Exotel sends status callbacks, and its applets ask for words",
                  std::string(kExotelWhere));
    return ReadCallback(request);
  }

  /// Never TwiML, which Exotel does not read.
  HttpResponse Render(CallWebhook::Kind kind, const Instructions& instructions) const override {
    return WantsInstructions(kind) ? AnswerApplet(kind, instructions) : Acknowledge();
  }
  HttpResponse Acknowledge() const override { return JsonResponse(200, "{}"); }

  /// `stream`: where the media socket is, for an applet that asks for its address over HTTPS.
  /// `passthru`: 200 where the flow may go on to its stream, 302 where it may not (that branch
  /// takes keys, or apologises).
  Result<HttpResponse> AnswerOwn(std::string_view door, const HttpRequest& request,
                                 std::string_view public_base, bool live) const override {
    TRY(doors_.Admit(request, "verifying request"));
    if (door == kPassthruDoor) {
      if (live && !*no_streaming_) return Acknowledge();
      return HttpResponse{.status = 302, .headers = {}, .body = {}};
    }
    if (door != kStreamDoor) return TelephonyProvider::AnswerOwn(door, request, public_base, live);
    if (!live) return Problem(503, "Service Unavailable", "no live sound here now");
    Connect socket{.url = SocketAddressBelow(public_base, capabilities_.live_audio->socket_path)};
    std::string_view token = request.Query("token");
    if (token.empty()) token = request.Query("CustomField");
    if (!token.empty()) socket.parameters = {{"token", std::string(token)}};
    // The applet's choice; Exotel reads it from the socket's own address.
    if (const auto rate = request.Query("sample-rate"); IsStreamRate(rate))
      socket.parameters.emplace_back("sample-rate", rate);
    return JsonResponse(200, JsonText(json::object{{"url", StreamUrl(socket)}}));
  }

  std::string Shortfall() const override {
    if (!*no_streaming_) return "";
    return options_.key_flow.empty() ? "no streaming" : "no streaming, calls are led by keys";
  }

  bool LeadsWithout() const override { return !options_.key_flow.empty(); }

  Status VerifySocket(const HttpRequest& request, std::string_view) const override {
    return doors_.Admit(request, "verifying media socket");
  }

  std::unique_ptr<MediaCodec> MakeMediaCodec() const override { return MakeVoicebotCodec(); }

  void Probe(std::function<void(Status)> done) override {
    client_.Send(Get("/Calls.json?PageSize=1"),
                 [secret = options_.api_token, done = std::move(done)](const HttpOutcome& outcome) {
                   if (outcome && outcome->status == 200) return done({});
                   done(Fail(ErrorOf(outcome, "asking carrier", secret)));
                 });
  }

  void ProbeWebhook(std::string url, std::function<void(Result<WebhookProbe>)> done) override {
    WebhookProbe probe;
    probe.url = url;
    probe.parameters = {{"CallSid", "00000000000000000000000000000000"},
                        {"EventType", "answered"},
                        {"Status", "in-progress"}};
    // The secret is in the path; what is shown is not.
    if (const auto at = probe.url.find(doors_.Secret()); at != std::string::npos)
      probe.url.replace(at, doors_.Secret().size(), "****");
    probe.signature = {"Authorization", "none: the secret is in the path"};
    client_.Send({.method = "POST",
                  .url = std::move(url),
                  .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                  .body = EncodeForm(probe.parameters),
                  .timeout = std::chrono::seconds(15),
                  .max_response_bytes = 64 * 1024},
                 [probe, done = std::move(done)](const HttpOutcome& outcome) {
                   if (!outcome) return done(Fail(Wrap(outcome.error().error, "probing webhook")));
                   WebhookProbe answered = probe;
                   answered.TakeAnswer(outcome->status, outcome->body);
                   done(std::move(answered));
                 });
  }

 private:
  HttpCall Get(std::string_view path) const {
    return {.method = "GET",
            .url = api_ + std::string(path),
            .headers = {{"Authorization", authorization_}, {"Accept", "application/json"}},
            .body = {},
            .timeout = options_.timeout};
  }

  HttpCall ConnectTo(const PlaceCall& call, FormParameters where) const {
    FormParameters form{{"From", call.to}, {"CallerId", call.from}};
    form.insert(form.end(), where.begin(), where.end());
    form.insert(form.end(), {{"StatusCallback", call.status_url},
                             {"StatusCallbackEvents[0]", "answered"},
                             {"StatusCallbackEvents[1]", "terminal"},
                             {"StatusCallbackContentType", "application/json"},
                             {"CustomField", call.token},
                             {"TimeLimit", WholeSeconds(call.time_limit)},
                             {"TimeOut", WholeSeconds(call.ring_timeout)}});
    HttpCall request = Get("/Calls/connect.json");
    request.method = "POST";
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = EncodeForm(form);
    return request;
  }

  HttpCall ConnectToFlow(const PlaceCall& call) const {
    return ConnectTo(call, {{"Url", "http://my.exotel.com/" + options_.sid + "/exoml/start_voice/" +
                                        options_.key_flow}});
  }

  /// `otherwise`: what is asked for where the account has no streams.
  void Send(HttpCall request, std::optional<HttpCall> otherwise,
            std::function<void(PlaceResult)> done) {
    const bool streams = request.body.find("StreamUrl") != std::string::npos;
    client_.Send(
        std::move(request),
        [&client = client_, secret = options_.api_token, refused = no_streaming_, streams,
         otherwise = std::move(otherwise), done = std::move(done)](const HttpOutcome& outcome) {
          if (streams && SaysNoStreaming(outcome)) *refused = true;
          if (otherwise && SaysNoStreaming(outcome))
            return client.Send(*otherwise, [secret, done](const HttpOutcome& flow) {
              done(ReadConnected(flow, secret));
            });
          PlaceResult result = ReadConnected(outcome, secret);
          if (streams && result.outcome == PlaceOutcome::kPlaced) *refused = false;
          done(std::move(result));
        });
  }

  /// Nothing was asked of the carrier; another one may well place the call.
  static PlaceResult NotHere(std::string reason) {
    return {.outcome = PlaceOutcome::kRefused,
            .call = {},
            .reason = std::move(reason),
            .of_account = true};
  }

  /// wss://tocsin:SECRET@host/ws/exotel?token=...: Exotel gives the credentials as a header.
  std::string StreamUrl(const Connect& live) const {
    std::string url = live.url;
    if (const auto host = url.find("://"); host != std::string::npos)
      url.insert(host + 3, std::string(kSocketUser) + ':' + doors_.Secret() + '@');
    if (!live.parameters.empty()) url += '?' + EncodeForm(live.parameters);
    return url;
  }

  ExotelOptions options_;
  HttpClient& client_;
  std::string api_;
  std::string authorization_;
  Doors doors_;
  TelephonyCapabilities capabilities_;
  /// Outlived by requests under way.
  std::shared_ptr<std::atomic<bool>> no_streaming_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace
}  // namespace exotel

std::unique_ptr<TelephonyProvider> MakeExotel(ExotelOptions options, HttpClient& client) {
  return std::make_unique<exotel::Exotel>(std::move(options), client);
}

}  // namespace tocsin
