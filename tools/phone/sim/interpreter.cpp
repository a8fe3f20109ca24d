#include "tools/phone/sim/interpreter.hpp"

#include <fmt/format.h>

#include <utility>

#include "tools/phone/sim/speech.hpp"

namespace tocsin::phone {
namespace {

constexpr Duration kAudioLength{2000};  // audio behind <Play> is noted, not fetched
constexpr Duration kLeadIn{300};  // who listens that soon after speech began has heard all of it

}  // namespace

void Interpreter::Run(TwimlDocument document) {
  Stop();
  prompted_ = false;
  document_ = std::move(document);
  next_ = 0;
  Step();
}

void Interpreter::Stop() {
  timers_.CancelAll();
  prompts_.clear();
  playing_.reset();
  gather_.reset();
  streaming_.reset();
  waiting_ = false;
  if (speaking_) speaking_->captured_from.reset();
  document_ = {};
  next_ = 0;
}

Line::Ear Interpreter::CurrentEar() const {
  if (!gather_) return Line::Ear::kClosed;
  if (waiting_) return Line::Ear::kOpen;
  return gather_->barge_in && gather_->speech ? Line::Ear::kOpen : Line::Ear::kPromptOnly;
}

Line::Prompt Interpreter::CurrentPrompt() const {
  if (waiting_) return Line::Prompt::kWaiting;
  return playing_ ? Line::Prompt::kPlaying : Line::Prompt::kNone;
}

void Interpreter::Step() {
  while (next_ < document_.verbs.size()) {
    const Verb verb = std::move(document_.verbs[next_++]);
    if (Begin(verb)) return;
  }
  host_.DocumentEnded("the document ended");
}

bool Interpreter::Begin(const Verb& verb) {
  if (const auto* gather = std::get_if<GatherVerb>(&verb)) return BeginGather(*gather);
  if (const auto* connect = std::get_if<ConnectVerb>(&verb)) {
    streaming_ = *connect;
    host_.OpenStream(*connect, prompted_ ? Host::Prompted::kYes : Host::Prompted::kNo);
    return true;
  }
  if (const auto* redirect = std::get_if<RedirectVerb>(&verb)) {
    host_.FetchNext(redirect->url, redirect->method, {});
    return true;
  }
  if (std::holds_alternative<HangupVerb>(verb) || std::holds_alternative<RejectVerb>(verb)) {
    host_.DocumentEnded("the document hung up");
    return true;
  }
  if (const auto* unsupported = std::get_if<UnsupportedVerb>(&verb)) {
    host_.Note(0, "<" + unsupported->name + "> is not supported by the simulator and was skipped");
    return false;
  }
  prompts_.clear();
  prompted_ = true;
  if (const auto* say = std::get_if<SayVerb>(&verb)) prompts_.emplace_back(*say);
  if (const auto* play = std::get_if<PlayVerb>(&verb)) prompts_.emplace_back(*play);
  if (const auto* pause = std::get_if<PauseVerb>(&verb)) prompts_.emplace_back(*pause);
  return PlayNext();
}

void Interpreter::StreamOver(Params about) {
  const auto connect = std::exchange(streaming_, std::nullopt);
  if (!connect) return;
  if (!connect->action.empty())
    return host_.FetchNext(connect->action, connect->method, std::move(about));
  Step();
}

bool Interpreter::BeginGather(const GatherVerb& gather) {
  gather_ = gather;
  digits_.clear();
  captured_.clear();
  waiting_ = false;
  prompts_.assign(gather.prompt.begin(), gather.prompt.end());
  if (speaking_ && gather.speech && gather.barge_in) {
    prompts_.clear();
    Capture();
  } else if (!PlayNext()) {
    Wait();
    return true;
  }
  host_.LineChanged();
  return true;
}

bool Interpreter::PlayNext() {
  while (!prompts_.empty()) {
    PromptVerb verb = std::move(prompts_.front());
    prompts_.pop_front();
    if (auto* say = std::get_if<SayVerb>(&verb)) {
      if (say->text.empty()) continue;
      const std::string text = say->text;
      playing_ = Playing{text, loop_.Elapsed(), SpeakingTime(text)};
      if (say->loop != 1)
        prompts_.emplace_front(SayVerb{text, say->language, say->loop == 0 ? 0 : say->loop - 1});
      PlayFor(playing_->length,
              [this, text] { host_.SaidToCallee(text, Host::Completeness::kWhole); });
    } else if (auto* play = std::get_if<PlayVerb>(&verb)) {
      playing_ = Playing{{}, loop_.Elapsed(), kAudioLength};
      host_.PlayedToCallee(play->digits.empty() ? play->url : "digits " + play->digits);
      if (play->loop != 1)
        prompts_.emplace_front(
            PlayVerb{play->url, play->digits, play->loop == 0 ? 0 : play->loop - 1});
      PlayFor(kAudioLength, [] {});
    } else {
      playing_ = Playing{{}, loop_.Elapsed(), std::get<PauseVerb>(verb).length};
      PlayFor(playing_->length, [] {});
    }
    return true;
  }
  return false;
}

void Interpreter::PlayFor(Duration length, Loop::Task at_end) {
  Arm(length, [this, at_end = std::move(at_end)] {
    playing_.reset();
    at_end();
    Continue();
  });
}

void Interpreter::Continue() {
  if (PlayNext()) return;
  if (gather_) return Wait();
  Step();
}

void Interpreter::Interrupt() {
  timers_.CancelAll();
  prompts_.clear();
  if (!playing_) return;
  const Playing playing = std::move(*playing_);
  playing_.reset();
  const std::string part(
      SpokenPart(playing.text, loop_.Elapsed() - playing.started, playing.length));
  if (!part.empty()) host_.SaidToCallee(part, Host::Completeness::kInterrupted);
}

void Interpreter::Wait() {
  waiting_ = true;
  if (speaking_ && gather_->speech) {
    Capture();
  } else {
    Arm(gather_->timeout, [this] { TimeOut(); });
  }
  host_.LineChanged();
}

void Interpreter::Capture() {
  Interrupt();
  waiting_ = true;
  const Duration missed = loop_.Elapsed() - speaking_->started;
  speaking_->captured_from = missed <= kLeadIn ? Duration::zero() : missed;
}

void Interpreter::Arm(Duration wait, Loop::Task task) {
  timers_.CancelAll();
  timers_.After(wait, std::move(task));
}

void Interpreter::Press(char key) {
  if (!gather_ || !gather_->dtmf) return;
  Interrupt();
  const bool was_waiting = std::exchange(waiting_, true);
  captured_.clear();
  if (speaking_) speaking_->captured_from.reset();
  if (gather_->finish_on_key.find(key) != std::string::npos) {
    if (digits_.empty()) return TimeOut();
    return Complete({{"Digits", digits_}, {"FinishedOnKey", std::string(1, key)}});
  }
  digits_ += key;
  if (gather_->digit_count && digits_.size() >= *gather_->digit_count)
    return Complete({{"Digits", digits_}});
  Arm(gather_->timeout, [this] { TimeOut(); });
  if (!was_waiting) host_.LineChanged();
}

void Interpreter::StartSpeech(std::string_view text, double confidence) {
  speaking_ =
      Speaking{std::string(text), confidence, loop_.Elapsed(), SpeakingTime(text), std::nullopt};
  if (gather_ && gather_->speech && digits_.empty() && (waiting_ || gather_->barge_in)) Capture();
}

void Interpreter::EndSpeech() {
  if (!speaking_) return;
  const Speaking speaking = std::move(*speaking_);
  speaking_.reset();
  if (!gather_ || !speaking.captured_from) return;
  const auto part = UnspokenPart(speaking.text, *speaking.captured_from, speaking.length);
  if (!captured_.empty() && !part.empty()) captured_ += ' ';
  captured_ += part;
  if (captured_.empty()) return Arm(gather_->timeout, [this] { TimeOut(); });
  Arm(gather_->speech_timeout.value_or(gather_->timeout), [this, confidence = speaking.confidence] {
    Complete({{"SpeechResult", captured_},
              {"Confidence", fmt::format("{}", confidence)},
              {"Language", gather_->language}});
  });
}

void Interpreter::TimeOut() {
  if (!digits_.empty()) return Complete({{"Digits", digits_}});
  if (gather_->action_on_empty_result)
    return Complete({{gather_->dtmf ? "Digits" : "SpeechResult", ""}});
  timers_.CancelAll();
  gather_.reset();
  waiting_ = false;
  Step();
}

void Interpreter::Complete(Params extra) {
  timers_.CancelAll();
  const GatherVerb gather = std::move(*gather_);
  gather_.reset();
  waiting_ = false;
  if (speaking_) speaking_->captured_from.reset();
  host_.FetchNext(gather.action, gather.method, std::move(extra));
}

}  // namespace tocsin::phone
