#include "workers/voice/worker/callback_urls.hpp"

#include "schemas/authentication_code.hpp"
#include "schemas/hex.hpp"

namespace tocsin::voice {

std::string AttemptToken(std::string_view secret, AttemptId attempt) {
  const std::string digest = HmacSha256(secret, attempt.ToString());
  return Hex(std::string_view(digest).substr(0, 24));
}

CallbackUrls::CallbackUrls(std::string_view base, std::string_view token,
                           std::string_view overrides)
    : base_(base), token_(token), fragment_(overrides.empty() ? "" : "#" + std::string(overrides)) {
  while (base_.ends_with('/')) base_.pop_back();
}

std::string CallbackUrls::Url(std::string_view hook, std::string_view more) const {
  return base_ + "/api/voice/webhook/" + std::string(hook) + "?token=" + token_ +
         std::string(more) + fragment_;
}

}  // namespace tocsin::voice
