#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/expression/jq.hpp"
#include "adapters/telephony/twilio/signature.hpp"
#include "adapters/telephony/twilio/twilio.hpp"
#include "fakes/described_event.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/other_carrier.hpp"
#include "fakes/scripted_http_client.hpp"
#include "fakes/scripted_store.hpp"
#include "schemas/topics.hpp"
#include "workers/rehearsal/inline_shard.hpp"
#include "workers/rehearsal/inline_webhooks.hpp"
#include "workers/runtime/event_codec.hpp"
#include "workers/voice/worker/voice_handler.hpp"
#include "workers/voice/worker/voice_webhooks.hpp"

namespace tocsin::fakes {

/// The voice worker on a store in memory and Twilio's adapter over a scripted client: the
/// rehearsal's shard, inline database jobs, time that tests move. What was published is in `bus`.
class VoiceWorld {
 public:
  static constexpr const char* kToken = "12345";
  static constexpr const char* kBase = "https://voice.example.com";
  static constexpr const char* kAlice = "+15559876543";
  static constexpr const char* kBob = "+15550001111";

  /// `other`: a store in place of the one in memory.
  explicit VoiceWorld(int pace = 1000000, std::unique_ptr<Store> other = nullptr)
      : store(clock, std::move(other)), calls_per_second(pace) {
    Check(store.Migrate().has_value(), "the store must migrate");
    Restart();
  }

  /// A new process on the same store: nothing in memory survives, answers under way are lost.
  void Restart() {
    http.held.clear();
    shard.reset();
    webhooks.reset();
    // The old process's accounts are gone with it.
    former_carriers.push_back(std::exchange(carriers, MakeCarriers()));
    UseCarrier();
    shard = std::make_unique<rehearsal::InlineShard>(
        rehearsal::ShardParts{.role = "voice",
                              .session = *session,
                              .clock = clock,
                              .metrics = metrics,
                              .make_handler =
                                  [this](runtime::ShardServices& services) {
                                    return std::make_unique<voice::VoiceHandler>(Parts(), services);
                                  },
                              .publish = [this](const OutgoingRecord& record) { Keep(record); },
                              .together = true});
    Check(shard->Start().has_value(), "the shard must take its partition");
    webhooks = MakeWebhooks();
    router = std::make_unique<runtime::HttpRouter>();
    webhooks->Register(*router);
  }
  std::shared_ptr<TelephonyProvider> Twilio() {
    return MakeTwilio({.account_sid = carrier_account,
                       .auth_token = carrier_token,
                       .auth_token_previous = carrier_token_before,
                       .from = carrier_from,
                       .api_url = "https://api.example.com",
                       .calls_per_second = calls_per_second,
                       .live = carrier_live},
                      http);
  }
  /// Puts the account of the carrier_* members in force, as a start or a reload does.
  void UseCarrier() {
    auto twilio = Twilio();
    auto can = twilio->Capabilities();
    can.lists_calls = lists_calls;
    auto carrier = std::make_shared<OtherCarrier>(std::move(twilio), can);
    carrier->make_codec = make_codec;
    carriers->Use({std::move(carrier)}, {});
  }
  /// Runs `step` with another process answering the webhooks.
  void Elsewhere(const std::function<void()>& step) {
    const auto others = MakeWebhooks();
    auto mine = std::exchange(router, std::make_unique<runtime::HttpRouter>());
    others->Register(*router);
    step();
    router = std::move(mine);
  }

  static std::string Request(const std::string& contact, const std::string& phone,
                             const std::string& question = "q", const std::string& alert = "a1") {
    return R"({"call_id":")" + CallId::Derive({contact, question}).ToString() +
           R"(","question_id":")" + QuestionId::Derive({question}).ToString() +
           R"(","alert_id":")" + alert + R"(","to":{"contact":")" + contact + R"(","phone":")" +
           phone + R"("},"say":"Container nginx stopped on node pve1.","choices":[)" +
           R"({"id":"approve","digits":"1","phrases":["approve"]},)" +
           R"({"id":"dismiss","digits":"2","phrases":["dismiss"]}],"context":{}})";
  }
  /// An event on tocsin.calls, handled with all that follows at once.
  void Publish(std::string_view type, std::string data, const std::string& id) {
    Deliver(type, std::move(data), id);
    Run();
  }
  /// The same, in the next batch.
  void Deliver(std::string_view type, std::string data, const std::string& id) {
    runtime::Arrival arrival;
    arrival.event.id = id;
    arrival.event.source = "/tocsin/workflow";
    arrival.event.type = type;
    arrival.event.subject = "a1";
    arrival.event.data = std::move(data);
    arrival.event.traceparent = traceparent;
    arrival.at = {.topic = "tocsin.calls", .partition = 0};
    arrival.offset = next_offset++;
    shard->Deliver(std::move(arrival));
  }
  void Call(const std::string& contact, const std::string& phone,
            const std::string& question = "q") {
    Publish(type::kCallRequested, Request(contact, phone, question),
            "request-" + contact + question);
  }
  void Cancel(const std::string& reason, const std::string& question = "q") {
    Publish(type::kCallCancelRequested,
            R"({"question_id":")" + QuestionId::Derive({question}).ToString() + R"(","reason":")" +
                reason + "\"}",
            "cancel-" + reason);
  }
  /// Handles what has come and every timer that is due.
  void Run() {
    for (bool more = true; more;) {
      more = false;
      for (const auto& step : {shard->Work(), shard->FireTimer()}) {
        Check(step.has_value(), "the shard must go on");
        more = more || *step;
      }
    }
  }
  void Advance(Duration by, Duration step = std::chrono::milliseconds(500)) {
    for (Duration done{0}; done < by; done += step) {
      clock.Advance(step);
      Run();
    }
  }

  /// How often the carrier was asked to dial.
  int Dials() const { return static_cast<int>(DialForms().size()); }
  std::vector<FormParameters> DialForms() const {
    std::vector<FormParameters> forms;
    for (const auto& call : http.sent)
      if (call.method == "POST" && call.url.ends_with("/Calls.json"))
        forms.push_back(ParseForm(call.body));
    return forms;
  }
  std::string DialField(int dial, std::string_view name) const {
    const auto forms = DialForms();
    for (const auto& [key, value] : forms.at(static_cast<std::size_t>(dial)))
      if (key == name) return value;
    return {};
  }
  /// Requests to end this call.
  int Ends(const std::string& sid) const {
    int count = 0;
    for (const auto& call : http.sent)
      count += call.url.ends_with("/Calls/" + sid + ".json") && call.body == "Status=completed";
    return count;
  }

  /// A webhook as the carrier sends it to `url` (its fragment is never sent).
  HttpResponse Webhook(std::string url, FormParameters form, std::string_view token = kToken) {
    return Send(SignedRequest(std::move(url), std::move(form), token));
  }
  /// The same for a pool that holds its jobs: the response is filled when they run.
  std::shared_ptr<HttpResponse> Post(std::string url, FormParameters form) {
    auto got = std::make_shared<HttpResponse>(HttpResponse{.status = 0, .headers = {}, .body = {}});
    router->Handle(SignedRequest(std::move(url), std::move(form)),
                   [got](HttpResponse response) { *got = std::move(response); });
    return got;
  }
  static HttpRequest SignedRequest(std::string url, FormParameters form,
                                   std::string_view token = kToken) {
    url = url.substr(0, url.find('#'));
    form.emplace_back("AccountSid", "AC1");
    std::string body;
    for (const auto& [name, value] : form)
      body += (body.empty() ? "" : "&") + PercentEncode(name) + "=" + PercentEncode(value);
    HttpRequest request;
    request.method = "POST";
    request.target = url.substr(std::string(kBase).size());
    request.path = request.target.substr(0, request.target.find('?'));
    for (const auto& pair : ParseForm(request.target.substr(request.target.find('?') + 1)))
      request.query.push_back(pair);
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    if (!token.empty())
      request.headers.emplace_back("X-Twilio-Signature", SignTwilio(token, url, form));
    request.body = std::move(body);
    return request;
  }
  HttpResponse Send(HttpRequest request) {
    HttpResponse got{.status = 0, .headers = {}, .body = {}};
    router->Handle(std::move(request), [&](HttpResponse response) { got = std::move(response); });
    Run();
    return got;
  }
  HttpResponse Status(int dial, const std::string& sid, const std::string& status, int sequence) {
    return Webhook(
        DialField(dial, "StatusCallback"),
        {{"CallSid", sid}, {"CallStatus", status}, {"SequenceNumber", std::to_string(sequence)}});
  }
  HttpResponse Answer(int dial, const std::string& sid, const std::string& status = "in-progress") {
    return Webhook(DialField(dial, "Url"), {{"CallSid", sid}, {"CallStatus", status}});
  }
  HttpResponse Turn(const HttpResponse& asked, const std::string& sid, const std::string& field,
                    const std::string& value) {
    FormParameters form{{"CallSid", sid}, {"CallStatus", "in-progress"}};
    if (!field.empty()) form.emplace_back(field, value);
    if (field == "SpeechResult") form.emplace_back("Confidence", "0.9");
    return Webhook(ActionOf(asked), form);
  }
  static std::string ActionOf(const HttpResponse& response) {
    auto begin = response.body.find("action=\"");
    if (begin == std::string::npos) return {};
    begin += 8;
    std::string url = response.body.substr(begin, response.body.find('"', begin) - begin);
    for (auto at = url.find("&amp;"); at != std::string::npos; at = url.find("&amp;", at + 1))
      url.replace(at, 5, "&");
    return url;
  }
  void PlaceWillGive(const std::string& sid) {
    http.Answer(201, R"({"sid":")" + sid + R"(","status":"queued"})");
  }

  std::vector<std::string> Types(const std::string& call_id = {}) const {
    std::vector<std::string> types;
    for (const auto& event : bus)
      if (event.type != type::kCallTurn && event.data.Text().find(call_id) != std::string::npos)
        types.push_back(event.type.substr(event.type.find('.') + 1));
    return types;
  }
  int Count(std::string_view type) const {
    int count = 0;
    for (const auto& event : bus) count += event.type == type;
    return count;
  }
  const Event* Last(std::string_view type) const {
    for (auto event = bus.rbegin(); event != bus.rend(); ++event)
      if (event->type == type) return &*event;
    return nullptr;
  }

  voice::VoiceParts Parts() {
    return {
        .carriers = *carriers,
        .settings = settings,
        .token_secret = token_secret.value_or(store.InstallationSecret(kCallTokenSecret).value()),
        .live = live,
        .questions = questions,
        .ahead = ahead,
        .commits = &commits};
  }
  std::unique_ptr<voice::VoiceWebhooks> MakeWebhooks() {
    return std::make_unique<voice::VoiceWebhooks>(voice::WebhookParts{.voice = Parts(),
                                                                      .database = pool,
                                                                      .courier = courier,
                                                                      .clock = clock,
                                                                      .metrics = metrics,
                                                                      .bus_id = "log"});
  }

  /// Holds jobs back, or takes none, when it is told to.
  class HeldPool final : public rehearsal::InlinePool {
   public:
    using InlinePool::InlinePool;
    tocsin::Status Post(Job job) override {
      if (full)
        return Fail(ErrorKind::kTransient, "waiting for the database: queue is full", "store");
      if (hold)
        held_.push_back(std::move(job));
      else
        Do(job);
      return {};
    }
    void Release() {
      hold = false;
      for (auto& job : std::exchange(held_, {})) Do(job);
    }

    bool hold = false;  ///< jobs wait for Release
    bool full = false;  ///< no job is taken

   private:
    std::vector<Job> held_;
  };
  class TracedCourier final : public rehearsal::InlineCourier {
   public:
    explicit TracedCourier(VoiceWorld& world)
        : InlineCourier({.codec = world.codec,
                         .shard = world.shard,
                         .publish = [&world](const OutgoingRecord& sent) { world.Keep(sent); }}),
          world_(world) {}
    Tracer& GetTracer() const override {
      return world_.tracer == nullptr ? Untraced() : *world_.tracer;
    }

   private:
    VoiceWorld& world_;
  };
  /// What was published: an event, or a dead letter with its reason.
  void Keep(const OutgoingRecord& sent) {
    const auto why =
        std::ranges::find(sent.headers, "dlq_error", &std::pair<std::string, std::string>::first);
    if (why != sent.headers.end()) return letters.push_back(why->second);
    auto event = codec.Decode(Record{.at = {sent.topic, 0},
                                     .key = sent.key,
                                     .value = sent.value,
                                     .headers = sent.headers,
                                     .timestamp = clock.Now()});
    Check(event.has_value(), "what is published must be readable");
    ExpectDescribed(*event);
    bus.push_back(*std::move(event));
  }

  FakeClock clock;
  FakeMetrics metrics;
  Tracer* tracer = nullptr;  ///< of webhooks; null: none
  std::string traceparent;   ///< of what is delivered
  ScriptedStore store;
  std::unique_ptr<StoreSession> session = store.OpenSession().value();
  ScriptedHttpClient http;
  std::optional<Secret> token_secret;  ///< in place of the store's, from the next Restart on
  std::string carrier_token = kToken;  ///< from the next Restart on
  std::string carrier_token_before;
  std::string carrier_account = "AC1";
  std::string carrier_from = "+15551234567";
  int calls_per_second;
  TwilioLive carrier_live = TwilioLive::kMedia;             ///< from the next UseCarrier on
  bool lists_calls = true;                                  ///< from the next UseCarrier on
  std::function<std::unique_ptr<MediaCodec>()> make_codec;  ///< from the next UseCarrier on
  voice::SoundsAhead* ahead = nullptr;                      ///< likewise
  voice::LiveTalks* live = nullptr;                         ///< from the next Restart on
  voice::ModelQuestions* questions = nullptr;               ///< likewise
  static std::unique_ptr<voice::Carriers> MakeCarriers() {
    return std::make_unique<voice::Carriers>(
        std::vector<voice::CarrierDoor>{{"twilio",
                                         "/api/voice/webhook",
                                         "/ws/media-stream",
                                         {"/voice/twilio/inbound", "/twiml"},
                                         {},
                                         "/api/voice/webhook/sms",
                                         "/ws/conversation-relay"},
                                        {"other", "/api/voice/other"}});
  }
  std::unique_ptr<voice::Carriers> carriers = MakeCarriers();
  std::vector<std::unique_ptr<voice::Carriers>> former_carriers;
  voice::SettingsCell settings{[] {
    voice::VoiceSettings fresh;
    fresh.public_bases = {kBase};
    return fresh;
  }()};
  HeldPool pool{*session, store.OpenDirectory().value()};
  TracedCourier courier{*this};
  std::vector<Event> bus;
  std::vector<std::string> letters;  ///< why each was put to the dead letters
  std::unique_ptr<ExpressionEngine> engine = MakeJqEngine();
  runtime::EventCodec codec{"tocsin", {}, *engine};
  std::int64_t next_offset = 0;
  voice::CommitsOfProcess commits;
  std::unique_ptr<rehearsal::InlineShard> shard;
  std::unique_ptr<voice::VoiceWebhooks> webhooks;
  std::unique_ptr<runtime::HttpRouter> router;
};

}  // namespace tocsin::fakes
