#include "workers/voice/voice_webhooks.hpp"

#include <charconv>

#include "workers/runtime/crash_point.hpp"
#include "workers/voice/callback_urls.hpp"
#include "workers/voice/decide_call.hpp"
#include "workers/voice/desk.hpp"
#include "workers/voice/prompts.hpp"
#include "workers/voice/voice_meter.hpp"

namespace tocsin::voice {
namespace {

using Kind = CallWebhook::Kind;

constexpr int kMaxTries = 5;
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

/// Only these are answered with instructions; the others with nothing.
bool WantsInstructions(Kind kind) { return kind == Kind::kAnswer || kind == Kind::kInput; }

int NumberOf(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

HttpResponse NoContent() { return {.status = 204, .headers = {}, .body = {}}; }

}  // namespace

/// A verified webhook on its way to an answer.
struct VoiceWebhooks::Visit {
  CallWebhook hook;
  std::string token;
  int turn = 0;
  int returned = 0;  ///< how often "one moment" was said already
  TimePoint came;
  HttpRespond respond;
  std::shared_ptr<const VoiceSettings> settings;

  CallbackUrls Urls() const {
    return CallbackUrls(settings->public_bases.front(), token, settings->connection_overrides);
  }
};

VoiceWebhooks::VoiceWebhooks(WebhookParts parts)
    : parts_(std::move(parts)), carrier_(parts_.voice) {}

void VoiceWebhooks::Register(runtime::HttpRouter& router) {
  for (const auto& [kind, name] : kHooks) {
    const std::string pattern = "/api/voice/webhook/" + std::string(name);
    router.Add("POST", pattern,
               [this, kind = kind](HttpRequest request, const runtime::PathParameters&,
                                   HttpRespond respond) {
                 Handle(kind, std::move(request), std::move(respond));
               });
    router.SetHint(pattern,
                   "the carrier calls it, signed; try it with "
                   "'tocsin webhook probe " +
                       std::string(name) + "'.");
  }
}

Result<CallWebhook> VoiceWebhooks::Verify(Kind kind, const HttpRequest& request) const {
  const auto settings = parts_.voice.settings.Get();
  Result<CallWebhook> hook = Fail(ErrorKind::kRejected, "verifying webhook: no public address");
  for (const auto& base : settings->public_bases) {
    hook = parts_.voice.provider.ParseWebhook(kind, request, base);
    if (hook || hook.error().kind != ErrorKind::kRejected) break;
  }
  return hook;
}

void VoiceWebhooks::Handle(Kind kind, HttpRequest request, HttpRespond respond) {
  auto hook = Verify(kind, request);
  if (!hook) {
    const bool rejected = hook.error().kind == ErrorKind::kRejected;
    parts_.metrics.Add("tocsin_voice_webhooks_refused_total", 1, {{"hook", NameOf(kind)}});
    return respond(rejected ? Problem(403, "Forbidden", hook.error().message)
                            : Problem(400, "Bad Request", hook.error().message));
  }
  const auto settings = parts_.voice.settings.Get();
  const auto visit = std::make_shared<Visit>(Visit{.hook = std::move(*hook),
                                                   .token = std::string(request.Query("token")),
                                                   .turn = NumberOf(request.Query("turn")),
                                                   .returned = NumberOf(request.Query("again")),
                                                   .came = parts_.clock.Now(),
                                                   .respond = std::move(respond),
                                                   .settings = settings});
  if (visit->token.empty()) {
    if (!WantsInstructions(kind)) return Answer(*visit, NoContent());
    const Reply reply{.say = {visit->hook.inbound ? prompts::kInbound : prompts::kNotKnown},
                      .ask = {}};
    return Answer(*visit, parts_.voice.provider.Render(
                              ToInstructions(reply, visit->Urls(), settings->silence)));
  }
  // Shared by the job and this function: a pool that takes no more jobs drops its copy.
  const auto posted = parts_.database.Post(
      [this, visit](StoreSession& session, StoreDirectory&) { Serve(session, *visit); });
  if (!posted) Answer(*visit, ComeBack(*visit));
}

void VoiceWebhooks::Answer(Visit& visit, HttpResponse response) {
  const auto spent = std::chrono::duration<double>(parts_.clock.Now() - visit.came).count();
  parts_.metrics.Observe("tocsin_voice_webhook_seconds", spent,
                         {{"hook", NameOf(visit.hook.kind)}});
  visit.respond(std::move(response));
}

void VoiceWebhooks::Serve(StoreSession& session, Visit& visit) {
  for (int i = 0; i < kMaxTries; ++i) {
    const auto answered = TryOnce(session, visit);
    if (!answered) break;
    if (*answered) return;
  }
  Answer(visit, ComeBack(visit));
}

Result<bool> VoiceWebhooks::TryOnce(StoreSession& session, Visit& visit) {
  const std::string token_hash = Sha256Hex(visit.token);
  VoiceQuery query;
  query.token_hashes.push_back(token_hash);
  TRY_ASSIGN(const auto stored, session.LoadConversation(query));
  if (stored.calls.size() != 1) {
    Transition unknown;
    unknown.reply = Reply{.say = {prompts::kNotKnown}, .ask = {}};
    Answer(visit, Rendered(visit, unknown));
    return true;
  }
  Desk desk;
  TRY(desk.Load(stored));
  const WebhookCame input{.hook = visit.hook, .token_hash = token_hash, .turn = visit.turn};
  const TimePoint now = parts_.clock.Now();
  const Transition transition =
      DecideCall(desk.SituationOf(stored.calls.front().id), input, now, *visit.settings);
  desk.Apply(transition);

  Batch batch{.role = "voice", .bus_id = parts_.bus_id};
  desk.Write(batch.voice);
  OutboxWrite outbox{.partition = transition.next.call.partition, .records = {}};
  for (const auto& event : transition.events)
    outbox.records.push_back(parts_.courier.ToRecord(event));
  if (!outbox.records.empty()) batch.outbox.push_back(std::move(outbox));
  std::vector<Call> ringing;
  TRY(AddSiblings(session, transition, batch, ringing));

  CommitOutcome outcome;
  if (!batch.voice.Empty() || !batch.outbox.empty()) {
    parts_.courier.Prepare(batch);
    if (transition.decided) runtime::CrashPoint("before_decision_commit");
    TRY_ASSIGN(outcome, session.Commit(batch));
    if (outcome.kind != CommitOutcome::Kind::kCommitted) return false;
    if (transition.decided) runtime::CrashPoint("after_decision_commit");
  }
  Answer(visit, Rendered(visit, transition));
  Finish(transition, batch, outcome, ringing);
  return true;
}

/// After a final decision the question's other calls are looked at by their owners at once; those
/// that ring are ended from here without waiting for that.
Status VoiceWebhooks::AddSiblings(StoreSession& session, const Transition& transition, Batch& batch,
                                  std::vector<Call>& ringing) {
  if (!transition.decided || transition.next.question.Open()) return {};
  VoiceQuery query;
  query.questions.push_back(transition.next.question.id);
  TRY_ASSIGN(const auto stored, session.LoadConversation(query));
  Desk desk;
  TRY(desk.Load(stored));
  for (auto& call : desk.CallsOf(transition.next.question.id)) {
    if (call.id == transition.next.call.id || call.phase == Phase::kOver) continue;
    batch.voice.timers.push_back(
        {.call = call.id, .partition = call.partition, .due_at = parts_.clock.Now()});
    if (call.phase == Phase::kPlaced) ringing.push_back(std::move(call));
  }
  return {};
}

void VoiceWebhooks::Finish(const Transition& transition, const Batch& batch,
                           const CommitOutcome& outcome, const std::vector<Call>& ringing) {
  if (!batch.voice.Empty() || !batch.outbox.empty()) parts_.courier.Publish(batch, outcome);
  const auto ignore = [](std::string_view, json::value) {};
  for (const auto& command : transition.commands)
    carrier_.Perform(transition.next.call, command, ignore);
  for (const auto& call : ringing)
    carrier_.Perform(call, EndCall{.provider_call_id = call.provider_call_id}, ignore);
  VoiceMeter meter;
  meter.Note(transition, parts_.clock.Now());
  meter.Flush(parts_.metrics);
}

HttpResponse VoiceWebhooks::Rendered(const Visit& visit, const Transition& transition) const {
  if (!WantsInstructions(visit.hook.kind)) return NoContent();
  return parts_.voice.provider.Render(
      ToInstructions(transition.reply.value_or(Reply{}), visit.Urls(), visit.settings->silence));
}

HttpResponse VoiceWebhooks::ComeBack(const Visit& visit) const {
  if (!WantsInstructions(visit.hook.kind)) {
    auto later = Problem(503, "Service Unavailable", "the database is away; send this again");
    later.headers.emplace_back("Retry-After", "2");
    return later;
  }
  if (visit.returned >= kMaxReturns)
    return parts_.voice.provider.Render({Say{.text = prompts::kGiveUp}, Hangup{}});
  return parts_.voice.provider.Render({Say{.text = prompts::kOneMoment},
                                       Pause{.length = kReturnPause},
                                       Redirect{.url = visit.Urls().Again(visit.returned + 1)}});
}

}  // namespace tocsin::voice
