#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/phone/live/live_call.hpp"
#include "tools/phone/live/relay_call.hpp"
#include "tools/phone/sim/call_story.hpp"
#include "tools/phone/sim/interpreter.hpp"
#include "tools/phone/sim/machine_detection.hpp"
#include "tools/phone/sim/person.hpp"
#include "tools/phone/sim/status_callbacks.hpp"

namespace tocsin::phone {

/// One call from dialling to its end: rings the scripted person, fetches and plays TwiML, fires
/// callbacks. Loop thread only.
class Leg : public std::enable_shared_from_this<Leg>,
            private Interpreter::Host,
            private Line,
            private LiveCall::Host,
            private RelayCall::Host {
 public:
  /// Of media sockets: where they live, and the next one's troubles. No room: none can be opened.
  struct LiveParts {
    LiveRoom* room = nullptr;
    std::function<StreamFaults(std::vector<std::string>& names)> take_faults = {};
    HttpClient* client = nullptr;  ///< asks where a socket is, for Exotel
  };
  Leg(Loop& loop, Webhooks& webhooks, std::shared_ptr<CallRecord> record, Behaviour behaviour,
      CallFaults faults, Teller tell, LiveParts live);

  /// Outbound: dials after `queue_time` in the carrier's queue.
  void Place(Duration queue_time);
  /// Inbound: the person calls the account's number.
  void Receive();

  /// REST updates. Cancel ends a call that was not answered; Complete any call; the others need a
  /// live call.
  void Cancel();
  void Complete();
  void MoveTo(WebhookTarget target);
  void MoveTo(TwimlDocument document);

  /// Calls `task` once the first TwiML request was answered, or the call has ended.
  void WhenReached(std::function<void()> task);

  const CallRecord& Record() const { return *record_; }
  CallRecord& MutableRecord() { return *record_; }
  bool Ended() const { return IsEnd(record_->state); }
  Duration Age() const { return loop_.Elapsed() - born_; }

 private:
  void SaidToCallee(std::string_view text, Completeness completeness) override;
  void PlayedToCallee(std::string_view url) override;
  void FetchNext(std::string_view reference, const std::string& method, Params extra) override;
  void OpenStream(const ConnectVerb& connect, Prompted prompted) override;
  void DocumentEnded(std::string_view why) override;
  void Note(int code, std::string text) override;
  void LineChanged() override { person_.Notice(); }

  void LiveHeard(std::optional<std::string> words, Duration length, Heard when) override;
  void LiveHeardPart(std::optional<std::string> words) override;
  void LiveChanged() override { person_.Notice(); }
  void LiveSpeechOver() override { person_.SpeechOver(); }
  void LiveNote(std::string text) override;
  void LiveEnded(StreamEnd end) override;
  bool WantsParts() const override { return person_.WantsParts(); }

  void RelayHeard(std::string_view text, bool interrupted) override;
  void RelayChanged() override { person_.Notice(); }
  void RelayNote(int code, std::string text) override { Note(code, std::move(text)); }
  void RelayEnded(StreamEnd end, Params about) override;
  void JoinRelay(StreamOrder order, const RelayNoun& noun, const StreamFaults& faults);
  bool OnRelay() const { return relay_ && relay_->Active(); }

  bool IsLive() const { return live_ && live_->Active(); }
  Ear CurrentEar() const override;
  Prompt CurrentPrompt() const override;
  void Press(char key) override;
  std::optional<Duration> StartSpeech(const Speech& speech) override;
  void EndSpeech() override;
  void HangUp(std::string_view why) override;

  void Dial();
  void Ring();
  void Answer();
  void EndAtLimit();
  void StartDetection();
  void ReportDetection(const Detection& found);
  void Begin();
  void FetchFirst();
  void Fetch(std::string kind, WebhookTarget target, Params extra);
  void Fetched(const std::string& kind, const std::string& url, WebhookAnswer answer);
  void Perform(TwimlDocument document);
  void FetchFailed(const std::string& kind, const std::string& url, const WebhookFault& fault);
  void End(CallState state, std::string_view reason, std::string_view sip_code = "200");
  std::optional<StreamOrder> StreamOf(const ConnectVerb& connect, const StreamFaults& faults);
  void OpenExotel(std::string url);
  void AskForExotelUrl(const std::string& url);
  void AskGather();
  void TellPassthru(const Params& gathered);
  void AskApplet(std::string_view applet, const std::string& digits,
                 std::function<void(Leg&, const HttpOutcome&)> done);
  void Join(StreamOrder order, const StreamFaults& faults);
  StreamFaults NextStreamFaults();
  void RemarkOnStream(const ConnectVerb& connect, Prompted prompted);
  void PrepareSpeech();
  void Enter(CallState state);
  void Add(Utterance utterance);
  void Reached();
  Params BaseParams() const;

  Loop& loop_;
  Webhooks& webhooks_;
  std::shared_ptr<CallRecord> record_;  ///< shared with webhooks under way
  const Behaviour behaviour_;
  const CallFaults faults_;
  const Teller tell_;  ///< may be empty
  const Duration born_;
  std::shared_ptr<StatusCallbacks> callbacks_;  ///< shared with callbacks under way
  Interpreter interpreter_;
  Person person_;
  const LiveParts live_parts_;
  std::shared_ptr<LiveCall> live_;    ///< shared with tasks under way
  std::shared_ptr<RelayCall> relay_;  ///< the same
  static constexpr int kMostDocuments = 1000;
  struct Speaking {
    Speech speech;
    SteadyTime begun;
  };
  std::optional<Speaking> speaking_;  ///< on the text line
  Duration answered_at_{};
  Loop::TimerId limit_ = 0;  ///< of the call's time
  std::uint64_t fetch_ = 0;  ///< the fetch whose answer counts
  int documents_ = 0;
  bool first_requested_ = false;
  bool detecting_ = false;                ///< blocking detection holds the first document back
  std::optional<TwimlDocument> waiting_;  ///< came before the call was up
  std::string document_url_;
  std::vector<std::function<void()>> when_reached_;
  Timers timers_;
};

}  // namespace tocsin::phone
