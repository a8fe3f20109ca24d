#include <charconv>
#include <deque>
#include <mutex>

#include "adapters/net/client_core.hpp"
#include "adapters/net/http_client.hpp"

namespace tocsin {
namespace net {
namespace {

constexpr Duration kNoTimeout = std::chrono::hours(24 * 365);
constexpr std::string_view kLastChunk = "0\r\n\r\n";

std::string InChunk(std::string_view bytes) {
  std::array<char, 20> size{};
  const auto end = std::to_chars(size.begin(), size.end(), bytes.size(), 16).ptr;
  std::string chunk(size.begin(), end);
  return chunk.append("\r\n").append(bytes).append("\r\n");
}

/// One streamed call: between its exchange, on the client's loop, and its owner and listener, on
/// whatever threads they are.
class StreamedCall final : public HttpExchange,
                           public ExchangeSink,
                           public std::enable_shared_from_this<StreamedCall> {
 public:
  StreamedCall(ClientCore& core, const HttpStreamCall& call,
               std::shared_ptr<HttpStreamListener> listener)
      : core_(core),
        home_(core.Home()),
        idle_(call.idle_timeout),
        window_(std::max<std::size_t>(call.window_bytes, 1)),
        max_waiting_(call.max_waiting_bytes),
        loop_(call.loop),
        listener_(std::move(listener)) {}

  void Start(const CallPtr& call) {
    call_ = call;
    core_.Start(call);
  }
  void End(const HttpOutcome& outcome);

  void Cancel() override;
  void Consumed(std::size_t bytes) override;
  bool Write(std::string bytes) override;
  void EndWriting() override;

  void OnHead(HttpResponse head) override;
  bool OnBody(std::string bytes) override;
  std::string NextPiece(bool& over) override;

 private:
  void Tell(MoveOnlyFunction<void(HttpStreamListener&)> what);
  void ArmIdle();
  bool OnCore(void (StreamedCall::*act)());
  void Interrupt() {
    if (call_ == nullptr) return;
    core_.Interrupt(call_, {ErrorKind::kCancelled, "reading answer: cancelled", "http"});
  }
  void Resume();
  void WritePiece() {
    if (call_ != nullptr && call_->exchange != nullptr) call_->exchange->WritePiece();
  }

  ClientCore& core_;                      ///< on its loop only: the client may be gone
  const std::shared_ptr<LoopCore> home_;  ///< the core's loop
  const Duration idle_;
  const std::size_t window_;
  const std::size_t max_waiting_;
  Loop* const loop_;
  std::shared_ptr<HttpStreamListener> listener_;  ///< on the listener's thread
  CallPtr call_;                                  ///< on the client's loop, until its end
  bool paused_ = false;                           ///< on the client's loop
  std::atomic<bool> cancelled_ = false;
  std::atomic<std::size_t> outstanding_ = 0;  ///< given to the listener, not yet consumed

  std::mutex mutex_;
  std::deque<std::string> pieces_;
  std::size_t waiting_ = 0;
  std::size_t writing_ = 0;
  bool over_ = false;
};

/// On the listener's thread, in order.
void StreamedCall::Tell(MoveOnlyFunction<void(HttpStreamListener&)> what) {
  if (loop_ == nullptr) return what(*listener_);
  loop_->Post(
      [self = shared_from_this(), what = std::move(what)]() mutable { what(*self->listener_); });
}

void StreamedCall::OnHead(HttpResponse head) {
  if (call_->stopped) return;
  ArmIdle();
  Tell([this, head = std::move(head)](HttpStreamListener& listener) {
    if (!cancelled_) listener.OnHead(head.status, head.headers);
  });
}

bool StreamedCall::OnBody(std::string bytes) {
  if (call_->stopped) return true;
  paused_ = (outstanding_ += bytes.size()) >= window_;
  if (paused_) {
    core_.ArmTimer(call_, call_->deadline);
  } else {
    ArmIdle();
  }
  Tell([this, bytes = std::move(bytes)](HttpStreamListener& listener) {
    if (!cancelled_) listener.OnBody(bytes);
  });
  // The listener may have consumed it within this call, before anything was paused.
  if (paused_ && outstanding_ < window_) {
    paused_ = false;
    ArmIdle();
  }
  return !paused_;
}

void StreamedCall::ArmIdle() {
  const SteadyTime idle = std::chrono::steady_clock::now() + idle_;
  core_.ArmTimer(call_, idle_ > Duration(0) ? std::min(call_->deadline, idle) : call_->deadline);
}

void StreamedCall::End(const HttpOutcome& outcome) {
  std::optional<HttpFailure> failure;
  if (!outcome) failure = outcome.error();
  call_ = nullptr;
  Tell([this, failure](HttpStreamListener& listener) {
    listener.OnEnd(failure);
    listener_ = nullptr;
  });
}

/// Runs on the client's loop; false when that has stopped.
bool StreamedCall::OnCore(void (StreamedCall::*act)()) {
  return home_->Post([self = shared_from_this(), act] { (self.get()->*act)(); });
}

void StreamedCall::Cancel() {
  if (!cancelled_.exchange(true)) OnCore(&StreamedCall::Interrupt);
}

void StreamedCall::Consumed(std::size_t bytes) {
  const std::size_t before = outstanding_.fetch_sub(bytes);
  if (before >= window_ && before - bytes < window_) OnCore(&StreamedCall::Resume);
}

void StreamedCall::Resume() {
  if (!paused_ || outstanding_ >= window_ || call_ == nullptr) return;
  paused_ = false;
  if (call_->stopped || call_->exchange == nullptr) return;
  ArmIdle();
  call_->exchange->Resume();
}

bool StreamedCall::Write(std::string bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (over_ || waiting_ + bytes.size() > max_waiting_) return false;
    if (bytes.empty()) return true;  // an empty chunk would end the body
    waiting_ += bytes.size();
    pieces_.push_back(std::move(bytes));
  }
  return OnCore(&StreamedCall::WritePiece);
}

void StreamedCall::EndWriting() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(over_, true)) return;
  }
  OnCore(&StreamedCall::WritePiece);
}

std::string StreamedCall::NextPiece(bool& over) {
  const std::lock_guard lock(mutex_);
  waiting_ -= std::exchange(writing_, 0);
  if (!pieces_.empty()) {
    writing_ = pieces_.front().size();
    std::string piece = InChunk(pieces_.front());
    pieces_.pop_front();
    return piece;
  }
  over = over_;
  return over_ ? std::string(kLastChunk) : std::string();
}

class BeastStreamClient final : public HttpStreamClient {
 public:
  explicit BeastStreamClient(HttpClientOptions options) : core_(std::move(options)) {}

  std::shared_ptr<HttpExchange> Open(HttpStreamCall asked,
                                     std::shared_ptr<HttpStreamListener> listener) override {
    auto streamed = std::make_shared<StreamedCall>(core_, asked, std::move(listener));
    const auto done = [streamed](const HttpOutcome& outcome) { streamed->End(outcome); };
    const Duration timeout = asked.timeout > Duration(0) ? asked.timeout : kNoTimeout;
    auto call = core_.Prepare({.method = std::move(asked.method),
                               .url = std::move(asked.url),
                               .headers = std::move(asked.headers),
                               .body = std::move(asked.body),
                               .timeout = timeout,
                               .repeatable = asked.repeatable},
                              asked.body_follows ? RequestBody::kFollows : RequestBody::kGiven);
    if (!call) {
      core_.Refuse(done, std::move(call).error());
      return streamed;
    }
    (*call)->first_byte = asked.first_byte_timeout;
    (*call)->sink = streamed;
    (*call)->replaced = asked.body_follows;
    (*call)->done = done;
    streamed->Start(*call);
    return streamed;
  }

 private:
  ClientCore core_;
};

}  // namespace
}  // namespace net

std::unique_ptr<HttpStreamClient> MakeHttpStreamClient(HttpClientOptions options) {
  return std::make_unique<net::BeastStreamClient>(std::move(options));
}

}  // namespace tocsin
