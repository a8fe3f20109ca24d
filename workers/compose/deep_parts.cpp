#include "workers/compose/deep_parts.hpp"

#include <unistd.h>

#include <cstdint>
#include <memory>
#include <system_error>
#include <utility>

#include "schemas/masking.hpp"
#include "workers/compose/model_probe.hpp"

namespace tocsin::compose {
namespace {

using Done = std::function<void(Status)>;
using bridge::DeepPart;

/// Shorter than the page waits for it, so that what went wrong is told.
constexpr Duration kSocketPatience = std::chrono::seconds(4);
constexpr std::uintmax_t kLeastSpace = 100'000'000;

/// A socket of ours that is closed as soon as it is open.
class SocketProbe final : public WebSocketListener {
 public:
  explicit SocketProbe(std::string url, Done done) : url_(std::move(url)), done_(std::move(done)) {}
  void OnOpen(const std::shared_ptr<WebSocket>& socket) override {
    socket->Close();
    if (auto done = std::exchange(done_, nullptr)) done({});
  }
  void OnMessage(WebSocketKind, std::string_view) override {}
  void OnEnd(const WebSocketEnd& end) override {
    if (auto done = std::exchange(done_, nullptr))
      done(Fail(ErrorKind::kTransient,
                "no media socket can be opened at " + url_ + ": " + end.detail +
                    "; a proxy in front must pass WebSockets on",
                "http.public_url"));
  }

 private:
  const std::string url_;
  Done done_;
};

DeepPart StorePart(runtime::DatabasePool& database) {
  return {.name = "store", .ask = [&database](Done done) {
            const auto posted = database.Post(
                [done](StoreSession&, StoreDirectory& directory) { done(directory.Ping()); });
            if (!posted) done(posted);
          }};
}

DeepPart SocketPart(const DeepGround& ground, const std::string& path) {
  const std::string url = SocketAddressBelow(ground.public_base, path);
  return {.name = "socket " + path,
          .needed = ground.must_be_live,
          .ask =
              [&sockets = ground.sockets, &loop = ground.loop, url,
               secret = voice::SocketProbeSecret(ground.token_secret)](Done done) {
                WebSocketCall call;
                call.url = url;
                call.headers = {{std::string(voice::kSocketProbeHeader), secret}};
                call.listener = std::make_shared<SocketProbe>(url, std::move(done));
                call.loop = &loop;
                call.connect_timeout = call.limits.handshake_timeout = kSocketPatience;
                sockets.Open(std::move(call));
              },
          .more =
              [url] {
                return json::object{{"url", url}};
              }};
}

/// The job is let go of with the part, which cancels it.
DeepPart EarsPart(SpeechToText& ears, std::string name, bool needed) {
  const auto job = std::make_shared<std::unique_ptr<SpeechJob>>();
  return {.name = std::move(name),
          .needed = needed,
          .ask =
              [&ears, job](const Done& done) {
                *job = ears.Recognize({.sound = Sound(kLineRate / 2)},
                                      [done](const Result<RecognizedSpeech>& heard) {
                                        done(heard ? Status() : Status(Fail(heard.error())));
                                      });
              },
          .more =
              [&ears] {
                return json::object{{"engine", ears.Name()}};
              }};
}

DeepPart VoicePart(TextToSpeech& voice, std::string name, bool needed) {
  const auto job = std::make_shared<std::unique_ptr<SpeechJob>>();
  return {.name = std::move(name),
          .needed = needed,
          .ask =
              [&voice, job](Done done) {
                *job = voice.Synthesize({.text = "Okay."},
                                        {.piece = [](const Sound&) {}, .end = std::move(done)});
              },
          .more =
              [&voice] {
                return json::object{{"engine", voice.Name()}};
              }};
}

/// Each is asked by itself: where several are in order, another one speaks for one that cannot.
void AddVoices(const std::vector<TextToSpeech*>& voices, bool needed,
               std::vector<DeepPart>& parts) {
  const bool alone = voices.size() == 1;
  for (auto* voice : voices)
    parts.push_back(VoicePart(*voice, alone ? "voice" : "voice " + voice->Name(), alone && needed));
}

DeepPart ModelPart(const DeepGround& ground, const ModelChoice& model, std::string name) {
  return {.name = std::move(name),
          .needed = false,
          .ask = [&client = *ground.client, model](
                     Done done) { AskForModels(client, model, kSocketPatience, std::move(done)); },
          .more =
              [url = MaskUrl(model.url), name = model.model] {
                json::object more{{"url", url}};
                if (!name.empty()) more["model"] = name;
                return more;
              }};
}

/// Logs, positions and, with the embedded bus, PostgreSQL stand there.
DeepPart StoragePart(const std::filesystem::path& folder) {
  const auto space = [folder] {
    std::error_code none;
    return std::filesystem::space(folder, none);
  };
  return {.name = "storage",
          .ask =
              [folder, space](const Done& done) {
                if (access(folder.c_str(), W_OK) != 0)
                  return done(
                      Fail(ErrorKind::kRejected, folder.string() + " cannot be written", "--data"));
                if (space().available < kLeastSpace)
                  return done(Fail(ErrorKind::kRejected,
                                   folder.string() + " has less than 100 MB left", "--data"));
                done({});
              },
          .more =
              [space] {
                return json::object{{"free_bytes", space().available}};
              }};
}

DeepPart CarrierPart(const voice::CarrierLine& line, const LiveSound* live, bool only) {
  auto* provider = line.provider.get();
  const auto gives_live = [provider, live] {
    const auto& can = provider->Capabilities().live_audio;
    return live != nullptr && can && (can->text || live->HasSound()) &&
           provider->Shortfall().empty();
  };
  return {.name = "carrier " + line.Can().name,
          .needed = only,
          .ask =
              [provider](Done done) {
                provider->Probe([provider, done = std::move(done)](Status answered) {
                  const std::string lacks = provider->Shortfall();
                  if (answered && !lacks.empty() && !provider->LeadsWithout())
                    answered =
                        Fail(ErrorKind::kRejected, provider->Capabilities().name + ": " + lacks);
                  done(std::move(answered));
                });
              },
          .more =
              [gives_live] {
                return json::object{{"live_audio", gives_live()}};
              }};
}

}  // namespace

std::vector<DeepPart> DeepPartsOf(const DeepGround& ground) {
  std::vector<DeepPart> parts;
  parts.push_back({.name = "bus", .ask = [bus = ground.bus](const Done& done) { done(bus()); }});
  parts.push_back(StorePart(ground.database));
  parts.push_back(StoragePart(ground.data_folder));
  for (const auto& model : ground.models)
    parts.push_back(ModelPart(
        ground, model,
        &model == &ground.models.front() ? "language model" : "language model " + model.label));
  if (ground.realtime) parts.push_back(ModelPart(ground, *ground.realtime, "realtime"));
  if (ground.carriers == nullptr) return parts;
  const auto lines = ground.carriers->AllInForce();
  for (const auto* line : lines)
    parts.push_back(CarrierPart(*line, ground.live, lines.size() == 1));
  if (lines.empty())
    parts.push_back({.name = "carriers", .ask = [](const Done& done) {
                       done(Fail(ErrorKind::kInvalid,
                                 "no carrier is configured: nobody can be phoned", "telephony"));
                     }});
  if (ground.live != nullptr)
    for (const auto& path : ground.live->Calls().SocketPaths())
      parts.push_back(SocketPart(ground, path));
  if (ground.live == nullptr || !ground.live->HasSound()) {
    AddVoices(ground.own_voices, false, parts);
    return parts;
  }
  for (const auto& ears = ground.live->Ears(); auto* one : ears) {
    const bool alone = ears.size() == 1;  // else another one takes over
    parts.push_back(
        EarsPart(*one, alone ? "ears" : "ears " + one->Name(), alone && ground.must_be_live));
  }
  AddVoices(ground.live->VoiceEngines(), ground.must_be_live, parts);
  return parts;
}

}  // namespace tocsin::compose
