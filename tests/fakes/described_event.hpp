#pragma once

#include <gtest/gtest.h>

#include "schemas/event.hpp"
#include "schemas/events/catalog.hpp"

namespace tocsin::fakes {

/// Fails the test when an event of ours is not what the field table of its type describes, unknown
/// fields included. Types that are not ours pass.
inline void ExpectDescribed(const Event& event) {
  const auto* type = events::FindEventType(event.type);
  if (type == nullptr) return;
  const auto& data = EventData(event);
  ASSERT_TRUE(data) << event.type << ": " << data.error().message;
  for (const auto& fault : type->faults(*data))
    ADD_FAILURE() << event.type << ": " << Describe(fault) << " in " << event.data;
}

}  // namespace tocsin::fakes
