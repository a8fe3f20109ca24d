#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/phone/sim/call_story.hpp"
#include "tools/phone/sim/interpreter.hpp"
#include "tools/phone/sim/machine_detection.hpp"
#include "tools/phone/sim/person.hpp"
#include "tools/phone/sim/status_callbacks.hpp"

namespace tocsin::phone {

/// One call from dialling to its end: rings the scripted person, fetches and plays TwiML, fires
/// callbacks. Loop thread only.
class Leg : public std::enable_shared_from_this<Leg>, private Interpreter::Host, private Line {
 public:
  Leg(Loop& loop, Webhooks& webhooks, std::shared_ptr<CallRecord> record, Behaviour behaviour,
      CallFaults faults, Teller tell);

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
  void DocumentEnded(std::string_view why) override;
  void Note(int code, std::string text) override;
  void LineChanged() override { person_.Notice(); }

  Ear CurrentEar() const override { return interpreter_.CurrentEar(); }
  Prompt CurrentPrompt() const override { return interpreter_.CurrentPrompt(); }
  void Press(char key) override;
  void StartSpeech(std::string_view text, double confidence) override;
  void EndSpeech() override { interpreter_.EndSpeech(); }
  void HangUp(std::string_view why) override;

  void Dial();
  void Ring();
  void Answer();
  void StartDetection();
  void ReportDetection(const Detection& found);
  void Begin();
  void FetchFirst();
  void Fetch(std::string kind, WebhookTarget target, Params extra);
  void Fetched(const std::string& kind, const std::string& url, WebhookAnswer answer);
  void Perform(TwimlDocument document);
  void FetchFailed(const std::string& kind, const std::string& url, const WebhookFault& fault);
  void End(CallState state, std::string_view reason, std::string_view sip_code = "200");
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
  Duration answered_at_{};
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
