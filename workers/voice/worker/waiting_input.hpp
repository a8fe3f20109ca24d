#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "workers/voice/call/inputs.hpp"
#include "workers/voice/call/transition.hpp"
#include "workers/voice/call/voice_settings.hpp"

namespace tocsin::voice {

/// What a verified webhook or a live line told, waiting for its turn.
struct WaitingInput {
  Input came;  ///< of a leg, or what was written, or PlaceAnswered
  std::shared_ptr<const VoiceSettings> settings;
  /// Called once: with what was decided and stored, or with nullptr when the database is away or
  /// overtaxed and the carrier must come back. Must not block.
  std::function<void(const Transition*)> done;
  /// Called before that, with what may be said although it is not stored yet, because it decides
  /// nothing: for who cannot let a person wait. After a conflict it is called again, with what is
  /// right then; `done` has the last word. Must not block.
  std::function<void(const Transition&)> early = {};
  /// It may come so, and may not: nothing of it is stored or told. Where it would be the model's to
  /// answer, that is asked ahead (AskModel::ahead), unless this has become false by then.
  std::shared_ptr<const std::atomic<bool>> ahead = {};
  CallId call = {};  ///< of PlaceAnswered: whose dial it was
};

}  // namespace tocsin::voice
