// Opening and end of a session, and what the owner wants of it.
#include "adapters/realtime/openai_session.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "adapters/log_line.hpp"
#include "adapters/realtime/openai_messages.hpp"
#include "adapters/realtime/session_socket.hpp"
#include "adapters/sound/g711.hpp"

namespace tocsin::realtime {
namespace {

/// Sound of a message: what comes as 20 ms goes out as 40.
constexpr std::size_t kPacketSamples = kLineRate / 25;
constexpr std::size_t kMostBytesOfAnEvent = std::size_t{1024} * 1024;
constexpr std::size_t kMostUnsentBytes = std::size_t{1024} * 1024;
/// Of what a session is opened with.
constexpr std::size_t kMostOpening = std::size_t{768} * 1024;
constexpr std::size_t kMostComplaints = 16;

std::string Milliseconds(Duration time) { return std::to_string(time.count()) + " ms"; }

}  // namespace

void OpenAiSession::Open(WebSocketClient& client) {
  std::vector<std::string> opening = {SessionUpdate(*options_, what_)};
  std::size_t bytes = opening.front().size();
  for (auto& message : HistoryMessages(what_.messages)) {
    bytes += message.size();
    opening.push_back(std::move(message));
  }
  if (bytes > kMostOpening)
    return EndLater(ErrorKind::kInvalid, "what it is to know has " + std::to_string(bytes) +
                                             " bytes; at most " + std::to_string(kMostOpening) +
                                             " are sent");
  opened_ = loop_.Now();
  listener_ = std::make_shared<Listener>(weak_from_this());
  WebSocketCall call;
  call.url = OpenAiRealtimeUrl(options_->api_url, options_->model);
  if (!options_->api_key.Empty())
    call.headers = {{"Authorization", "Bearer " + options_->api_key.Reveal()}};
  call.listener = listener_;
  call.loop = &loop_;
  // Ours ends first, and says so.
  call.connect_timeout = call.limits.handshake_timeout = options_->timeout * 2;
  call.limits.max_message_bytes = kMostBytesOfAnEvent;
  call.limits.max_waiting_bytes = kMostUnsentBytes;
  opening_ = true;
  socket_ = client.Open(std::move(call));
  opening_ = false;
  Wait(options_->timeout, &OpenAiSession::OnNotOpen);
  for (auto& message : opening) Send(std::move(message));
}

void OpenAiSession::OnOpen() { Wait(options_->timeout, &OpenAiSession::OnNoSession); }

void OpenAiSession::OnEnd(const WebSocketEnd& end) {
  socket_ = nullptr;
  if (over_) return;
  const auto told = ReadSocketEnd(end);
  if (opening_) return EndLater(told.kind, told.message);
  End(told.kind, told.message);
}

void OpenAiSession::OnNotOpen() {
  End(ErrorKind::kTimeout, "no connection within " + Milliseconds(options_->timeout));
}

void OpenAiSession::OnNoSession() {
  End(ErrorKind::kTimeout,
      "no session within " + Milliseconds(options_->timeout) + " after the connection was there");
}

void OpenAiSession::OnStalled() {
  End(ErrorKind::kTransient, "nothing more of an answer came for " + Milliseconds(options_->stall));
}

/// The service is slow, or has not made one: asked for, it makes one, or says that it does so.
void OpenAiSession::OnNoAnswer() {
  awaited_ = false;
  const bool more = wanted_;
  AskForAnswer();
  wanted_ = more;
  pushed_ = true;
}

void OpenAiSession::Hear(SoundView sound) {
  if (!ready_ || over_) return;
  for (const auto sample : sound) {
    packet_ += static_cast<char>(sound::ToMuLaw(sample));
    if (packet_.size() < kPacketSamples) continue;
    Send(SoundAppend(packet_));
    packet_.clear();
  }
}

void OpenAiSession::Tell(const LanguageMessage& message) {
  if (over_) return;
  if (message.role != LanguageMessage::Role::kTool)
    return Send(TextItem(message.role, message.text));
  if (open_call_.empty())
    return Complain({.code = "no_open_call", .text = "a tool's result that nobody waits for"});
  Send(ToolOutput(std::exchange(open_call_, {}), message.text));
}

void OpenAiSession::Change(OpenRealtime rules) {
  if (over_) return;
  rules.end_after = what_.end_after;
  what_ = std::move(rules);
  Send(SessionChange(*options_, what_, std::string(kChangeEventId) + std::to_string(++changes_)));
}

void OpenAiSession::Answer() {
  if (over_) return;
  if (!ready_ || Busy())
    wanted_ = true;
  else
    AskForAnswer();
}

void OpenAiSession::AskForAnswer() {
  wanted_ = pushed_ = false;
  asked_ = true;
  cut_asked_ = false;
  wanted_since_ = loop_.Now();
  Send(CreateAnswer(std::string(kAnswerEventId) + std::to_string(++asks_)));
  WaitForMore();
}

void OpenAiSession::Cut(std::string_view item, Duration heard) {
  if (over_) return;
  if (!answer_id_.empty() && !std::exchange(cut_, true)) Send(CancelAnswer(answer_id_));
  if (asked_) cut_asked_ = true;
  TakeBack(items_.Cut(item, heard, answer_id_));
}

void OpenAiSession::TakeBack(const std::vector<SpokenItems::TakenBack>& items) {
  for (const auto& one : items) Send(TruncateItem(one.item, one.end_ms));
}

void OpenAiSession::Wait(Duration how_long, void (OpenAiSession::*then)()) {
  patience_->Arm(loop_.Now() + how_long, [weak = weak_from_this(), then] {
    if (const auto self = weak.lock(); self != nullptr && !self->over_) (self.get()->*then)();
  });
}

void OpenAiSession::WaitForMore() {
  if (!ready_ || over_) return;
  if (!answer_id_.empty() || asked_) return Wait(options_->stall, &OpenAiSession::OnStalled);
  if (awaited_ && pushed_) return Wait(options_->stall, &OpenAiSession::OnStalled);
  if (awaited_) return Wait(options_->stall / 2, &OpenAiSession::OnNoAnswer);
  patience_->Cancel();
}

void OpenAiSession::Send(std::string message) {
  if (socket_ != nullptr) socket_->Send(WebSocketKind::kText, std::move(message));
}

/// Once of each kind.
void OpenAiSession::Complain(const OpenAiError& complaint) {
  if (complained_.size() >= kMostComplaints || !complained_.insert(complaint.code).second) return;
  WriteLog({.level = spdlog::level::warn,
            .text = "openai " + options_->model + ": " + WithoutKey(complaint.text),
            .fields = {{"provider", "openai"}, {"part", "realtime"}}});
}

void OpenAiSession::End(ErrorKind kind, std::string_view text) {
  if (std::exchange(over_, true)) return;
  Close();
  metrics_.Add("tocsin_realtime_sessions_total", 1,
               {{"provider", "openai"}, {"outcome", ready_ ? "lost" : ToString(kind)}});
  metrics_.Add("tocsin_provider_errors_total", 1, {{"provider", "openai"}, {"part", "realtime"}});
  to_.OnRealtimeEnd({.kind = kind,
                     .message = "talking with openai " + options_->model + ": " + WithoutKey(text),
                     .where = "realtime"});
}

void OpenAiSession::EndLater(ErrorKind kind, std::string text) {
  loop_.Post([weak = weak_from_this(), kind, text = std::move(text)] {
    if (const auto self = weak.lock()) self->End(kind, text);
  });
}

void OpenAiSession::Close() {
  patience_->Cancel();
  age_->Cancel();
  if (listener_ != nullptr) listener_->LetGo();
  if (const auto socket = std::exchange(socket_, nullptr)) socket->Close();
}

void OpenAiSession::Drop() {
  if (!std::exchange(over_, true) && ready_)
    metrics_.Add("tocsin_realtime_sessions_total", 1,
                 {{"provider", "openai"}, {"outcome", "closed"}});
  Close();
}

std::string OpenAiSession::WithoutKey(std::string_view text) const {
  std::string clean(text);
  const auto& key = options_->api_key.Reveal();
  // One that is shorter is a server's that wants none, and stands in words.
  constexpr std::size_t kShortestKey = 6;
  for (auto at = clean.find(key); key.size() >= kShortestKey && at != std::string::npos;
       at = clean.find(key, at))
    clean.replace(at, key.size(), Secret::kStars);
  return clean;
}

}  // namespace tocsin::realtime
