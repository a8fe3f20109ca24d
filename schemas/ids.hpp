#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin {

/// A UUID; the nil one means "none". Deterministic ids are name-based (version 8 layout over
/// SHA-256), so that a batch decided again, a failover or a restored backup gives the same ids.
class Uuid {
 public:
  Uuid() = default;
  explicit Uuid(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}

  static Result<Uuid> Parse(std::string_view text);
  /// Hash of the parts; parts are length-prefixed, so ("ab","c") and ("a","bc") differ.
  static Uuid Derive(std::initializer_list<std::string_view> parts);

  std::string ToString() const;  ///< lower-case, with hyphens
  bool IsNil() const { return *this == Uuid{}; }
  const std::array<std::uint8_t, 16>& Bytes() const { return bytes_; }

  friend auto operator<=>(const Uuid&, const Uuid&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

/// Distinct types for distinct things: a CallId cannot be passed where a RunId is wanted.
template <class Tag>
struct StrongUuid : Uuid {
  StrongUuid() = default;
  explicit StrongUuid(const Uuid& uuid) : Uuid(uuid) {}
  static Result<StrongUuid> Parse(std::string_view text) {
    auto parsed = Uuid::Parse(text);
    if (!parsed) return tl::unexpected(parsed.error());
    return StrongUuid(*parsed);
  }
  static StrongUuid Derive(std::initializer_list<std::string_view> parts) {
    return StrongUuid(Uuid::Derive(parts));
  }
  friend auto operator<=>(const StrongUuid&, const StrongUuid&) = default;
};

using RunId = StrongUuid<struct RunTag>;
using EffectId = StrongUuid<struct EffectTag>;
using QuestionId = StrongUuid<struct QuestionTag>;
using CallId = StrongUuid<struct CallTag>;
using AttemptId = StrongUuid<struct AttemptTag>;

using Sha256Digest = std::array<std::uint8_t, 32>;
/// SHA-256; as raw bytes, or lower-case hex (64 characters).
Sha256Digest Sha256Of(std::string_view data);
std::string Sha256(std::string_view data);
std::string Sha256Hex(std::string_view data);
/// A random token of `bytes` bytes from the system's generator, base64url without padding.
std::string RandomToken(std::size_t bytes);
/// A random (version 4) UUID, for what need not be the same twice.
Uuid RandomUuid();

/// Kafka's default partitioner for a keyed record: murmur2(key) & 0x7fffffff mod partitions, the
/// same partition as Java producers and librdkafka's `murmur2_random` give.
int PartitionOf(std::string_view key, int partitions);

}  // namespace tocsin

template <>
struct std::hash<tocsin::Uuid> {
  std::size_t operator()(const tocsin::Uuid& id) const noexcept {
    std::size_t value = 0;
    for (std::size_t i = 0; i < sizeof(value); ++i) value = (value << 8) | id.Bytes()[i];
    return value;
  }
};
template <class Tag>
struct std::hash<tocsin::StrongUuid<Tag>> : std::hash<tocsin::Uuid> {};
