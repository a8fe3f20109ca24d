// A service that hears the person, answers and speaks by itself.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "schemas/events/converse.hpp"
#include "workers/voice/media/media_line.hpp"

namespace tocsin::voice {
namespace {

/// A session that is not ready in so long is not waited for any more: somebody else is asked, and
/// the person hears something within two seconds.
constexpr Duration kSessionPatience = std::chrono::milliseconds(1'500);
/// The same of an answer that has not begun.
constexpr Duration kAnswerPatience = std::chrono::seconds(4);
/// A session that ends younger than that is not opened once more: that one would end, too.
constexpr Duration kWorthAnother = std::chrono::seconds(5);
/// Who is said to speak and is not heard to is waited for no longer.
constexpr Duration kQuietPerson = std::chrono::seconds(6);

/// What a session is opened with and keeps.
std::string RulesOf(const LineAsk& ask) {
  // The first message; what follows tells of what was said.
  std::string rules = ask.messages.empty() ? std::string() : ask.messages.front().text + '\n';
  for (const auto& tool : ask.tools)
    rules += tool.name + ' ' + tool.description + ' ' + JsonText(tool.parameters) + '\n';
  return rules;
}

Error Fault(ErrorKind kind, std::string text) { return {kind, std::move(text), "realtime"}; }

}  // namespace

bool MediaLine::Converse(LineAsk ask) {
  const bool wanted = task_.listen && task_.listen->converses;
  if (engines_.realtime == nullptr || session_given_up_ || !wanted) return false;
  if (doing_ == Doing::kOpening || doing_ == Doing::kOver) return false;
  session_.asked = std::move(ask);
  const auto& asked = session_.asked;
  // Other rules wait where it answers a turn already; a session that was opened meanwhile, to
  // listen only, has heard nothing of what is asked.
  const bool others = session_.rules != RulesOf(asked) && !asked.heard;
  if (session_.service == nullptr || session_.rules.empty() || others) {
    ForgetSession();
    OpenSession();
  } else {
    for (const auto& message : asked.news) session_.service->Tell(message);
    if (!asked.heard && !asked.silently) session_.service->Answer();
  }
  if (asked.silently) return true;
  // Of a turn that the service has heard itself the answer may be there already.
  if (!asked.heard || !session_.exchanges.Waiting()) AwaitAnswer(loop_.Now());
  session_.exchanges.Asked(asked.number);
  Deliver();
  return true;
}

/// No more sound of it comes.
void MediaLine::CompleteAnswer() {
  for (const auto& item : session_.items) playback_.Complete(item.sentence);
}

/// What the service before had begun: nothing of it comes any more.
void MediaLine::ForgetSession() {
  CompleteAnswer();
  session_.items.clear();
  session_.answer.clear();
  session_.exchanges = {};
  session_.person_speaks = false;
  session_.cut.reset();
  session_.awaited_since.reset();
}

void MediaLine::OpenSession() {
  LetGoOfSpeech();
  session_.ready = false;
  session_.rules = RulesOf(session_.asked);
  session_.since = loop_.Now();
  session_.answer_at_once = !session_.asked.silently;
  session_.service = engines_.realtime->Open(loop_,
                                             {.messages = session_.asked.messages,
                                              .tools = session_.asked.tools,
                                              .language = task_.language,
                                              .end_after = task_.listen->taking.end_after},
                                             *this);
}

void MediaLine::OnReady() {
  session_.ready = true;
  if (std::exchange(session_.answer_at_once, false)) session_.service->Answer();
}

void MediaLine::AwaitAnswer(SteadyTime asked_at) {
  words_.SetOpen(true);
  doing_ = Doing::kSpeaking;
  GoOnPlaying();
  session_.asked_at = session_.awaited_since = asked_at;
  session_.answer.clear();
}

/// Unless somebody speaks: what stopped us may have been no voice.
void MediaLine::GoOnPlaying() {
  if (!ear_.Busy() && !session_.person_speaks) playback_.Resume();
}

/// What was being said is over: the person was heard to speak into it or behind it.
void MediaLine::CutAnswer() {
  const SteadyTime now = loop_.Now();
  const auto heard = playback_.Heard(now);
  const auto& items = session_.items;
  if (heard.sentence < words_.Sentences()) {
    const auto item = std::ranges::find(items, heard.sentence, &LineSession::Item::sentence);
    const Duration played(static_cast<Duration::rep>(heard.samples) * 1'000 / kLineRate);
    // Words of our own voice may stand before those of the service: nothing of them is heard then.
    if (item != items.end())
      session_.service->Cut(item->id, played);
    else
      session_.service->Cut(items.empty() ? std::string_view() : items.front().id, Duration(0));
  } else if (words_.Open()) {
    session_.service->Cut({}, Duration(0));
  }
  speech_ = nullptr;
  making_.reset();
  ++task_number_;
  words_.Begin({}, now);
  session_.items.clear();
  session_.awaited_since.reset();
  playback_.Begin(0, now);
}

void MediaLine::OnPersonBegins() {
  if (doing_ == Doing::kOver || !task_.listen) return;
  if (doing_ == Doing::kSpeaking && !task_.listen->taking.barge_in) return;
  if (doing_ == Doing::kSpeaking && !playback_.AllHeard(loop_.Now())) ++interruptions_;
  session_.person_speaks = true;
  session_.spoke_at = loop_.Now();
  if (!session_.cut) session_.cut = ToldOfUs();
  CutAnswer();
  keys_.clear();
  doing_ = Doing::kListening;
}

void MediaLine::OnPersonEnds(std::string_view turn) {
  if (doing_ == Doing::kOver) return;
  session_.person_speaks = false;
  const SteadyTime now = loop_.Now();
  const Duration silence = task_.listen ? task_.listen->taking.end_after : Duration(0);
  spoken_until_ = now - silence;
  answering_since_ = spoken_until_;
  Heard heard{.trust = SpeechTrust::kText,
              .engine = engines_.realtime->Name(),
              .answered = true,
              .ended_ago = silence};
  // None: a key came between, and what was heard until then was told with it.
  HeardOfUs of_us = session_.cut ? *std::move(session_.cut) : ToldOfUs();
  session_.cut.reset();
  session_.exchanges.Ended(turn, {.heard = std::move(heard), .of_us = std::move(of_us)}, now);
  AwaitAnswer(now);
}

void MediaLine::OnPersonSaid(std::string_view turn, std::string text) {
  heard_next_ = {};
  session_.exchanges.Said(turn, std::move(text));
  Deliver();
}

void MediaLine::OnAnswerBegins() {
  // Nobody hears it: what is being said is answered with it.
  if (session_.person_speaks) session_.service->Cut({}, Duration(0));
  session_.exchanges.AnswerBegins();
  session_.answer.clear();
  session_.first_text = {};
  session_.awaited_since.reset();
}

/// Of each piece of an answer the line knows how much was heard, as of a sentence of its own.
std::size_t MediaLine::SentenceOf(std::string_view item) {
  auto& items = session_.items;
  const auto known = std::ranges::find(items, item, &LineSession::Item::id);
  if (known != items.end()) return known->sentence;
  const SteadyTime now = loop_.Now();
  if (session_.first_text == Duration(0))
    session_.first_text = std::max(
        Duration(1), std::chrono::duration_cast<Duration>(now - session_.asked_at.value_or(now)));
  words_.SetOpen(true);
  items.push_back({.id = std::string(item), .sentence = words_.AddSounded()});
  playback_.Extend(words_.Sentences() - playback_.Sentences());
  doing_ = Doing::kSpeaking;
  return items.back().sentence;
}

void MediaLine::OnAnswerSound(std::string_view item, SoundView sound) {
  if (doing_ == Doing::kOver || session_.person_speaks) return;
  playback_.Add(SentenceOf(item), sound);
  playback_.Tick(loop_.Now());
}

void MediaLine::OnAnswerText(std::string_view item, std::string_view text) {
  if (doing_ == Doing::kOver || session_.person_speaks) return;
  words_.Lengthen(SentenceOf(item), text);
  session_.answer += text;
}

void MediaLine::OnAnswerEnds(RealtimeAnswer answer) {
  if (doing_ == Doing::kOver) return;
  if (!answer.failed.empty()) return LoseSession(Fault(ErrorKind::kInvalid, answer.failed), false);
  // Who waits for an answer hears one.
  if (!answer.cut && answer.calls.empty() && answer.text.empty() && session_.items.empty())
    return LoseSession(Fault(ErrorKind::kInvalid, "an answer without words"), false);
  CompleteAnswer();
  words_.SetOpen(session_.awaited_since.has_value());
  session_.over = std::ranges::find(answer.calls, events::kEndTool, &LanguageToolCall::name) !=
                  answer.calls.end();
  if (answer.text.empty()) answer.text = session_.answer;
  if (!answer.text.empty())
    session_.asked.messages.push_back(
        {.role = LanguageMessage::Role::kAssistant, .text = answer.text});
  session_.exchanges.AnswerEnds(std::move(answer));
  Deliver();
}

void MediaLine::OnRealtimeEnd(Error error) {
  const bool old = loop_.Now() - session_.since > kWorthAnother;
  LoseSession(error, session_.ready && old && error.kind == ErrorKind::kTransient);
}

/// What has begun of an answer is heard to its end. `again`: the service is asked once more, and
/// told what was said; else this line hears and speaks by itself from here on.
void MediaLine::LoseSession(const Error& error, bool again) {
  const std::string name = engines_.realtime->Name();
  engines_.metrics->Add("tocsin_provider_errors_total", 1,
                        {{"provider", name}, {"part", "realtime"}});
  Tell(spdlog::level::warn,
       fmt::format("media line: {}: {}; {}", name, error.message,
                   again ? "a session is opened once more"
                         : "the call goes on with ears, model and voice one after the other"));
  CompleteAnswer();
  const auto lost = std::exchange(session_, {});
  auto words = std::exchange(heard_next_, {});
  const int open = lost.exchanges.Open();
  const bool begun = !lost.items.empty() || !lost.answer.empty();
  session_given_up_ = !again;
  words_.SetOpen(open != 0 && !begun);
  if (again) {
    session_.asked = lost.asked;
    session_.asked.silently = open == 0 || begun;
    OpenSession();
    if (session_.asked.silently) {
      session_.rules.clear();
    } else {
      session_.exchanges.Asked(open);
      AwaitAnswer(loop_.Now());
    }
  } else {
    OpenEars();
  }
  if (open != 0 && begun)
    return owner_->OnLineAnswer({.number = open,
                                 .answer = LanguageAnswer{.text = lost.answer, .stopped = "lost"},
                                 .engine = name,
                                 .first_text = lost.first_text});
  if (open != 0 && !again) return owner_->OnLineAnswer({.number = open});
  // The words of who has just spoken are lost with it.
  if (open == 0 && !words.empty() && hearing_ != nullptr && Listens()) Recognize(std::move(words));
}

/// What is there to be told, in its order.
void MediaLine::Deliver() {
  const auto self = shared_from_this();
  while (doing_ != Doing::kOver) {
    auto next = session_.exchanges.Next(loop_.Now());
    if (!next) return;
    if (auto* turn = std::get_if<Exchanges::Turn>(&*next)) {
      session_.asked.messages.push_back(
          {.role = LanguageMessage::Role::kUser, .text = turn->heard.speech});
      owner_->OnLineTurn(task_.listen->turn, std::move(turn->heard), std::move(turn->of_us));
      continue;
    }
    auto& [number, answer] = std::get<Exchanges::Answered>(*next);
    owner_->OnLineAnswer({.number = number,
                          .answer = LanguageAnswer{.text = std::move(answer.text),
                                                   .calls = std::move(answer.calls),
                                                   .stopped = answer.cut ? "interrupted" : "stop",
                                                   .usage = answer.usage},
                          .engine = engines_.realtime->Name(),
                          .first_text = session_.first_text});
  }
}

/// A turn that the service has not heard: keys, or silence.
void MediaLine::GiveUnheard(Heard heard) {
  HeardOfUs of_us = ToldOfUs();
  CutAnswer();
  LetGoOfSpeech();
  keys_.clear();
  session_.cut.reset();
  doing_ = Doing::kWaiting;
  session_.exchanges.Took({.heard = std::move(heard), .of_us = std::move(of_us)});
  Deliver();
}

/// Nothing of what the service says, or is about to say, is taken back.
void MediaLine::GoOnConversing(LineTask task) {
  task_ = std::move(task);
  if (task_.listen) ear_.SetEndAfter(task_.listen->taking.end_after);
  const bool open = words_.Open();
  for (const auto& line : task_.say) words_.Append(line, !open, loop_.Now());
  session_.exchanges.Taken();
  if (!session_.person_speaks) {
    doing_ = Doing::kSpeaking;  // until all is heard
    GoOnPlaying();
    MakeSpeech();
  }
  Deliver();
}

/// What was begun is heard to its end where what comes now follows it.
void MediaLine::EndSession() {
  CompleteAnswer();
  session_ = {};
  heard_next_ = {};
  words_.SetOpen(false);
}

void MediaLine::WatchSession(SteadyTime now) {
  if (!session_.ready && now - session_.since > kSessionPatience)
    return LoseSession(Fault(ErrorKind::kTimeout, "it is not ready in time"), false);
  if (session_.ready && session_.awaited_since && now - *session_.awaited_since > kAnswerPatience)
    return LoseSession(Fault(ErrorKind::kTimeout, "no answer comes"), false);
  if (ear_.Busy()) session_.spoke_at = now;
  if (session_.person_speaks && now - session_.spoke_at > kQuietPerson) {
    session_.person_speaks = false;  // the turn may still come
    listening_since_ = now;
  }
  Deliver();
  const bool heard = doing_ == Doing::kListening || playback_.AllHeard(now);
  if (session_.over && heard && !session_.exchanges.Waiting()) EndSession();
}

}  // namespace tocsin::voice
