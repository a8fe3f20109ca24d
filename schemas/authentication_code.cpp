#include "schemas/authentication_code.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "schemas/result.hpp"

namespace tocsin {
namespace {

std::string Hmac(const EVP_MD* hash, std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const auto* done =
      HMAC(hash, key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  Check(done != nullptr, "computing an authentication code");
  return std::string(reinterpret_cast<const char*>(digest.data()), size);
}

}  // namespace

std::string HmacSha1(std::string_view key, std::string_view text) {
  return Hmac(EVP_sha1(), key, text);
}

std::string HmacSha256(std::string_view key, std::string_view text) {
  return Hmac(EVP_sha256(), key, text);
}

std::string HmacSha512(std::string_view key, std::string_view text) {
  return Hmac(EVP_sha512(), key, text);
}

bool SameSecret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace tocsin
