// links: net
// What a stranger sends to the port: requests, the upgrade to a WebSocket and its frames, over the
// server's own connection. An input's first byte says in how large pieces it arrives.
#include <sys/socket.h>
#include <unistd.h>

#include "adapters/http_stream.hpp"
#include "adapters/net/server_connection.hpp"
#include "adapters/websocket.hpp"
#include "tests/fuzz/promise.hpp"

namespace tocsin::fuzz {
namespace {

/// Echoes, and is told its end exactly once.
class Echoing final : public WebSocketListener {
 public:
  explicit Echoing(int& open) : open_(open) { ++open_; }
  ~Echoing() override { Promise(ended_, "every socket is told its end"); }
  void OnOpen(const std::shared_ptr<WebSocket>& socket) override { socket_ = socket; }
  void OnMessage(WebSocketKind kind, std::string_view bytes) override {
    Promise(!ended_ && socket_ != nullptr, "messages come between the opening and the end");
    socket_->Send(kind, std::string(bytes));
    if (bytes == "close") socket_->Close(close_code::kNormal, bytes);
  }
  void OnEnd(const WebSocketEnd&) override {
    Promise(!ended_, "the end is told once");
    ended_ = true;
    --open_;
  }

 private:
  int& open_;
  bool ended_ = false;
  std::shared_ptr<WebSocket> socket_;
};

class Routes final : public HttpHandler {
 public:
  void Handle(HttpRequest request, HttpRespond respond) override {
    if (request.path == "/ws")
      return respond(UpgradeToWebSocket(
          {.listener = std::make_shared<Echoing>(open), .limits = {.max_message_bytes = 1000}}));
    HttpResponse answer;
    answer.body = request.body;
    if (request.path == "/stream") {
      answer.stream = std::make_shared<HttpStreamedBody>(
          HttpStreamedBody{.begin = [body = request.body](std::shared_ptr<HttpBody> out) {
            out->Write(body);
            out->End();
          }});
    }
    respond(std::move(answer));
  }
  int open = 0;
};

/// The other side's end of a pair: writes the input in pieces as the loop runs, reads what comes.
class Stranger {
 public:
  Stranger(net::LoopCore& loop, int descriptor, std::string_view input, std::size_t piece)
      : loop_(loop), descriptor_(descriptor), input_(input), piece_(piece) {}
  ~Stranger() { close(descriptor_); }
  void Go() {
    Read();
    const auto size = std::min(piece_, input_.size());
    if (size == 0) {
      shutdown(descriptor_, SHUT_WR);
      return;
    }
    const auto sent = send(descriptor_, input_.data(), size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0) return;
    input_.remove_prefix(static_cast<std::size_t>(sent));
    loop_.Post([this] { Go(); });
  }
  void Read() {
    char bytes[4096];
    for (ssize_t got = 0; (got = recv(descriptor_, bytes, sizeof bytes, MSG_DONTWAIT)) > 0;)
      heard_.append(bytes, static_cast<std::size_t>(got));
  }
  const std::string& Heard() const { return heard_; }

 private:
  net::LoopCore& loop_;
  int descriptor_;
  std::string_view input_;
  std::size_t piece_;
  std::string heard_;
};

void Serve(std::string_view input, std::size_t piece) {
  const auto loop = std::make_shared<net::LoopCore>();
  loop->thread = std::this_thread::get_id();
  Routes routes;
  HttpServerOptions options;
  options.max_header_bytes = 2000;
  options.max_body_bytes = 2000;
  options.idle_timeout = options.request_timeout = std::chrono::hours(24);  // what hangs is found
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) std::abort();
  Stranger stranger(*loop, ends[1], input, piece);
  {
    const auto core = std::make_shared<net::ServerCore>(std::move(options), routes);
    ++core->connections;
    net::tcp::socket socket(loop->io);
    socket.assign(net::tcp::v4(), ends[0]);
    const auto connection = std::make_shared<net::ServerConnection>(
        core, loop, std::move(socket), net::ServerConnection::Admission::kServe);
    loop->Post([connection] { connection->Start(); });
    loop->Post([&stranger] { stranger.Go(); });
  }
  loop->io.run();
  stranger.Read();
  Promise(routes.open == 0, "no socket is left open");
  Promise(loop->guests.empty(), "nothing stays on the loop");
  Promise(stranger.Heard().empty() || stranger.Heard().starts_with("HTTP/1.1 "),
          "what is answered is HTTP");
}

}  // namespace
}  // namespace tocsin::fuzz

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = data[0] % 8 == 0 ? 10'000 : 1 + data[0];
  tocsin::fuzz::Serve({reinterpret_cast<const char*>(data) + 1, size - 1}, piece);
  return 0;
}
