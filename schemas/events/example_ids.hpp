#pragma once

#include <string_view>

/// The ids that the examples of events have in common, so that the pages tell one story.
namespace tocsin::events::example {

inline constexpr std::string_view kCallId = "018f5c1e-7c1a-8d3e-9a44-2f0c6d1b7e55";
inline constexpr std::string_view kQuestionId = "3b0f6a52-9d3c-8e71-b8a4-51f2c9d07a10";
inline constexpr std::string_view kActionId = "7a2e1c94-06b5-8f4d-a3d8-90b1e2c4f6a8";

}  // namespace tocsin::events::example
