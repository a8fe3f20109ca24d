#pragma once

#include <string>

#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/understanding/heard.hpp"

/// What the person in a conversation is called, as they say it themselves. It is asked whether it
/// was heard right before anybody uses it; then the model may address them by it, and the workflow
/// is told. It decides nothing and identifies nobody: it is what somebody says.
namespace tocsin::voice {

/// What a turn of the person says of it.
struct NameTaken {
  std::string ask = {};     ///< what to ask, before anything else; empty: nothing
  std::string thanks = {};  ///< to be said before the answer; empty: nothing
};
NameTaken TakeName(TransitionBuilder& d, const Heard& heard);

}  // namespace tocsin::voice
