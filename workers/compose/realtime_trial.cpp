#include "workers/compose/realtime_trial.hpp"

#include <chrono>
#include <future>
#include <utility>

#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"
#include "adapters/speech/voices.hpp"
#include "workers/compose/engine_room.hpp"
#include "workers/compose/realtime_caller.hpp"
#include "workers/compose/realtime_engine.hpp"
#include "workers/rehearsal/quiet_metrics.hpp"
#include "workers/settings/validate_realtime.hpp"

namespace tocsin::compose {
namespace {

using Role = LanguageMessage::Role;

constexpr std::string_view kInstructions =
    "This is a test of the line. Greet with one short sentence. When you are asked to count, count "
    "aloud. When you are asked for the code word, call the tool code_word and say the word that it "
    "gives. Speak English.";
constexpr std::string_view kCount = "Please count slowly from one to thirty.";
constexpr std::string_view kCodeWord = "Please tell me the code word.";
constexpr std::string_view kResult = R"({"code_word":"harbour"})";
/// Of the interrupted answer, as if it had been heard.
constexpr Duration kHeardOfIt = std::chrono::milliseconds(1'000);

/// Mono at the line's rate; waits for it.
Result<Sound> SoundOf(TextToSpeech& voice, std::string_view text) {
  Sound sound;
  std::promise<Status> end;
  const auto job = voice.Synthesize(
      {.text = std::string(text), .language = "en-US"},
      {.piece = [&](const Sound& piece) { sound.insert(sound.end(), piece.begin(), piece.end()); },
       .end = [&](Status status) { end.set_value(std::move(status)); }});
  TRY(end.get_future().get());
  return sound;
}

/// The steps of a trial, one after the other; each leaves what it found.
class Steps {
 public:
  Steps(RealtimeCaller& caller, RealtimeTrial& trial) : caller_(caller), trial_(trial) {}

  Status Greeting(const Loop& loop) {
    TRY(caller_.WaitForReady());
    const auto asked = loop.Now();
    caller_.Do([](RealtimeSession& session) { session.Answer(); });
    TRY_ASSIGN(const auto sound, caller_.WaitForSound(0, Duration(1)));
    TRY_ASSIGN(const auto answer, caller_.WaitForAnswer(0));
    trial_.greeting = answer.whole.text;
    if (sound.item.empty()) return Fail(ErrorKind::kInvalid, "the answer had no sound", "realtime");
    trial_.first_sound = std::chrono::duration_cast<Duration>(sound.sounded - asked);
    return {};
  }

  Status Conversation(TextToSpeech& voice) {
    TRY(Interrupted(voice));
    return ToolCalled(voice);
  }

 private:
  /// Says it, and gives the number of the answer.
  Result<std::size_t> Ask(TextToSpeech& voice, std::string_view text) {
    auto& turn = trial_.turns.emplace_back(RealtimeTrial::Turn{.said = std::string(text)});
    TRY_ASSIGN(auto sound, SoundOf(voice, text));
    const auto number = caller_.Turns();
    const auto answer = caller_.Answers();
    caller_.Say(std::move(sound));
    TRY(caller_.WaitForTurn(number));
    TRY_ASSIGN(turn.heard, caller_.WaitForWords(number));
    TRY_ASSIGN(const auto begun, caller_.WaitForSound(answer, Duration(1)));
    if (!begun.item.empty())
      turn.first_sound =
          std::chrono::duration_cast<Duration>(begun.sounded - caller_.TurnEnded(number));
    return answer;
  }

  Status Interrupted(TextToSpeech& voice) {
    TRY_ASSIGN(const auto number, Ask(voice, kCount));
    TRY_ASSIGN(const auto begun, caller_.WaitForSound(number, 2 * kHeardOfIt));
    if (begun.item.empty()) return Fail(ErrorKind::kInvalid, "the answer had no sound", "realtime");
    const auto came = Duration(static_cast<std::int64_t>(begun.samples) * 1'000 / kLineRate);
    const auto heard = std::min(kHeardOfIt, came / 2);
    trial_.cut = heard;
    caller_.Do([&](RealtimeSession& session) { session.Cut(begun.item, heard); });
    TRY_ASSIGN(trial_.taken_back, caller_.WaitForTruncation());
    TRY_ASSIGN(const auto answer, caller_.WaitForAnswer(number));
    trial_.turns.back().answer = answer.whole.text;
    return {};
  }

  Status ToolCalled(TextToSpeech& voice) {
    TRY_ASSIGN(const auto number, Ask(voice, kCodeWord));
    TRY_ASSIGN(const auto answer, caller_.WaitForAnswer(number));
    trial_.turns.back().answer = answer.whole.text;
    if (answer.whole.calls.empty())
      return Fail(ErrorKind::kInvalid, "the model did not call the tool code_word", "realtime");
    trial_.tool = answer.whole.calls.front().arguments;
    caller_.Do([](RealtimeSession& session) {
      session.Tell({.role = Role::kTool, .text = std::string(kResult)});
      session.Answer();
    });
    TRY_ASSIGN(const auto told, caller_.WaitForAnswer(number + 1));
    trial_.tool_answer = told.whole.text;
    return {};
  }

  RealtimeCaller& caller_;
  RealtimeTrial& trial_;
};

OpenRealtime TrialSession() {
  return {.messages = {{.role = Role::kSystem, .text = std::string(kInstructions)}},
          .tools = {{.name = "code_word",
                     .description = "Gives the code word.",
                     .parameters = {{"type", "object"}, {"properties", json::object()}}}}};
}

}  // namespace

RealtimeTrial TryRealtime(const Settings& settings, bool conversation, const Clock& clock) {
  RealtimeTrial trial{.url = settings.language.realtime.api_url};
  if (auto lacks = LacksOfRealtime(settings); !lacks.empty()) {
    trial.failed = Error{ErrorKind::kInvalid, std::move(lacks)};
    return trial;
  }
  rehearsal::QuietMetrics metrics;
  EngineRoom room(settings.speech, clock, metrics);
  Result<speech::Voices> voices = speech::Voices{};
  if (conversation) voices = speech::LoadVoices({}, room.Voices());
  if (!voices) {
    trial.failed = voices.error();
    return trial;
  }
  if (conversation) trial.voice = voices->voice->Name();
  const auto loop = MakeLoop("realtime");
  const auto client = MakeWebSocketClient();
  {
    RealtimeCaller caller(*loop);
    auto options = RealtimeOptionsOf(settings);
    options.watch = [&](const json::object& message) { caller.OnMessage(message); };
    const auto engine = realtime::MakeOpenAiRealtime(std::move(options), *client, metrics);
    trial.engine = engine->Name();
    caller.Open(*engine, TrialSession());
    Steps steps(caller, trial);
    auto status = steps.Greeting(*loop);
    if (status && conversation) status = steps.Conversation(*voices->voice);
    if (!status) trial.failed = status.error();
    trial.connected = caller.Connected();
    trial.ready = caller.Ready();
    trial.session = caller.Session();
  }
  loop->Stop(std::chrono::seconds(1));
  return trial;
}

}  // namespace tocsin::compose
