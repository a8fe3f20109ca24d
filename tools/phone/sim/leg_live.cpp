// A call's live sound: <Connect><Stream>, and what the person does on a line that hears everything.
#include <fmt/format.h>

#include <utility>

#include "schemas/hex.hpp"
#include "schemas/ids.hpp"
#include "tools/phone/sim/leg.hpp"
#include "tools/phone/sim/signature.hpp"
#include "tools/phone/sim/speech.hpp"

namespace tocsin::phone {
namespace {

// The carrier's own numbers (https://www.twilio.com/docs/api/errors).
constexpr int kStreamHandshake = 31920;
constexpr int kStreamClosed = 31921;
constexpr int kStreamMessage = 31951;
constexpr int kStreamAddress = 31931;
constexpr int kRelayEnded = 64105;

std::string NewStreamSid() {
  const auto bytes = RandomUuid().Bytes();
  return "MZ" + Hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string_view HostOfUrl(std::string_view url) {
  const auto start = url.find("://");
  if (start == std::string_view::npos) return {};
  url.remove_prefix(start + 3);
  return url.substr(0, url.find_first_of("/?#"));
}

bool IsLoopbackHost(std::string_view host) {
  return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
}

/// What the person lets be heard, in the call's story.
std::string TextOfSpeech(const Speech& speech) {
  if (speech.source == Speech::Source::kCough) return "(coughs)";
  if (speech.source == Speech::Source::kFile) return "(plays " + speech.text + ")";
  return speech.text;
}

}  // namespace

Line::Ear Leg::CurrentEar() const {
  if (OnRelay()) return relay_->CurrentEar();
  return IsLive() ? live_->CurrentEar() : interpreter_.CurrentEar();
}

Line::Prompt Leg::CurrentPrompt() const {
  if (OnRelay()) return relay_->CurrentPrompt();
  return IsLive() ? live_->CurrentPrompt() : interpreter_.CurrentPrompt();
}

std::optional<Duration> Leg::StartSpeech(const Speech& speech) {
  Utterance said{Utterance::Kind::kSaid, TextOfSpeech(speech), loop_.Now(), std::nullopt};
  if (IsLive()) {
    live_->Say(speech);
    Add(std::move(said));
    return std::nullopt;
  }
  said.confidence = speech.confidence;
  speaking_ = Speaking{speech, std::chrono::steady_clock::now()};
  if (speech.source != Speech::Source::kVoice) {
    Note(0, "the line is not live: what is no text is not heard: " + said.text);
    Add(std::move(said));
    return SpeakingTime({});
  }
  if (OnRelay())
    relay_->StartSpeech(speech.text);
  else
    interpreter_.StartSpeech(speech.text, speech.confidence);
  Add(std::move(said));
  return SpeakingTime(speech.text);
}

void Leg::EndSpeech() {
  speaking_.reset();
  if (OnRelay()) relay_->EndSpeech();
  interpreter_.EndSpeech();
}

void Leg::OpenStream(const ConnectVerb& connect, Prompted prompted) {
  const StreamFaults faults = NextStreamFaults();
  auto order = StreamOf(connect, faults);
  if (!order) {
    // Not from within the interpreter's own step.
    return loop_.Post([weak = weak_from_this(), fetch = fetch_] {
      const auto self = weak.lock();
      if (self && self->fetch_ == fetch && !self->Ended()) self->interpreter_.StreamOver();
    });
  }
  RemarkOnStream(connect, prompted);
  if (connect.relay) return JoinRelay(std::move(*order), *connect.relay, faults);
  Join(std::move(*order), faults);
}

StreamFaults Leg::NextStreamFaults() {
  if (!live_parts_.take_faults) return {};
  std::vector<std::string> names;
  auto faults = live_parts_.take_faults(names);
  record_->faults.insert(record_->faults.end(), names.begin(), names.end());
  return faults;
}

void Leg::Join(StreamOrder order, const StreamFaults& faults) {
  if (!live_) {
    const auto* answering = std::get_if<Answering>(&behaviour_);
    live_ =
        std::make_shared<LiveCall>(loop_, *live_parts_.room, static_cast<LiveCall::Host&>(*this),
                                   record_, answering != nullptr ? answering->link : LinkTrouble{},
                                   answering != nullptr ? answering->noise : std::nullopt);
    PrepareSpeech();
    // Sound lasts as long as it lasts; what ends it must not come twenty times sooner.
    timers_.Cancel(limit_);
    limit_ = timers_.AfterReal(record_->order.time_limit, [this] { EndAtLimit(); });
  }
  live_->Connect(std::move(order), faults);
  if (speaking_) live_->SayRest(speaking_->speech, speaking_->begun);
}

std::optional<StreamOrder> Leg::StreamOf(const ConnectVerb& connect, const StreamFaults& faults) {
  if (live_parts_.room == nullptr) {
    Note(0, "<Connect> was skipped: this simulator was built without live sound");
    return std::nullopt;
  }
  const bool plain = connect.url.starts_with("ws://");
  if (!connect.url.starts_with("wss://") && !(plain && IsLoopbackHost(HostOfUrl(connect.url)))) {
    Note(kStreamAddress,
         "the url of a media socket must be wss:// (ws:// on loopback only): " + connect.url);
    return std::nullopt;
  }
  StreamOrder order;
  order.url = connect.url;
  if (!faults.unsigned_handshake)
    order.headers = {{"X-Twilio-Signature", Sign(webhooks_.Owner().token, connect.url)}};
  order.ids = {.stream = NewStreamSid(),
               .call = record_->sid,
               .account = record_->account,
               .from = record_->order.from,
               .to = record_->order.to,
               .parameters = connect.parameters};
  return order;
}

void Leg::RemarkOnStream(const ConnectVerb& connect, Prompted prompted) {
  if (prompted == Prompted::kYes)
    Note(
        0,
        "the document let something be heard before <Connect>: nobody heard the person until then");
  if (connect.parameters.empty())
    Note(0, "the noun of <Connect> has no <Parameter>: nothing ties the socket to its call");
  const auto host = HostOfUrl(connect.url);
  if (!document_url_.empty() && host != HostOfUrl(document_url_))
    Note(0, "the socket leads to another host than the document came from: " + std::string(host));
}

void Leg::JoinRelay(StreamOrder order, const RelayNoun& noun, const StreamFaults& faults) {
  order.ids.stream.replace(0, 2, "VX");
  if (!relay_)
    relay_ = std::make_shared<RelayCall>(loop_, *live_parts_.room,
                                         static_cast<RelayCall::Host&>(*this), record_);
  relay_->Connect(std::move(order), noun, faults);
  if (speaking_) relay_->StartSpeech(speaking_->speech.text);
}

void Leg::RelayHeard(std::string_view text, bool interrupted) {
  SaidToCallee(text, interrupted ? Completeness::kInterrupted : Completeness::kWhole);
}

void Leg::RelayEnded(StreamEnd end, Params about) {
  if (Ended()) return;
  const bool in_order = end.cause == StreamEnd::Cause::kStopped;
  if (end.cause == StreamEnd::Cause::kNotOpened)
    Note(kStreamHandshake, "conversation relay: the socket was not opened: " + end.text);
  if (!in_order) Note(kRelayEnded, "conversation relay: " + end.text);
  person_.Notice();
  if (!in_order && !interpreter_.StreamHasAction())
    return End(CallState::kFailed, "the relay's socket broke, and <Connect> has no action");
  interpreter_.StreamOver(std::move(about));
}

void Leg::PrepareSpeech() {
  if (const auto* answering = std::get_if<Answering>(&behaviour_))
    for (const auto& turn : answering->turns)
      if (turn.act == Turn::Act::kSay) live_->Prepare(turn.speech);
}

void Leg::LiveHeard(std::optional<std::string> words, Duration length, Heard when) {
  if (words && words->empty()) return;
  Add({Utterance::Kind::kHeard,
       words ? *words
             : fmt::format("({:.1f} s of speech; no ear tells its words)",
                           static_cast<double>(length.count()) / 1000),
       loop_.Now(), std::nullopt});
  if (when == Heard::kBefore) return;
  if (words) {
    person_.Hear(*words);
  } else {
    person_.HearWordless();
  }
}

void Leg::LiveHeardPart(std::optional<std::string> words) {
  if (words) return person_.HearPart(*words);
  person_.HearWordless();
}

void Leg::LiveNote(std::string text) { Note(kStreamMessage, "media stream: " + std::move(text)); }

void Leg::LiveEnded(StreamEnd end) {
  if (Ended()) return;
  if (end.cause == StreamEnd::Cause::kNotOpened)
    Note(kStreamHandshake, "media stream: the socket was not opened: " + end.text);
  if (end.cause == StreamEnd::Cause::kLost) Note(kStreamClosed, "media stream: " + end.text);
  person_.Notice();
  if (!record_->order.stream_url.empty())
    return End(CallState::kCompleted, "the media socket is over: " + end.text);
  interpreter_.StreamOver();
}

}  // namespace tocsin::phone
