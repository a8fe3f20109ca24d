#pragma once

#include <optional>

#include "schemas/json.hpp"
#include "schemas/result.hpp"
#include "schemas/spec.hpp"

namespace tocsin::events {

inline constexpr Duration kMostEndAfter = std::chrono::seconds(10);
inline constexpr Duration kMostFirstWords = std::chrono::seconds(60);

/// How turns are taken with the person, where the call is on live sound.
struct Listen {
  Duration end_after{};    ///< zero: as the step needs it
  Duration first_words{};  ///< zero: as calls have it
  bool barge_in = true;
  static const FieldTable& Spec();
};

/// `listen` of a request; nothing where there is none. kInvalid names the key at fault.
Result<std::optional<Listen>> ReadListen(const json::value* listen);

}  // namespace tocsin::events
