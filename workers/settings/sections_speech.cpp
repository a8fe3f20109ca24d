#include "workers/settings/checks.hpp"
#include "workers/settings/sections.hpp"

namespace tocsin::compose {

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
                                               {.example = "nova-3"})});
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
       FieldOf<&DeepgramSettings::listen>("listen", "How it hears.")});
  return table;
}

const FieldTable& OpenAiTranscriptionSettings::Spec() {
  static const FieldTable table = TableOf<OpenAiTranscriptionSettings>(
      "transcription", "How OpenAI hears: whole sentences, by HTTP.",
      {FieldOf<&OpenAiTranscriptionSettings::model>("model",
                                                    "Its model; there is none by default.",
                                                    {.example = "gpt-4o-mini-transcribe"})});
  return table;
}

const FieldTable& OpenAiSettings::Spec() {
  static const FieldTable table = TableOf<OpenAiSettings>(
      "openai", "OpenAI's speech service.",
      {FieldOf<&OpenAiSettings::api_key>("api_key", "Its key.",
                                         {.example = "${file:/run/secrets/openai_api_key}"}),
       FieldOf<&OpenAiSettings::api_url>("api_url", "Its address; another one for a region.",
                                         {.check = CheckHttpUrl}),
       FieldOf<&OpenAiSettings::transcription>("transcription", "How it hears.")});
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
           "`carrier`, or `none` (keys only).",
           {.allowed = {"auto", "none", "moonshine", "carrier"}}),
       FieldOf<&SpeechSettings::tts>(
           "tts", "Who speaks: `auto` (the best voice that is installed), a voice, or `carrier`.",
           {.allowed = {"auto", "festival", "espeak", "carrier"}}),
       FieldOf<&SpeechSettings::models>("models",
                                        "Folder that `tools/models` fetches the models into."),
       FieldOf<&SpeechSettings::sesame>("sesame", "A Sesame speech service."),
       FieldOf<&SpeechSettings::deepgram>("deepgram", "Deepgram."),
       FieldOf<&SpeechSettings::openai>("openai", "OpenAI.")});
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

const FieldTable& LanguageSettings::Spec() {
  static const FieldTable table = TableOf<LanguageSettings>(
      "language", "Language models.",
      {FieldOf<&LanguageSettings::chat>("chat", "Answers to free questions in calls.")},
      {"realtime"});
  return table;
}

}  // namespace tocsin::compose
