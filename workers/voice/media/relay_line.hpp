#pragma once

#include <spdlog/common.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/log_quota.hpp"
#include "adapters/metrics.hpp"
#include "adapters/relay_codec.hpp"
#include "adapters/websocket.hpp"
#include "workers/voice/media/carrier_speech.hpp"
#include "workers/voice/media/live_line.hpp"
#include "workers/voice/media/media_clock.hpp"
#include "workers/voice/media/respelled_words.hpp"
#include "workers/voice/media/task_words.hpp"

namespace tocsin::voice {

/// By this name a relay socket's start gives back the language that the carrier was told of.
inline constexpr std::string_view kLanguageParameter = "language";

/// A live line on a socket of text: the carrier hears, speaks and falls silent when it is
/// interrupted; the line gives it sentences, and tells its owner one turn at a time. Everything of
/// it happens on its loop. A part of one call: nothing of it is shared.
class RelayLine final : public WebSocketListener,
                        public LiveLine,
                        public std::enable_shared_from_this<RelayLine>,
                        RelayListener,
                        Ticking {
 public:
  /// `carrier`: its name, by which its faults are counted. `owner` is held until OnLineEnd.
  RelayLine(Loop& loop, MediaClock& clock, Metrics& metrics, std::string carrier,
            std::unique_ptr<RelayCodec> codec, std::shared_ptr<LineListener> owner,
            std::shared_ptr<const Pronunciations> lexicon = {});
  ~RelayLine() override;

  void Perform(LineTask task) override;
  void Append(std::string sentence, bool last) override;
  bool Converse(LineAsk) override { return false; }  // its carrier hears and speaks
  void Close() override;
  HeardOfUs HeardSoFar() const override;

  void OnOpen(const std::shared_ptr<WebSocket>& socket) override;
  void OnMessage(WebSocketKind kind, std::string_view bytes) override;
  void OnEnd(const WebSocketEnd& end) override;

 private:
  /// What a line is about.
  enum class Doing {
    kOpening,    ///< the socket has not said what it is
    kSpeaking,   ///< its task is not all heard
    kListening,  ///< all was heard: the person's turn
    kWaiting,    ///< the turn is told; the owner says what follows
    kOver,
  };

  // RelayListener
  void OnStart(MediaStart start) override;
  void OnPrompt(std::string_view text, bool last) override;
  void OnKey(char key) override;
  void OnInterrupted(std::string_view said, Duration played) override;
  void OnSpeaking(bool begins) override;
  void OnPerson(bool begins) override;
  void OnPlayed(std::string_view text) override;
  void OnFault(std::string_view description) override;
  void Tick(SteadyTime now) override;

  bool Admit(SteadyTime now);
  bool TakesSpeech() const;
  void Follow(LineTask task);
  void SendDue(SteadyTime now);
  void GoOn();
  void Speak(SteadyTime now);
  void Listen(SteadyTime now);
  void GiveTurn(Heard heard);
  void GiveKeys();
  HeardOfUs ToldOfUs();
  void Finish(LineListener::End end, std::string_view why);
  void HangUp();
  void Send(std::string message);
  void Report() const;
  /// A line of the log that names the call.
  void Tell(spdlog::level::level_enum level, std::string text) const;

  Loop& loop_;
  MediaClock& clock_;
  Metrics& metrics_;
  const std::string carrier_;
  const std::unique_ptr<RelayCodec> codec_;
  std::shared_ptr<LineListener> owner_;
  std::string call_sid_;  ///< the carrier's; empty: the socket has not said it
  std::shared_ptr<WebSocket> socket_;
  std::unique_ptr<LoopTimer> closing_;  ///< of a line that is over and still open
  bool ended_ = false;                  ///< the carrier was told to go on without us

  Doing doing_ = Doing::kOpening;
  bool begun_ = false;  ///< there was a task
  LineTask task_;
  std::string language_;  ///< told to the carrier last
  TaskWords words_;
  std::size_t next_ = 0;  ///< sentence that is not sent yet
  bool whole_ = true;     ///< what was sent is a whole turn of ours: more would cut it off
  CarrierSpeech speech_;
  RespelledWords given_;                 ///< what speech_ speaks of words_
  std::optional<SteadyTime> cut_at_;     ///< interrupted, and nobody knows yet what for
  std::optional<SteadyTime> person_at_;  ///< somebody speaks since then
  std::string keys_;
  SteadyTime key_at_{};
  std::string early_keys_;  ///< pressed before the first task
  SteadyTime listening_since_{};
  /// Of a turn that has no sound as an answer yet: when the person had ended.
  std::optional<SteadyTime> answering_since_;
  std::optional<std::pair<SteadyTime, FirstSound>> first_sound_;

  SteadyTime opened_at_{};
  SteadyTime second_{};  ///< since when messages are counted
  std::size_t in_second_ = 0;
  std::size_t bad_ = 0, interruptions_ = 0, false_alarms_ = 0;
  LogQuota bad_log_{1}, fault_log_{1};
};

/// Makes the lines of text of a process, on these loops. Outlives its loops' ends.
class RelayLines {
 public:
  /// `lexicon`: how words are said that voices say wrong; the carrier is given them respelled.
  RelayLines(const std::vector<Loop*>& loops, Metrics& metrics,
             std::shared_ptr<const Pronunciations> lexicon = {});
  /// The line of a socket of `carrier`'s that will live on `loop`. Any thread.
  std::shared_ptr<RelayLine> Make(Loop& loop, std::unique_ptr<RelayCodec> codec,
                                  std::shared_ptr<LineListener> owner,
                                  const std::string& carrier) const;

 private:
  Metrics& metrics_;
  const std::shared_ptr<const Pronunciations> lexicon_;
  std::map<const Loop*, std::unique_ptr<MediaClock>> clocks_;
};

}  // namespace tocsin::voice
