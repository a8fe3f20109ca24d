#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "workers/voice/worker/free_turns.hpp"
#include "workers/voice/worker/live_calls.hpp"

namespace tocsin::voice {

/// One call on a live line: the line's owner. Inputs go to the commits one after the other; what
/// decides nothing is said before it is stored. On the line's loop, but for Reach and Drop.
class LiveCall final : public LineListener, public std::enable_shared_from_this<LiveCall> {
 public:
  /// What the socket's handshake says.
  struct Came {
    CarrierAccount at;
    // Of its address, for carriers that give no parameters back.
    std::string token = {};
    std::string connection = {};
    SpeechTrust trust = SpeechTrust::kNone;  ///< of who listens there
    /// A carrier that opens no socket but those that were given to a call, with their token.
    bool needs_token = false;
  };
  LiveCall(LiveCalls& calls, LiveCalls::Place& place, Came came);
  ~LiveCall() override;

  /// Before the socket opens.
  void Own(std::weak_ptr<LiveLine> line) { line_ = std::move(line); }

  void OnLineOpen(const MediaStart& start) override;
  void OnLineTurn(int turn, Heard heard, HeardOfUs of_us) override;
  void OnLineEagerEnd(int turn, Heard heard, HeardOfUs of_us) override;
  void OnLineResumed() override;
  void OnLineAnswer(LineAnswer answer) override;
  void OnLineEnd(End end, HeardOfUs of_us) override;

  // Any thread.
  /// Goes on with what is to be said now.
  void Reach();
  void Drop();
  /// LiveTalks::Await.
  void Await();
  /// LiveTalks::Append.
  void Append(int number, std::string sentence, bool last);
  /// LiveTalks::Converse.
  void Converse(LineAsk ask, std::function<void(LineAnswer)> answered,
                std::function<void()> otherwise);
  const std::string& ProviderCallId() const { return leg_.provider_call_id; }
  const std::string& Stream() const { return stream_; }

 private:
  /// What the model is asked before it is known that the person has ended.
  struct Ahead {
    std::shared_ptr<std::atomic<bool>> wanted = std::make_shared<std::atomic<bool>>(true);
    std::string words = {};  ///< of the person
  };
  void OpenInbound(const MediaStart& start);
  void GiveUpAhead(std::string_view outcome);
  void Submit(Input input);
  void ServeNext();
  void Answered(std::optional<Reply> reply, bool stored, bool known);
  void Away();
  void Say(const Reply& reply);
  void CatchUp();
  void LookOften();
  void LookLater();
  void Look();
  void OnLoop(std::function<void(LiveCall&)> task);

  LiveCalls& calls_;
  LiveCalls::Place& place_;
  std::weak_ptr<LiveLine> line_;
  const Came came_;
  Leg leg_;
  int connection_ = 1;
  std::string stream_;     ///< the carrier's id of it
  std::string tenant_;     ///< LineTask::tenant
  std::string trace_;      ///< LineTask::trace
  int stream_number_ = 0;  ///< Reply::stream of what is being said
  int conversed_ = 0;      ///< the number of the newest question that the line was asked
  std::function<void(LineAnswer)> answered_;  ///< to it; none: it is answered
  std::function<void()> otherwise_;           ///< likewise
  bool twin_ = false;                         ///< its stream has a socket already
  bool accepted_ = false;                     ///< the call has taken this line
  bool over_ = false;
  std::deque<Input> waiting_;  ///< the first is in hand
  bool in_hand_ = false;
  int tries_ = 0;                   ///< of the first, while the database is away
  std::optional<Reply> said_ = {};  ///< to the input in hand
  FreeTurns free_;
  bool unsaid_ = false;  ///< the newest reply, for who has spoken since is answered first
  std::unique_ptr<LoopTimer> retry_;
  std::optional<Ahead> ahead_ = {};
  int aheads_ = 0;                      ///< of this turn
  std::unique_ptr<LoopTimer> looking_;  ///< for what the workflow wants
  int looks_ = 0;                       ///< that may still be made; 0: it is not waited for
};

}  // namespace tocsin::voice
