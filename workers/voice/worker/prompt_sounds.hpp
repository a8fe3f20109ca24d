#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "adapters/loop.hpp"
#include "adapters/speech.hpp"
#include "schemas/secret.hpp"
#include "workers/runtime/http_router.hpp"
#include "workers/runtime/jobs_in_hand.hpp"
#include "workers/voice/worker/sounds_ahead.hpp"

namespace tocsin::voice {

/// Prompts in a voice of our own, for carriers that fetch a sound instead of speaking a text. The
/// address of a sound holds its text, sealed with the installation's secret, so that any process
/// makes the sound that it has not kept. Thread-safe.
class PromptSounds {
 public:
  struct Parts {
    TextToSpeech& voice;  ///< one that keeps what it said
    Loop& loop;
    const Clock& clock;
    Secret secret;
    Duration patience = std::chrono::milliseconds(700);
  };
  /// All parts outlive it; the loop has stopped, or runs on, when it ends.
  explicit PromptSounds(Parts parts);

  /// Calls `done` once, within the patience: true when all lines are there to be fetched. What
  /// comes later is kept for the next time. Must not block.
  void Prepare(const LinesAhead& lines, std::function<void(bool)> done);
  /// Where a carrier fetches the line within the next minutes, of the language and the tenant.
  std::string Url(std::string_view public_base, const std::string& line,
                  const std::string& language, const std::string& tenant) const;
  /// GET /api/voice/audio/{token}: WAV; 403 for one that is altered or expired.
  void Register(runtime::HttpRouter& router);

 private:
  struct Waiting;
  void Tell(const std::shared_ptr<Waiting>& waiting, bool ready);
  void Serve(std::string_view token, HttpRespond respond);

  static constexpr std::size_t kMostAtOnce = 64;
  const Parts parts_;
  runtime::JobsInHand<SpeechJob> jobs_{kMostAtOnce};
};

}  // namespace tocsin::voice
