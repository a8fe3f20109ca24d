#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/speech.hpp"
#include "adapters/websocket.hpp"
#include "schemas/secret.hpp"
#include "workers/bridge/deep_health.hpp"
#include "workers/compose/live_sound.hpp"
#include "workers/runtime/database_pool.hpp"
#include "workers/settings/language_models.hpp"
#include "workers/voice/worker/carriers.hpp"

namespace tocsin::compose {

/// What `/health?deep=1` looks into; all of it outlives the loop of DeepHealth.
struct DeepGround {
  std::function<Status()> bus;  ///< must not block
  runtime::DatabasePool& database;
  WebSocketClient& sockets;
  Loop& loop;  ///< on which sockets of ours live
  // Of the voice worker.
  const voice::Carriers* carriers = nullptr;  ///< none: this process phones nobody
  LiveSound* live = nullptr;                  ///< none: prompts only
  bool must_be_live = false;                  ///< live sound was asked for by name
  std::string public_base = {};
  Secret token_secret = {};
  std::vector<TextToSpeech*> own_voices = {};  ///< none: the carrier speaks, or live sound does
  // Of whoever answers free questions.
  HttpClient* client = nullptr;
  std::vector<ModelChoice> models = {};      ///< empty: nobody does
  std::optional<ModelChoice> realtime = {};  ///< who holds whole conversations
  // Of the process.
  std::filesystem::path data_folder = {};
};

/// Bus, store and the data folder's disk; of the voice worker each carrier in force, with whether
/// it has live audio, and where calls are led live a media socket over the public address, ears and
/// voice; else a voice of our own, if there is one; and the language model and the service for
/// whole conversations, asked for their lists of models, which costs nothing.
std::vector<bridge::DeepPart> DeepPartsOf(const DeepGround& ground);

}  // namespace tocsin::compose
