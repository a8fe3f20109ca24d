#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string>

#include "adapters/loop.hpp"
#include "adapters/websocket.hpp"
#include "tools/phone/live/call_tape.hpp"
#include "tools/phone/live/heard_meter.hpp"
#include "tools/phone/live/link.hpp"
#include "tools/phone/live/media_dialect.hpp"
#include "tools/phone/live/mouth.hpp"
#include "tools/phone/live/play_buffer.hpp"
#include "tools/phone/live/sentence_cutter.hpp"

namespace tocsin::phone {

/// A media socket to be opened.
struct StreamOrder {
  Carrier carrier = Carrier::kTwilio;
  std::string url;      ///< ws:// or wss://, without user information
  HttpHeaders headers;  ///< of the handshake: the signature, or Basic credentials
  StreamIds ids;
};

struct StreamEnd {
  enum class Cause { kNotOpened, kClosedByWorker, kLost, kStopped };
  Cause cause = Cause::kStopped;
  std::string text;
};

/// One media socket of the carrier's side, by the wall clock: sends the person's sound every 20 ms
/// (Exotel: 100 ms), silence too, plays what comes through the carrier's buffer, gives marks back,
/// obeys clear, and writes down what was heard. Lives on a net loop; all but Start, Say, SetNoise,
/// Press, TellRunning and Stop happens there, and those may be called from any thread.
class LiveStream final : public WebSocketListener, public std::enable_shared_from_this<LiveStream> {
 public:
  /// What its owner is told, on the net loop. All may be empty.
  struct Events {
    std::function<void()> opened;
    /// Something that no carrier would do with a smile, in words; each once.
    std::function<void(std::string)> remark;
    std::function<void(bool sounding)> changed;  ///< we begin, or have fallen silent
    /// Of ours, as heard; before changed(false).
    std::function<void(SentenceCutter::Sentence)> sentence;
    std::function<void()> said;            ///< the person has said something to its end
    std::function<void(StreamEnd)> ended;  ///< once, and the last
  };
  struct Parts {
    tocsin::Loop* loop = nullptr;
    WebSocketClient* client = nullptr;
    std::shared_ptr<MediaRecord> record;
    std::shared_ptr<CallTape> tape;  ///< may be absent
    Events events;
    StreamFaults faults;
    LinkTrouble link;
  };
  LiveStream(StreamOrder order, Parts parts);

  void Start();
  void Say(Samples sound, Mouth::Sort sort = Mouth::Sort::kSpeech);
  void SetNoise(Samples noise);
  void Press(char key);
  /// What was heard of a sentence that has not ended, to `take`, on the net loop. Nothing where it
  /// was all said before the person's last act.
  void TellRunning(std::function<void(std::optional<Samples>)> take);
  /// The call is over: stop, then the socket is closed.
  void Stop(std::string reason);

  void OnOpen(const std::shared_ptr<WebSocket>& socket) override;
  void OnMessage(WebSocketKind kind, std::string_view bytes) override;
  void OnEnd(const WebSocketEnd& end) override;

 private:
  struct Outgoing {
    SteadyTime due;
    std::string text;
  };

  void Open();
  void Drop(std::string why);
  void Wake();
  void Arm();
  void Step(SteadyTime due, SteadyTime now);
  void Listen(SteadyTime due);
  void Speak(SteadyTime due, SteadyTime now);
  void SendSound(std::string text, SteadyTime due);
  void Take(FromWorker message, SteadyTime now);
  void ReturnMarks(std::vector<std::string> names);
  void TellSentence(std::optional<SentenceCutter::Sentence> sentence);
  void TellSounding();
  void Remark(std::string text);
  void TellRemarks();
  void StopNow(const std::string& reason);
  Millis Since(SteadyTime now) const;

  const StreamOrder order_;
  Parts parts_;
  std::unique_ptr<MediaDialect> dialect_;
  std::shared_ptr<WebSocket> socket_;
  std::unique_ptr<LoopTimer> timer_;
  std::unique_ptr<LoopTimer> end_timer_;
  bool open_ = false;
  bool stopping_ = false;
  bool over_ = false;
  std::string why_dropped_;
  SteadyTime begun_;
  SteadyTime next_due_;
  std::size_t frame_ = 0;      ///< number of the next one
  std::size_t tape_from_ = 0;  ///< sample of the tape
  PlayBuffer buffer_;
  Mouth mouth_;
  HeardMeter meter_;
  SentenceCutter cutter_;
  bool sounding_ = false;
  bool was_speech_ = false;
  Samples message_;                   ///< of the person's sound, not yet full
  std::vector<std::string> reached_;  ///< marks whose sound is being played
  std::deque<Outgoing> outbox_;
  std::minstd_rand dice_;
};

}  // namespace tocsin::phone
