#include "schemas/signature.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <memory>

namespace tocsin {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

constexpr std::size_t kSignatureBytes = 64;

const unsigned char* BytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* BytesOf(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Key PrivateKey(const std::string& seed) {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, BytesOf(seed), seed.size()),
          EVP_PKEY_free);
  Check(key != nullptr, "making a signing key");
  return key;
}

}  // namespace

SigningKey::SigningKey(std::string_view secret) : seed_(SHA256_DIGEST_LENGTH, '\0') {
  SHA256(BytesOf(secret), secret.size(), BytesOf(seed_));
}

std::string SigningKey::Public() const {
  std::string bytes(32, '\0');
  std::size_t size = bytes.size();
  Check(EVP_PKEY_get_raw_public_key(PrivateKey(seed_).get(), BytesOf(bytes), &size) == 1,
        "reading a public key");
  return bytes;
}

std::string SigningKey::Sign(std::string_view bytes) const {
  const Key key = PrivateKey(seed_);
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  Check(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
            EVP_DigestSign(context.get(), BytesOf(signature), &size, BytesOf(bytes),
                           bytes.size()) == 1,
        "signing");
  return signature;
}

bool VerifySignature(std::string_view public_key, std::string_view bytes,
                     std::string_view signature) {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, BytesOf(public_key),
                                            public_key.size()),
                EVP_PKEY_free);
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return key && signature.size() == kSignatureBytes &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), BytesOf(signature), signature.size(), BytesOf(bytes),
                          bytes.size()) == 1;
}

}  // namespace tocsin
