#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/openai_error.hpp"
#include "adapters/owned_socket.hpp"
#include "adapters/realtime.hpp"
#include "adapters/realtime/openai_events.hpp"
#include "adapters/realtime/openai_realtime.hpp"
#include "adapters/realtime/spoken_items.hpp"

namespace tocsin::realtime {

/// One conversation with OpenAI's Realtime service. All of it happens on the loop; of the owner's
/// calls see RealtimeSession.
class OpenAiSession final : public std::enable_shared_from_this<OpenAiSession> {
 public:
  OpenAiSession(Loop& loop, std::shared_ptr<const OpenAiRealtimeOptions> options, OpenRealtime what,
                RealtimeListener& to, Metrics& metrics)
      : loop_(loop),
        options_(std::move(options)),
        what_(std::move(what)),
        to_(to),
        metrics_(metrics),
        patience_(loop.MakeTimer()),
        age_(loop.MakeTimer()) {}

  void Open(WebSocketClient& client);
  void Hear(SoundView sound);
  void Tell(const LanguageMessage& message);
  void Change(OpenRealtime rules);
  void Answer();
  void Cut(std::string_view item, Duration heard);
  void Drop();

 private:
  using Listener = OwnedSocketListener<OpenAiSession>;
  friend Listener;
  void OnOpen();
  void OnMessage(std::string_view bytes);
  void OnEnd(const WebSocketEnd& end);

  void OnSession(const json::object& message);
  void OnTurn(std::string_view type, const json::object& message);
  void OnTurnEnds(std::string_view turn);
  void OnAnswerCreated(const json::object& message);
  void OnPiece(std::string_view type, const json::object& message);
  void OnSound(const std::string& item, const json::object& message);
  void OnAnswerDone(const json::object& message);
  void OnComplaint(const json::object& message);
  void OnBusy(bool asked);

  /// Of an answer's calls the first is kept where none is open; the others are answered.
  void SortCalls(EndedAnswer& ended);
  /// An answer is under way, is on its way, or was asked for.
  bool Busy() const { return !answer_id_.empty() || asked_ || awaited_; }
  void AskForAnswer();
  void TakeBack(const std::vector<SpokenItems::TakenBack>& items);
  void Wait(Duration how_long, void (OpenAiSession::*then)());
  void WaitForMore();
  void OnNotOpen();
  void OnNoSession();
  void OnStalled();
  void OnNoAnswer();
  void Send(std::string message);
  void Complain(const OpenAiError& complaint);
  void End(ErrorKind kind, std::string_view text);
  void EndLater(ErrorKind kind, std::string text);
  void Close();
  std::string WithoutKey(std::string_view text) const;

  Loop& loop_;
  const std::shared_ptr<const OpenAiRealtimeOptions> options_;
  OpenRealtime what_;
  RealtimeListener& to_;
  Metrics& metrics_;
  std::unique_ptr<LoopTimer> patience_;
  std::unique_ptr<LoopTimer> age_;
  std::shared_ptr<Listener> listener_;
  std::shared_ptr<WebSocket> socket_;
  SteadyTime opened_{};
  bool opening_ = false;  ///< within Open
  bool ready_ = false;
  bool over_ = false;  ///< dropped, or its end was told

  std::string packet_;  ///< mu-law that is not sent yet

  std::string answer_id_;      ///< of the service, of the answer under way; empty: none
  RealtimeAnswer answer_;      ///< what came of it
  std::uint64_t sound_ = 0;    ///< samples that came of it
  bool cut_ = false;           ///< it was given up
  bool asked_ = false;         ///< we asked for one, which has not begun
  bool cut_asked_ = false;     ///< and gave that up already
  bool awaited_ = false;       ///< a turn has ended, whose answer has not begun
  bool pushed_ = false;        ///< it was asked for, and it is said to be under way
  bool wanted_ = false;        ///< one more, behind those
  SteadyTime wanted_since_{};  ///< of the answer that comes next: end of the turn, or our wish
  std::uint64_t asks_ = 0, changes_ = 0;
  std::string open_call_;  ///< of a tool, whose result is due; the service's id
  SpokenItems items_;
  std::set<std::string, std::less<>> complained_;
};

}  // namespace tocsin::realtime
