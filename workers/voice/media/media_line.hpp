#pragma once

#include <spdlog/common.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/log_quota.hpp"
#include "adapters/media_codec.hpp"
#include "adapters/metric_series.hpp"
#include "adapters/sound/beep.hpp"
#include "adapters/speech.hpp"
#include "adapters/websocket.hpp"
#include "workers/voice/media/ear.hpp"
#include "workers/voice/media/line_session.hpp"
#include "workers/voice/media/live_line.hpp"
#include "workers/voice/media/media_clock.hpp"
#include "workers/voice/media/playback.hpp"
#include "workers/voice/media/task_words.hpp"

namespace tocsin::voice {

/// What lines stand on; all of it outlives them and their engines' answers.
struct LineEngines {
  TextToSpeech* voice = nullptr;            ///< there is no line without
  VoiceActivityEngine* activity = nullptr;  ///< none: only keys are heard
  SpeechToText* recognizer = nullptr;       ///< none: only keys are heard
  RealtimeEngine* realtime = nullptr;       ///< none: no conversation is a service's
  Metrics* metrics = nullptr;
  MetricHistogram message_time = {};  ///< what each message takes
};

/// A live line on a media socket: speaks sentence by sentence, is interrupted and goes on, hears
/// keys and speech, and tells its owner one turn at a time. Everything of it happens on its loop;
/// what engines answer is posted there. A part of one call: nothing of it is shared.
class MediaLine final : public WebSocketListener,
                        public LiveLine,
                        public std::enable_shared_from_this<MediaLine>,
                        MediaListener,
                        EarListener,
                        RealtimeListener,
                        SoundOut,
                        Ticking {
 public:
  /// `owner` is held until OnLineEnd.
  MediaLine(Loop& loop, MediaClock& clock, LineEngines engines, std::unique_ptr<MediaCodec> codec,
            std::shared_ptr<LineListener> owner);
  ~MediaLine() override;

  void Perform(LineTask task) override;
  void Append(std::string sentence, bool last) override;
  bool Converse(LineAsk ask) override;
  void Close() override;
  HeardOfUs HeardSoFar() const override;

  void OnOpen(const std::shared_ptr<WebSocket>& socket) override;
  void OnMessage(WebSocketKind kind, std::string_view bytes) override;
  void OnEnd(const WebSocketEnd& end) override;

 private:
  void Take(WebSocketKind kind, std::string_view bytes);
  /// What a line is about.
  enum class Doing {
    kOpening,    ///< the stream has not said what it is
    kSpeaking,   ///< its task is not all heard
    kListening,  ///< all was heard: the person's turn
    kWaiting,    ///< the turn is told; the owner says what follows
    kOver,
  };

  /// A line of the log that names the call.
  void Tell(spdlog::level::level_enum level, std::string text) const;

  // MediaListener
  void OnStart(MediaStart start) override;
  void OnSound(std::span<const std::int16_t> sound, Duration timestamp) override;
  void OnKey(char key) override;
  void OnMark(std::string_view name) override;
  void OnStop(std::string_view reason) override;
  // EarListener
  void OnOnset() override;
  void OnVoice() override;
  void OnSpeaker() override;
  void OnFaded() override;
  void OnKept(SoundView window) override;
  void OnEnded(Sound utterance) override;
  // RealtimeListener
  void OnReady() override;
  void OnPersonBegins() override;
  void OnPersonEnds(std::string_view turn) override;
  void OnPersonSaid(std::string_view turn, std::string text) override;
  void OnAnswerBegins() override;
  void OnAnswerSound(std::string_view item, SoundView sound) override;
  void OnAnswerText(std::string_view item, std::string_view text) override;
  void OnAnswerEnds(RealtimeAnswer answer) override;
  void OnRealtimeOld() override { session_.old = true; }
  void OnRealtimeEnd(Error error) override;
  // SoundOut
  void SendSound(SoundView sound) override;
  void SendMark(const std::string& name) override;
  void SendClear() override;
  void Tick(SteadyTime now) override;

  void Send(std::string message);
  bool MayBeInterrupted() const;
  void HearBeep(SoundView sound);
  void Follow(LineTask task);
  void Bridge(SteadyTime now);
  std::string SpokenIn(std::string_view sentence) const;
  void MakeSpeech();
  void TakePiece(int task, std::size_t sentence, const Sound& piece);
  void TakeSpeechEnd(int task, std::size_t sentence, const Status& status);
  bool Listens() const;
  void OpenEars();
  void LetGoOfSpeech();
  void Recognize(Sound utterance);
  void OnSpeech(Result<SpeechEvent> event);
  void NoteSpokenSoFar();
  bool NeedsNoAnswer(const RecognizedSpeech& speech) const;
  void TakeRecognized(const RecognizedSpeech& speech);
  void Unrecognised(std::string_view why);
  Heard HeardFrom(const RecognizedSpeech& speech) const;
  void GoOn();
  void GiveTurn(Heard heard);
  void OpenSession();
  void FollowRules();
  OpenRealtime SessionRules() const;
  std::string RulesOf(const LineAsk& ask) const;
  void HearInSession(SoundView sound, Duration timestamp);
  void RememberHeard(const HeardOfUs& of_us);
  void RenewSession();
  bool MayRenew() const;
  LineSession TakeSession();
  void ForgetSession();
  void CompleteAnswer();
  void GoOnPlaying();
  void EndSession();
  void GiveUpSession(const Error& error);
  void LoseSession(const Error& error, bool again);
  void GoOnConversing(LineTask task);
  void WatchSession(SteadyTime now);
  void AwaitAnswer(SteadyTime asked_at);
  std::size_t SentenceOf(std::string_view item);
  void CutAnswer();
  void GiveUnheard(Heard heard);
  void Deliver();
  void NoteFirstSound();
  /// What is told with a turn and at the end.
  HeardOfUs ToldOfUs();
  void Finish(LineListener::End end, std::string_view why);
  void HangUp();
  void Report() const;
  Loop& loop_;
  MediaClock& clock_;
  const LineEngines engines_;
  const std::unique_ptr<MediaCodec> codec_;
  std::shared_ptr<LineListener> owner_;
  std::string call_sid_;  ///< the carrier's; empty: the stream has not said it
  std::shared_ptr<WebSocket> socket_;
  std::unique_ptr<LoopTimer> closing_;  ///< of a line that is over and still open

  Doing doing_ = Doing::kOpening;
  LineTask task_;
  int task_number_ = 0;  ///< what belongs to another one is stale
  TaskWords words_;
  Playback playback_;
  Ear ear_;
  bool cut_in_ = false;  ///< the person who speaks began while we did
  std::unique_ptr<SpeechJob> speech_;
  std::optional<std::size_t> making_;  ///< the sentence that speech_ makes
  SteadyTime made_since_{};            ///< since when it has given nothing
  std::unique_ptr<SpeechStream> hearing_;
  std::string hearing_language_;  ///< that hearing_ was opened for
  bool streaming_ = false;        ///< hearing_ hears what is being said, from its beginning
  bool given_up_ = false;         ///< hearing_ has failed with it: its end gives it whole
  bool recognising_ = false;      ///< hearing_ is to give its answer
  SteadyTime hearing_since_{};    ///< recognising_
  SteadyTime spoken_until_{};     ///< what is being recognised
  Duration hearing_length_{};     ///< of it, without its pauses
  LineSession session_;
  bool session_given_up_ = false;        ///< for this call
  std::optional<LanguageUsage> tokens_;  ///< HeardOfUs::tokens, of sessions that are over
  sound::Beep beep_;
  Sound heard_next_;  ///< said while what came before was being recognised
  std::string keys_;
  SteadyTime key_at_{};
  /// Of a turn that has no sound as an answer yet: when the person had ended.
  std::optional<SteadyTime> answering_since_;
  SteadyTime voice_asked_at_{};  ///< for the task's first sentence
  Duration voice_took_{};        ///< until it gave the first sound of it
  std::string voice_by_;         ///< of several voices, who spoke it
  /// Of an answer that nobody was told of yet: when, and the rest.
  std::optional<std::pair<SteadyTime, FirstSound>> first_sound_;
  std::string early_keys_;  ///< pressed before the first task
  SpeechCost cost_;         ///< that nobody was told of yet
  SteadyTime listening_since_{};

  SteadyTime opened_at_{};
  std::optional<SteadyTime> began_at_;  ///< when a sound of timestamp zero would have come
  SteadyTime sound_at_{};
  std::size_t frames_ = 0, late_ = 0, gaps_ = 0, bad_ = 0, interruptions_ = 0, false_alarms_ = 0;
  bool silent_line_ = false;
  LogQuota bad_log_{1};  ///< a stream of nonsense is one line, and the counter says how much
};

}  // namespace tocsin::voice
