#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/metrics.hpp"
#include "adapters/realtime.hpp"
#include "adapters/websocket.hpp"
#include "schemas/json.hpp"
#include "schemas/secret.hpp"

namespace tocsin::realtime {

struct OpenAiRealtimeOptions {
  std::string api_url = "https://api.openai.com/v1";
  Secret api_key = {};
  std::string model;
  std::string voice = {};          ///< empty: the service's own; "voice_...": one of the account
  std::string transcription = {};  ///< model for the person's words; empty: they are not written
  double threshold = 0.5;          ///< 0 to 1: from which loudness on somebody speaks
  /// Of an answer, its sound counted: about 20 a second, and its words. 1 to 4,096.
  int max_tokens = 1'500;
  /// To connect, and from there to the session.
  Duration timeout = std::chrono::seconds(2);
  /// Silence of the service in the midst of an answer; then the session is given up.
  Duration stall = std::chrono::seconds(4);
  /// Each message of the service, on the session's loop, before what comes of it: for tools.
  std::function<void(const json::object&)> watch = {};
};

/// OpenAI's Realtime service, by the names that its interface has since it is generally available
/// (https://platform.openai.com/docs/api-reference/realtime; a header OpenAI-Beta is never sent):
///
///   GET wss://api.openai.com/v1/realtime?model=MODEL, Authorization: Bearer KEY
///   us:   session.update; conversation.item.create {item}; input_audio_buffer.append {audio};
///         response.create; response.cancel {response_id};
///         conversation.item.truncate {item_id, content_index, audio_end_ms}
///   them: session.updated {session}; input_audio_buffer.speech_started, .speech_stopped {item_id};
///         conversation.item.input_audio_transcription.completed {item_id, transcript}, .failed;
///         response.created, .done {response {id, status, status_details, output, usage}};
///         response.output_audio.delta, response.output_audio_transcript.delta {item_id, delta};
///         error {error {type, code, message, event_id}}; others are passed over
///
/// Sound is mu-law both ways. It finds turns itself (server_vad) and answers each; it never breaks
/// off an answer by itself, for whoever speaks may say no more than "yes": Cut does. Of the calls
/// of tools in one answer the first is given to the listener; the others, and one that comes while
/// a call is open, are answered here with what says so. Client and metrics outlive it and its
/// sessions.
std::unique_ptr<RealtimeEngine> MakeOpenAiRealtime(OpenAiRealtimeOptions options,
                                                   WebSocketClient& client, Metrics& metrics);

/// "https://api.openai.com/v1" becomes "wss://api.openai.com/v1/realtime?model=MODEL"; the folder
/// of the version may be left out.
std::string OpenAiRealtimeUrl(std::string_view api_url, std::string_view model);

}  // namespace tocsin::realtime
