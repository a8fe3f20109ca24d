#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "adapters/loop.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/hearing_dialect.hpp"
#include "adapters/speech/http_transcription.hpp"
#include "adapters/websocket.hpp"

namespace tocsin::speech {

/// OpenAI's Realtime API as ears: a session that transcribes and says nothing
/// (https://platform.openai.com/docs/guides/realtime-transcription):
///
///   GET wss://api.openai.com/v1/realtime?intent=transcription, Authorization: Bearer KEY
///   us:   session.update {session {type: transcription, include[], audio.input {format
///         {type: audio/pcmu}, transcription {model, language or languages[]},
///         turn_detection: null}}};
///         input_audio_buffer.append {audio}, .commit, .clear
///   them: session.created, .updated; input_audio_buffer.committed {item_id}, .cleared;
///         conversation.item.input_audio_transcription.delta {item_id, delta},
///         .completed {item_id, transcript, languages[] {code}, logprobs[] {token, logprob}},
///         .failed {item_id, error};
///         error {error {type, code, message, event_id}}
///
/// Where a sentence ends is ours to say: models of the kind gpt-realtime-whisper take no turn
/// detection, the others' would cut a choice short. Text that comes before the end may change; only
/// `completed` is settled. The header OpenAI-Beta is never sent: its form of the protocol is off.
/// Of the options, `segments` and `timeout` are for the page alone.
std::unique_ptr<SpeechToText> MakeRealtimeTranscription(HttpTranscriptionOptions options,
                                                        WebSocketClient& client, Loop& loop);

/// "gpt-realtime-whisper" and "gpt-live-transcribe" hear so, and only so.
bool OnlyRealtime(std::string_view model);

/// What it says on its sockets; `language` is BCP 47. Empty: any of those that calls are held in,
/// and the service tells which, where its model does.
std::unique_ptr<HearingDialect> MakeRealtimeTranscriptionDialect(std::string_view model,
                                                                 std::string_view language);

}  // namespace tocsin::speech
