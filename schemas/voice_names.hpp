#pragma once

#include <string>
#include <string_view>

// Names of voices as services have them: what settings may hold, checked before anybody is asked.
// The Check functions give the complaint, or nothing.
namespace tocsin {

/// Deepgram's full name of a voice of Aura: itself, or of its short name ("asteria" is
/// aura-2-asteria-en; "stella" is aura-stella-en, for Aura-2 has none). Empty: there is none.
std::string_view AuraVoice(std::string_view name);
std::string CheckAuraVoice(std::string_view name);
/// A voice of Deepgram's kind Flux, by the form of its name: "flux-alexis-en".
bool IsFluxVoice(std::string_view name);
/// One of Aura, or of Flux.
std::string CheckDeepgramVoice(std::string_view name);
/// The language that a full name of either kind ends with: "en".
std::string_view AuraLanguage(std::string_view voice);

/// One of OpenAI's own; servers that only speak its protocol have others.
std::string CheckOpenAiVoice(std::string_view name);
/// Azure's name of a neural voice, by its form: "hi-IN-MadhurNeural". There are many hundreds.
std::string CheckAzureVoice(std::string_view name);
/// Its main language: "hi".
std::string_view AzureLanguage(std::string_view voice);
/// The id of a voice at ElevenLabs, by its form: letters and digits.
std::string CheckElevenLabsVoice(std::string_view id);
/// A model of ElevenLabs, by the form of its id.
std::string CheckElevenLabsModel(std::string_view id);

}  // namespace tocsin
