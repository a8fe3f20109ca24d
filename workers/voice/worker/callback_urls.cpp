#include "workers/voice/worker/callback_urls.hpp"

#include "adapters/http.hpp"
#include "schemas/authentication_code.hpp"
#include "schemas/hex.hpp"

namespace tocsin::voice {

namespace {

std::string TokenOf(std::string_view secret, std::string_view signed_text) {
  const std::string digest = HmacSha256(secret, signed_text);
  return Hex(std::string_view(digest).substr(0, 24));
}

}  // namespace

std::string AttemptToken(std::string_view secret, AttemptId attempt, TimePoint claimed) {
  return TokenOf(secret, attempt.ToString() + ' ' + FormatTime(claimed));
}

std::string AttemptToken(std::string_view secret, AttemptId attempt) {
  return TokenOf(secret, attempt.ToString());
}

CallbackUrls::CallbackUrls(std::string_view base, std::string_view path, std::string_view token)
    : base_(AddressBelow(base, path)), token_(token) {}

std::string CallbackUrls::Url(std::string_view hook, std::string_view more) const {
  return base_ + '/' + std::string(hook) + "?token=" + token_ + std::string(more);
}

}  // namespace tocsin::voice
