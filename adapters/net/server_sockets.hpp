#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "adapters/net/io_loop.hpp"
#include "adapters/net/websocket_pipe.hpp"

namespace tocsin::net {

class WebSocketSession;

/// What a request for a WebSocket said, kept until its answer.
struct AskedUpgrade {
  UpgradeRequest request;
  std::optional<HttpResponse> refusal;  ///< RFC 6455, 4.2.1: why it is no proper one
  /// None for a request that asks for no WebSocket.
  static std::optional<AskedUpgrade> Of(const HttpRequest& request, unsigned version);
};
/// The answer to who cannot have a WebSocket.
std::optional<HttpResponse> RefusalOf(const std::optional<AskedUpgrade>& asked);
void TellNotOpened(const WebSocketUpgrade& upgrade, std::string_view why);

/// The sockets that came of one server's connections, on whatever loop they are. Thread-safe.
class SocketBook : public std::enable_shared_from_this<SocketBook> {
 public:
  std::size_t Count() const;
  /// Makes a socket of a connection. On the thread of `home`, the connection's loop.
  void Take(std::unique_ptr<Wire> wire, std::string early, const AskedUpgrade& asked,
            const WebSocketUpgrade& upgrade, const std::shared_ptr<LoopCore>& home);
  /// Closes all (1001), waits up to `drain` for their ends, cuts the rest and gives their number.
  std::size_t Close(Duration drain);

 private:
  struct Open {
    std::weak_ptr<WebSocketSession> session;
    std::shared_ptr<LoopCore> loop;
  };
  void Leave(WebSocketSession* session);
  std::vector<Open> All() const;

  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::unordered_map<WebSocketSession*, Open> open_;
};

}  // namespace tocsin::net
