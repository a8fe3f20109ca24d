#include "tools/phone/live/relay_call.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <utility>

#include "tools/phone/sim/speech.hpp"

namespace tocsin::phone {
namespace {

/// Until a voice gives sound.
constexpr Duration kVoiceTakes{300};
constexpr Duration kSessionEnds{100};
constexpr int kMostMalformed = 10;
constexpr std::size_t kMostSockets = 100;
// The carrier's own numbers (https://www.twilio.com/docs/api/errors).
constexpr int kInvalidMessage = 64107;
constexpr int kSocketEnded = 64105;

std::string TextOf(const json::object& message, std::string_view name) {
  const auto* value = message.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool FlagOf(const json::object& message, std::string_view name, bool otherwise) {
  const auto* value = message.if_contains(name);
  return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}

/// Names of members that are there and no boolean.
std::string NoFlags(const json::object& message, std::initializer_list<std::string_view> names) {
  for (const auto name : names)
    if (const auto* value = message.if_contains(name); value != nullptr && !value->is_bool())
      return std::string(name) + " must be a boolean";
  return {};
}

}  // namespace

RelayCall::RelayCall(Loop& loop, LiveRoom& room, Host& host, std::shared_ptr<CallRecord> record)
    : loop_(loop),
      room_(room),
      host_(host),
      record_(std::move(record)),
      timers_(loop),
      recognising_(loop) {}

RelayCall::~RelayCall() {
  if (socket_) socket_->Close(close_code::kNormal, "the call is over");
}

RelaySocket::Events RelayCall::EventsOf() {
  // Called on the sockets' thread: each goes to the simulator's own.
  const auto tell = [weak = weak_from_this(), &loop = loop_,
                     number = sockets_](std::function<void(RelayCall&)> task) {
    loop.Post([weak, number, task = std::move(task)] {
      const auto self = weak.lock();
      if (self && self->socket_ && self->sockets_ == number) task(*self);
    });
  };
  return {.opened = [tell] { tell([](RelayCall& call) { call.SendSetup(); }); },
          .message =
              [tell](WebSocketKind kind, std::string bytes) {
                tell([kind, bytes = std::move(bytes)](RelayCall& call) { call.Take(kind, bytes); });
              },
          .ended =
              [tell](StreamEnd end) {
                tell([end = std::move(end)](RelayCall& call) { call.Ended(end); });
              }};
}

void RelayCall::Connect(StreamOrder order, RelayNoun noun, StreamFaults faults) {
  ++sockets_;
  order_ = std::move(order);
  noun_ = std::move(noun);
  faults_ = faults;
  language_ = noun_.language;
  open_ = speaking_ = heard_any_ = false;
  cycle_over_ = true;
  queue_.clear();
  cycle_.clear();
  about_.clear();
  malformed_ = 0;
  media_ = std::make_shared<MediaRecord>();
  media_->Update([&](MediaFigures& figures) {
    figures.carrier = "twilio conversationrelay";
    figures.url = order_.url;
    figures.stream_id = order_.ids.stream;
    figures.opened = loop_.Now();
  });
  if (record_->media.size() < kMostSockets) record_->media.push_back(media_);
  socket_ = std::make_shared<RelaySocket>(order_, room_.NetLoop(), room_.Client(), EventsOf());
  socket_->Start(faults_.handshake_delay);
}

void RelayCall::SendSetup() {
  open_ = true;
  json::object parameters;
  for (const auto& [name, value] : order_.ids.parameters) parameters[name] = value;
  Send({{"type", "setup"},
        {"sessionId", order_.ids.stream},
        {"accountSid", order_.ids.account},
        {"parentCallSid", ""},
        {"callSid", order_.ids.call},
        {"from", order_.ids.from},
        {"to", order_.ids.to},
        {"forwardedFrom", ""},
        {"callType", "PSTN"},
        {"callerName", ""},
        {"direction", ToString(record_->direction)},
        {"callStatus", "IN-PROGRESS"},
        {"customParameters", std::move(parameters)}});
  if (saying_) unheard_ = false;  // its rest, and so its words, are heard
  host_.RelayChanged();
}

void RelayCall::Send(const json::object& message) {
  if (socket_) socket_->Send(json::serialize(message));
}

void RelayCall::Tell(std::string_view name, bool on) {
  if (!noun_.speaker_events) return;
  Send({{"type", "info"},
        {"name", name},
        {"value", on ? "on" : "off"},
        {"ts", std::chrono::duration_cast<std::chrono::milliseconds>(loop_.Now().time_since_epoch())
                   .count()}});
}

void RelayCall::Take(WebSocketKind kind, const std::string& bytes) {
  if (!open_) return;
  const auto json = ParseJson(bytes);
  if (kind == WebSocketKind::kBinary || !json || !json->is_object())
    return Refuse("Invalid message received: " + bytes.substr(0, 100));
  const auto& message = json->get_object();
  const std::string type = TextOf(message, "type");
  if (type == "text") return TakeText(message);
  if (type == "end") return TakeEnd(message);
  if (type == "language") {
    const auto tts = TextOf(message, "ttsLanguage"),
               ears = TextOf(message, "transcriptionLanguage");
    if (tts.empty() && ears.empty())
      return Refuse("language: ttsLanguage or transcriptionLanguage is needed");
    if (!ears.empty()) language_ = ears;
    malformed_ = 0;
    return;
  }
  if (type == "play" || type == "sendDigits") {
    host_.RelayNote(0, "a message of type " + type + " is not played by the simulator");
    return;
  }
  Refuse("Invalid message received: unknown type '" + type + "'");
}

void RelayCall::Refuse(const std::string& why) {
  media_->Update([](MediaFigures& figures) { ++figures.odd_messages; });
  host_.RelayNote(kInvalidMessage, "conversation relay: " + why);
  Send({{"type", "error"}, {"description", why}});
  if (++malformed_ < kMostMalformed) return;
  host_.RelayNote(kSocketEnded, "conversation relay: too many consecutive malformed messages");
  socket_->Close(1007, "Too many consecutive malformed messages.");
}

void RelayCall::TakeText(const json::object& message) {
  const auto* token = message.if_contains("token");
  if (token == nullptr || !token->is_string()) return Refuse("text: token must be a string");
  if (const auto wrong = NoFlags(message, {"last", "interruptible", "preemptible"}); !wrong.empty())
    return Refuse("text: " + wrong);
  malformed_ = 0;
  media_->Update([](MediaFigures& figures) { ++figures.messages; });
  const bool begins = std::exchange(cycle_over_, FlagOf(message, "last", false));
  if (begins && !queue_.empty() && queue_.front().preemptible) CutOff();
  if (begins && queue_.empty()) cycle_.clear();
  std::string text(token->get_string());
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return;
  text = text.substr(first, text.find_last_not_of(' ') + 1 - first);
  queue_.push_back(
      {.text = std::move(text),
       .interruptible = FlagOf(message, "interruptible", noun_.interruptible != "none"),
       .preemptible = FlagOf(message, "preemptible", noun_.preemptible)});
  if (queue_.size() == 1) Speak();
}

void RelayCall::TakeEnd(const json::object& message) {
  about_ = {{"SessionStatus", "ended"}};
  if (const auto data = TextOf(message, "handoffData"); !data.empty())
    about_.emplace_back("HandoffData", data);
  if (!queue_.empty()) CutOff();
  FallSilent();
  open_ = false;
  timers_.After(kSessionEnds, [this] { socket_->Close(close_code::kNormal, "session ended"); });
}

void RelayCall::Speak() {
  if (speaking_) return Begin();
  timers_.CancelAll();
  timers_.After(kVoiceTakes, [this] {
    speaking_ = heard_any_ = true;
    cycle_from_ = loop_.Elapsed();
    Tell("agentSpeaking", true);
    Begin();
    host_.RelayChanged();
  });
}

void RelayCall::Begin() {
  token_from_ = loop_.Elapsed();
  const Duration length = SpeakingTime(queue_.front().text);
  timers_.CancelAll();
  if (faults_.cut_after && *faults_.cut_after <= length)
    return static_cast<void>(timers_.After(*faults_.cut_after, [this] {
      socket_->Drop("the script's socket_cut dropped the connection");
    }));
  timers_.After(length, [this] { Played(); });
}

void RelayCall::Played() {
  const std::string text = std::move(queue_.front().text);
  queue_.pop_front();
  if (faults_.cut_after) *faults_.cut_after -= SpeakingTime(text);
  cycle_ += (cycle_.empty() ? "" : " ") + text;
  if (noun_.tokens_played) Send({{"type", "info"}, {"name", "tokensPlayed"}, {"value", text}});
  if (queue_.empty())
    FallSilent();
  else
    Begin();
  host_.RelayHeard(text, false);
}

void RelayCall::FallSilent() {
  timers_.CancelAll();
  if (!std::exchange(speaking_, false)) return;
  Tell("agentSpeaking", false);
  host_.RelayChanged();
}

void RelayCall::CutOff() {
  const std::string text = queue_.front().text;
  const bool begun = speaking_;
  queue_.clear();
  if (!begun) return timers_.CancelAll();
  const auto part =
      std::string(SpokenPart(text, loop_.Elapsed() - token_from_, SpeakingTime(text)));
  if (!part.empty()) cycle_ += (cycle_.empty() ? "" : " ") + part;
  FallSilent();
  if (!part.empty()) host_.RelayHeard(part, true);
}

void RelayCall::Leave() {
  timers_.CancelAll();
  recognising_.CancelAll();
  open_ = speaking_ = false;
  queue_.clear();
  const auto socket = std::exchange(socket_, nullptr);
  if (!socket) return;
  media_->Update([&](MediaFigures& figures) {
    figures.ended = loop_.Now();
    figures.end = "the call went on without it";
  });
  socket->Close(close_code::kNormal, "the call is over");
}

void RelayCall::Ended(StreamEnd end) {
  timers_.CancelAll();
  recognising_.CancelAll();
  open_ = speaking_ = false;
  queue_.clear();
  socket_.reset();
  media_->Update([&](MediaFigures& figures) {
    figures.ended = loop_.Now();
    figures.end = end.text;
  });
  if (about_.empty()) about_ = {{"SessionStatus", "failed"}};
  about_.emplace_back("SessionId", order_.ids.stream);
  host_.RelayEnded(std::move(end), std::exchange(about_, {}));
}

}  // namespace tocsin::phone
