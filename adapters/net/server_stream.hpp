#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "adapters/http_stream.hpp"
#include "adapters/net/io_loop.hpp"

namespace tocsin::net {

class ServerConnection;

/// What is between the writer of a streamed body, on any thread, and its connection.
class BodyQueue : public std::enable_shared_from_this<BodyQueue> {
 public:
  enum class Ending { kOpen, kWhole, kDropped };
  BodyQueue(std::size_t max_waiting, std::shared_ptr<LoopCore> loop,
            std::weak_ptr<ServerConnection> connection)
      : max_waiting_(max_waiting), loop_(std::move(loop)), connection_(std::move(connection)) {}

  bool Write(std::string bytes);
  /// Takes no more; the connection is woken for the rest.
  void End(Ending ending);
  /// What is waiting, all of it.
  std::string Take();
  /// What was taken is written. True when a writer that was refused may come again.
  bool Written();
  Ending GetEnding() const;
  /// The other end of the queue, for the writer; its dropping without End cuts the body.
  std::shared_ptr<HttpBody> MakeWriter();

 private:
  void Wake();

  const std::size_t max_waiting_;
  const std::shared_ptr<LoopCore> loop_;
  const std::weak_ptr<ServerConnection> connection_;
  mutable std::mutex mutex_;
  std::string waiting_;
  std::size_t taken_ = 0;
  bool refused_ = false;
  Ending ending_ = Ending::kOpen;
};

/// For a stream that no connection takes.
void TellGone(const HttpStreamedBody& stream);

}  // namespace tocsin::net
