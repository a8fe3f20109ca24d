// How a session with a service that leads the conversation begins, is kept, and ends.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>

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

Error SlowService(std::string text) { return {ErrorKind::kTimeout, std::move(text), "realtime"}; }

}  // namespace

/// What the service before had begun: nothing of it comes any more.
void MediaLine::ForgetSession() {
  CompleteAnswer();
  session_.items.clear();
  session_.answer.clear();
  AddUsage(tokens_, session_.exchanges.TakeSpent(true));
  session_.exchanges = {};
  session_.person_speaks = false;
  session_.cut.reset();
  session_.awaited_since.reset();
}

std::string MediaLine::RulesOf(const LineAsk& ask) const {
  // The first message; what follows tells of what was said.
  std::string rules = ask.messages.empty() ? std::string() : ask.messages.front().text + '\n';
  for (const auto& tool : ask.tools)
    rules += tool.name + ' ' + tool.description + ' ' + JsonText(tool.parameters) + '\n';
  return rules + (session_.language.empty() ? task_.language : session_.language);
}

OpenRealtime MediaLine::SessionRules() const {
  return {.messages = session_.asked.messages,
          .tools = session_.asked.tools,
          .language = session_.language.empty() ? task_.language : session_.language,
          .end_after = task_.listen->taking.end_after};
}

void MediaLine::OpenSession() {
  LetGoOfSpeech();
  session_.ready = session_.old = session_.tool_open = session_.over = false;
  session_.rules = RulesOf(session_.asked);
  session_.since = loop_.Now();
  session_.answer_at_once = !session_.asked.silently;
  session_.sound.Restart();
  session_.service = engines_.realtime->Open(loop_, SessionRules(), *this);
}

/// The person is called, or speaks, otherwise than was known; or another step goes on with them.
void MediaLine::FollowRules() {
  auto rules = RulesOf(session_.asked);
  if (rules == session_.rules) return;
  session_.rules = std::move(rules);
  session_.service->Change(SessionRules());
}

/// With the line's own clock: holes in it are silence.
void MediaLine::HearInSession(SoundView sound, Duration timestamp) {
  const bool shut = doing_ == Doing::kSpeaking && task_.listen && !task_.listen->taking.barge_in;
  if (shut || session_.over) return session_.sound.Restart();
  session_.sound.Take(sound, timestamp, loop_.Now(),
                      [this](SoundView whole) { session_.service->Hear(whole); });
}

LineSession MediaLine::TakeSession() {
  AddUsage(tokens_, session_.exchanges.TakeSpent(true));
  return std::exchange(session_, {});
}

void MediaLine::OnRealtimeEnd(Error error) {
  const bool old = loop_.Now() - session_.since > kWorthAnother;
  LoseSession(error, session_.ready && old && error.kind == ErrorKind::kTransient);
}

/// It has not said itself that it is at an end.
void MediaLine::GiveUpSession(const Error& error) {
  engines_.metrics->Add(
      "tocsin_provider_errors_total", 1,
      {{"provider", EngineWord(engines_.realtime->Name())}, {"part", "realtime"}});
  LoseSession(error, false);
}

/// What has begun of an answer is heard to its end. `again`: the service is asked once more, and
/// told what was said; else this line hears and speaks by itself from here on.
void MediaLine::LoseSession(const Error& error, bool again) {
  // Who has just spoken is known to nobody else.
  if (session_.exchanges.Open() == 0 && (!heard_next_.empty() || ear_.Busy())) again = false;
  const std::string name = engines_.realtime->Name();
  Tell(spdlog::level::warn,
       fmt::format("media line: {}: {}; {}", name, error.message,
                   again ? "a session is opened once more"
                         : "the call goes on with ears, model and voice one after the other"));
  CompleteAnswer();
  const auto lost = TakeSession();
  auto words = std::exchange(heard_next_, {});
  const int open = lost.exchanges.Open();
  const bool begun = !lost.items.empty() || !lost.answer.empty();
  session_given_up_ = !again;
  words_.SetOpen(open != 0 && !begun);
  if (again) {
    session_.asked = lost.asked;
    session_.language = lost.language;
    session_.asked.silently = open == 0 || begun;
    if (begun && !lost.answer.empty())
      session_.asked.messages.push_back(
          {.role = LanguageMessage::Role::kAssistant, .text = lost.answer});
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

bool MediaLine::MayRenew() const {
  const auto& exchanges = session_.exchanges;
  const bool quiet = doing_ == Doing::kListening && !ear_.Busy() && !session_.person_speaks;
  return session_.old && session_.ready && !session_.over && !session_.tool_open && quiet &&
         keys_.empty() && !session_.awaited_since && exchanges.Open() == 0 &&
         !exchanges.TurnOpen() && !exchanges.Waiting();
}

/// Nobody notices: the next one is told all that was said, as text.
void MediaLine::RenewSession() {
  Tell(spdlog::level::info, fmt::format("media line: {}: a new session takes the place of one that "
                                        "is old",
                                        engines_.realtime->Name()));
  const auto before = TakeSession();
  session_.asked = before.asked;
  session_.language = before.language;
  session_.asked.silently = true;
  OpenSession();
}

/// What was begun is heard to its end where what comes now follows it.
void MediaLine::EndSession() {
  CompleteAnswer();
  TakeSession();
  heard_next_ = {};
  words_.SetOpen(false);
}

void MediaLine::WatchSession(SteadyTime now) {
  if (!session_.ready && now - session_.since > kSessionPatience)
    return GiveUpSession(SlowService("it is not ready in time"));
  if (session_.ready && session_.awaited_since && now - *session_.awaited_since > kAnswerPatience)
    return GiveUpSession(SlowService("no answer comes"));
  session_.sound.Tick(now, [this](SoundView missing) { session_.service->Hear(missing); });
  if (ear_.Busy()) session_.spoke_at = now;
  if (session_.person_speaks && now - session_.spoke_at > kQuietPerson) {
    session_.person_speaks = false;  // the turn may still come
    listening_since_ = now;
  }
  Deliver();
  const bool heard = doing_ == Doing::kListening || playback_.AllHeard(now);
  if (session_.over && heard && !session_.exchanges.Waiting()) return EndSession();
  if (MayRenew()) RenewSession();
}

}  // namespace tocsin::voice
