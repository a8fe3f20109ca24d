#include "adapters/net/server_stream.hpp"

#include <charconv>

#include "adapters/net/response_head.hpp"
#include "adapters/net/server_connection.hpp"

namespace tocsin::net {
namespace {

class BodyWriter final : public HttpBody {
 public:
  explicit BodyWriter(std::shared_ptr<BodyQueue> queue) : queue_(std::move(queue)) {}
  ~BodyWriter() override { queue_->End(BodyQueue::Ending::kDropped); }
  bool Write(std::string bytes) override { return queue_->Write(std::move(bytes)); }
  void End() override { queue_->End(BodyQueue::Ending::kWhole); }

 private:
  std::shared_ptr<BodyQueue> queue_;
};

}  // namespace

void TellGone(const HttpStreamedBody& stream) {
  if (stream.gone) stream.gone();
}

bool BodyQueue::Write(std::string bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (ending_ != Ending::kOpen) return false;
    const std::size_t before = waiting_.size() + taken_;
    // What is larger than the bound by itself goes alone.
    if (before > 0 && before + bytes.size() > max_waiting_) {
      refused_ = true;
      return false;
    }
    waiting_ += bytes;
  }
  Wake();
  return true;
}

void BodyQueue::End(Ending ending) {
  {
    const std::lock_guard lock(mutex_);
    if (ending_ != Ending::kOpen) return;
    ending_ = ending;
  }
  Wake();
}

std::string BodyQueue::Take() {
  const std::lock_guard lock(mutex_);
  taken_ = waiting_.size();
  return std::exchange(waiting_, {});
}

bool BodyQueue::Written() {
  const std::lock_guard lock(mutex_);
  taken_ = 0;
  if (!refused_ || waiting_.size() > max_waiting_ / 2 || ending_ != Ending::kOpen) return false;
  refused_ = false;
  return true;
}

BodyQueue::Ending BodyQueue::GetEnding() const {
  const std::lock_guard lock(mutex_);
  return ending_;
}

std::shared_ptr<HttpBody> BodyQueue::MakeWriter() {
  return std::make_shared<BodyWriter>(shared_from_this());
}

void BodyQueue::Wake() {
  loop_->Post([connection = connection_] {
    if (const auto alive = connection.lock()) alive->PumpBody();
  });
}

void ServerConnection::StartBody(HttpResponse response) {
  stream_ = std::move(response.stream);
  phase_ = Phase::kStreaming;
  myself_ = shared_from_this();  // between two pieces nothing else need be under way
  chunked_ = http_version_ == 11;
  keep_ = keep_ && !finishing_ && !core_->stopping;
  head_ = RenderHead(response, keep_ ? AfterAnswer::kKeep : AfterAnswer::kClose,
                     chunked_ ? BodyFraming::kChunks : BodyFraming::kUntilClose);
  body_.clear();
  body_queue_ = std::make_shared<BodyQueue>(stream_->max_waiting_bytes, loop_, weak_from_this());
  WriteBody();
  Watch();
  const auto stream = stream_;
  stream->begin(body_queue_->MakeWriter());
}

void ServerConnection::WriteBody() {
  body_writing_ = true;
  SetDeadline(core_->options.idle_timeout);  // for the client to take it
  wire_->Write(
      {asio::buffer(head_), asio::buffer(body_)},
      [self = shared_from_this()](error_code error, std::size_t) { self->OnBodyWritten(error); });
}

void ServerConnection::OnBodyWritten(error_code error) {
  body_writing_ = false;
  if (phase_ != Phase::kStreaming) return;
  if (error) return Close();
  deadline_.cancel();
  const auto stream = stream_;
  if (body_queue_->Written() && stream != nullptr && stream->room) stream->room();
  PumpBody();
}

void ServerConnection::PumpBody() {
  if (phase_ != Phase::kStreaming || body_writing_) return;
  const auto ending = body_queue_->GetEnding();  // before the look at what is there
  body_ = body_queue_->Take();
  if (!body_.empty()) {
    head_.clear();
    if (chunked_) {
      std::array<char, 20> size{};
      const auto end = std::to_chars(size.begin(), size.end(), body_.size(), 16).ptr;
      head_.assign(size.begin(), end).append("\r\n");
      body_ += "\r\n";
    }
    return WriteBody();
  }
  if (ending == BodyQueue::Ending::kOpen) return;
  if (ending == BodyQueue::Ending::kDropped) return Close();
  stream_ = nullptr;
  phase_ = Phase::kWriting;
  head_ = chunked_ ? "0\r\n\r\n" : "";
  SetDeadline(core_->options.idle_timeout);
  wire_->Write(
      {asio::buffer(head_), asio::buffer(body_)},
      [self = shared_from_this()](error_code error, std::size_t) { self->OnWritten(error); });
  myself_ = nullptr;
}

/// Reads while a body is written, only to see the client go.
void ServerConnection::Watch() {
  if (watching_ || reading_ || buffer_.size() > 0) return;
  watching_ = true;
  wire_->ReadSome(asio::buffer(watched_),
                  [self = shared_from_this()](error_code error, std::size_t size) {
                    self->OnWatched(error, size);
                  });
}

void ServerConnection::OnWatched(error_code error, std::size_t size) {
  watching_ = false;
  input_ended_ |= error.failed();
  if (phase_ == Phase::kLingering) return OnDiscarded(error, size);
  if (phase_ == Phase::kClosed) return;
  // What came is the beginning of the next request: it waits for its turn.
  const auto room = buffer_.prepare(size);
  std::copy_n(watched_.data(), size, static_cast<char*>(room.data()));
  buffer_.commit(size);
  if (phase_ == Phase::kStreaming) {
    if (error) Close();
    return;
  }
  if (phase_ == Phase::kIdle || phase_ == Phase::kReading) OnRead(error, 0);
}

void ServerConnection::EndBody() {
  const auto stream = std::exchange(stream_, nullptr);
  if (stream == nullptr) return;
  body_queue_->End(stream->endless ? BodyQueue::Ending::kWhole : BodyQueue::Ending::kDropped);
  TellGone(*stream);
}

}  // namespace tocsin::net
