#pragma once

#include "schemas/json.hpp"

namespace tocsin::ctk {

/// The services that the features call, scripted: the pet store's v2 API and httpbin's basic-auth.
/// Takes and gives what "http" effects do.
json::value AnswerLikePetstore(const json::value& request);

}  // namespace tocsin::ctk
