#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/understanding/grammar.hpp"

/// Choices that are confirmed with the contact's PIN (`confirm: pin`). A PIN is keyed, never said:
/// who overhears it could decide. What is keyed where one is asked for is told to nobody: not to
/// the transcript, the events, the evidence or the log.
namespace tocsin::voice {

/// After so many wrong ones the call ends: whoever holds the phone does not know it.
inline constexpr int kMostWrongPins = 3;

/// Of the person on this call; nullptr: none is set (`telephony.pins`).
const std::string* PinOf(const Call& call, const VoiceSettings& settings);
/// False where none is set, too.
bool IsPin(const Call& call, const VoiceSettings& settings, const std::string& keyed);
/// Keyed so far in this call; CountWrongPin adds one and gives the sum.
int WrongPins(const Call& call);
int CountWrongPin(Call& call);
/// Whether the turn in hand answers the question for a PIN.
bool AsksForPin(const Call& call);
/// What a turn means there, given what it means to the grammar.
Meaning OfPin(const Call& call, const Heard& heard, const VoiceSettings& settings,
              Meaning understood);
/// Asks again, and says goodbye after the last wrong one.
void RefusePin(TransitionBuilder& d);
// Who calls from a number that is nobody's says by a PIN who they are (the step `identify`).
/// Keys of the longest PIN that tells who it is; 0: none does, or it is not allowed.
std::size_t LongestIdentifyingPin(const VoiceSettings& settings);
/// The one contact with this PIN; empty: none, or it does not tell one from another.
std::string WhosePin(const VoiceSettings& settings, const std::string& keyed);
/// There were too many wrong ones: until some are old enough, none is looked at.
bool PinsLocked(const PinTries& tries, const PinLimits& limits);
/// Remembers that it is this contact.
void NoteIdentified(Call& call, const std::string& contact);
/// For the evidence of a decision; nothing where the number said who it is.
std::optional<std::string> IdentifiedBy(const Call& call);

/// A turn as it may be told: without what may hold a PIN.
std::string HeardWithoutPin(const Call& call, const Heard& heard, const Meaning& meaning,
                            const VoiceSettings& settings);

}  // namespace tocsin::voice
