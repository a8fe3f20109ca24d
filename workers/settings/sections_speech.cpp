#include "schemas/text_checks.hpp"
#include "workers/settings/sections.hpp"

namespace tocsin::compose {
namespace {

constexpr std::string_view kLineStreams =
    "Calls at a time that the account allows; one more waits for 300 ms, and the next ears hear "
    "it. 0: no bound.";
constexpr std::string_view kSentenceStreams =
    "Sentences at a time that it takes; one more waits for 300 ms, and the next ears hear it. 0: "
    "no bound.";
constexpr std::string_view kSecondPrice =
    "What a second of sound costs that it hears, in `cost.currency`; told with what a call has "
    "cost, and counted against `cost.budget`.";
constexpr std::string_view kDetectLanguage =
    "`true`: it is not told which language is spoken, and tells it, of models that do (whisper, "
    "gpt-transcribe); a conversation follows.";
constexpr FieldRules SecondPrice() { return {.min = 0, .max = 1e6, .example = "0.00008"}; }
constexpr FieldRules EarsStreamBound() { return {.min = 0, .max = 100'000}; }

}  // namespace

const FieldTable& SesameSettings::Spec() {
  static const FieldTable table = TableOf<SesameSettings>(
      "sesame",
      "A Sesame CSM service, which speaks what the API is given and, beside the carrier's own "
      "voice, prompts of calls; never live sound, for it takes seconds. English.",
      {FieldOf<&SesameSettings::url>("url", "Its address; none: it is not asked.",
                                     {.example = "http://127.0.0.1:8002", .check = CheckHttpUrl}),
       FieldOf<&SesameSettings::voice>("voice", "Its voice.",
                                       {.example = "conversational_a", .default_text = "its own"}),
       FieldOf<&SesameSettings::timeout>("timeout", "Time for one text.",
                                         {.min = 500, .max = 60e3})});
  return table;
}

const FieldTable& DeepgramListenSettings::Spec() {
  static const FieldTable table = TableOf<DeepgramListenSettings>(
      "listen", "How Deepgram hears.",
      {FieldOf<&DeepgramListenSettings::model>("model", "Its model; there is none by default.",
                                               {.example = "nova-3"}),
       FieldOf<&DeepgramListenSettings::detect_language>(
           "detect_language",
           "`true`: it hears whatever language is spoken, of models that hear several (nova-3, "
           "flux-general-multi), and a conversation follows."),
       FieldOf<&DeepgramListenSettings::confidence>("confidence",
                                                    "A sentence with a word that Deepgram is less "
                                                    "sure of chooses nothing, whatever the step "
                                                    "says.",
                                                    {.min = 0, .max = 1}),
       FieldOf<&DeepgramListenSettings::end_of_turn>("end_of_turn",
                                                     "Of models of the kind Flux: how sure it must "
                                                     "be that somebody has ended; 0: as Deepgram "
                                                     "has it. It ends free speech, never a choice.",
                                                     {.min = 0, .max = 1, .example = "0.7"}),
       FieldOf<&DeepgramListenSettings::eager_end_of_turn>(
           "eager_end_of_turn",
           "Of the same: from which on it says that somebody has perhaps ended; 0: never.",
           {.min = 0, .max = 1, .example = "0.4"}),
       FieldOf<&DeepgramListenSettings::streams>("streams", kLineStreams, EarsStreamBound()),
       FieldOf<&DeepgramListenSettings::second_price>("second_price", kSecondPrice,
                                                      SecondPrice())});
  return table;
}

const FieldTable& DeepgramSettings::Spec() {
  static const FieldTable table = TableOf<DeepgramSettings>(
      "deepgram", "Deepgram's speech service.",
      {FieldOf<&DeepgramSettings::api_key>("api_key", "Its key.",
                                           {.example = "${file:/run/secrets/deepgram_api_key}"}),
       FieldOf<&DeepgramSettings::api_url>(
           "api_url", "Its address; another one for a region or an installation of your own.",
           {.check = CheckHttpUrl}),
       FieldOf<&DeepgramSettings::listen>("listen", "How it hears."),
       FieldOf<&DeepgramSettings::speak>("speak", "How it speaks.")});
  return table;
}

const FieldTable& OpenAiTranscriptionSettings::Spec() {
  static const FieldTable table = TableOf<OpenAiTranscriptionSettings>(
      "transcription", "How OpenAI hears.",
      {FieldOf<&OpenAiTranscriptionSettings::model>("model", "Its model; there is none by default.",
                                                    {.example = "gpt-4o-mini-transcribe"}),
       FieldOf<&OpenAiTranscriptionSettings::realtime>(
           "realtime",
           "`true`: over a socket of its Realtime API, while the person speaks; `false`: whole "
           "sentences, by HTTP. Models that hear only so (gpt-realtime-whisper, "
           "gpt-live-transcribe) do in any case."),
       FieldOf<&OpenAiTranscriptionSettings::detect_language>("detect_language", kDetectLanguage),
       FieldOf<&OpenAiTranscriptionSettings::confidence>(
           "confidence",
           "A sentence with a word that the model is less sure of chooses nothing, whatever the "
           "step says.",
           {.min = 0, .max = 1}),
       FieldOf<&OpenAiTranscriptionSettings::streams>(
           "streams",
           "With `realtime`: calls at a time; else sentences. One more waits for 300 ms, and the "
           "next ears hear it. 0: no bound.",
           EarsStreamBound()),
       FieldOf<&OpenAiTranscriptionSettings::second_price>("second_price", kSecondPrice,
                                                           SecondPrice())});
  return table;
}

const FieldTable& OpenAiSettings::Spec() {
  static const FieldTable table = TableOf<OpenAiSettings>(
      "openai", "OpenAI's speech service.",
      {FieldOf<&OpenAiSettings::api_key>("api_key", "Its key.",
                                         {.example = "${file:/run/secrets/openai_api_key}"}),
       FieldOf<&OpenAiSettings::api_url>("api_url", "Its address; another one for a region.",
                                         {.check = CheckHttpUrl}),
       FieldOf<&OpenAiSettings::transcription>("transcription", "How it hears."),
       FieldOf<&OpenAiSettings::speech>("speech", "How it speaks.")});
  return table;
}

const FieldTable& PreparedSettings::Spec() {
  static const FieldTable table = TableOf<PreparedSettings>(
      "prepared",
      "What our voices said, kept so that it is made once and begins at once from then on.",
      {FieldOf<&PreparedSettings::enabled>("enabled", "`false`: everything is made each time."),
       FieldOf<&PreparedSettings::ahead>(
           "ahead",
           "Makes what workflows will say at the start, in the background, and the first words of "
           "a "
           "call while it rings; `false`: all is made when it is said."),
       FieldOf<&PreparedSettings::kokoro>(
           "kokoro",
           "A voice of Kokoro (`tools/models --kokoro`), which makes English that is prepared "
           "ahead: "
           "the best that needs no service, and too slow for anything else, which `tts` speaks.",
           {.allowed = {"af_heart", "am_michael"},
            .example = "af_heart",
            .default_text = "none: `tts` makes that too"}),
       FieldOf<&PreparedSettings::memory_bytes>("memory_bytes",
                                                "Bytes of sound in memory; a second has 16,000.",
                                                {.min = 1024 * 1024, .max = 2e9}),
       FieldOf<&PreparedSettings::folder>(
           "folder",
           "Folder where it is kept over restarts, readable by us alone: it holds what was said in "
           "calls.",
           {.example = ".local/sounds", .default_text = "none: in memory only"}),
       FieldOf<&PreparedSettings::disk_bytes>("disk_bytes", "Bytes of sound in that folder.",
                                              {.min = 1024 * 1024, .max = 2e9}),
       FieldOf<&PreparedSettings::keep>("keep", "How long it is kept since its last use.",
                                        {.min = 60e3, .max = 365.0 * 24 * 3600e3})});
  return table;
}

const FieldTable& WhisperSettings::Spec() {
  static const FieldTable table = TableOf<WhisperSettings>(
      "whisper",
      "A server that has OpenAI's page for transcriptions, such as one with Whisper: whole "
      "sentences, by HTTP.",
      {FieldOf<&WhisperSettings::url>("url", "Its address.",
                                      {.example = "http://127.0.0.1:8000", .check = CheckHttpUrl}),
       FieldOf<&WhisperSettings::model>("model", "Its model."),
       FieldOf<&WhisperSettings::detect_language>("detect_language", kDetectLanguage),
       FieldOf<&WhisperSettings::confidence>(
           "confidence", "A sentence that the model is less sure of chooses nothing.",
           {.min = 0, .max = 1}),
       FieldOf<&WhisperSettings::streams>("streams", kSentenceStreams, EarsStreamBound())});
  return table;
}

const FieldTable& VoskSettings::Spec() {
  static const FieldTable table = TableOf<VoskSettings>(
      "vosk", "A Vosk server; which model it has is its own matter (VOSK_MODEL_PATH there).",
      {FieldOf<&VoskSettings::url>("url", "Address of its socket.",
                                   {.example = "ws://127.0.0.1:2700", .check = CheckSocketUrl}),
       FieldOf<&VoskSettings::language>("language", "What its model hears: en, de, es or hi.",
                                        {.allowed = {"en", "de", "es", "hi"}}),
       FieldOf<&VoskSettings::confidence>(
           "confidence", "A sentence with a word that it is less sure of chooses nothing.",
           {.min = 0, .max = 1}),
       FieldOf<&VoskSettings::streams>("streams", kLineStreams, EarsStreamBound())});
  return table;
}

const FieldTable& SpeechSettings::Spec() {
  static const FieldTable table = TableOf<SpeechSettings>(
      "speech",
      "Ears and a voice of our own. With both, a call is led over live sound where the carrier has "
      "it; else the carrier speaks and hears.",
      {FieldOf<&SpeechSettings::stt>(
           "stt",
           "Who hears: `auto` (ours when the models are there), `moonshine` (ours, or no start), "
           "`deepgram`, `openai`, `whisper`, `vosk`, `carrier`, or `none` (keys only). A list such "
           "as `[deepgram, moonshine]` "
           "is "
           "an order: who follows takes over, in the middle of a sentence too.",
           {.allowed = {"auto", "none", "moonshine", "deepgram", "openai", "whisper", "vosk",
                        "carrier"}}),
       FieldOf<&SpeechSettings::tts>(
           "tts",
           "Who speaks: `auto` (the best voice that is installed), a voice, or `carrier`. A list "
           "such "
           "as `[deepgram, festival]` is an order: who follows speaks where the one before cannot.",
           {.allowed = {"auto", "festival", "espeak", "deepgram", "elevenlabs", "azure", "openai",
                        "carrier"}}),
       FieldOf<&SpeechSettings::models>("models",
                                        "Folder that `tools/models` fetches the models into."),
       FieldOf<&SpeechSettings::lexicon>(
           "lexicon",
           "Folder of `LANGUAGE.yaml`, each with words and how they are said; none need be there."),
       FieldOf<&SpeechSettings::prepared>("prepared", "What was said, kept."),
       FieldOf<&SpeechSettings::sesame>("sesame", "A Sesame speech service."),
       FieldOf<&SpeechSettings::deepgram>("deepgram", "Deepgram."),
       FieldOf<&SpeechSettings::openai>("openai", "OpenAI."),
       FieldOf<&SpeechSettings::whisper>("whisper", "A server with OpenAI's page."),
       FieldOf<&SpeechSettings::vosk>("vosk", "A Vosk server."),
       FieldOf<&SpeechSettings::elevenlabs>("elevenlabs", "ElevenLabs."),
       FieldOf<&SpeechSettings::azure>("azure", "Azure.")});
  return table;
}

const FieldTable& ChatSettings::Spec() {
  static const FieldTable table = TableOf<ChatSettings>(
      "chat",
      "The model that answers free questions in calls, from what is known of the alert: any "
      "service "
      "that speaks OpenAI's chat completions. What it says decides nothing.",
      {FieldOf<&ChatSettings::url>("url",
                                   "Address of the service; none: such questions are not "
                                   "understood.",
                                   {.example = "http://127.0.0.1:8001", .check = CheckHttpUrl}),
       FieldOf<&ChatSettings::api_key>("api_key", "Its key, where it wants one.",
                                       {.example = "${file:/run/secrets/llm_api_key}"}),
       FieldOf<&ChatSettings::model>(
           "model", "Name of the model.",
           {.example = "qwen2.5-7b-instruct", .default_text = "the only one that it has"}),
       FieldOf<&ChatSettings::timeout>(
           "timeout", "Time for a whole answer; after it the person hears that there is none.",
           {.min = 1e3, .max = 30e3}),
       FieldOf<&ChatSettings::max_tokens>("max_tokens", "Longest answer.",
                                          {.min = 16, .max = 4000}),
       FieldOf<&ChatSettings::first_text>("first_text",
                                          "Until an answer begins; then the next of "
                                          "`language.fallbacks` is asked. Never more than "
                                          "its share of what is left of `timeout`.",
                                          {.min = 200, .max = 30e3}),
       FieldOf<&ChatSettings::streams>("streams",
                                       "Answers at a time that the account allows; who comes then "
                                       "waits for 300 ms and asks the "
                                       "next model. 0: no bound.",
                                       {.min = 0, .max = 100'000}),
       FieldOf<&ChatSettings::questions_per_call>(
           "questions_per_call", "Free questions that one call may ask.", {.min = 0, .max = 60}),
       FieldOf<&ChatSettings::questions_per_minute>(
           "questions_per_minute", "The same in all calls of a process, in a minute.",
           {.min = 0, .max = 100'000}),
       FieldOf<&ChatSettings::input_price>(
           "input_price",
           "What 1,000 tokens of a question cost, in `cost.currency`; with it questions count "
           "against `cost.budget`.",
           {.min = 0, .max = 1e6, .example = "0.0005"}),
       FieldOf<&ChatSettings::output_price>("output_price", "What 1,000 tokens of an answer cost.",
                                            {.min = 0, .max = 1e6, .example = "0.0015"})});
  return table;
}

const FieldTable& GroqSettings::Spec() {
  static const FieldTable table = TableOf<GroqSettings>(
      "groq",
      "Groq's models: the first that is asked where `language.chat.url` is not given, else the "
      "second where it has a `model`.",
      {FieldOf<&GroqSettings::api_key>("api_key", "Its key; none: it is not asked.",
                                       {.example = "${file:/run/secrets/groq_api_key}"}),
       FieldOf<&GroqSettings::api_url>("api_url", "Its address.", {.check = CheckHttpUrl}),
       FieldOf<&GroqSettings::model>(
           "model", "Name of the model; there is none by default.",
           {.example = "llama-3.3-70b-versatile",
            .default_text = "`language.chat.model`, where it is the first"}),
       FieldOf<&GroqSettings::streams>("streams", "As `language.chat.streams`.",
                                       {.min = 0, .max = 100'000})});
  return table;
}

const FieldTable& FallbackModelSettings::Spec() {
  static const FieldTable table = TableOf<FallbackModelSettings>(
      "fallback", "A model that is asked where those before it fail or give nothing in time.",
      {FieldOf<&FallbackModelSettings::name>(
           "name", "Its name in metrics and the log.",
           {.example = "local", .default_text = "that of the model, or of the host"}),
       FieldOf<&FallbackModelSettings::url>(
           "url", "Address of the service.",
           {.required = true, .example = "http://127.0.0.1:8001", .check = CheckHttpUrl}),
       FieldOf<&FallbackModelSettings::api_key>("api_key", "Its key, where it wants one.",
                                                {.example = "${file:/run/secrets/llm_api_key}"}),
       FieldOf<&FallbackModelSettings::model>(
           "model", "Name of the model.",
           {.example = "qwen2.5-7b-instruct", .default_text = "the only one that it has"}),
       FieldOf<&FallbackModelSettings::streams>("streams", "As `language.chat.streams`.",
                                                {.min = 0, .max = 100'000})});
  return table;
}

const FieldTable& LanguageSettings::Spec() {
  static const FieldTable table = TableOf<LanguageSettings>(
      "language", "Language models.",
      {FieldOf<&LanguageSettings::chat>("chat", "Answers to free questions in calls."),
       FieldOf<&LanguageSettings::groq>("groq", "Groq."),
       FieldOf<&LanguageSettings::fallbacks>(
           "fallbacks", "Models that are asked where the ones before fail, in this order."),
       FieldOf<&LanguageSettings::realtime>("realtime", "A service for whole conversations.")});
  return table;
}

}  // namespace tocsin::compose
