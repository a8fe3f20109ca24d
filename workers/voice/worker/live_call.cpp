#include "workers/voice/worker/live_call.hpp"

#include <charconv>
#include <iterator>
#include <utility>

#include "schemas/ids.hpp"
#include "schemas/tenant.hpp"
#include "workers/runtime/crash_point.hpp"
#include "workers/voice/languages/language.hpp"
#include "workers/voice/worker/inbound_leg.hpp"
#include "workers/voice/worker/instructions.hpp"

namespace tocsin::voice {
namespace {

/// While the database is away the input is tried again this often, then the call is given up.
constexpr int kMostTries = 20;
constexpr Duration kAwayPause = std::chrono::seconds(2);
/// Of a task that waits for no turn: nobody takes what is said meanwhile for an answer.
constexpr int kNoTurn = -1;
/// Of one turn. Who makes more pauses in it is waited for.
constexpr int kMostAheads = 3;

/// While a workflow has the word. Behind so many looks the line's own silences ask, every few
/// seconds: calls that are kept waiting for long are no burden to the database.
constexpr Duration kLookEvery = std::chrono::milliseconds(250);
constexpr int kMostLooks = 80;

std::string_view ParameterOf(const MediaStart& start, std::string_view name) {
  for (const auto& [key, value] : start.parameters)
    if (key == name) return value;
  return {};
}

std::string_view WordFor(LineListener::End end) {
  using enum LineListener::End;
  switch (end) {
    case kSpoken:
      return "spoken";
    case kStopped:
      return "stopped";
    case kLost:
      return "lost";
    case kRefused:
      return "refused";
  }
  return "lost";
}

bool SaysTheSame(const Reply& one, const Reply& other) {
  const auto turn = [](const Reply& reply) { return reply.ask ? reply.ask->turn : kNoTurn; };
  return one.say == other.say && turn(one) == turn(other) && one.stream == other.stream;
}

}  // namespace

LiveCall::LiveCall(LiveCalls& calls, LiveCalls::Place& place, Came came)
    : calls_(calls), place_(place), came_(std::move(came)) {
  leg_.at = came_.at;
  leg_.status = CallStatus::kInProgress;
  ++place_.calls;
}

LiveCall::~LiveCall() { --place_.calls; }

void LiveCall::OnLineOpen(const MediaStart& start) {
  runtime::CrashPoint("line_opened");
  const auto given = ParameterOf(start, kTokenParameter);
  const std::string token(given.empty() ? std::string_view(came_.token) : given);
  auto number = ParameterOf(start, kConnectionParameter);
  if (number.empty()) number = came_.connection;
  std::from_chars(number.data(), number.data() + number.size(), connection_);
  leg_.token_hash = Sha256Hex(token);
  leg_.provider_call_id = start.provider_call_id;
  stream_ = start.stream_id;
  if (token.empty()) return OpenInbound(start);
  Submit(StreamOpened{
      .leg = leg_, .connection = connection_, .stream = stream_, .trust = came_.trust});
}

/// A socket that we gave to no call: somebody rings a number of ours, and the carrier asks for the
/// sound at once.
void LiveCall::OpenInbound(const MediaStart& start) {
  if (came_.needs_token || start.provider_call_id.empty() || start.from.empty()) {
    leg_.token_hash.clear();
    if (const auto line = line_.lock()) line->Close();
    return;
  }
  connection_ = 1;
  const auto& voice = *calls_.voice_;
  const auto inbound =
      InboundLegOf(leg_.at, start.provider_call_id, voice.token_secret, voice.partitions);
  auto came = ToCameIn(inbound, leg_, start.from, start.to);
  leg_.token_hash = came.leg.token_hash;
  came.by = WordsWanted::By::kLiveLine;
  Submit(std::move(came));
  Submit(StreamOpened{
      .leg = leg_, .connection = connection_, .stream = stream_, .trust = came_.trust});
}

void LiveCall::OnLineTurn(int turn, Heard heard, HeardOfUs of_us) {
  if (turn == kNoTurn) return;
  if (ahead_) {
    const bool same = heard.digits.empty() && heard.speech == ahead_->words;
    same ? calls_.CountEagerEnd("kept") : GiveUpAhead("other_words");
  }
  aheads_ = 0;
  stream_number_ = 0;
  runtime::CrashPoint("turn_heard");
  Submit(
      TurnHeard{.leg = leg_, .turn = turn, .heard = std::move(heard), .of_us = std::move(of_us)});
}

/// The model is asked what it would be asked if the person has ended so; its answer waits for that.
void LiveCall::OnLineEagerEnd(int turn, Heard heard, HeardOfUs of_us) {
  if (turn == kNoTurn || in_hand_ || leg_.token_hash.empty()) return;
  if (calls_.voice_->questions == nullptr || aheads_ >= kMostAheads) return;
  GiveUpAhead("other_words");
  ++aheads_;
  ahead_ = Ahead{.words = heard.speech};
  calls_.commits_->Serve(
      {.came =
           TurnHeard{
               .leg = leg_, .turn = turn, .heard = std::move(heard), .of_us = std::move(of_us)},
       .settings = calls_.voice_->settings.Get(),
       .done = [](const Transition*) {},
       .ahead = ahead_->wanted});
}

void LiveCall::OnLineResumed() { GiveUpAhead("resumed"); }

/// Nothing where it was asked meanwhile.
void LiveCall::GiveUpAhead(std::string_view outcome) {
  if (!ahead_) return;
  *ahead_->wanted = false;
  ahead_.reset();
  calls_.voice_->questions->GiveUpAhead(leg_.token_hash);
  if (!outcome.empty()) calls_.CountEagerEnd(outcome);
}

void LiveCall::OnLineEnd(End end, HeardOfUs of_us) {
  over_ = true;
  GiveUpAhead({});
  looks_ = 0;
  looking_.reset();
  // The call may go on without its line: what was asked of it is asked elsewhere.
  answered_ = nullptr;
  const auto otherwise = std::exchange(otherwise_, nullptr);
  if (otherwise && end == End::kLost) otherwise();
  runtime::CrashPoint("line_ended");
  calls_.Ended(WordFor(end));
  if (leg_.token_hash.empty() || twin_) return;
  calls_.Delist(leg_.token_hash, *this);
  Submit(StreamClosed{.leg = leg_,
                      .connection = connection_,
                      .stream = stream_,
                      .cause = end,
                      .of_us = std::move(of_us)});
}

void LiveCall::Reach() {
  OnLoop([](LiveCall& call) {
    call.looks_ = 0;
    if (!call.over_) call.Submit(WordsWanted{.leg = call.leg_, .by = WordsWanted::By::kLiveLine});
  });
}

void LiveCall::Drop() {
  OnLoop([](LiveCall& call) {
    if (const auto line = call.line_.lock(); line && !call.over_) line->Close();
  });
}

void LiveCall::Await() {
  OnLoop([](LiveCall& call) { call.LookOften(); });
}

void LiveCall::LookOften() {
  if (std::exchange(looks_, kMostLooks) == 0) LookLater();
}

void LiveCall::LookLater() {
  if (over_ || looks_ == 0) return;
  if (!looking_) looking_ = place_.loop->MakeTimer();
  looking_->Arm(place_.loop->Now() + kLookEvery, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->Look();
  });
}

void LiveCall::Look() {
  if (over_ || looks_ == 0) return;
  --looks_;
  if (in_hand_) return LookLater();  // what comes of it says more
  calls_.commits_->Look(leg_.token_hash, [self = shared_from_this()](NextWords next) {
    self->OnLoop([next](LiveCall& call) {
      if (call.looks_ == 0) return;
      if (next == NextWords::kAwaited) return call.LookLater();
      call.looks_ = 0;
      if (next == NextWords::kThere && !call.over_ && !call.in_hand_) call.Reach();
    });
  });
}

void LiveCall::Append(int number, std::string sentence, bool last) {
  OnLoop([number, sentence = std::move(sentence), last](LiveCall& call) {
    if (call.over_ || number != call.stream_number_) return;
    if (const auto line = call.line_.lock()) line->Append(sentence, last);
  });
}

void LiveCall::Converse(LineAsk ask, std::function<void(LineAnswer)> answered,
                        std::function<void()> otherwise) {
  OnLoop([given = std::move(ask), answered = std::move(answered),
          otherwise = std::move(otherwise)](LiveCall& call) {
    const auto line = call.line_.lock();
    if (call.over_ || !line) return otherwise();
    auto ask = given;
    if (!ask.silently && ask.number == call.conversed_) return;
    if (ask.number < call.conversed_) ask.silently = true;  // a later one is asked already
    if (!ask.silently) {
      call.conversed_ = ask.number;
      call.answered_ = answered;
      call.otherwise_ = otherwise;
    }
    if (!line->Converse(ask) && !ask.silently) call.OnLineAnswer({.number = ask.number});
  });
}

void LiveCall::OnLineAnswer(LineAnswer answer) {
  if (answer.number != conversed_ || !answered_) return;
  const auto answered = std::exchange(answered_, nullptr);
  const auto otherwise = std::exchange(otherwise_, nullptr);
  if (answer.answer)
    answered(std::move(answer));
  else
    otherwise();
}

void LiveCall::OnLoop(std::function<void(LiveCall&)> task) {
  place_.loop->Post([self = shared_from_this(), task = std::move(task)] { task(*self); });
}

void LiveCall::Submit(Input input) {
  waiting_.push_back(std::move(input));
  if (!std::exchange(in_hand_, true)) ServeNext();
}

void LiveCall::ServeNext() {
  const auto settings = calls_.voice_->settings.Get();
  // Now, not when it was asked for: the person heard more while what came before was in hand.
  if (auto* wanted = std::get_if<WordsWanted>(&waiting_.front()); wanted && !wanted->of_us)
    if (const auto line = line_.lock()) wanted->of_us = line->HeardSoFar();
  const auto answer = [self = shared_from_this()](const Transition& transition, bool stored) {
    const auto& told = transition.next.call;
    const bool known = told.id != CallId();
    const bool awaited =
        stored && transition.call_changed && NextWordsOf(told) == NextWords::kAwaited;
    self->OnLoop([reply = transition.reply, stored, known, awaited,
                  tenant = std::string(TenantNamed(told.origin.tenant)),
                  trace = self->calls_.commits_->KeptTrace(told)](LiveCall& call) {
      call.tenant_ = tenant;
      call.trace_ = trace;
      call.Answered(reply, stored, known);
      if (awaited) call.LookOften();
    });
  };
  WaitingInput input{
      .came = waiting_.front(),
      .settings = settings,
      .done =
          [self = shared_from_this(), answer](const Transition* stored) {
            if (stored != nullptr) return answer(*stored, true);
            self->OnLoop([](LiveCall& call) { call.Away(); });
          },
      .early = [answer](const Transition& transition) { answer(transition, false); }};
  calls_.commits_->Serve(std::move(input));
}

/// What is said already is not begun again when it is stored.
void LiveCall::Answered(std::optional<Reply> reply, bool stored, bool known) {
  retry_.reset();
  if (stored) GiveUpAhead({});  // what was asked of it has its answer, or is not to be asked
  const bool opening = std::holds_alternative<StreamOpened>(waiting_.front());
  // What is said to who came in is said to the stream that opens behind it.
  if (std::holds_alternative<CameIn>(waiting_.front())) {
    if (known) {
      reply.reset();
    } else {  // it was not let in, and that is all that is said to it
      waiting_.erase(std::next(waiting_.begin()), waiting_.end());
      leg_.token_hash.clear();
    }
  }
  if (reply && !over_ && !(said_ && SaysTheSame(*said_, *reply))) {
    // A second socket of the same connection, or a call that is over.
    bool refused = reply->say.empty() && !reply->ask && !reply->follows;
    if (opening && known && !refused && !accepted_) {
      accepted_ = calls_.Enlist(leg_.token_hash, shared_from_this());
      refused = twin_ = !accepted_;
    }
    said_ = reply;
    // Told again of an answer that is being said as it is written: it goes on.
    const bool goes_on = reply->stream != 0 && reply->stream == stream_number_;
    unsaid_ = !refused && !goes_on && free_.SpokenSince(waiting_, *reply);
    if (unsaid_)
      free_.Note(*reply);
    else if (!refused && !goes_on)
      Say(*reply);
    if (const auto line = line_.lock(); line && refused) line->Close();
  }
  if (!stored) return;
  // The carrier's next webhook, which another process may get, finds it stored.
  if (std::holds_alternative<StreamClosed>(waiting_.front()))
    if (const auto line = line_.lock()) line->Close();
  waiting_.pop_front();
  said_.reset();
  tries_ = 0;
  in_hand_ = !waiting_.empty();
  if (!in_hand_) return;
  CatchUp();
  ServeNext();
}

void LiveCall::Away() {
  retry_.reset();
  if (++tries_ > kMostTries) {
    waiting_.clear();
    in_hand_ = false;
    tries_ = 0;
    said_.reset();
    if (!over_) Say({.say = {English().sentences.give_up}});
    return;
  }
  if (!over_ && !said_ && LegOf(waiting_.front()) != nullptr && tries_ == 1) {
    // Who waits for an answer hears why.
    Reply moment{.say = {English().sentences.one_moment}};
    moment.ask = Reply::Question{.turn = kNoTurn};
    Say(moment);
  }
  retry_ = place_.loop->MakeTimer();
  retry_->Arm(place_.loop->Now() + kAwayPause, [self = shared_from_this()] { self->ServeNext(); });
}

void LiveCall::Say(const Reply& reply) {
  const auto line = line_.lock();
  if (!line || over_) return;
  auto task = ToLineTask(reply, calls_.voice_->settings.Get()->silence);
  task.tenant = tenant_;
  task.trace = trace_;
  stream_number_ = reply.stream;
  free_.Note(reply);
  line->Perform(std::move(task));
}

/// What was said as other words were on their way.
void LiveCall::CatchUp() {
  if (!free_.CatchUp(waiting_.front())) return;
  auto& told = std::get<TurnHeard>(waiting_.front()).of_us;
  // What was heard of the words before them is stored.
  HeardOfUs of_us;
  if (const auto line = line_.lock(); line && !unsaid_) of_us = line->HeardSoFar();
  if (told) {
    of_us.cost = told->cost;
    of_us.first_sound = told->first_sound;
    of_us.tokens = told->tokens;
  }
  told = std::move(of_us);
}

}  // namespace tocsin::voice
