#include "workers/voice/callback_urls.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "schemas/hex.hpp"

namespace tocsin::voice {

std::string AttemptToken(std::string_view secret, AttemptId attempt) {
  const std::string id = attempt.ToString();
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const auto* done =
      HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(id.data()), id.size(), digest.data(), &size);
  Check(done != nullptr && size == 32, "computing an attempt's token");
  return Hex({reinterpret_cast<const char*>(digest.data()), 24});
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
