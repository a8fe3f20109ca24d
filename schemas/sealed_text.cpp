#include "schemas/sealed_text.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>

#include "schemas/authentication_code.hpp"
#include "schemas/base64.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

Cipher NewCipher() {
  Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  Check(cipher != nullptr, "making a cipher");
  return cipher;
}
const unsigned char* SealBytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* SealBytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

/// 32 bytes, whatever the key is.
std::string CipherKey(std::string_view key) { return HmacSha256(key, "sealed text"); }

}  // namespace

std::string SealText(std::string_view key, std::string_view text) {
  std::string sealed(kNonceBytes + text.size() + kTagBytes, '\0');
  auto* nonce = SealBytes(sealed);
  Check(RAND_bytes(nonce, kNonceBytes) == 1, "making a nonce");
  const auto cipher = NewCipher();
  const auto secret = CipherKey(key);
  int size = 0, rest = 0;
  auto* body = nonce + kNonceBytes;
  const bool done =
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, SealBytes(secret), nonce) == 1 &&
      EVP_EncryptUpdate(cipher.get(), body, &size, SealBytes(text),
                        static_cast<int>(text.size())) == 1 &&
      EVP_EncryptFinal_ex(cipher.get(), body + size, &rest) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, body + text.size()) == 1;
  Check(done, "sealing a text");
  std::string url = EncodeBase64(sealed);
  std::ranges::replace(url, '+', '-');
  std::ranges::replace(url, '/', '_');
  url.resize(std::min(url.size(), url.find('=')));
  return url;
}

Result<std::string> OpenSealedText(std::string_view key, std::string_view sealed) {
  const auto refused = [] {
    return Fail(ErrorKind::kRejected, "opening a sealed text: it is altered, or of another key");
  };
  std::string encoded(sealed);
  if (encoded.find_first_of("+/=") != std::string::npos) return refused();
  std::ranges::replace(encoded, '-', '+');
  std::ranges::replace(encoded, '_', '/');
  encoded.append((4 - encoded.size() % 4) % 4, '=');
  auto bytes = DecodeBase64(encoded);
  if (!bytes || bytes->size() < kNonceBytes + kTagBytes) return refused();
  const std::size_t length = bytes->size() - kNonceBytes - kTagBytes;
  std::string text(length + kTagBytes, '\0');
  const auto cipher = NewCipher();
  const auto secret = CipherKey(key);
  auto* nonce = SealBytes(*bytes);
  int size = 0, rest = 0;
  const bool done =
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, SealBytes(secret), nonce) == 1 &&
      EVP_DecryptUpdate(cipher.get(), SealBytes(text), &size, nonce + kNonceBytes,
                        static_cast<int>(length)) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes,
                          nonce + kNonceBytes + length) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), SealBytes(text) + size, &rest) == 1;
  if (!done) return refused();
  text.resize(length);
  return text;
}

}  // namespace tocsin
