#pragma once

#include <string>

#include "adapters/http.hpp"

namespace tocsin::net {

/// Whether an answer of this status may have a body.
bool HasBody(int status);

enum class AfterAnswer { kKeep, kClose };
/// How the client finds the end of the body.
enum class BodyFraming { kLength, kChunks, kUntilClose };
/// Status line and headers with Date, Content-Length and Connection; the handler's own spellings of
/// these, and headers that cannot be sent, are left out.
std::string RenderHead(const HttpResponse& response, AfterAnswer after,
                       BodyFraming framing = BodyFraming::kLength);

}  // namespace tocsin::net
