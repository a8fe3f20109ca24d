// What the service says within a session.
#include <utility>

#include "adapters/realtime/openai_messages.hpp"
#include "adapters/realtime/openai_session.hpp"
#include "schemas/plain_text.hpp"

namespace tocsin::realtime {
namespace {

constexpr std::size_t kMostSpoken = std::size_t{64} * 1024;
constexpr std::size_t kMostHeard = 16'000;
/// Ten minutes: an answer without an end.
constexpr std::uint64_t kMostAnswerSound = std::uint64_t{600} * kLineRate;

/// The service ends a session after an hour.
constexpr Duration kOldAge = std::chrono::minutes(55);

constexpr std::string_view kOneAtATime =
    R"({"error":"Only one tool at a time. Wait for the result of the other one; then call this )"
    R"(again if it is still needed."})";
constexpr std::string_view kGivenUp =
    R"({"error":"Not run: the person spoke before. Call it again if it is still wanted."})";

/// What mends it that a session is refused.
const char* RemedyOf(ErrorKind kind) {
  if (kind == ErrorKind::kRejected) return "; see language.realtime.api_key, and the account";
  if (kind != ErrorKind::kInvalid) return "";
  return "; see language.realtime.model, voice and transcription";
}

}  // namespace

void OpenAiSession::OnMessage(std::string_view bytes) {
  if (over_) return;
  const auto read = ReadRealtimeMessage(bytes);
  if (!read) return End(ErrorKind::kTransient, read.error().message);
  const auto& message = *read;
  if (options_->watch) options_->watch(message);
  const auto type = StringAt(message, "type");
  if (type == "error") return OnComplaint(message);
  if (type == "session.updated") return OnSession(message);
  if (!ready_) return;
  if (type.starts_with("input_audio_buffer.") ||
      type.starts_with("conversation.item.input_audio_transcription."))
    return OnTurn(type, message);
  if (type == "response.created") return OnAnswerCreated(message);
  if (type == "response.done") return OnAnswerDone(message);
  if (type.starts_with("response.")) OnPiece(type, message);
}

void OpenAiSession::OnSession(const json::object& message) {
  if (ready_) return;
  if (const auto differs = SessionDiffers(message, what_); !differs.empty())
    return End(ErrorKind::kInvalid, "the session is not as it was asked for: " + differs);
  ready_ = true;
  patience_->Cancel();
  metrics_.Observe("tocsin_realtime_ready_seconds",
                   std::chrono::duration<double>(loop_.Now() - opened_).count(),
                   {{"provider", "openai"}});
  age_->Arm(loop_.Now() + kOldAge, [weak = weak_from_this()] {
    if (const auto self = weak.lock(); self != nullptr && !self->over_) self->to_.OnRealtimeOld();
  });
  to_.OnReady();
  if (!over_ && wanted_ && !Busy()) AskForAnswer();
}

void OpenAiSession::OnTurn(std::string_view type, const json::object& message) {
  const auto turn = StringAt(message, "item_id");
  if (type == "input_audio_buffer.speech_started") {
    awaited_ = false;
    WaitForMore();
    return to_.OnPersonBegins();
  }
  if (type == "input_audio_buffer.speech_stopped") return OnTurnEnds(turn);
  if (type.ends_with(".completed"))
    return to_.OnPersonSaid(turn, PlainText(StringAt(message, "transcript"), kMostHeard));
  if (!type.ends_with(".failed")) return;
  const auto code = TextIn(message, {"error", "code"});
  Complain({.code = "transcription_failed",
            .text = "what was said could not be written down: " + PlainText(code, 200)});
  to_.OnPersonSaid(turn, {});
}

void OpenAiSession::OnTurnEnds(std::string_view turn) {
  awaited_ = true;
  pushed_ = false;
  wanted_since_ = loop_.Now();
  WaitForMore();
  to_.OnPersonEnds(turn);
  if (!over_ && options_->transcription.empty()) to_.OnPersonSaid(turn, {});
}

void OpenAiSession::OnAnswerCreated(const json::object& message) {
  const auto id = TextIn(message, {"response", "id"});
  if (id.empty() || !answer_id_.empty()) return;
  answer_id_ = id;
  answer_ = {};
  sound_ = 0;
  cut_ = false;
  // Ours, or the one to a turn: whichever it is, the other one is refused or follows.
  const bool given_up = std::exchange(asked_, false) && std::exchange(cut_asked_, false);
  awaited_ = pushed_ = false;
  WaitForMore();
  if (given_up) Cut({}, Duration(0));
  to_.OnAnswerBegins();
}

void OpenAiSession::OnPiece(std::string_view type, const json::object& message) {
  const auto response = StringAt(message, "response_id");
  if (!answer_id_.empty() && response == answer_id_) WaitForMore();
  const std::string item(StringAt(message, "item_id"));
  if (item.empty()) return;
  if (type == "response.output_audio.delta") return OnSound(item, message);
  if (type != "response.output_audio_transcript.delta" && type != "response.output_text.delta")
    return;
  if (response != answer_id_ || !items_.Wanted(item, response)) return;
  const auto text = PlainText(StringAt(message, "delta"));
  if (text.empty() || answer_.text.size() + text.size() > kMostSpoken) return;
  answer_.text += text;
  to_.OnAnswerText(item, text);
}

void OpenAiSession::OnSound(const std::string& item, const json::object& message) {
  auto sound = DecodeDelta(StringAt(message, "delta"));
  if (!sound) return End(ErrorKind::kTransient, "sound that is none: " + sound.error().message);
  const auto response = StringAt(message, "response_id");
  if (sound->empty() || !items_.Came(item, response, sound->size()) || response != answer_id_)
    return;
  if (sound_ == 0)
    metrics_.Observe("tocsin_realtime_first_sound_seconds",
                     std::chrono::duration<double>(loop_.Now() - wanted_since_).count(),
                     {{"provider", "openai"}});
  sound_ += sound->size();
  if (sound_ > kMostAnswerSound) {
    answer_.failed = "an answer without an end";
    return Cut(item, Duration(kMostAnswerSound * 1'000 / kLineRate));
  }
  to_.OnAnswerSound(item, *sound);
}

void OpenAiSession::OnAnswerDone(const json::object& message) {
  auto ended = ReadAnswerDone(message);
  if (ended.response.empty() || ended.response != answer_id_) return;
  TakeBack(items_.Over(answer_id_));
  auto& answer = ended.answer;
  answer.cut = answer.cut || cut_;
  if (answer.cut || answer.text.empty()) answer.text = std::move(answer_.text);
  if (!answer_.failed.empty()) answer.failed = std::move(answer_.failed);
  ended.calls_hold = ended.calls_hold && !answer.cut && answer.failed.empty();
  answer.failed = WithoutKey(answer.failed);
  SortCalls(ended);
  answer_id_.clear();
  cut_ = false;
  WaitForMore();
  to_.OnAnswerEnds(std::move(answer));
  if (!over_ && wanted_ && !Busy()) AskForAnswer();
}

void OpenAiSession::SortCalls(EndedAnswer& ended) {
  auto calls = std::exchange(ended.answer.calls, {});
  for (auto& call : calls) {
    if (call.id.empty()) continue;
    const bool free = open_call_.empty();
    if (ended.calls_hold && free) {
      open_call_ = call.id;
      ended.answer.calls.push_back(std::move(call));
    } else {
      Send(ToolOutput(call.id, ended.calls_hold ? kOneAtATime : kGivenUp));
    }
  }
}

void OpenAiSession::OnComplaint(const json::object& message) {
  const auto complaint = ReadOpenAiError(message);
  if (complaint.code == "response_cancel_not_active") return;  // it was over just then
  if (complaint.code == "session_expired") return End(ErrorKind::kTransient, complaint.text);
  const bool asked = complaint.event.starts_with(kAnswerEventId);
  if (complaint.code == "conversation_already_has_active_response") return OnBusy(asked);
  if (!ready_ && (complaint.event.empty() || complaint.event == kSessionEventId))
    return End(complaint.kind, complaint.text + RemedyOf(complaint.kind));
  // With rules that are not in force it would do what it must not.
  if (complaint.event.starts_with(kChangeEventId)) return End(complaint.kind, complaint.text);
  Complain(complaint);
  if (!asked || !std::exchange(asked_, false)) return;
  WaitForMore();
  to_.OnAnswerEnds({.failed = WithoutKey(complaint.text)});
}

/// An answer was refused, ours or the one to a turn, for another is under way: it comes behind it.
void OpenAiSession::OnBusy(bool asked) {
  (asked ? asked_ : awaited_) = false;
  if (!pushed_ && (!asked || !cut_asked_)) wanted_ = true;
  // Where we have not heard of that other one yet, we soon do.
  if (answer_id_.empty()) awaited_ = true;
  WaitForMore();
}

}  // namespace tocsin::realtime
