#include "workers/compose/live_sound.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <thread>
#include <utility>

#include "adapters/net/http_client.hpp"
#include "adapters/net/loops.hpp"
#include "adapters/speech/voices.hpp"
#include "schemas/language_tag.hpp"
#include "workers/compose/realtime_engine.hpp"
#include "workers/compose/service_ears.hpp"
#include "workers/compose/voice_options.hpp"

namespace tocsin::compose {
namespace {

bool OnThisMachine(std::string_view url) {
  const auto host = url.substr(std::min(url.size(), url.find("://") + 3));
  return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
}

/// A carrier of the world opens sockets over TLS only; a simulator on this machine needs none.
Status CheckPublicUrl(const Settings& settings, std::string_view instead) {
  const bool real =
      std::ranges::any_of(settings.telephony.carriers, [](const AccountSettings& account) {
        const auto& paths = account.Kind().Facts().paths;
        const bool opens = !paths.sockets.empty() || !paths.relay.empty();
        return opens && account.Complete() && !OnThisMachine(account.Kind().ApiUrl(account));
      });
  if (!real || settings.http.public_url.starts_with("https://")) return {};
  return Fail(ErrorKind::kInvalid,
              "live calls need an https address that the carrier can open sockets to: set "
              "http.public_url (PUBLIC_BASE_URL) to one, or " +
                  std::string(instead),
              "http.public_url");
}

/// Of carriers that hear and speak their calls by themselves.
std::vector<CarrierSpeech> SpeechOfCarriers(const Settings& settings) {
  std::vector<CarrierSpeech> all;
  for (const auto& account : settings.telephony.carriers)
    if (auto speech = account.Kind().SpeaksItself(account); speech && account.Complete())
      all.push_back(*std::move(speech));
  return all;
}

Result<speech::Voices> LoadVoicesOf(const SpeechSettings& settings,
                                    const speech::VoiceGround& ground) {
  TRY_ASSIGN(auto voices, speech::LoadVoices(VoiceOptionsOf(settings), ground));
  for (const auto& missing : voices.missing) spdlog::info("voices: {}", missing);
  return voices;
}

int MediaLoops() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

}  // namespace

Result<std::unique_ptr<LiveSound>> LiveSound::Make(const Settings& settings,
                                                   const speech::VoiceGround& ground,
                                                   SeriesMetrics& metrics, const Clock& clock) {
  const auto theirs = SpeechOfCarriers(settings);
  for (const auto& speech : theirs) TRY(CheckPublicUrl(settings, speech.instead));
  std::unique_ptr<LiveSound> live(new LiveSound());
  TRY(live->LoadSound(settings, ground));
  for (const auto& speech : theirs)
    live->more_text_ +=
        (live->more_text_.empty() ? "" : "; ") + speech.words + " hears and speaks its calls";
  if (!live->HasSound() && theirs.empty()) return nullptr;
  live->Wire(settings, ground.lexicon, metrics, clock);
  spdlog::info("{}: {}; {} media loops", live->HasSound() ? "live sound" : "live text",
               live->Text(), live->loops_.size());
  return live;
}

Status LiveSound::LoadSound(const Settings& settings, const speech::VoiceGround& ground) {
  const auto& speech = settings.speech;
  if (speech.ByCarrier()) {
    spdlog::info("nothing here hears and speaks calls (speech.stt, speech.tts)");
    return {};
  }
  std::error_code ignored;
  if (!speech.MustBeLive() && !std::filesystem::is_directory(speech.models, ignored)) {
    spdlog::info(
        "nothing here hears and speaks calls: there are no models in {}; tools/models fetches "
        "them (speech.models)",
        speech.models);
    return {};
  }
  Status loaded = CheckPublicUrl(settings, "speech.stt to carrier");
  if (loaded) loaded = Load(settings, ground);
  if (loaded) return {};
  if (speech.MustBeLive()) return Fail(loaded.error());
  spdlog::warn("calls are led by the carrier's prompts: {}", loaded.error().message);
  voice_ = nullptr;
  return {};
}

LiveSound::~LiveSound() { Stop(Duration(0)); }

Status LiveSound::Load(const Settings& settings, const speech::VoiceGround& ground) {
  TRY_ASSIGN(auto voices, LoadVoicesOf(settings.speech, ground));
  TRY(LoadEars(settings.speech, ground));
  realtime_ = MakeRealtime(settings, *ground.sockets, ground.metrics);
  TRY_ASSIGN(languages_, LanguagesOf(*voices.voice));
  voice_ = std::make_unique<speech::ExchangedVoice>(std::move(voices));
  if (realtime_ != nullptr) more_text_ = "conversations by " + realtime_->Name();
  return {};
}

Status LiveSound::UseVoices(const SpeechSettings& settings, const speech::VoiceGround& ground) {
  TRY_ASSIGN(auto voices, LoadVoicesOf(settings, ground));
  TRY_ASSIGN(languages_, LanguagesOf(*voices.voice));
  voice_->Use(std::move(voices));
  return {};
}

Result<std::vector<std::string>> LiveSound::LanguagesOf(const TextToSpeech& voice) const {
  std::vector<std::string> codes;
  for (const auto& spoken : SpokenLanguages())
    if (voice.Speaks(spoken.tag) && ears_.recognizer->Speaks(spoken.tag))
      codes.emplace_back(spoken.code);
  if (codes.empty())
    return Fail(ErrorKind::kInvalid, "no language is both heard and spoken here", "speech");
  return codes;
}

std::string LiveSound::Text() const {
  if (!HasSound()) return more_text_;
  std::string text = "hears with " + ears_.recognizer->Name() + " and " + ears_.activity->Name() +
                     ", speaks with " + voice_->Name() + ", in";
  std::string others;
  for (const auto& spoken : SpokenLanguages()) {
    const bool live = voice_->Speaks(spoken.tag) && ears_.recognizer->Speaks(spoken.tag);
    (live ? text : others).append(" ").append(spoken.code);
  }
  if (!others.empty()) text += "; by the carrier's voice and keys in" + others;
  if (!more_text_.empty()) text += "; " + more_text_;
  return text;
}

Status LiveSound::LoadEars(const SpeechSettings& settings, const speech::VoiceGround& ground) {
  client_ = MakeHttpClient();
  TRY_ASSIGN(ears_, speech::LoadEars(EarsOptionsOf(settings), {.sockets = ground.sockets,
                                                               .client = client_.get(),
                                                               .loop = &ground.timers,
                                                               .metrics = &ground.metrics}));
  return {};
}

void LiveSound::Wire(const Settings& settings, const std::shared_ptr<const Pronunciations>& lexicon,
                     SeriesMetrics& metrics, const Clock& clock) {
  std::vector<Loop*> loops;
  for (int i = 0; i < MediaLoops(); ++i) {
    loops_.push_back(MakeLoop("media-" + std::to_string(i + 1)));
    loops.push_back(loops_.back().get());
  }
  if (HasSound())
    lines_ = std::make_unique<voice::MediaLines>(
        loops, voice::LineEngines{.voice = voice_.get(),
                                  .activity = ears_.activity.get(),
                                  .recognizer = ears_.recognizer.get(),
                                  .realtime = realtime_.get(),
                                  .metrics = &metrics,
                                  .message_time = metrics.Histogram("tocsin_media_frame_seconds")});
  if (!SpeechOfCarriers(settings).empty())
    relay_lines_ = std::make_unique<voice::RelayLines>(loops, metrics, lexicon);
  const auto& sockets = settings.http.websocket;
  WebSocketLimits limits;
  limits.max_message_bytes = static_cast<std::size_t>(sockets.max_size);
  limits.max_waiting_bytes = static_cast<std::size_t>(sockets.max_waiting);
  limits.ping_interval = sockets.ping_interval;
  limits.ping_timeout = sockets.ping_timeout;
  voice::LiveParts parts{.loops = std::move(loops),
                         .most_calls = static_cast<std::size_t>(sockets.max_open),
                         .sockets = limits,
                         .meter = MakeWebSocketMeter(metrics, "media"),
                         .clock = clock,
                         .metrics = metrics};
  const auto made_by = [](const auto& lines) {
    return [&lines](Loop& loop, auto codec, std::shared_ptr<voice::LineListener> owner,
                    const auto&... carrier) {
      const auto line = lines.Make(loop, std::move(codec), std::move(owner), carrier...);
      return voice::MadeLine{.socket = line, .line = line};
    };
  };
  if (lines_) {
    parts.make = made_by(*lines_);
    parts.trust = ears_.recognizer->Trust();
  }
  if (relay_lines_) parts.make_relay = made_by(*relay_lines_);
  calls_ = std::make_unique<voice::LiveCalls>(std::move(parts));
}

void LiveSound::Stop(Duration drain) {
  std::vector<std::jthread> stopping;
  for (auto& loop : loops_) stopping.emplace_back([&loop, drain] { loop->Stop(drain); });
}

}  // namespace tocsin::compose
