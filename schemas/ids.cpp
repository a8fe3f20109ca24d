#include "schemas/ids.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "schemas/hex.hpp"

namespace tocsin {
namespace {

void FillRandom(void* data, std::size_t size) {
  // sodium_init is idempotent and thread-safe; a machine without randomness cannot run us.
  Check(sodium_init() >= 0, "initialising the random generator");
  randombytes_buf(data, size);
}

}  // namespace

Result<Uuid> Uuid::Parse(std::string_view text) {
  std::array<std::uint8_t, 16> bytes{};
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '-') {
      if (i != 8 && i != 13 && i != 18 && i != 23)
        return Fail(ErrorKind::kInvalid, "not a UUID: misplaced hyphen");
      continue;
    }
    const int value = HexValue(text[i]);
    if (value < 0 || digits >= 32) return Fail(ErrorKind::kInvalid, "not a UUID");
    bytes[digits / 2] = static_cast<std::uint8_t>(bytes[digits / 2] << 4 | value);
    ++digits;
  }
  if (digits != 32) return Fail(ErrorKind::kInvalid, "not a UUID: wrong length");
  return Uuid(bytes);
}

Uuid Uuid::Derive(std::initializer_list<std::string_view> parts) {
  thread_local std::string joined;  // of the thread: an id is derived for every event
  joined.clear();
  std::array<char, 20> length{};
  for (const auto part : parts) {
    joined.append(length.data(), std::to_chars(length.begin(), length.end(), part.size()).ptr);
    joined += ':';
    joined += part;
  }
  const Sha256Digest digest = Sha256Of(joined);
  std::array<std::uint8_t, 16> bytes{};
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x80);  // RFC 9562 version 8: custom
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  return Uuid(bytes);
}

std::string Uuid::ToString() const {
  std::string text;
  text.reserve(36);
  const std::string_view bytes(reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
  std::size_t from = 0;
  for (const std::size_t size : {4U, 2U, 2U, 2U, 6U}) {
    if (from > 0) text += '-';
    AppendHex(text, bytes.substr(from, size));
    from += size;
  }
  return text;
}

Sha256Digest Sha256Of(std::string_view data) {
  // Fetched once: EVP_sha256() makes each hash look for its implementation under a lock.
  static const EVP_MD* const kHash = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Check(kHash != nullptr, "fetching SHA-256");
  // Used again, for making one costs as much as hashing an id.
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), EVP_MD_CTX_free);
  Sha256Digest digest{};
  unsigned int size = 0;
  const bool done = context != nullptr && EVP_DigestInit_ex2(context.get(), kHash, nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1 &&
                    EVP_DigestFinal_ex(context.get(), digest.data(), &size) == 1;
  Check(done && size == digest.size(), "hashing with SHA-256");
  return digest;
}

std::string Sha256(std::string_view data) {
  const Sha256Digest digest = Sha256Of(data);
  return {digest.begin(), digest.end()};
}

std::string Sha256Hex(std::string_view data) { return Hex(Sha256(data)); }

std::string RandomToken(std::size_t bytes) {
  std::string raw(bytes, '\0');
  FillRandom(raw.data(), raw.size());
  std::string text(sodium_base64_encoded_len(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                   '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(raw.data()),
                    raw.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.resize(text.size() - 1);  // the terminating zero is counted
  return text;
}

Uuid RandomUuid() {
  std::array<std::uint8_t, 16> bytes{};
  FillRandom(bytes.data(), bytes.size());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  return Uuid(bytes);
}

int PartitionOf(std::string_view key, int partitions) {
  // Murmur2 as Kafka's clients have it (Apache Kafka, clients Utils.murmur2): seed 0x9747b28c,
  // little-endian words.
  constexpr std::uint32_t kMultiplier = 0x5bd1e995;
  std::uint32_t hash = 0x9747b28cU ^ static_cast<std::uint32_t>(key.size());
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<std::uint8_t>(key[i]));
  };
  std::size_t i = 0;
  for (; i + 4 <= key.size(); i += 4) {
    std::uint32_t word = byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24;
    word *= kMultiplier;
    word ^= word >> 24;
    word *= kMultiplier;
    hash = hash * kMultiplier ^ word;
  }
  const std::size_t rest = key.size() - i;
  if (rest >= 3) hash ^= byte(i + 2) << 16;
  if (rest >= 2) hash ^= byte(i + 1) << 8;
  if (rest >= 1) hash = (hash ^ byte(i)) * kMultiplier;
  hash ^= hash >> 13;
  hash *= kMultiplier;
  hash ^= hash >> 15;
  return static_cast<int>((hash & 0x7fffffffU) % static_cast<std::uint32_t>(partitions));
}

}  // namespace tocsin
