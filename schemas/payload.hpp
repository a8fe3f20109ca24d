#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>

#include "schemas/json.hpp"

namespace tocsin {

/// The data of an event: its bytes, and what they say. JSON is read at the first question and kept;
/// what began as a value is written at the first question for its bytes. Immutable; copies share
/// both, also between threads. References live as long as any copy.
class Payload {
 public:
  Payload() = default;  ///< no data
  // NOLINTBEGIN(google-explicit-constructor): bytes are what data is made of
  Payload(std::string text);
  Payload(const char* text) : Payload(std::string(text)) {}
  Payload(std::nullptr_t) = delete;
  // NOLINTEND(google-explicit-constructor)
  static Payload Of(json::value value);

  bool Empty() const { return block_ == nullptr; }
  const std::string& Text() const;
  std::size_t Size() const { return Text().size(); }
  /// The bytes as JSON; null when there are none.
  const Result<json::value>& Json() const;
  /// The bytes as a JSON string, for data that is no JSON.
  const Result<json::value>& String() const;

  /// How many bytes this thread has read as JSON so far: each event's once, however many look at
  /// it.
  static std::uint64_t Readings();

  friend bool operator==(const Payload& a, const Payload& b) { return a.Text() == b.Text(); }
  friend std::ostream& operator<<(std::ostream& out, const Payload& data) {
    return out << data.Text();
  }

 private:
  struct Block;
  std::shared_ptr<Block> block_;
};

}  // namespace tocsin
