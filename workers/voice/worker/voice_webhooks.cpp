#include "workers/voice/worker/voice_webhooks.hpp"

#include <spdlog/spdlog.h>

#include <charconv>

#include "schemas/tenant.hpp"
#include "workers/voice/call/call_spans.hpp"
#include "workers/voice/languages/language.hpp"
#include "workers/voice/worker/callback_urls.hpp"
#include "workers/voice/worker/inbound_leg.hpp"
#include "workers/voice/worker/instructions.hpp"
#include "workers/voice/worker/webhook_inputs.hpp"

namespace tocsin::voice {
namespace {

using Kind = CallWebhook::Kind;

/// "One moment" is said this often before we give up.
constexpr int kMaxReturns = 20;
constexpr Duration kReturnPause = std::chrono::seconds(2);

constexpr std::pair<Kind, std::string_view> kHooks[] = {{Kind::kAnswer, "answer"},
                                                        {Kind::kInput, "gather"},
                                                        {Kind::kStatus, "status"},
                                                        {Kind::kMachineDetection, "amd"},
                                                        {Kind::kRecording, "recording"}};

std::string_view NameOf(Kind kind) {
  for (const auto& [key, name] : kHooks)
    if (key == kind) return name;
  return {};
}

std::string TokenOf(const HttpRequest& request, const CallWebhook& hook) {
  const auto token = request.Query("token");
  return token.empty() ? hook.token : std::string(token);
}

int NumberOf(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// Most signatures fail because the carrier signs another address than the one set here.
std::string Expected(const std::vector<std::string>& bases) {
  std::string text = "; signatures are made over the address that the carrier called, expected";
  for (const auto& base : bases) text += ' ' + base;
  return text + " (http.public_url)";
}

}  // namespace

struct VoiceWebhooks::Request {
  Kind kind;
  const CarrierLine* line;
  std::string token;
  int returned = 0;  ///< how often "one moment" was said already
  TimePoint came;
  HttpRespond respond;
  std::shared_ptr<const VoiceSettings> settings;
  std::shared_ptr<runtime::RequestSpan> span;

  CallbackUrls Urls() const {
    return CallbackUrls(settings->public_bases.front(), line->Can().webhook_path, token);
  }
  HttpResponse Render(const Instructions& instructions) const {
    return line->provider->Render(kind, instructions);
  }
  HttpResponse Spoken(const Reply& reply, const PromptSounds* sounds = nullptr,
                      const std::string& tenant = {}) const {
    return Render(ToInstructions(reply, Urls(), *settings, *line, sounds, tenant));
  }
};

VoiceWebhooks::VoiceWebhooks(WebhookParts parts)
    : parts_(std::move(parts)),
      requests_(parts_.voice),
      commits_({parts_.database, parts_.courier, parts_.clock, parts_.metrics, parts_.bus_id},
               requests_),
      approvals_({.settings = parts_.voice.settings,
                  .secret = parts_.voice.token_secret,
                  .database = parts_.database,
                  .commits = commits_,
                  .clock = parts_.clock,
                  .metrics = parts_.metrics}),
      texts_({.settings = parts_.voice.settings,
              .carriers = parts_.voice.carriers,
              .database = parts_.database,
              .commits = commits_,
              .clock = parts_.clock,
              .metrics = parts_.metrics}) {
  if (parts_.voice.commits != nullptr) parts_.voice.commits->Use(&commits_);
}

VoiceWebhooks::~VoiceWebhooks() {
  if (parts_.voice.commits != nullptr) parts_.voice.commits->Use(nullptr);
}

void VoiceWebhooks::AddHook(runtime::HttpRouter& router, Kind kind, const std::string& carrier,
                            const std::string& pattern, std::string hint,
                            const std::string& method) {
  router.Add(
      method, pattern,
      [this, kind, carrier, pattern](HttpRequest request, const runtime::PathParameters&,
                                     HttpRespond respond) {
        auto span = runtime::RequestSpan::Begin(parts_.courier.GetTracer(), pattern, request);
        respond = runtime::RequestSpan::Ending(span, std::move(respond));
        Handle(kind, carrier, std::move(request), std::move(respond), std::move(span));
      },
      runtime::Get::kActs);  // a flow's GET tells of keys
  router.SetHint(pattern, std::move(hint));
}

void VoiceWebhooks::Register(runtime::HttpRouter& router) {
  approvals_.Register(router);
  texts_.Register(router);
  if (parts_.voice.sounds != nullptr) parts_.voice.sounds->Register(router);
  for (const auto& door : parts_.voice.carriers.Doors()) {
    for (const auto& [kind, name] : kHooks) {
      const std::string path = door.path + '/' + std::string(name);
      AddHook(router, kind, door.carrier, path,
              "the carrier calls it, signed; try it with 'tocsin webhook probe " +
                  std::string(name) + "'.");
      if (door.fetches && WantsInstructions(kind))
        AddHook(router, kind, door.carrier, path, "applets of the carrier's flow call it.", "GET");
    }
    for (const auto& path : door.inbound)
      AddHook(router, Kind::kAnswer, door.carrier, path,
              "the carrier calls it, signed, when somebody rings a number of yours: set it as the "
              "number's address for incoming calls.");
    for (const auto& name : door.own)
      for (const auto* method : {"GET", "POST"})
        router.Add(method, door.path + '/' + name,
                   [this, name, carrier = door.carrier](
                       const HttpRequest& request, const runtime::PathParameters&,
                       const HttpRespond& respond) { respond(AnswerOwn(name, carrier, request)); });
  }
}

/// As of Carriers::Verify: the complaint of the account in force.
HttpResponse VoiceWebhooks::AnswerOwn(const std::string& door, const std::string& carrier,
                                      const HttpRequest& request) {
  const auto settings = parts_.voice.settings.Get();
  Error complaint{ErrorKind::kRejected, "no carrier is set up", "telephony"};
  bool first = true;
  for (const auto* line : parts_.voice.carriers.SendersOf(carrier)) {
    auto answer = line->provider->AnswerOwn(door, request, settings->public_bases.front(),
                                            parts_.voice.MayOpenLive(*line));
    if (answer) return *std::move(answer);
    if (std::exchange(first, false)) complaint = answer.error();
  }
  parts_.metrics.Add("tocsin_voice_webhooks_refused_total", 1, {{"hook", door}});
  if (const auto more = refused_.Admit())
    spdlog::warn("request at {}'s door {} from {} is refused with 403: {}{}", carrier, door,
                 request.peer, complaint.message, *more);
  return Problem(403, "Forbidden", complaint.message);
}

HttpResponse VoiceWebhooks::Refusal(Kind kind, const HttpRequest& request, const Error& why) {
  const bool rejected = why.kind == ErrorKind::kRejected;
  parts_.metrics.Add("tocsin_voice_webhooks_refused_total", 1, {{"hook", NameOf(kind)}});
  if (const auto more = refused_.Admit())
    spdlog::warn("webhook {} from {} is refused with {}: {}{}{}", NameOf(kind), request.peer,
                 rejected ? 403 : 400, why.message,
                 rejected ? Expected(parts_.voice.settings.Get()->public_bases) : "", *more);
  return rejected ? Problem(403, "Forbidden", why.message)
                  : Problem(400, "Bad Request", why.message);
}

void VoiceWebhooks::Handle(Kind kind, const std::string& carrier, HttpRequest request,
                           HttpRespond respond, std::shared_ptr<runtime::RequestSpan> span) {
  const auto settings = parts_.voice.settings.Get();
  auto verified = parts_.voice.carriers.Verify<CallWebhook>(
      carrier, settings->public_bases, [&](TelephonyProvider& provider, const std::string& base) {
        return provider.ParseWebhook(kind, request, base);
      });
  if (!verified) return respond(Refusal(kind, request, verified.error()));
  auto& [hook, line] = *verified;
  // Shared: what is called when it is done must be copyable.
  const auto asked = std::make_shared<Request>(Request{.kind = kind,
                                                       .line = line,
                                                       .token = TokenOf(request, hook),
                                                       .returned = NumberOf(request.Query("again")),
                                                       .came = parts_.clock.Now(),
                                                       .respond = std::move(respond),
                                                       .settings = settings,
                                                       .span = std::move(span)});
  const CarrierAccount at{.carrier = line->Can().name, .account = line->Can().account};
  std::optional<InboundLeg> inbound;
  if (hook.inbound) {
    inbound =
        InboundLegOf(at, hook.provider_call_id, parts_.voice.token_secret, parts_.voice.partitions);
    if (asked->token.empty()) asked->token = inbound->token;
    // With the database away at first, it comes back with its token and is not stored yet.
    if (asked->token != inbound->token) inbound.reset();
  }
  if (asked->token.empty()) {
    if (!WantsInstructions(kind)) return Answer(*asked, line->provider->Acknowledge());
    Reply reply;
    if (!hook.fetched || kind == Kind::kAnswer) reply.say = {English().sentences.not_known};
    return Answer(*asked, asked->Spoken(reply));
  }
  auto [from, to] = std::pair(hook.from, hook.to);
  Input came =
      ToInput(std::move(hook), Sha256Hex(asked->token), NumberOf(request.Query("turn")), at);
  if (auto* turn = std::get_if<TurnHeard>(&came); turn != nullptr && turn->fetched)
    turn->came = asked->came;
  if (auto* wanted = std::get_if<WordsWanted>(&came)) {
    const bool prompts = wanted->by == WordsWanted::By::kPrompts;
    if (prompts && parts_.voice.MayOpenLive(*line)) wanted->by = WordsWanted::By::kLiveOpen;
    if (inbound) {
      auto in = ToCameIn(*inbound, std::move(wanted->leg), std::move(from), std::move(to));
      in.by = wanted->by;
      came = std::move(in);
    }
  }
  commits_.Serve({.came = std::move(came),
                  .settings = settings,
                  .done = [this, asked](const Transition* stored) {
                    if (stored == nullptr) return Answer(*asked, ComeBack(*asked));
                    // Carriers name no trace; the call that the token leads to has one.
                    const auto& call = stored->next.call;
                    asked->span->StandBelow(
                        WithSpan(call.origin.traceparent, CallSpan(call.id_text)));
                    Speak(asked, *stored);
                  }});
}

void VoiceWebhooks::Answer(const Request& asked, HttpResponse response) {
  const auto spent = std::chrono::duration<double>(parts_.clock.Now() - asked.came).count();
  parts_.metrics.Observe("tocsin_voice_webhook_seconds", spent, {{"hook", NameOf(asked.kind)}},
                         asked.span->Kept());
  asked.respond(std::move(response));
}

void VoiceWebhooks::Speak(const std::shared_ptr<Request>& asked, const Transition& transition) {
  if (!WantsInstructions(asked->kind)) return Answer(*asked, asked->line->provider->Acknowledge());
  auto reply = transition.reply.value_or(Reply{});
  auto* sounds = parts_.voice.sounds;
  if (sounds == nullptr || reply.connection || reply.say.empty())
    return Answer(*asked, asked->Spoken(reply));
  const LinesAhead lines{.lines = reply.say,
                         .language = reply.language,
                         .tenant = std::string(TenantNamed(transition.next.call.origin.tenant))};
  sounds->Prepare(
      lines, [this, asked, sounds, tenant = lines.tenant, reply = std::move(reply)](bool ready) {
        Answer(*asked, asked->Spoken(reply, ready ? sounds : nullptr, tenant));
      });
}

HttpResponse VoiceWebhooks::ComeBack(const Request& asked) const {
  if (!WantsInstructions(asked.kind)) {
    auto later = Problem(503, "Service Unavailable", "the database is away; send this again");
    later.headers.emplace_back("Retry-After", "2");
    return later;
  }
  if (asked.returned >= kMaxReturns)
    return asked.Render({Say{.text = English().sentences.give_up}, Hangup{}});
  return asked.Render({Say{.text = English().sentences.one_moment}, Pause{.length = kReturnPause},
                       Redirect{.url = asked.Urls().Again(asked.returned + 1)}});
}

}  // namespace tocsin::voice
