#include "workers/voice/leg/decide_call.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "schemas/calling_code.hpp"
#include "schemas/phone_number.hpp"
#include "workers/voice/call/call_events.hpp"
#include "workers/voice/leg/leg.hpp"
#include "workers/voice/leg/steps.hpp"
#include "workers/voice/talk/talk.hpp"

namespace tocsin::voice {
namespace {

/// What an input does in each phase of a call.
template <class T>
using Row = std::array<void (*)(TransitionBuilder&, const T&), 6>;

/// It came twice, late or out of order.
template <class T>
void Nothing(TransitionBuilder&, const T&) {}

/// Whether the leg is the call's. What it proves is taken over.
bool IsOurs(TransitionBuilder& d, const Leg& leg) {
  auto* attempt = d.AttemptByToken(leg.token_hash);
  if (attempt == nullptr || !Bind(d, *attempt, leg.provider_call_id, leg.at)) return false;
  TakeVerdict(d, leg.answered_by);
  return true;
}

void ListenTo(TransitionBuilder& d, const TurnHeard& input) {
  ApplyStatus(d, input.leg.status, {});
  // Only a live turn counts: not one that a hang-up or a ringing line sent. Who called us hears the
  // line before the carrier calls it answered.
  const bool inbound = d.call().direction == CallDirection::kInbound;
  const bool live = input.leg.status == CallStatus::kInProgress;
  if (!live && !(inbound && input.leg.status == CallStatus::kRinging)) return;
  if (!input.fetched) return Hear(d, input);
  if (d.call().talk.turn == 0) {  // nothing was said yet: the flow goes on to fetch it
    d.out.reply = Reply{.ask = Reply::Question{.turn = 0, .digits = 0, .pause = Duration(0)}};
    return;
  }
  if (const auto turn = TurnFetched(d, input)) {
    TurnHeard heard = input;
    heard.turn = *turn;
    Hear(d, heard);
  }
}

void ComeIn(TransitionBuilder& d, const CameIn& input) {
  if (Welcome(d, input)) SpeakTo(d, {.leg = input.leg, .by = input.by});
}

void ComeAgain(TransitionBuilder& d, const CameIn& input) {
  if (IsOurs(d, input.leg)) SpeakTo(d, {.leg = input.leg, .by = input.by});
}

void Obey(TransitionBuilder& d, const Commanded& input) { TakeStep(d, input.step); }
void ObeyNoMore(TransitionBuilder& d, const Commanded& input) { RefuseStep(d, input.step); }

/// Of a call that is over.
void LookBack(TransitionBuilder& d, const TimeCame& input) {
  if (!TellPlainSummary(d)) AskPrice(d, input);
}

void Cancel(TransitionBuilder& d, const Cancelled& input) {
  if (d.call().cancelled) return;
  d.Changed().cancel_reason = input.reason;
  Supersede(d);
  LeadToGoodbye(d);
}

// Before the table: a call that a workflow leads leaves a question that was closed, whatever comes
// in (LeaveClosedQuestion), and a call that is not over and that nobody wants any more (Superseded)
// is led to its goodbye when a time comes; only a time that is due gets to the table.
// clang-format off
//                                       planned      dialling     unknown     placed         live           over
constexpr Row<TimeCame>      kTime   = {{DialIfDue,   AwaitAnswer, SeekCall,   LookAtCarrier, LookAtCarrier, LookBack}};
constexpr Row<PlaceAnswered> kPlaced = {{BindPlaced,  TakePlaced,  TakePlaced, BindPlaced,    BindPlaced,    BindPlaced}};
constexpr Row<CallsListed>   kListed = {{Nothing,     Nothing,     FindInList, Nothing,       Nothing,       Nothing}};
constexpr Row<CallRead>      kRead   = {{Nothing,     Nothing,     Nothing,    TakeRead,      TakeRead,      TakePrice}};
constexpr Row<Commanded>     kSteps  = {{Nothing,     Nothing,     Nothing,    Obey,          Obey,          ObeyNoMore}};
constexpr Row<Cancelled>     kCancel = {{Cancel,      Cancel,      Cancel,     Cancel,        Cancel,        Nothing}};
// Of no leg: it counts whatever the call is about.
constexpr Row<Wrote>         kWrote  = {{TakeWritten, TakeWritten, TakeWritten, TakeWritten,  TakeWritten,   TakeWritten}};
// Of a leg, once it is known as the call's, which makes the call placed at least.
constexpr Row<LegStatus>     kStatus = {{Nothing,     Nothing,     Nothing,    TakeStatus,    TakeStatus,    Nothing}};
// That is all it tells: IsOurs takes the verdict.
constexpr Row<ListenerJudged> kJudged = {{Nothing,    Nothing,     Nothing,    Nothing,       Nothing,       Nothing}};
constexpr Row<WordsWanted>   kWords  = {{Nothing,     Nothing,     Nothing,    SpeakTo,       SpeakTo,       Nothing}};
constexpr Row<CameIn>        kCameIn = {{ComeIn,      Nothing,     Nothing,    ComeAgain,     ComeAgain,     Nothing}};
constexpr Row<TurnHeard>     kTurn   = {{Nothing,     Nothing,     Nothing,    ListenTo,      ListenTo,      Nothing}};
constexpr Row<QuestionAnswered> kAnswer = {{Nothing,  Nothing,     Nothing,    TakeAnswer,    TakeAnswer,    TakeSummary}};
constexpr Row<StreamOpened>  kOpened = {{Nothing,     Nothing,     Nothing,    OpenStream,    OpenStream,    Nothing}};
constexpr Row<StreamClosed>  kClosed = {{Nothing,     Nothing,     Nothing,    CloseStream,   CloseStream,   CloseAfterEnd}};
// clang-format on

template <class T>
void TakeIn(TransitionBuilder& d, const Row<T>& row, const T& input) {
  row[static_cast<std::size_t>(d.call().phase)](d, input);
}

struct Deciding {
  TransitionBuilder& d;

  void operator()(const TimeCame& time) {
    if (d.Superseded() && d.call().phase != Phase::kOver) {
      Supersede(d);
      if (LeadToGoodbye(d)) return;
    }
    if (d.call().timer && *d.call().timer > d.now) return;
    TakeIn(d, kTime, time);
  }
  void operator()(const PlaceAnswered& placed) { TakeIn(d, kPlaced, placed); }
  void operator()(const CallsListed& listed) { TakeIn(d, kListed, listed); }
  void operator()(const CallRead& read) { TakeIn(d, kRead, read); }
  void operator()(const Cancelled& cancelled) { TakeIn(d, kCancel, cancelled); }
  void operator()(const LegStatus& status) {
    if (IsOurs(d, status.leg)) TakeIn(d, kStatus, status);
  }
  void operator()(const ListenerJudged& judged) {
    if (IsOurs(d, judged.leg)) TakeIn(d, kJudged, judged);
  }
  void operator()(const WordsWanted& wanted) {
    if (IsOurs(d, wanted.leg)) TakeIn(d, kWords, wanted);
    HangUpUnlessTold();
  }
  void operator()(const CameIn& came) {
    TakeIn(d, kCameIn, came);
    HangUpUnlessTold();
  }
  void operator()(const Wrote& wrote) { TakeIn(d, kWrote, wrote); }
  void operator()(const Commanded& commanded) { TakeIn(d, kSteps, commanded); }
  void operator()(const TurnHeard& turn) {
    if (IsOurs(d, turn.leg)) TakeIn(d, kTurn, turn);
    HangUpUnlessTold();
  }
  void operator()(const QuestionAnswered& answered) {
    if (IsOurs(d, answered.leg)) TakeIn(d, kAnswer, answered);
  }
  void operator()(const StreamOpened& opened) {
    if (IsOurs(d, opened.leg)) TakeIn(d, kOpened, opened);
    HangUpUnlessTold();
  }
  void operator()(const StreamClosed& closed) {
    if (IsOurs(d, closed.leg)) TakeIn(d, kClosed, closed);
  }
  /// A leg that must not go on.
  void HangUpUnlessTold() {
    if (!d.out.reply) d.out.reply = Reply{};
  }
};

}  // namespace

Transition DecideCall(Situation situation, const Input& input, TimePoint now,
                      const VoiceSettings& settings) {
  TransitionBuilder d(std::move(situation), now, settings);
  LeaveClosedQuestion(d);
  std::visit(Deciding{d}, input);
  if (d.out.call_changed) d.call().updated_at = now;
  return std::move(d.out);
}

Transition GiveUpCall(Situation situation, std::string_view reason, std::string_view detail,
                      TimePoint now, const VoiceSettings& settings) {
  TransitionBuilder d(std::move(situation), now, settings);
  if (d.call().phase == Phase::kOver) return std::move(d.out);
  if (!d.call().provider_call_id.empty())
    d.Command(EndCall{.provider_call_id = d.call().provider_call_id});
  Failed(d, std::string(reason), detail);
  d.call().updated_at = now;
  return std::move(d.out);
}

bool WantsToDial(const Situation& situation, TimePoint now) {
  const auto& call = situation.call;
  return call.phase == Phase::kPlanned && situation.question.Open() && !call.cancelled &&
         (!call.timer || *call.timer <= now);
}

std::optional<DialRefusal> Forbidden(const Call& call, const DialFacts& facts,
                                     const VoiceSettings& settings) {
  const auto refused = [](std::string reason, std::string detail = {}) {
    return DialRefusal{std::move(reason), std::move(detail)};
  };
  if (settings.kill_switch) return refused("kill_switch");
  if (facts.from.empty()) return refused("no_carrier");
  if (!IsPhoneNumber(call.phone)) return refused("invalid_number");
  if (!IsOfCountries(call.phone, settings.country_prefixes, facts.from)) return refused("country");
  const auto& dialled = facts.dialled;
  const std::tuple<int, int, const char*> limits[] = {
      {dialled.to_phone_lately, settings.calls_per_number_minute, "calls_per_number_minute"},
      {dialled.to_phone, settings.calls_per_number_hour, "calls_per_number_hour"},
      {dialled.total, settings.calls_per_hour, "calls_per_hour"}};
  for (const auto& [count, most, name] : limits)
    if (count >= most)
      return refused("limit", "limits." + std::string(name) + " is " + std::to_string(most));
  if (call.calls_per_hour > 0 && dialled.to_phone >= call.calls_per_hour)
    return refused("limit", "throttle: calls_per_hour is " + std::to_string(call.calls_per_hour));
  if (facts.held) return std::nullopt;
  if (auto over =
          OverBudget(settings.budget, facts.provider, call.phone, facts.spent, settings.time_limit))
    return DialRefusal{"budget", DetailOf(*over, settings.budget.currency), *over};
  return std::nullopt;
}

Closing CloseQuestion(Question question, const std::vector<Call>& calls, const std::string& reason,
                      TimePoint now) {
  Closing closing{.question = std::move(question), .changed = false, .events = {}};
  auto& closed = closing.question;
  if (closed.Open()) {
    closed.status = StatusWhenClosed(reason);
    closed.closed_because = reason;
    closing.changed = true;
    return closing;
  }
  if (!closed.decision || reason == "decided") return closing;
  const auto call = std::ranges::find(calls, closed.decision->call_id, &Call::id_text);
  if (call != calls.end())
    closing.events.push_back(DecisionSuperseded(*call, closed.decision->choice, reason, now));
  return closing;
}

NextWords NextWordsOf(const Call& call) {
  const bool led = call.kind == kLedKind && call.phase == Phase::kLive && call.live.open;
  if (!led || call.step || !call.farewell.empty()) return NextWords::kNone;
  return call.steps.empty() ? NextWords::kAwaited : NextWords::kThere;
}

}  // namespace tocsin::voice
