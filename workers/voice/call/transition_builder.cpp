#include "workers/voice/call/transition_builder.hpp"

#include <algorithm>

#include "schemas/topics.hpp"
#include "workers/voice/call/call_events.hpp"
#include "workers/voice/leg/call_length.hpp"

namespace tocsin::voice {

TransitionBuilder::TransitionBuilder(Situation situation, TimePoint at, const VoiceSettings& with)
    : now(at), settings(with) {
  out.next = std::move(situation);
}

AttemptRow* TransitionBuilder::Attempt(int number) {
  const auto found = std::ranges::find(out.next.attempts, number, &AttemptRow::number);
  return found == out.next.attempts.end() ? nullptr : &*found;
}

AttemptRow* TransitionBuilder::AttemptByToken(std::string_view token_hash) {
  const auto found = std::ranges::find(out.next.attempts, token_hash, &AttemptRow::token_hash);
  return found == out.next.attempts.end() ? nullptr : &*found;
}

void TransitionBuilder::Store(const AttemptRow& attempt) {
  const auto store = [&](std::vector<AttemptRow>& rows) {
    const auto found = std::ranges::find(rows, attempt.id, &AttemptRow::id);
    if (found == rows.end()) {
      rows.push_back(attempt);
    } else if (&*found != &attempt) {
      *found = attempt;
    }
  };
  store(out.attempts);
  store(out.next.attempts);
  Changed();
}

void TransitionBuilder::WakeInTalk(Duration delay) {
  WakeIn(delay);
  auto& timer = *call().timer;
  if (const auto length = LengthOf(call(), settings); length && length->closing > now)
    timer = std::min(timer, length->closing);
  if (const auto overdue = OverdueAt(call(), settings); overdue > now)
    timer = std::min(timer, overdue);
}

void TransitionBuilder::Emit(std::string_view type, std::string_view what, json::object data) {
  json::object more = data;
  more.erase("heard");  // stands in the turns, which have a retention of their own
  more["attempt"] = call().attempt;
  Note(type.substr(type.rfind('.') + 1), std::move(more));
  out.events.push_back(CallEvent(call(), type, what, std::move(data), now));
}

void TransitionBuilder::Note(std::string_view what, json::object more) {
  auto& log = Changed().log;
  if (log.size() >= kMostLogged) return;
  more["at"] = now.time_since_epoch().count();
  more["what"] = what;
  log.push_back(std::move(more));
}

void TransitionBuilder::Line(std::string_view role, std::string_view text) {
  out.turns.push_back({.call = call().id,
                       .seq = Changed().talk.lines++,
                       .role = std::string(role),
                       .text = std::string(text),
                       .at = now});
}

void TransitionBuilder::Initiated() {
  if (call().initiated) return;
  Changed().initiated = true;
  Emit(type::kCallInitiated, "");
}

void TransitionBuilder::Rung() {
  Initiated();
  if (call().rung) return;
  Changed().rung = true;
  if (call().status == "dialling") call().status = "ringing";
  Emit(type::kCallRinging, "");
}

void TransitionBuilder::Answered() {
  Rung();
  if (call().answered) return;
  Changed().answered = true;
  call().answered_at = now;
  call().phase = Phase::kLive;
  if (call().status == "dialling" || call().status == "ringing") call().status = "in_progress";
  Emit(type::kCallAnswered, "");
  // What was rendered while it rang is heard only now.
  for (const auto& line : std::exchange(call().talk.unheard, {})) Line("assistant", line);
}

void TransitionBuilder::Over(std::string_view status) {
  MoveTo(Phase::kOver);
  const auto& now_status = call().status;
  const bool open =
      now_status == "dialling" || now_status == "ringing" || now_status == "in_progress";
  if (open) call().status = status;
  call().timer.reset();
  if (auto* attempt = Attempt(call().attempt); attempt != nullptr && attempt->unresolved) {
    attempt->unresolved = false;
    Store(*attempt);
  }
  // No run will say that nobody answered, and nobody asks again.
  if (call().by_hand && question().Open()) {
    question().status = Question::Status::kUnanswered;
    out.question_changed = true;
  }
}

void TransitionBuilder::End(std::string reason, std::optional<int> seconds) {
  Over("not_reached");
  json::object data{{"reason", reason}};
  if (!seconds && call().answered_at) {
    const auto spoken = std::chrono::duration_cast<std::chrono::seconds>(now - *call().answered_at);
    seconds = static_cast<int>(std::max<std::int64_t>(0, spoken.count()));
  }
  data["duration_seconds"] = seconds.value_or(0);
  // Whoever waits for this call learns of the decision that ended it.
  if (reason == "superseded" && question().decision)
    data["decision"] = WriteDecision(*question().decision);
  Emit(type::kCallEnded, "", std::move(data));
}

void TransitionBuilder::Failed(std::string reason, std::string_view detail) {
  Over("failed");
  json::object data{{"reason", reason}};
  if (!detail.empty()) data["detail"] = detail;
  Emit(type::kCallFailed, reason, std::move(data));
}

}  // namespace tocsin::voice
