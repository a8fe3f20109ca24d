#include "adapters/speech/socket_sentence.hpp"

#include <chrono>

namespace tocsin::speech {

SocketSentence::SocketSentence(std::shared_ptr<const SocketVoiceService> service, Metrics& metrics,
                               Loop& loop, std::vector<VoicePart> parts, SpeechPieces to)
    : service_(std::move(service)),
      metrics_(metrics),
      loop_(loop),
      parts_(std::move(parts)),
      to_(std::move(to)),
      asked_at_(loop.Now()) {}

bool SocketSentence::Take(std::string_view bytes) {
  if (Over()) return false;
  if (bytes.empty()) return true;
  if (!sound_) BeginPart();
  auto sound = sound_->Feed(bytes);
  if (!sound) {
    Fault(std::move(sound).error());
    return false;
  }
  Give(*std::move(sound), kLeastPiece);
  return true;
}

bool SocketSentence::EndPart() {
  if (Over()) return false;
  if (!sound_) sound_.emplace(service_->of.form, MostSamples(Part().text));
  auto rest = sound_->Finish();
  sound_.reset();
  if (!rest) {
    Fault(std::move(rest).error());
    return false;
  }
  Give(*std::move(rest), 1);
  if (++at_ < parts_.size()) return true;
  End({});
  return false;
}

void SocketSentence::Fault(Error error) {
  error.message = "speaking with " + service_->of.engine + ": " + error.message;
  if (error.where.empty()) error.where = service_->of.setting;
  End(Fail(std::move(error)));
}

/// The service takes money for what it begins to speak.
void SocketSentence::BeginPart() {
  sound_.emplace(service_->of.form, MostSamples(Part().text));
  const auto characters = static_cast<double>(CharactersIn(Part().text));
  metrics_.Add("tocsin_provider_characters_total", characters,
               {{"provider", service_->of.provider}});
  if (service_->of.characters_price > 0 && to_.cost)
    to_.cost(characters * service_->of.characters_price / 1'000);
}

void SocketSentence::Give(Sound sound, std::size_t least) {
  ready_.insert(ready_.end(), sound.begin(), sound.end());
  if (ready_.size() < least) return;
  if (!std::exchange(began_, true))
    metrics_.Observe("tocsin_speech_first_sound_seconds",
                     std::chrono::duration<double>(loop_.Now() - asked_at_).count(),
                     {{"provider", service_->of.provider}});
  to_.piece(std::exchange(ready_, {}));
}

void SocketSentence::End(Status status) {
  if (std::exchange(told_, true) || dropped_) return;
  to_.end(std::move(status));
}

}  // namespace tocsin::speech
