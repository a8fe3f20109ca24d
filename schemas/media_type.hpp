#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// Of a Content-Type: "application/json" of "Application/JSON; charset=utf-8"; empty for none.
std::string MediaType(std::string_view content_type);
/// application/json, text/json and any "+json" (RFC 6839); false for none.
bool IsJsonType(std::string_view content_type);
/// application/cloudevents, with whatever behind it: an event as a whole, or several.
bool IsEnvelopeType(std::string_view content_type);

}  // namespace tocsin
