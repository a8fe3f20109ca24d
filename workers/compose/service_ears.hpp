#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/loop.hpp"
#include "adapters/metrics.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/ears.hpp"
#include "adapters/websocket.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// What the settings say of who hears; `speech.stt` that names nobody is our own ears.
speech::EarsOptions EarsOptionsOf(const SpeechSettings& settings);

/// The ears of `speech.stt` that are a service, to be asked without a line.
class ServiceEars {
 public:
  /// Client and metrics outlive it.
  ServiceEars(const SpeechSettings& settings, HttpClient& client, Metrics& metrics);
  ~ServiceEars();

  struct One {
    std::string section;  ///< of `speech`: "deepgram"
    std::string address;
    Result<std::unique_ptr<SpeechToText>> ears;
  };
  const std::vector<One>& All() const { return all_; }

 private:
  std::unique_ptr<Loop> loop_;
  std::unique_ptr<WebSocketClient> sockets_;
  std::vector<One> all_;
};

}  // namespace tocsin::compose
