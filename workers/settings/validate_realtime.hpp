#pragma once

#include "schemas/secret.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// Its own, or the one of OpenAI's speech service where it asks the same service.
Secret RealtimeKey(const OpenAiSettings& openai, const RealtimeSettings& realtime);
/// What `language.realtime` lacks to be used: "language.realtime.model is missing: ...". Empty:
/// nothing.
std::string LacksOfRealtime(const Settings& settings);
/// The same where a part of it is given, and a voice that OpenAI does not have.
void ValidateRealtime(LoadedSettings& loaded);

}  // namespace tocsin::compose
