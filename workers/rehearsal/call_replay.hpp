#pragma once

#include "workers/rehearsal/run_driver.hpp"
#include "workers/voice/decide_call.hpp"

namespace tocsin::rehearsal {

/// Decides about a call. With Crashes::kEverywhere from its stored form and twice, as a process
/// would that died before its commit: kInternal when the second time gives something else.
Result<voice::Transition> DecideCallOnStage(voice::Situation situation, const voice::Input& input,
                                            TimePoint now, const voice::VoiceSettings& settings,
                                            Crashes crashes);

}  // namespace tocsin::rehearsal
