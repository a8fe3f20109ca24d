#pragma once

#include <map>
#include <mutex>

#include "adapters/net/http_server.hpp"
#include "adapters/net/loops.hpp"
#include "adapters/websocket.hpp"
#include "fakes/http_probe.hpp"
#include "fakes/websocket_probe.hpp"

namespace tocsin {

/// A server whose every path is a WebSocket that echoes, on a loop of its own; what each socket
/// said is kept by its path.
class SocketServer {
 public:
  explicit SocketServer(HttpServerOptions options = {}, WebSocketUpgrade shape = {})
      : shape_(std::move(shape)) {
    server_ = StartHttpServer(std::move(options), handler_).value();
  }
  ~SocketServer() { server_->Stop(Duration(0)); }

  std::uint16_t Port() const { return server_->Port(); }
  std::string Url(std::string_view path = "/") const {
    return "ws://127.0.0.1:" + std::to_string(Port()) + std::string(path);
  }
  HttpServer& Server() { return *server_; }
  Loop& GetLoop() { return *loop_; }
  /// The newest socket of a path, which must have been asked for.
  fakes::WebSocketProbe& At(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return *probes_.at(path);
  }
  std::vector<HttpRequest> Seen() const { return handler_.Seen(); }
  bool WaitFor(std::size_t requests) { return handler_.WaitFor(requests); }

 private:
  void Answer(const HttpRequest& request, const HttpRespond& respond) {
    const auto probe = std::make_shared<fakes::WebSocketProbe>(fakes::Echo);
    {
      const std::lock_guard lock(mutex_);
      probes_[request.path] = probe;
    }
    WebSocketUpgrade upgrade = shape_;
    upgrade.listener = probe;
    if (request.Query("stay").empty()) upgrade.loop = loop_.get();
    respond(UpgradeToWebSocket(std::move(upgrade)));
  }

  WebSocketUpgrade shape_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<fakes::WebSocketProbe>> probes_;
  std::unique_ptr<Loop> loop_ = MakeLoop("sockets");
  fakes::FunctionHandler handler_{
      [this](const HttpRequest& request, const HttpRespond& respond) { Answer(request, respond); }};
  std::unique_ptr<HttpServer> server_;
};

}  // namespace tocsin
