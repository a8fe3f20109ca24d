#pragma once

#include <type_traits>

#include "schemas/spec.hpp"

namespace tocsin::voice {

/// What EncodeJson wrote, of this release or a former one: fields that are missing or at fault keep
/// their defaults.
template <HasSpec T>
T ReadStored(const json::value& stored) {
  T object{};
  DecodeReport report{.unknown = UnknownFields::kIgnore};
  T::Spec().Decode(InputValue(stored), Place{}, report, &object);
  return object;
}

}  // namespace tocsin::voice
