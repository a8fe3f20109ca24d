// What the person does on a line that the carrier hears.
#include <utility>

#include "tools/phone/live/relay_call.hpp"

namespace tocsin::phone {
namespace {

/// Until a recogniser is sure that a sentence is over.
constexpr Duration kEarTakes{500};

}  // namespace

bool RelayCall::MayInterrupt(std::string_view by) const {
  if (!speaking_ || queue_.empty() || !queue_.front().interruptible) return false;
  return noun_.interruptible == "any" || noun_.interruptible == by;
}

bool RelayCall::Reports(std::string_view what) const {
  return !speaking_ || noun_.report == "any" || noun_.report == what;
}

void RelayCall::Interrupt() {
  const auto played = loop_.Elapsed() - cycle_from_;
  CutOff();
  Send({{"type", "interrupt"},
        {"utteranceUntilInterrupt", cycle_},
        {"durationUntilInterruptMs", played.count()}});
}

void RelayCall::Press(char key) {
  if (!open_) return;
  media_->Update([](MediaFigures& figures) { ++figures.keys; });
  if (MayInterrupt("dtmf")) Interrupt();
  if (!noun_.dtmf)
    return host_.RelayNote(0, "conversation relay: a key is not told without dtmfDetection");
  if (Reports("dtmf")) Send({{"type", "dtmf"}, {"digit", std::string(1, key)}});
}

void RelayCall::StartSpeech(std::string text) {
  recognising_.CancelAll();
  saying_ = std::move(text);
  unheard_ = !open_;
  if (!open_) return;
  if (MayInterrupt("speech")) Interrupt();
  unheard_ = !Reports("speech");
  Tell("clientSpeaking", true);
}

void RelayCall::EndSpeech() {
  const auto said = std::exchange(saying_, std::nullopt);
  if (!said || !open_) return;
  Tell("clientSpeaking", false);
  if (unheard_) return;
  recognising_.After(kEarTakes, [this, said = *said] {
    Send({{"type", "prompt"}, {"voicePrompt", said}, {"lang", language_}, {"last", true}});
  });
}

Line::Ear RelayCall::CurrentEar() const {
  if (!open_) return Line::Ear::kClosed;
  return speaking_ && !MayInterrupt("speech") ? Line::Ear::kPromptOnly : Line::Ear::kOpen;
}

Line::Prompt RelayCall::CurrentPrompt() const {
  if (!open_) return Line::Prompt::kNone;
  if (speaking_ || !queue_.empty()) return Line::Prompt::kPlaying;
  return heard_any_ ? Line::Prompt::kWaiting : Line::Prompt::kNone;
}

}  // namespace tocsin::phone
