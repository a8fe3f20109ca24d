#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "schemas/json.hpp"
#include "tools/phone/live/live_room.hpp"
#include "tools/phone/live/relay_socket.hpp"
#include "tools/phone/sim/call_record.hpp"
#include "tools/phone/sim/loop.hpp"
#include "tools/phone/sim/person.hpp"
#include "tools/phone/sim/twiml.hpp"

namespace tocsin::phone {

/// The sockets of text of one call, one after the other: the carrier speaks what it is given,
/// hears the person in words, and falls silent when it is interrupted. As Twilio's documents say;
/// it shares no code with who is called. In simulated time, on the simulator's thread.
class RelayCall : public std::enable_shared_from_this<RelayCall> {
 public:
  /// The call that it belongs to.
  class Host {
   public:
    virtual ~Host() = default;
    /// A piece was heard, or its beginning.
    virtual void RelayHeard(std::string_view text, bool interrupted) = 0;
    /// The ear or the prompt changed.
    virtual void RelayChanged() = 0;
    virtual void RelayNote(int code, std::string text) = 0;
    /// The session is over; the call goes on.
    virtual void RelayEnded(StreamEnd end, Params about) = 0;
  };

  RelayCall(Loop& loop, LiveRoom& room, Host& host, std::shared_ptr<CallRecord> record);
  ~RelayCall();

  /// Opens a socket; the one before must be over.
  void Connect(StreamOrder order, RelayNoun noun, StreamFaults faults);
  /// The call is over or does something else; the host hears no more.
  void Leave();
  bool Active() const { return socket_ != nullptr; }

  Line::Ear CurrentEar() const;
  Line::Prompt CurrentPrompt() const;
  void Press(char key);
  void StartSpeech(std::string text);
  void EndSpeech();

 private:
  struct Token {
    std::string text;
    bool interruptible = true;
    bool preemptible = false;
  };

  RelaySocket::Events EventsOf();
  void SendSetup();
  void Send(const json::object& message);
  void Take(WebSocketKind kind, const std::string& bytes);
  void TakeText(const json::object& message);
  void TakeEnd(const json::object& message);
  void Refuse(const std::string& why);
  void Speak();
  void Begin();
  void Played();
  void FallSilent();
  /// What is being said is over at this point; gives its beginning that was heard.
  void CutOff();
  void Interrupt();
  bool MayInterrupt(std::string_view by) const;
  bool Reports(std::string_view what) const;
  void Tell(std::string_view name, bool on);
  void Ended(StreamEnd end);

  Loop& loop_;
  LiveRoom& room_;
  Host& host_;
  const std::shared_ptr<CallRecord> record_;
  std::shared_ptr<RelaySocket> socket_;
  std::shared_ptr<MediaRecord> media_;
  StreamOrder order_;
  RelayNoun noun_;
  StreamFaults faults_;
  std::uint64_t sockets_ = 0;
  bool open_ = false;
  std::string language_;
  int malformed_ = 0;  ///< in a row

  std::deque<Token> queue_;  ///< the first is being said
  bool cycle_over_ = true;   ///< the last text was a turn's last
  std::string cycle_;        ///< of the turn, what was heard
  bool speaking_ = false;    ///< the carrier
  bool heard_any_ = false;
  Duration cycle_from_{}, token_from_{};
  std::optional<std::string> saying_;  ///< the person
  bool unheard_ = false;               ///< began where nobody listens
  Params about_;                       ///< what the action is told
  Timers timers_;                      ///< of what is being said
  Timers recognising_;
};

}  // namespace tocsin::phone
