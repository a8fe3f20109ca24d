// A service that hears the person, answers and speaks by itself.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "schemas/events/converse.hpp"
#include "workers/voice/media/media_line.hpp"

namespace tocsin::voice {
namespace {

Error BadAnswer(std::string why) { return {ErrorKind::kInvalid, std::move(why), "realtime"}; }

}  // namespace

bool MediaLine::Converse(LineAsk ask) {
  const bool wanted = task_.listen && task_.listen->converses;
  if (engines_.realtime == nullptr || session_given_up_ || !wanted) return false;
  if (doing_ == Doing::kOpening || doing_ == Doing::kOver) return false;
  if (!ask.language.empty()) session_.language = ask.language;
  session_.asked = std::move(ask);
  const auto& asked = session_.asked;
  const bool wants = !asked.heard && !asked.silently;
  // It was decided before who has spoken since was heard: they are answered, too.
  const bool behind = wants && session_.exchanges.TurnOpen();
  if (session_.service == nullptr || session_.rules.empty() || (session_.over && wants)) {
    // One that was opened meanwhile, to listen only, has heard nothing of what is asked; and one
    // that has said goodbye waits for what came of that.
    ForgetSession();
    OpenSession();
  } else {
    FollowRules();
    for (const auto& message : asked.news) session_.service->Tell(message);
    if (behind) session_.exchanges.WantAnother();
    if (wants) session_.service->Answer();
  }
  if (!asked.heard) session_.tool_open = false;
  if (asked.silently || session_.exchanges.Untaken()) return true;
  // Of a turn that the service has heard itself the answer may be there already.
  if (!behind && (!asked.heard || !session_.exchanges.Waiting())) AwaitAnswer(loop_.Now());
  session_.exchanges.Asked(asked.number);
  Deliver();
  return true;
}

/// No more sound of it comes.
void MediaLine::CompleteAnswer() {
  for (const auto& item : session_.items) playback_.Complete(item.sentence);
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
  if (!answer.failed.empty()) AddUsage(tokens_, answer.usage);
  if (!answer.failed.empty()) return GiveUpSession(BadAnswer(answer.failed));
  // Who waits for an answer hears one.
  if (!answer.cut && answer.calls.empty() && answer.text.empty() && session_.items.empty())
    return GiveUpSession(BadAnswer("an answer without words"));
  CompleteAnswer();
  session_.tool_open = session_.tool_open || !answer.calls.empty();
  words_.SetOpen(session_.awaited_since.has_value());
  session_.over = std::ranges::find(answer.calls, events::kEndTool, &LanguageToolCall::name) !=
                  answer.calls.end();
  if (answer.text.empty()) answer.text = session_.answer;
  session_.exchanges.AnswerEnds(std::move(answer));
  Deliver();
}

/// What is there to be told, in its order.
void MediaLine::Deliver() {
  const auto self = shared_from_this();
  while (doing_ != Doing::kOver) {
    auto next = session_.exchanges.Next(loop_.Now());
    if (!next) return;
    if (auto* turn = std::get_if<Exchanges::Turn>(&*next)) {
      RememberHeard(turn->of_us);
      AddUsage(turn->of_us.tokens, session_.exchanges.TakeSpent());
      AddUsage(turn->of_us.tokens, std::exchange(tokens_, {}));
      session_.asked.messages.push_back(
          {.role = LanguageMessage::Role::kUser, .text = turn->heard.speech});
      owner_->OnLineTurn(task_.listen->turn, std::move(turn->heard), std::move(turn->of_us));
      continue;
    }
    auto& [number, answer] = std::get<Exchanges::Answered>(*next);
    if (!answer.text.empty())
      session_.asked.messages.push_back(
          {.role = LanguageMessage::Role::kAssistant, .text = answer.text});
    owner_->OnLineAnswer({.number = number,
                          .answer = LanguageAnswer{.text = std::move(answer.text),
                                                   .calls = std::move(answer.calls),
                                                   .stopped = answer.cut ? "interrupted" : "stop",
                                                   .usage = answer.usage},
                          .engine = engines_.realtime->Name(),
                          .first_text = session_.first_text});
  }
}

/// A session that is opened behind it is told no more than was heard.
void MediaLine::RememberHeard(const HeardOfUs& of_us) {
  if (of_us.heard.size() >= of_us.said.size()) return;
  auto& messages = session_.asked.messages;
  const auto answer = std::find_if(messages.rbegin(), messages.rend(), [](const auto& message) {
    return message.role == LanguageMessage::Role::kAssistant;
  });
  const auto heard =
      std::string_view(of_us.heard).substr(std::min(of_us.filler, of_us.heard.size()));
  if (answer != messages.rend() && answer->text.starts_with(heard))
    answer->text = std::string(heard) + "...";
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

}  // namespace tocsin::voice
