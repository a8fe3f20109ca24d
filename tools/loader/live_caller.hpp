#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/http.hpp"
#include "adapters/loop.hpp"
#include "tools/loader/media_load.hpp"
#include "tools/phone/live/live_stream.hpp"
#include "tools/phone/sim/twiml.hpp"

namespace tocsin::load {

/// One call: asks the worker as the carrier does for a call that comes in, opens the media socket
/// that the answer names, and goes on with what stands behind it: a redirect is followed, before a
/// socket and after one that was lost. Any thread.
class LiveCaller : public std::enable_shared_from_this<LiveCaller> {
 public:
  enum class State { kAsked, kOpening, kLive, kOver, kFailed };
  LiveCaller(const MediaLoad& load, int number, HttpClient& http, WebSocketClient& sockets,
             tocsin::Loop& loop);

  void Start();
  void Say(const phone::Samples& sound);
  void Press(char key);
  void Stop();
  /// Stops, and tells the worker as the carrier does that the call is over.
  void HangUp();
  /// HangUp's message was answered, or cannot be.
  bool Told() const { return told_; }
  State Now() const { return state_; }
  /// Why there is no socket, or why it ended.
  std::string Reason() const;
  int Redirects() const { return redirects_; }
  phone::MediaFigures Figures() const { return record_->Snapshot(); }

 private:
  phone::Params TwilioParams(std::string_view status) const;
  HttpCall Post(const std::string& address, const phone::Params& params) const;
  void AskTwilio(const std::string& address, std::string_view status);
  void TakeTwiml(const HttpOutcome& outcome, const std::string& address);
  void GoOn();
  void Follow(const phone::RedirectVerb& redirect);
  void Connect(const phone::ConnectVerb& connect);
  void OpenExotel();
  void Open(phone::StreamOrder order);
  void TakeEnd(const phone::StreamEnd& end);
  void Finish();
  void Fail(std::string why);

  const MediaLoad& load_;
  const std::string call_;
  const std::string from_;
  HttpClient& http_;
  WebSocketClient& sockets_;
  tocsin::Loop& loop_;
  std::shared_ptr<phone::MediaRecord> record_;  ///< shared with the socket's thread
  std::atomic<State> state_{State::kAsked};
  std::atomic<int> redirects_{0};
  std::atomic<bool> stopped_{false};
  std::atomic<bool> told_{false};
  // Of the loop.
  std::string document_;           ///< the address, as it is signed, that `verbs_` came from
  std::deque<phone::Verb> verbs_;  ///< of its answer, to be performed
  bool was_live_ = false;
  std::unique_ptr<LoopTimer> pause_;
  mutable std::mutex mutex_;
  std::string reason_;
  std::shared_ptr<phone::LiveStream> stream_;  ///< shared with its loop
};

}  // namespace tocsin::load
