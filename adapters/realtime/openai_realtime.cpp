#include "adapters/realtime/openai_realtime.hpp"

#include <utility>

#include "adapters/http.hpp"
#include "adapters/realtime/openai_session.hpp"

namespace tocsin::realtime {
namespace {

/// What the owner holds; the session lives on through the event within which it is dropped.
class HeldSession final : public RealtimeSession {
 public:
  explicit HeldSession(std::shared_ptr<OpenAiSession> session) : session_(std::move(session)) {}
  ~HeldSession() override { session_->Drop(); }
  void Hear(SoundView sound) override { session_->Hear(sound); }
  void Tell(const LanguageMessage& message) override { session_->Tell(message); }
  void Change(OpenRealtime rules) override { session_->Change(std::move(rules)); }
  void Answer() override { session_->Answer(); }
  void Cut(std::string_view item, Duration heard) override { session_->Cut(item, heard); }

 private:
  std::shared_ptr<OpenAiSession> session_;
};

class OpenAiRealtime final : public RealtimeEngine {
 public:
  OpenAiRealtime(OpenAiRealtimeOptions options, WebSocketClient& client, Metrics& metrics)
      : options_(std::make_shared<const OpenAiRealtimeOptions>(std::move(options))),
        client_(client),
        metrics_(metrics) {}

  std::string Name() const override { return "openai " + options_->model; }
  std::unique_ptr<RealtimeSession> Open(Loop& loop, OpenRealtime what,
                                        RealtimeListener& listener) override {
    auto session =
        std::make_shared<OpenAiSession>(loop, options_, std::move(what), listener, metrics_);
    session->Open(client_);
    return std::make_unique<HeldSession>(std::move(session));
  }

 private:
  const std::shared_ptr<const OpenAiRealtimeOptions> options_;
  WebSocketClient& client_;
  Metrics& metrics_;
};

}  // namespace

std::string OpenAiRealtimeUrl(std::string_view api_url, std::string_view model) {
  while (api_url.ends_with('/')) api_url.remove_suffix(1);
  const auto last = api_url.substr(api_url.rfind('/') + 1);
  const bool versioned = last.starts_with('v') && last.size() <= 3;
  return SocketAddressBelow(std::string(api_url) + (versioned ? "" : "/v1"), "/realtime") +
         "?model=" + PercentEncode(model);
}

std::unique_ptr<RealtimeEngine> MakeOpenAiRealtime(OpenAiRealtimeOptions options,
                                                   WebSocketClient& client, Metrics& metrics) {
  return std::make_unique<OpenAiRealtime>(std::move(options), client, metrics);
}

}  // namespace tocsin::realtime
