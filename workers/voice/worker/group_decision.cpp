#include "workers/voice/worker/group_decision.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "schemas/tenant.hpp"
#include "workers/voice/call/call_spans.hpp"
#include "workers/voice/worker/situation_of_writing.hpp"

namespace tocsin::voice {
namespace {

constexpr Duration kLately = std::chrono::minutes(1);

bool ComesInNow(const WaitingInput& webhook, const PinCounts::CallOfToken& known) {
  const auto* came = std::get_if<CameIn>(&webhook.came);
  return came != nullptr && !known.contains(came->leg.token_hash);
}

/// Whom calls come in from that are not known yet.
std::vector<std::string> CallersOf(std::span<const WaitingInput> webhooks,
                                   const PinCounts::CallOfToken& known) {
  std::set<std::string> callers;
  for (const auto& webhook : webhooks)
    if (ComesInNow(webhook, known))
      if (auto caller = CallerOf(std::get<CameIn>(webhook.came)); !caller.empty())
        callers.insert(std::move(caller));
  return {callers.begin(), callers.end()};
}

/// Of what may never come only this: what a conversation's model would be asked.
Transition AskedAhead(Transition decided, const std::atomic<bool>& wanted) {
  Transition ahead;
  for (auto& command : decided.commands) {
    auto* ask = std::get_if<AskModel>(&command);
    if (ask == nullptr || !ask->conversation || !wanted) continue;
    ask->ahead = true;
    ahead.commands.push_back(std::move(command));
  }
  ahead.next.call = std::move(decided.next.call);
  return ahead;
}

/// Who may put a question that costs money to the language model.
std::set<std::string> AskersOf(std::span<const WaitingInput> webhooks,
                               const PinCounts::CallOfToken& known, const CallBatch& calls) {
  std::set<std::string> askers;
  for (const auto& webhook : webhooks) {
    const auto* turn = std::get_if<TurnHeard>(&webhook.came);
    if (turn == nullptr || turn->heard.speech.empty() || !webhook.settings->AnswersCost() ||
        !webhook.settings->budget.Bounds())
      continue;
    const auto found = known.find(turn->leg.token_hash);
    const auto* call = found == known.end() ? nullptr : calls.FindCall(found->second);
    if (call != nullptr) askers.insert(call->phone);
  }
  return askers;
}

/// A call before it is welcomed.
Call UnknownCall(const CameIn& came) {
  Call call;
  call.id = came.call;
  call.id_text = call.id.ToString();
  call.partition = came.partition;
  return call;
}

VoiceQuery CallsOfAll(std::span<const WaitingInput> webhooks) {
  std::set<std::string> tokens;
  VoiceQuery query;
  for (const auto& webhook : webhooks) {
    if (const auto* leg = LegOf(webhook.came)) tokens.insert(leg->token_hash);
    if (std::holds_alternative<PlaceAnswered>(webhook.came)) query.calls.push_back(webhook.call);
    if (const auto* wrote = std::get_if<Wrote>(&webhook.came))
      query.questions.push_back(wrote->question);
  }
  query.token_hashes.assign(tokens.begin(), tokens.end());
  return query;
}

/// What is asked next may have been closed while it waited.
Status LoadToCome(StoreSession& session, CallBatch& calls) {
  const VoiceQuery query{.questions = calls.QuestionsToCome()};
  if (query.questions.empty()) return {};
  TRY_ASSIGN(const auto rows, session.LoadConversation(query));
  return calls.AddQuestions(rows.questions);
}

}  // namespace

Status GroupDecision::Load(StoreSession& session, std::span<const WaitingInput> webhooks,
                           const VoiceSettings& settings) {
  TRY_ASSIGN(rows_, session.LoadConversation(CallsOfAll(webhooks)));
  for (const auto& attempt : rows_.attempts) call_of_.emplace(attempt.token_hash, attempt.call);
  TRY(calls_.Load(rows_));
  TRY(LoadToCome(session, calls_));
  TRY(Count(session, webhooks, settings));
  return pins_.Load(session, webhooks, calls_, call_of_, outcome_.now);
}

/// Asks the store only for what bounds one of the webhooks.
Status GroupDecision::Count(StoreSession& session, std::span<const WaitingInput> webhooks,
                            const VoiceSettings& settings) {
  const TimePoint now = outcome_.now;
  auto payers = AskersOf(webhooks, call_of_, calls_);
  if (const auto callers = CallersOf(webhooks, call_of_); !callers.empty()) {
    TRY_ASSIGN(before_.lately, session.CountCallers(callers, now - kLately));
    if (settings.budget.CountsInbound()) payers.insert(callers.begin(), callers.end());
  }
  if (settings.concurrent_calls > 0 &&
      std::ranges::any_of(webhooks, [&](const auto& each) { return ComesInNow(each, call_of_); })) {
    TRY_ASSIGN(before_.live, session.CountLiveCalls());
  }
  if (payers.empty()) return {};
  TRY_ASSIGN(
      money_,
      session.CountAttempts(
          {payers.begin(), payers.end()},
          {.all = now, .lately = now, .looked_after = now, .money = settings.budget.DayOf(now)}));
  return {};
}

void GroupDecision::Decide(WaitingInput& webhook) {
  if (const auto* wrote = std::get_if<Wrote>(&webhook.came)) return DecideWriting(webhook, *wrote);
  if (std::holds_alternative<PlaceAnswered>(webhook.came)) return DecidePlaced(webhook);
  if (const auto call = CallOf(webhook)) DecideOfLeg(webhook, *call);
}

void GroupDecision::DecideWriting(const WaitingInput& webhook, const Wrote& wrote) {
  const auto situation = SituationOfWriting(calls_, wrote, outcome_.now);
  outcome_.transitions.push_back(
      situation ? DecideCall(*situation, wrote, outcome_.now, *webhook.settings) : Transition());
  if (situation) calls_.Apply(outcome_.transitions.back());
  Tell();
}

void GroupDecision::DecidePlaced(const WaitingInput& webhook) {
  const bool known = calls_.FindCall(webhook.call) != nullptr;
  outcome_.transitions.push_back(known ? DecideCall(calls_.SituationOf(webhook.call), webhook.came,
                                                    outcome_.now, *webhook.settings)
                                       : Transition());
  calls_.Apply(outcome_.transitions.back());
  Tell();
}

/// The call of the leg, which may come in just now. Nothing: it is decided that there is none.
std::optional<CallId> GroupDecision::CallOf(WaitingInput& webhook) {
  const auto& token = LegOf(webhook.came)->token_hash;
  if (const auto found = call_of_.find(token); found != call_of_.end()) return found->second;
  auto* came = std::get_if<CameIn>(&webhook.came);
  if (came == nullptr) {
    outcome_.transitions.push_back(doorkeeper_.Stranger(webhook.came));
    return std::nullopt;
  }
  if (auto refused = doorkeeper_.Refused(CallerOf(*came), *webhook.settings, before_)) {
    outcome_.transitions.push_back(*std::move(refused));
    return std::nullopt;
  }
  calls_.PutCall(UnknownCall(*came));
  came->spent = money_.SpentOn(CallerOf(*came), TenantCalled(*came, *webhook.settings));
  call_of_.emplace(token, came->call);
  return came->call;
}

void GroupDecision::DecideOfLeg(WaitingInput& webhook, CallId call) {
  auto situation = calls_.SituationOf(call);
  pins_.Tell(webhook.came, situation.call);
  if (auto* turn = std::get_if<TurnHeard>(&webhook.came))
    turn->spent = money_.SpentOn(situation.call.phone, TenantNamed(situation.call.origin.tenant));
  auto decided = DecideCall(std::move(situation), webhook.came, outcome_.now, *webhook.settings);
  if (webhook.ahead) {
    outcome_.transitions.push_back(AskedAhead(std::move(decided), *webhook.ahead));
    return;
  }
  outcome_.transitions.push_back(std::move(decided));
  const auto& transition = outcome_.transitions.back();
  calls_.Apply(transition);
  pins_.Add(transition);
  for (const auto& row : transition.spend)
    if (!row.settled) money_.Hold(row);
  Tell();
}

/// The events of the last decision.
void GroupDecision::Tell() {
  const auto& transition = outcome_.transitions.back();
  for (const auto& event : transition.events) {
    auto& write = outbox_[transition.next.call.partition];
    write.partition = transition.next.call.partition;
    write.records.push_back(courier_.ToRecord(event));
    outcome_.spans.Send(event, write.records.back().topic, outcome_.now);
  }
  NoteSpans(transition, outcome_.now, outcome_.spans);
}

void GroupDecision::Write() {
  calls_.Write(outcome_.batch);
  for (auto& [partition, write] : outbox_) outcome_.batch.outbox.push_back(std::move(write));
}

}  // namespace tocsin::voice
