#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "tools/phone/live/live_room.hpp"
#include "tools/phone/live/live_stream.hpp"
#include "tools/phone/sim/call_record.hpp"
#include "tools/phone/sim/loop.hpp"
#include "tools/phone/sim/person.hpp"

namespace tocsin::phone {

/// The live sound of one call: its media sockets, one after the other, what the person says into
/// them and understands of them. On the simulator's thread.
class LiveCall : public std::enable_shared_from_this<LiveCall> {
 public:
  /// The call that it belongs to.
  class Host {
   public:
    virtual ~Host() = default;
    /// Whether a sentence was said since the person last spoke or pressed a key.
    enum class Heard { kSince, kBefore };
    /// A sentence was heard, in words. None: nobody could tell which (no ear, or it failed).
    virtual void LiveHeard(std::optional<std::string> words, Duration length, Heard when) = 0;
    /// The beginning of a sentence that goes on.
    virtual void LiveHeardPart(std::optional<std::string> words) = 0;
    /// We begin to speak, or have fallen silent; the line opened.
    virtual void LiveChanged() = 0;
    /// What the person was saying is over.
    virtual void LiveSpeechOver() = 0;
    virtual void LiveNote(std::string text) = 0;
    /// The socket is gone; the call goes on.
    virtual void LiveEnded(StreamEnd end) = 0;
    /// The person would break into a sentence if its words were known.
    virtual bool WantsParts() const = 0;
  };

  LiveCall(Loop& loop, LiveRoom& room, Host& host, std::shared_ptr<CallRecord> record,
           LinkTrouble link, std::optional<NoiseSpec> noise);
  ~LiveCall();

  /// Opens a socket; the one before must be over. What is being said at that moment since `spoken`
  /// is heard from there on.
  void Connect(StreamOrder order, StreamFaults faults);
  /// The call is over or does something else: the socket is closed, and the host hears no more.
  void Leave(const std::string& reason);
  /// A socket was asked for and is not over.
  bool Active() const { return stream_ != nullptr; }
  /// It is open.
  bool Open() const { return open_; }

  Line::Ear CurrentEar() const;
  Line::Prompt CurrentPrompt() const;
  void Press(char key);
  /// Is made first, and is heard as soon as it is there; then LiveSpeechOver.
  void Say(const Speech& speech);
  /// Began at `begun`, before the socket was open: its rest is heard.
  void SayRest(const Speech& speech, SteadyTime begun);
  /// So that it need not be waited for.
  void Prepare(const Speech& speech);

 private:
  LiveStream::Events EventsOf();
  void Heard(SentenceCutter::Sentence sentence);
  void Ended(StreamEnd end);
  void PlaySpeech(const Speech& speech, std::optional<SteadyTime> begun);
  void AskForPart();
  void TakePart(std::optional<std::string> words, bool any);

  Loop& loop_;
  LiveRoom& room_;
  Host& host_;
  const std::shared_ptr<CallRecord> record_;
  const LinkTrouble link_;
  std::optional<NoiseSpec> noise_;
  std::shared_ptr<LiveStream> stream_;
  std::uint64_t streams_ = 0;
  bool open_ = false;
  bool sounding_ = false;
  bool heard_any_ = false;
  bool saying_ = false;  ///< LiveSpeechOver is owed
  bool part_asked_ = false;
  std::uint64_t acts_ = 0;  ///< of the person: words that were asked for before are of before
  Timers timers_;
};

}  // namespace tocsin::phone
