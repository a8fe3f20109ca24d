// What the voices of services are set with.
#include "schemas/text_checks.hpp"
#include "schemas/voice_names.hpp"
#include "workers/settings/sections.hpp"

namespace tocsin::compose {
namespace {

constexpr std::string_view kVoiceTimeout =
    "To the first sound, and between two pieces of it; then the next of `speech.tts` speaks.";
constexpr std::string_view kVoiceStreams =
    "Sentences at a time that the account allows; 0: no bound.";
constexpr FieldRules VoiceTimes() { return {.min = 200, .max = 30e3}; }
constexpr std::string_view kCharactersPrice =
    "What 1,000 characters cost that it speaks, in `cost.currency`; told with what a call has "
    "cost.";
constexpr FieldRules CharactersPrice() { return {.min = 0, .max = 1e6, .example = "0.03"}; }
constexpr FieldRules VoiceStreamBound() { return {.min = 0, .max = 100'000}; }

}  // namespace

const FieldTable& DeepgramSpeakSettings::Spec() {
  static const FieldTable table = TableOf<DeepgramSpeakSettings>(
      "speak", "How Deepgram speaks: with a voice of Aura.",
      {FieldOf<&DeepgramSpeakSettings::model>(
           "model",
           "Its voice, or the short name of one (`thalia`); there is none by default. It speaks "
           "the "
           "language that its name ends with.",
           {.example = "aura-2-thalia-en", .check = CheckDeepgramVoice}),
       FieldOf<&DeepgramSpeakSettings::models>(
           "models", "Voices of other languages, by language.",
           {.example = R"({"es":"aura-2-celeste-es"})", .check = CheckDeepgramVoice}),
       FieldOf<&DeepgramSpeakSettings::timeout>("timeout", kVoiceTimeout, VoiceTimes()),
       FieldOf<&DeepgramSpeakSettings::streams>("streams", kVoiceStreams, VoiceStreamBound()),
       FieldOf<&DeepgramSpeakSettings::characters_price>("characters_price", kCharactersPrice,
                                                         CharactersPrice())});
  return table;
}

const FieldTable& OpenAiSpeechSettings::Spec() {
  static const FieldTable table = TableOf<OpenAiSpeechSettings>(
      "speech", "How OpenAI speaks, or a server with its protocol.",
      {FieldOf<&OpenAiSpeechSettings::model>("model", "Its model; there is none by default.",
                                             {.example = "gpt-4o-mini-tts"}),
       FieldOf<&OpenAiSpeechSettings::voice>(
           "voice", "Its voice; there is none by default. It speaks every language.",
           {.example = "marin"}),
       FieldOf<&OpenAiSpeechSettings::voices>("voices", "Voices of single languages, by language.",
                                              {.example = R"({"de":"cedar"})"}),
       FieldOf<&OpenAiSpeechSettings::instructions>(
           "instructions", "How to speak. Not for tts-1 and tts-1-hd.",
           {.example = "Speak calmly and clearly.", .default_text = "none"}),
       FieldOf<&OpenAiSpeechSettings::speed>(
           "speed", "How fast.", {.min = 0.25, .max = 4, .example = "1.1", .default_text = "1"}),
       FieldOf<&OpenAiSpeechSettings::timeout>("timeout", kVoiceTimeout, VoiceTimes()),
       FieldOf<&OpenAiSpeechSettings::streams>("streams", kVoiceStreams, VoiceStreamBound()),
       FieldOf<&OpenAiSpeechSettings::characters_price>("characters_price", kCharactersPrice,
                                                        CharactersPrice())});
  return table;
}

const FieldTable& ElevenLabsSettings::Spec() {
  static const FieldTable table = TableOf<ElevenLabsSettings>(
      "elevenlabs", "ElevenLabs's speech service.",
      {FieldOf<&ElevenLabsSettings::api_key>(
           "api_key", "Its key.", {.example = "${file:/run/secrets/elevenlabs_api_key}"}),
       FieldOf<&ElevenLabsSettings::api_url>("api_url",
                                             "Its address; another one for a region, such as "
                                             "`https://api.eu.residency.elevenlabs.io`.",
                                             {.check = CheckHttpUrl}),
       FieldOf<&ElevenLabsSettings::model>("model", "Its model.",
                                           {.example = "eleven_flash_v2_5",
                                            .default_text = "the service's own",
                                            .check = CheckElevenLabsModel}),
       FieldOf<&ElevenLabsSettings::stream_input>("stream_input",
                                                  "`true`: over a socket that is kept, where each "
                                                  "sentence is a context of its own; `false`: "
                                                  "a request for each sentence. Models of the kind "
                                                  "v4 are spoken over the dialogue's socket "
                                                  "in any case."),
       FieldOf<&ElevenLabsSettings::voice>(
           "voice",
           "The id of its voice; there is none by default. It speaks all languages of the "
           "model.",
           {.example = "JBFqnCBsd6RMkjVDRZzb", .check = CheckElevenLabsVoice}),
       FieldOf<&ElevenLabsSettings::voices>(
           "voices", "Voices of single languages, by language.",
           {.example = R"({"es":"JBFqnCBsd6RMkjVDRZzb"})", .check = CheckElevenLabsVoice}),
       FieldOf<&ElevenLabsSettings::stability>(
           "stability", "How even the voice is.",
           {.min = 0, .max = 1, .example = "0.5", .default_text = "the voice's own"}),
       FieldOf<&ElevenLabsSettings::similarity>(
           "similarity", "How near it stays to its model.",
           {.min = 0, .max = 1, .example = "0.75", .default_text = "the voice's own"}),
       FieldOf<&ElevenLabsSettings::speed>(
           "speed", "How fast.",
           {.min = 0.7, .max = 1.2, .example = "1.1", .default_text = "the voice's own"}),
       FieldOf<&ElevenLabsSettings::timeout>("timeout", kVoiceTimeout, VoiceTimes()),
       FieldOf<&ElevenLabsSettings::streams>("streams", kVoiceStreams, VoiceStreamBound()),
       FieldOf<&ElevenLabsSettings::characters_price>("characters_price", kCharactersPrice,
                                                      CharactersPrice())});
  return table;
}

const FieldTable& AzureSettings::Spec() {
  static const FieldTable table = TableOf<AzureSettings>(
      "azure", "Azure's speech service.",
      {FieldOf<&AzureSettings::api_key>("api_key", "Its key.",
                                        {.example = "${file:/run/secrets/azure_speech_key}"}),
       FieldOf<&AzureSettings::region>("region", "Where it is.",
                                       {.example = "centralindia", .check = CheckWord}),
       FieldOf<&AzureSettings::api_url>("api_url", "Its address.",
                                        {.example = "https://centralindia.tts.speech.microsoft.com",
                                         .default_text = "that of the region",
                                         .check = CheckHttpUrl}),
       FieldOf<&AzureSettings::voice>(
           "voice",
           "Its voice; there is none by default. It speaks the language that its name "
           "begins with, a multilingual one all.",
           {.example = "en-US-AvaNeural", .check = CheckAzureVoice}),
       FieldOf<&AzureSettings::voices>(
           "voices", "Voices of other languages, by language.",
           {.example = R"({"hi":"hi-IN-MadhurNeural"})", .check = CheckAzureVoice}),
       FieldOf<&AzureSettings::timeout>("timeout", kVoiceTimeout, VoiceTimes()),
       FieldOf<&AzureSettings::streams>("streams", kVoiceStreams, VoiceStreamBound()),
       FieldOf<&AzureSettings::characters_price>("characters_price", kCharactersPrice,
                                                 CharactersPrice())});
  return table;
}

}  // namespace tocsin::compose
