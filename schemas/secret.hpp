#pragma once

#include <ostream>
#include <string>
#include <utility>

namespace tocsin {

/// A text that must not show up in logs, pages or error messages: every way of printing it gives
/// stars. Only Reveal gives the value; call it where the value leaves for its purpose and nowhere
/// else.
class Secret {
 public:
  static constexpr const char* kStars = "****";

  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  const std::string& Reveal() const { return value_; }
  bool Empty() const { return value_.empty(); }

  friend bool operator==(const Secret&, const Secret&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Secret& secret) {
    return out << (secret.Empty() ? "" : kStars);
  }

 private:
  std::string value_;
};

}  // namespace tocsin
