#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/http.hpp"
#include "adapters/loop.hpp"
#include "tools/loader/media_load.hpp"
#include "tools/phone/live/live_stream.hpp"

namespace tocsin::load {

/// One call: asks the worker as the carrier does for a call that comes in, and opens the media
/// socket that the answer names. Any thread.
class LiveCaller : public std::enable_shared_from_this<LiveCaller> {
 public:
  enum class State { kAsked, kOpening, kLive, kOver, kFailed };
  LiveCaller(const MediaLoad& load, int number, HttpClient& http, WebSocketClient& sockets,
             tocsin::Loop& loop);

  void Start();
  void Say(const phone::Samples& sound);
  void Stop();
  State Now() const { return state_; }
  /// Why there is no socket, or why it ended.
  std::string Reason() const;
  phone::MediaFigures Figures() const { return record_->Snapshot(); }

 private:
  void AskTwilio();
  void TakeTwiml(const HttpOutcome& outcome);
  void OpenExotel();
  void Open(phone::StreamOrder order);
  void Fail(std::string why);

  const MediaLoad& load_;
  const std::string call_;
  const std::string from_;
  HttpClient& http_;
  WebSocketClient& sockets_;
  tocsin::Loop& loop_;
  std::shared_ptr<phone::MediaRecord> record_;  ///< shared with the socket's thread
  std::atomic<State> state_{State::kAsked};
  mutable std::mutex mutex_;
  std::string reason_;
  std::shared_ptr<phone::LiveStream> stream_;  ///< shared with its loop
};

}  // namespace tocsin::load
