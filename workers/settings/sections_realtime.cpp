// What a service that holds whole conversations is set with.
#include "schemas/text_checks.hpp"
#include "workers/settings/sections.hpp"

namespace tocsin::compose {

const FieldTable& RealtimeSettings::Spec() {
  static const FieldTable table = TableOf<RealtimeSettings>(
      "realtime",
      "OpenAI's Realtime service, which hears, answers and speaks by itself in `voice.converse`. "
      "What it says decides nothing.",
      {FieldOf<&RealtimeSettings::api_key>("api_key", "Its key.",
                                           {.example = "${file:/run/secrets/openai_api_key}",
                                            .default_text = "`speech.openai.api_key`"}),
       FieldOf<&RealtimeSettings::api_url>(
           "api_url",
           "Its address; another one for a region, such as `https://eu.api.openai.com/v1`.",
           {.check = CheckHttpUrl}),
       FieldOf<&RealtimeSettings::model>(
           "model", "Its model; there is none by default, and without one it is not used.",
           {.example = "gpt-realtime"}),
       FieldOf<&RealtimeSettings::voice>(
           "voice", "Its voice; an id such as `voice_1234` is one of the account's own.",
           {.example = "marin", .default_text = "the service's own"}),
       FieldOf<&RealtimeSettings::transcription>(
           "transcription",
           "Model that writes down what the caller says; there is none by default, and without one "
           "it stands nowhere.",
           {.example = "gpt-4o-mini-transcribe", .default_text = "none"}),
       FieldOf<&RealtimeSettings::threshold>(
           "threshold", "How loud a sound must be to be taken for speech.", {.min = 0, .max = 1}),
       FieldOf<&RealtimeSettings::max_tokens>(
           "max_tokens",
           "How long one answer may be: a second of speech is about 20, its words beside; it is "
           "broken off there.",
           {.min = 100, .max = 4096}),
       FieldOf<&RealtimeSettings::timeout>("timeout",
                                           "To connect, and from there until the session is ready.",
                                           {.min = 200, .max = 30e3}),
       FieldOf<&RealtimeSettings::stall>(
           "stall", "Silence of the service in the midst of an answer; then it is given up.",
           {.min = 500, .max = 60e3}),
       FieldOf<&RealtimeSettings::input_price>(
           "input_price",
           "What 1,000 tokens that it hears or reads cost, in `cost.currency`; it counts text and "
           "sound together.",
           {.min = 0, .max = 1e6, .example = "0.032"}),
       FieldOf<&RealtimeSettings::output_price>("output_price",
                                                "What 1,000 tokens that it says cost.",
                                                {.min = 0, .max = 1e6, .example = "0.064"})});
  return table;
}

}  // namespace tocsin::compose
