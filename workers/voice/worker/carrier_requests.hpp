#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/log_quota.hpp"
#include "adapters/metrics.hpp"
#include "schemas/secret.hpp"
#include "workers/voice/call/voice_settings.hpp"
#include "workers/voice/leg/decide_call.hpp"
#include "workers/voice/worker/callback_urls.hpp"
#include "workers/voice/worker/carriers.hpp"
#include "workers/voice/worker/live_talks.hpp"
#include "workers/voice/worker/model_questions.hpp"
#include "workers/voice/worker/prompt_sounds.hpp"
#include "workers/voice/worker/sounds_ahead.hpp"

namespace tocsin::voice {

class CommitsOfProcess;

/// What every part of the voice worker shares; all of it outlives them.
struct VoiceParts {
  const Carriers& carriers;
  const SettingsCell& settings;
  Secret token_secret;        ///< of this installation, the same in every process; never leaves it
  LiveTalks* live = nullptr;  ///< none: every call is led by the carrier's prompts
  int partitions = 1;         ///< of the topics: calls that come in are spread over them
  ModelQuestions* questions = nullptr;  ///< none: there is no language model
  PromptSounds* sounds = nullptr;       ///< none: the carrier speaks prompts
  SoundsAhead* ahead = nullptr;         ///< none: nothing is made before it is said
  Metrics* metrics = nullptr;           ///< none: nobody counts carriers' errors
  CommitsOfProcess* commits = nullptr;  ///< none: shards store by themselves that a call is placed

  /// Whether one more call of this carrier may be led on a live line now.
  bool MayOpenLive(const CarrierLine& line) const {
    const auto& can = line.Can().live_audio;
    return live != nullptr && can && live->HasRoom(can->text);
  }
};

/// Makes the requests that transitions ask for, of carriers and of the language model. Thread-safe.
class CarrierRequests {
 public:
  /// Gets what was answered, on a network thread.
  using Answered = std::function<void(Input)>;

  explicit CarrierRequests(VoiceParts parts) : parts_(std::move(parts)) {}

  const VoiceParts& Parts() const { return parts_; }
  /// The token hash of the call's attempt, as claimed at that moment.
  std::string TokenHash(const Call& call, int attempt, TimePoint claimed) const;
  void Make(const Call& call, const Command& command, Answered answered);

 private:
  std::string TokenOf(const Call& call, int attempt, TimePoint claimed) const;
  void Place(const Call& call, const Dial& dial, Answered answered);
  /// What the person hears first is made while the phone rings.
  void MakeFirstWords(const Call& call, const VoiceSettings& settings) const;
  void List(const Call& call, const ListCalls& list, Answered answered);
  void Read(const Call& call, const ReadCall& read, Answered answered);
  void End(const Call& call, const EndCall& end);
  void Move(const Call& call, const MoveCall& move);
  void Ask(const AskModel& ask, Answered answered);

  CallbackUrls UrlsOf(const CarrierLine& line, std::string_view token) const;
  /// For answers that come when this may be gone.
  std::function<void(const Error& error)> Complaint(const Call& call, const CarrierAccount& at,
                                                    std::string_view doing) const;

  VoiceParts parts_;
  std::shared_ptr<LogQuota> complaints_ = std::make_shared<LogQuota>();
};

AttemptId AttemptIdOf(const Call& call, int attempt);

}  // namespace tocsin::voice
