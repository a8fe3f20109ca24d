#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/log_quota.hpp"
#include "adapters/telephony.hpp"
#include "schemas/secret.hpp"
#include "workers/voice/call/voice_settings.hpp"
#include "workers/voice/leg/decide_call.hpp"
#include "workers/voice/worker/pacer.hpp"

namespace tocsin::voice {

/// What every part of the voice worker shares; all of it outlives them.
struct VoiceParts {
  TelephonyProvider& provider;
  const SettingsCell& settings;
  Pacer& pacer;         ///< of the provider's account
  Secret token_secret;  ///< of this installation, the same in every process; never leaves it
};

/// Makes the requests that transitions ask for. Thread-safe.
class Carrier {
 public:
  /// Gets what the carrier answered, on a network thread.
  using Answered = std::function<void(Input)>;

  explicit Carrier(VoiceParts parts) : parts_(std::move(parts)) {}

  const VoiceParts& Parts() const { return parts_; }
  /// The token hash of the call's attempt.
  std::string TokenHash(const Call& call, int attempt) const;
  void Perform(const Call& call, const Command& command, Answered answered);

 private:
  void Place(const Call& call, int attempt, Answered answered);
  void List(const Call& call, const ListCalls& list, Answered answered);
  void Move(const Call& call, const MoveCall& move);

  /// For answers that come when this may be gone.
  std::function<void(const Error& error)> Complaint(const Call& call, std::string_view doing) const;

  VoiceParts parts_;
  std::shared_ptr<LogQuota> complaints_ = std::make_shared<LogQuota>();
};

AttemptId AttemptIdOf(const Call& call, int attempt);

}  // namespace tocsin::voice
