// Who speaks in this process: prompts, what is made ahead, and an exchange by a reload.
#include <spdlog/spdlog.h>

#include <memory>
#include <utility>

#include "adapters/net/loops.hpp"
#include "schemas/authentication_code.hpp"
#include "workers/compose/own_voice.hpp"
#include "workers/compose/roles.hpp"
#include "workers/compose/words_ahead.hpp"
#include "workers/settings/changes.hpp"

namespace tocsin::compose {

/// Where the carrier's voice is not asked for by name.
void Roles::UseOwnVoice(const Secret& token_secret) {
  if (own_voice_ == nullptr || settings_.speech.tts.Is("carrier")) return;
  prompt_loop_ = MakeLoop("prompts");
  prompt_sounds_ = std::make_unique<voice::PromptSounds>(voice::PromptSounds::Parts{
      .voice = *own_voice_,
      .loop = *prompt_loop_,
      .clock = outside_.clock,
      .secret = Secret(HmacSha256(token_secret.Reveal(), "prompt sounds"))});
  spdlog::info("prompts are spoken by {}, where it is as quick as the carrier waits",
               own_voice_->Name());
}

void Roles::UseAhead() {
  const auto& prepared = settings_.speech.prepared;
  const bool live = live_ && live_->HasSound();
  TextToSpeech* voice = live ? &live_->Voice() : prompt_sounds_ ? own_voice_.get() : nullptr;
  if (voice == nullptr || !prepared.ahead || !prepared.enabled) return;
  using Cut = voice::SoundsAhead::Cut;
  ahead_ = std::make_unique<voice::SoundsAhead>(*voice, live ? Cut::kSentences : Cut::kLines,
                                                engines_->Timers());
}

/// A process without the workflow worker knows none.
void Roles::MakeWordsAhead() {
  const auto set = book_.Current();
  if (ahead_ && set) ahead_->MakeLater(WordsAheadOf(*set, settings_.telephony.language));
}

void Roles::ExchangeVoices(const SpeechSettings& former) {
  if (engines_ == nullptr || !VoicesDiffer(former, settings_.speech)) return;
  if (const auto done = TryExchange(former); !done)
    spdlog::error("reload: {}; the voices that were there go on", done.error().message);
}

Status Roles::TryExchange(const SpeechSettings& former) {
  const auto& speech = settings_.speech;
  if (former.ByCarrier() != speech.ByCarrier())
    return Fail(ErrorKind::kInvalid,
                "whether the carrier speaks is settled at the start (speech.tts, speech.stt)",
                "speech");
  if (live_ && live_->HasSound()) {
    TRY(live_->UseVoices(speech, engines_->Voices()));
    spdlog::info("reload: live calls: {}", live_->Text());
  }
  TRY_ASSIGN(auto own, MakeOwnVoice(speech, outside_.client, engines_->Voices()));
  if ((own.voice == nullptr) != (own_voice_ == nullptr))
    return Fail(ErrorKind::kInvalid,
                "whether prompts and /api/tts have a voice of their own is settled at the start "
                "(speech.tts, speech.sesame)",
                "speech");
  if (own_voice_ == nullptr) return {};
  own_voice_->Use(std::move(own));
  spdlog::info("reload: prompts and /api/tts are spoken by {}", own_voice_->Name());
  return {};
}

}  // namespace tocsin::compose
