#pragma once

#include <string>
#include <string_view>

#include "schemas/ids.hpp"
#include "schemas/time.hpp"

namespace tocsin::voice {

/// The one-time token of an attempt that was claimed at a moment: an HMAC of both, so that any
/// process that knows the secret makes the same one. Only its hash is stored. Of one attempt there
/// are several claims only where the database was put back to before the first: what its line tells
/// late must not be taken for the line that was placed since.
std::string AttemptToken(std::string_view secret, AttemptId attempt, TimePoint claimed);
/// Of a call that came in, which nobody claims.
std::string AttemptToken(std::string_view secret, AttemptId attempt);

/// The webhook addresses of one attempt.
class CallbackUrls {
 public:
  /// `base`: public address; `path`: where the carrier's webhooks come in.
  CallbackUrls(std::string_view base, std::string_view path, std::string_view token);

  std::string Answer() const { return Url("answer", ""); }
  std::string Fallback() const { return Url("answer", "&again=1"); }
  std::string Again(int count) const { return Url("answer", "&again=" + std::to_string(count)); }
  std::string Status() const { return Url("status", ""); }
  std::string MachineDetection() const { return Url("amd", ""); }
  const std::string& Token() const { return token_; }
  std::string Gather(int turn) const { return Url("gather", "&turn=" + std::to_string(turn)); }

 private:
  std::string Url(std::string_view hook, std::string_view more) const;

  std::string base_;  ///< with the path
  std::string token_;
};

}  // namespace tocsin::voice
