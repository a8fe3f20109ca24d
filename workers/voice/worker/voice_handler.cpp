#include "workers/voice/worker/voice_handler.hpp"

#include <time.h>

#include <spdlog/spdlog.h>

#include <algorithm>

#include "adapters/log_line.hpp"
#include "schemas/events/led_calls.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/call_events.hpp"
#include "workers/voice/call/call_request.hpp"
#include "workers/voice/call/call_spans.hpp"
#include "workers/voice/call/permission.hpp"
#include "workers/voice/languages/language.hpp"
#include "workers/voice/understanding/lexicon.hpp"
#include "workers/voice/worker/group_commit.hpp"
#include "workers/voice/worker/text_answers.hpp"

namespace tocsin::voice {
namespace {

using runtime::Arrival;
using runtime::BatchWriter;
using runtime::ShardInput;
using runtime::Signal;
using runtime::TimerDue;

constexpr std::string_view kSetAsideReason = "crash";
/// Names the signal in what a shard tells of its inputs.
constexpr std::string_view kCarrierAnswer = "answer of the carrier";
/// A waiting call is looked at within this time, or nobody looks after it now.
constexpr Duration kLookedAfter = std::chrono::seconds(60);
/// Questions that who rings back is asked at most.
constexpr int kMostOpen = 5;
constexpr Duration kHour = std::chrono::hours(1);
constexpr Duration kMinuteOfDials = std::chrono::minutes(1);
/// A process that slept longer than this between its decision and the dial must not dial any more:
/// another may have taken over.
constexpr std::int64_t kMaxStallMs = 2000;

/// Goes on while the machine or the process is suspended.
std::int64_t BootTimeMs() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace

VoiceHandler::VoiceHandler(VoiceParts parts, runtime::ShardServices& shard)
    : requests_(std::move(parts)), shard_(shard) {
  // Thousands of phrases are read out of the tables: now, not while the first person waits.
  LexiconOf(English());
  VoiceMeter::Begin(shard_.GetMetrics());
}

VoiceQuery VoiceHandler::QueryFor(std::span<const ShardInput> inputs) const {
  VoiceQuery query;
  for (const auto& input : inputs) {
    if (const auto* due = std::get_if<TimerDue>(&input)) {
      query.calls.emplace_back(due->owner);
    } else if (const auto* signal = std::get_if<Signal>(&input)) {
      query.calls.emplace_back(signal->owner);
      if (const auto* came = std::any_cast<Input>(&signal->input))
        for (auto& id : ProviderIdsOf(*came)) query.provider_call_ids.push_back(std::move(id));
    } else if (const auto* arrival = std::get_if<Arrival>(&input)) {
      const auto& event = arrival->event;
      if (event.type == type::kCallRequested) {
        if (const auto call = ReadCallRequest(event, arrival->at.partition, {})) {
          query.calls.push_back(call->id);
          query.questions.push_back(call->question);
        }
      } else if (event.type == type::kCallCancelRequested) {
        if (const auto cancel = ReadCancelRequest(event))
          query.questions.push_back(cancel->question);
      } else if (event.type == type::kMessageRequested) {
        if (const auto texted = ReadTexted(event)) query.questions.push_back(texted->question);
      } else if (event.type == type::kCallStepRequested) {
        if (const auto step = ReadStepRequest(event)) {
          query.calls.push_back(step->call);
          if (step->step.act == events::kStepAskOpen) {
            query.open_questions = kMostOpen;
            query.tenants.emplace_back(TenantOf(event));
          }
          if (const auto question = QuestionId::Parse(step->step.question))
            query.questions.push_back(*question);
        }
      }
    }
  }
  return query;
}

bool VoiceHandler::Ignores(std::string_view name, bool) const {
  return name != type::kCallRequested && name != type::kCallCancelRequested &&
         name != type::kCallStepRequested && name != type::kMessageRequested;
}

runtime::DatabaseJob VoiceHandler::Prepare(std::span<const ShardInput> inputs) {
  ForgetBatch();
  VoiceQuery query = QueryFor(inputs);
  if (query.calls.empty() && query.questions.empty()) return nullptr;
  std::set<std::string> phones;
  for (const auto& input : inputs) {
    const auto* arrival = std::get_if<Arrival>(&input);
    if (arrival == nullptr || arrival->event.type != type::kCallRequested) continue;
    if (const auto call = ReadCallRequest(arrival->event, 0, {})) phones.insert(call->phone);
  }
  return [this, query = std::move(query), phones = std::move(phones)](StoreSession& session) {
    return Load(session, query, phones);
  };
}

std::optional<TimePoint> VoiceHandler::DayOfMoney(TimePoint now) const {
  const auto settings = requests_.Parts().settings.Get();
  return settings->budget.Bounds() ? std::optional(settings->budget.DayOf(now)) : std::nullopt;
}

Status VoiceHandler::Load(StoreSession& session, const VoiceQuery& query,
                          const std::set<std::string>& asked_phones) {
  TRY_ASSIGN(const auto stored, session.LoadConversation(query));
  TRY(calls_.Load(stored));
  auto phones = asked_phones;
  for (const auto& id : query.calls) {
    const auto* call = calls_.FindCall(id);
    if (call != nullptr && call->phase == Phase::kPlanned) phones.insert(call->phone);
  }
  if (phones.empty()) return {};
  TRY(Count(session, {phones.begin(), phones.end()}, shard_.GetClock().Now()));
  if (requests_.Parts().settings.Get()->concurrent_calls > 0) {
    TRY_ASSIGN(live_calls_, session.CountLiveCalls());
  }
  return {};
}

/// Dials that may be one too many are counted exactly.
Status VoiceHandler::Count(StoreSession& session, const std::vector<std::string>& phones,
                           TimePoint now) {
  CountSince since{.all = now - kHour,
                   .lately = now - kMinuteOfDials,
                   .looked_after = now - kLookedAfter,
                   .money = DayOfMoney(now),
                   .total = hour_.Since(now)};
  // This batch may dial all of them.
  const int most =
      requests_.Parts().settings.Get()->calls_per_hour - static_cast<int>(phones.size());
  TRY_ASSIGN(counts_, session.CountAttempts(phones, since));
  if (const auto total = hour_.Take(now, counts_.total, most)) {
    counts_.total = *total;
    return {};
  }
  hour_.Forget();
  since.total = hour_.Since(now);
  TRY_ASSIGN(counts_, session.CountAttempts(phones, since));
  hour_.Take(now, counts_.total, most);
  return {};
}

tl::expected<void, runtime::RoleHandler::Blame> VoiceHandler::Decide(
    std::span<const ShardInput> inputs, BatchWriter& out) {
  decided_at_ = BootTimeMs();
  for (const auto& input : inputs) {
    if (const auto* arrival = std::get_if<Arrival>(&input)) {
      partition_ = arrival->at.partition;
      Take(*arrival, out);
    } else if (const auto* due = std::get_if<TimerDue>(&input)) {
      partition_ = due->partition;
      Take(*due, out);
    } else if (const auto* signal = std::get_if<Signal>(&input)) {
      partition_ = signal->partition;
      Take(*signal, out);
    }
  }
  calls_.Write(out.Out());
  return {};
}

void VoiceHandler::Take(const Arrival& arrival, BatchWriter& out) {
  // The topic also carries what we emit ourselves.
  if (arrival.event.type == type::kCallRequested) return TakeRequest(arrival, out);
  if (arrival.event.type == type::kCallCancelRequested) return TakeCancel(arrival, out);
  if (arrival.event.type == type::kCallStepRequested) return TakeStepRequest(arrival, out);
  if (arrival.event.type == type::kMessageRequested) return TakeTexted(arrival);
  out.Unmatched(arrival);
}

/// The question is stored with the request, so that it can be closed from now on.
void VoiceHandler::TakeStepRequest(const Arrival& arrival, BatchWriter& out) {
  auto request = ReadStepRequest(arrival.event);
  if (!request) {
    if (const auto answer = RefuseStepRequest(arrival.event, request.error(), out.Now()))
      out.Emit(partition_, *answer);
    return out.DeadLetter(arrival, "invalid_data", request.error().message);
  }
  const auto* call = calls_.FindCall(request->call);
  if (call == nullptr || !SameTenant(arrival.event, TenantNamed(call->origin.tenant)))
    return out.Emit(partition_, StepRefused(*request, events::kStepCallOver, "unknown", out.Now()));
  if (const auto settings = requests_.Parts().settings.Get(); settings->allowed_actions)
    MarkPermission(*settings->allowed_actions, request->step.context);
  if (request->step.act == events::kStepAskOpen) return AskWhatIsOpen(*request, out);
  if (const auto id = QuestionId::Parse(request->step.question);
      id && call->phase != Phase::kOver) {
    const auto* known = calls_.FindQuestion(*id);
    if (known != nullptr && !SameTenant(arrival.event, known->tenant))
      return RefuseForeign(arrival, out);
    if (known != nullptr && !known->Open())
      return out.Emit(partition_, StepRefused(*request, events::kStepWithdrawn,
                                              known->closed_because, out.Now()));
    if (known == nullptr) {
      Question question;
      question.id = *id;
      question.partition = arrival.at.partition;
      if (const auto run = RunId::Parse(request->step.origin.run)) question.run = *run;
      question.tenant = TenantOf(arrival.event);
      calls_.PutQuestion(question, true);
    }
  }
  Run(request->call, Commanded{.step = request->step}, out);
}

/// Each as a step of its own; the last one tells who wanted it that all were asked.
void VoiceHandler::AskWhatIsOpen(const StepRequest& request, BatchWriter& out) {
  auto asked = calls_.AskedNow(TenantNamed(request.step.origin.tenant));
  if (asked.size() > kMostOpen) asked.resize(kMostOpen);
  const auto& wanted = request.step;
  for (const auto& other : asked) {
    CallStep step{.act = std::string(events::kStepAsk),
                  .say = other.say,
                  .question = other.question.ToString(),
                  .choices = other.choices,
                  .language = wanted.language,
                  .zone = other.zone,
                  .borrowed = BorrowedQuestion{.alert_id = other.alert_id,
                                               .contact = wanted.contact,
                                               .lead = wanted.origin},
                  .origin = other.origin};
    if (const auto* context = IfMap(other.context)) step.context = *context;
    Run(request.call, Commanded{.step = std::move(step)}, out);
  }
  const auto* call = calls_.FindCall(request.call);
  const auto& language = wanted.language.empty() ? call->language : wanted.language;
  const auto& say = LanguageOf(language).sentences;
  Run(request.call,
      Commanded{.step = {.act = std::string(events::kStepSay),
                         .say = asked.empty() ? say.nothing_open : say.all_open,
                         .language = wanted.language,
                         .origin = wanted.origin}},
      out);
}

void VoiceHandler::RefuseForeign(const Arrival& arrival, BatchWriter& out) {
  out.DeadLetter(arrival, "other_tenant", "its question_id is that of another tenant's question");
}

void VoiceHandler::TakeRequest(const Arrival& arrival, BatchWriter& out) {
  const auto settings = requests_.Parts().settings.Get();
  auto call = ReadCallRequest(arrival.event, arrival.at.partition, out.Now(), settings->language);
  if (!call) {
    if (const auto answer = RefuseCallRequest(arrival.event, call.error(), out.Now()))
      out.Emit(partition_, *answer);
    return out.DeadLetter(arrival, "invalid_data", call.error().message);
  }
  if (calls_.FindCall(call->id) != nullptr) return;
  if (const auto* known = calls_.FindQuestion(call->question);
      known != nullptr && !SameTenant(arrival.event, known->tenant))
    return RefuseForeign(arrival, out);
  if (auto* context = call->context.if_object(); context != nullptr && settings->allowed_actions)
    MarkPermission(*settings->allowed_actions, *context);
  if (calls_.FindQuestion(call->question) == nullptr) calls_.PutQuestion(NewQuestion(*call), true);
  if (const auto wanted = UnspokenLanguage(arrival.event); !wanted.empty())
    WriteLog({.level = spdlog::level::warn,
              .text = fmt::format("call {}: no calls are held in language '{}'; it is held in {}",
                                  call->id_text, wanted, call->language),
              .fields = FieldsForLog(*call)});
  calls_.PutCall(*call);
  Look(call->id, out);
}

/// From now on the number may answer by a text message. It may be sent before anybody is rung: the
/// question is stored with it then.
void VoiceHandler::TakeTexted(const Arrival& arrival) {
  const auto texted = ReadTexted(arrival.event);
  if (!texted) return;
  const auto* known = calls_.FindQuestion(texted->question);
  if (known != nullptr && (!known->Open() || !SameTenant(arrival.event, known->tenant))) return;
  if (calls_.FindCall(CallOfTexts(*texted)) != nullptr) return;
  const auto call =
      CallTexted(*texted, arrival.event, arrival.at.partition, shard_.GetClock().Now());
  if (known == nullptr) calls_.PutQuestion(NewQuestion(call), true);
  calls_.PutCall(call);
}

void VoiceHandler::TakeCancel(const Arrival& arrival, BatchWriter& out) {
  const auto cancel = ReadCancelRequest(arrival.event);
  if (!cancel) return out.DeadLetter(arrival, "invalid_data", cancel.error().message);
  if (cancel->call) {
    const auto* call = calls_.FindCall(*cancel->call);
    if (call != nullptr && SameTenant(arrival.event, TenantNamed(call->origin.tenant)))
      Run(*cancel->call, Cancelled{.reason = cancel->reason}, out);
    return;
  }
  Question question;
  if (const auto* known = calls_.FindQuestion(cancel->question)) {
    if (!SameTenant(arrival.event, known->tenant)) return RefuseForeign(arrival, out);
    question = *known;
  } else {
    // Its requests come later, from a producer that keys them otherwise: they must find it closed.
    question.id = cancel->question;
    question.partition = arrival.at.partition;
    question.alert_id = cancel->alert_id;
    question.tenant = TenantOf(arrival.event);
  }
  const auto calls = calls_.CallsOf(cancel->question);
  auto closing = CloseQuestion(std::move(question), calls, cancel->reason, out.Now());
  calls_.PutQuestion(closing.question, closing.changed);
  for (auto& event : closing.events) out.Emit(partition_, std::move(event));
  for (const auto& call : calls) Look(call.id, out);
}

void VoiceHandler::DropTimer(CallId call, BatchWriter& out) const {
  spdlog::warn("a timer of call {}, which is not there, is due: it is removed", call.ToString());
  out.Out().timers.push_back(
      {.kind = std::string(kCallTimer), .owner = call, .partition = partition_, .due_at = {}});
}

void VoiceHandler::Take(const TimerDue& due, BatchWriter& out) {
  const CallId id(due.owner);
  if (calls_.FindCall(id) == nullptr) {
    DropTimer(id, out);
    return;
  }
  calls_.TouchTimer(id);
  Look(id, out);
}

void VoiceHandler::Take(const Signal& signal, BatchWriter& out) {
  const CallId id(signal.owner);
  const auto* came = std::any_cast<Input>(&signal.input);
  if (came == nullptr) return;
  if (std::holds_alternative<PlaceAnswered>(*came)) answered_.push_back(id);
  if (calls_.FindCall(id) == nullptr) return;
  Input input = *came;
  if (auto* listed = std::get_if<CallsListed>(&input))
    listed->bound_elsewhere = calls_.BoundElsewhere(id);
  Run(id, input, out);
}

void VoiceHandler::Look(CallId id, BatchWriter& out) {
  const Situation situation = calls_.SituationOf(id);
  TimeCame time{.dial = {}, .in_flight = in_flight_.contains(id)};
  if (WantsToDial(situation, out.Now())) time.dial = FactsFor(situation, out.Now());
  Run(id, time, out);
}

DialFacts VoiceHandler::FactsFor(const Situation& situation, TimePoint now) {
  const auto& call = situation.call;
  const auto claimed = std::ranges::find(situation.attempts, call.attempt, &AttemptRow::number);
  const bool again = claimed != situation.attempts.end();
  const auto& carriers = requests_.Parts().carriers;
  const auto* line = call.failover.empty() ? nullptr : carriers.Named(call.failover);
  if (line == nullptr) line = carriers.ForNumber(call.phone);
  const auto can = line == nullptr ? TelephonyCapabilities{} : line->Can();
  DialFacts facts{
      .provider = can.name,
      .account = can.account,
      .from = can.from,
      .lists_calls = can.lists_calls,
      .lists_ended = can.lists_ended_calls,
      .tells_prices = can.tells_prices,
      .token_hash = requests_.TokenHash(call, call.attempt, again ? claimed->planned_at : now),
      .dialled = again ? AttemptCounts{} : counts_.Of(call.phone),
      .spent = counts_.SpentOn(call.phone, TenantNamed(call.origin.tenant)),
      .held = again,
      .slot = now,
      .number_busy = claimed_phones_.contains(call.phone),
      .live_calls = again ? 0 : live_calls_};
  if (const auto queue = counts_.lines.find(call.phone); queue != counts_.lines.end())
    facts.before = static_cast<int>(queue->second.Before(call.id));
  // A claim refused although the call had not changed: the store holds another attempt's claim.
  const auto refused = refused_.find(call.id);
  facts.number_busy |= refused != refused_.end() && refused->second == call.revision;
  const auto settings = requests_.Parts().settings.Get();
  if (MustWaitForLine(facts, *settings) || Forbidden(call, facts, *settings)) return facts;
  const auto [slot, fresh] = slots_.try_emplace(call.id);
  if (fresh) slot->second = line->pacer->Reserve(now);
  facts.slot = slot->second;
  return facts;
}

void VoiceHandler::Run(CallId id, const Input& input, BatchWriter& out) {
  const auto settings = requests_.Parts().settings.Get();
  Transition transition = DecideCall(calls_.SituationOf(id), input, out.Now(), *settings);
  calls_.Apply(transition);
  const auto& call = transition.next.call;
  for (const auto& event : transition.events) out.Emit(partition_, event);
  for (const auto& command : transition.commands) {
    if (std::holds_alternative<Dial>(command)) {
      claimed_phones_.insert(call.phone);
      claimed_[id] = call.revision;
      counts_.Add(call.phone);
      ++live_calls_;
      for (const auto& row : transition.spend)
        if (!row.settled) counts_.Hold(row);
    }
    pending_.push_back({.call = call, .command = command});
  }
  if (call.phase == Phase::kOver) slots_.erase(id);
  NoteSpans(transition, out.Now(), out.Spans());
  meter_.Note(transition, out.Now(), out.Spans().Wants(transition.next.call.origin.traceparent));
  journal_.Note(transition);
}

Status VoiceHandler::SetAside(const ShardInput& input, std::string_view why, BatchWriter& out) {
  std::optional<CallId> id;
  if (const auto* arrival = std::get_if<Arrival>(&input)) {
    partition_ = arrival->at.partition;
    if (arrival->event.type != type::kCallRequested) return {};
    const auto call = ReadCallRequest(arrival->event, partition_, out.Now());
    if (!call) return {};
    if (calls_.FindCall(call->id) == nullptr) {
      events::CallProgress failed;
      failed.reason = kSetAsideReason;
      failed.detail = why;
      out.Emit(partition_, ProgressEvent(*call, type::kCallFailed, kSetAsideReason,
                                         std::move(failed), out.Now()));
      return {};
    }
    id = call->id;
  } else if (const auto* due = std::get_if<TimerDue>(&input)) {
    partition_ = due->partition;
    id = CallId(due->owner);
    calls_.TouchTimer(*id);
  } else if (const auto* signal = std::get_if<Signal>(&input)) {
    partition_ = signal->partition;
    id = CallId(signal->owner);
  }
  if (!id) return {};
  if (calls_.FindCall(*id) == nullptr) {
    DropTimer(*id, out);
    return {};
  }
  const auto settings = requests_.Parts().settings.Get();
  const Transition transition =
      GiveUpCall(calls_.SituationOf(*id), kSetAsideReason, why, out.Now(), *settings);
  calls_.Apply(transition);
  for (const auto& event : transition.events) out.Emit(partition_, event);
  for (const auto& command : transition.commands)
    pending_.push_back({.call = transition.next.call, .command = command});
  calls_.Write(out.Out());
  return {};
}

void VoiceHandler::OnCommitted(const Batch&, const CommitOutcome&) {
  for (const auto& id : answered_) in_flight_.erase(id);
  for (const auto& [id, revision] : claimed_) slots_.erase(id);
  refused_.clear();
  meter_.Flush(shard_.GetMetrics());
  journal_.Flush();
  const auto pending = std::exchange(pending_, {});
  ForgetBatch();
  for (const auto& one : pending) Perform(one);
}

void VoiceHandler::Perform(const Pending& pending) {
  const auto& call = pending.call;
  const auto answer = [this, id = call.id, partition = call.partition](Input input) {
    shard_.Enter(Signal{.owner = id,
                        .partition = partition,
                        .kind = std::string(kCarrierAnswer),
                        .data = nullptr,
                        .input = std::move(input)});
  };
  if (const auto* dial = std::get_if<Dial>(&pending.command)) {
    const bool stalled = BootTimeMs() - decided_at_ > kMaxStallMs;
    if (stalled || !shard_.Owns(call.partition)) {
      const PlaceResult not_sent{
          .outcome = PlaceOutcome::kNotSent, .call = {}, .reason = "process was stopped"};
      return answer(PlaceAnswered{dial->attempt, not_sent});
    }
    in_flight_[call.id] = call.partition;
    const auto placed = [this, id = call.id, answer](Input input) {
      if (!StoreWithWebhooks(id, input, answer)) answer(std::move(input));
    };
    return requests_.Make(call, pending.command, placed);
  }
  requests_.Make(call, pending.command, answer);
}

/// That a dial is placed is told by its first webhooks at the same moment. Stored by the shard, one
/// would make the other stale, and with it all that the shard has in hand; stored together, it is
/// one write. On a network thread. False: nobody takes it.
bool VoiceHandler::StoreWithWebhooks(CallId call, const Input& answer,
                                     const CarrierRequests::Answered& otherwise) {
  auto* commits = requests_.Parts().commits;
  const auto* placed = std::get_if<PlaceAnswered>(&answer);
  if (commits == nullptr || placed == nullptr || placed->result.outcome != PlaceOutcome::kPlaced)
    return false;
  WaitingInput input{.came = answer, .settings = requests_.Parts().settings.Get(), .call = call};
  input.done = [this, call, answer, otherwise](const Transition* stored) {
    if (stored == nullptr) return otherwise(answer);
    shard_.Post([this, call] { in_flight_.erase(call); });
  };
  return commits->Serve(input);
}

void VoiceHandler::OnRejected(const CommitOutcome& outcome) {
  for (const auto& id : outcome.stale_calls)
    if (const auto claim = claimed_.find(id); claim != claimed_.end()) refused_[id] = claim->second;
  meter_.Drop();
  journal_.Drop();
  ForgetBatch();
}

void VoiceHandler::OnTaken(const std::vector<int>&, const TakeOver&) {}

void VoiceHandler::OnLost(const std::vector<int>& partitions) {
  std::erase_if(in_flight_, [&](const auto& dial) {
    return std::ranges::find(partitions, dial.second) != partitions.end();
  });
  slots_.clear();
  refused_.clear();
  ForgetBatch();
}

void VoiceHandler::ForgetBatch() {
  calls_.Clear();
  counts_ = {};
  live_calls_ = 0;
  claimed_phones_.clear();
  claimed_.clear();
  pending_.clear();
  answered_.clear();
}

}  // namespace tocsin::voice
