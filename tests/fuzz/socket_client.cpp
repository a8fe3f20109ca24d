// links: net frames
// What a server says to our WebSocket client: its answer to the handshake, and frames. An input's
// first byte says in how large pieces it arrives, the second what the owner of the socket does.
#include <sys/socket.h>
#include <unistd.h>

#include "adapters/net/websocket_session.hpp"
#include "schemas/utf8.hpp"
#include "tests/frames/frames.hpp"
#include "tests/fuzz/promise.hpp"

namespace tocsin::fuzz {
namespace {

constexpr std::size_t kMostBytes = 1000;

enum Habit : unsigned {
  kHandshakeByHand = 1,  ///< the input is the answer to the handshake too
  kEchoes = 2,
  kSendsEarly = 4,
  kClosesAtOnce = 8,
  kClosesWhenAsked = 16,
};
constexpr unsigned kCloses = kClosesAtOnce | kClosesWhenAsked;

/// What the owner of a socket heard.
struct Heard {
  bool opened = false;
  std::vector<std::pair<WebSocketKind, std::string>> messages;
  std::optional<WebSocketEnd> end;
};

class Owner final : public WebSocketListener {
 public:
  Owner(unsigned habits, Heard& heard) : habits_(habits), heard_(heard) {}
  void OnOpen(const std::shared_ptr<WebSocket>& socket) override {
    Promise(!heard_.opened && !heard_.end, "the opening is told once, before the end");
    heard_.opened = true;
    socket_ = socket;
    if ((habits_ & kClosesAtOnce) != 0) socket_->Close(close_code::kGoingAway, "enough");
  }
  void OnMessage(WebSocketKind kind, std::string_view bytes) override {
    Promise(heard_.opened && !heard_.end, "messages come between the opening and the end");
    Promise(bytes.size() <= kMostBytes, "no message is longer than may be");
    Promise(kind == WebSocketKind::kBinary || IsUtf8(bytes), "text is UTF-8");
    heard_.messages.emplace_back(kind, bytes);
    if ((habits_ & kEchoes) != 0) socket_->Send(kind, std::string(bytes));
    if ((habits_ & kClosesWhenAsked) != 0 && bytes == "close") socket_->Close();
  }
  void OnEnd(const WebSocketEnd& end) override {
    Promise(!heard_.end, "the end is told once");
    Promise(heard_.opened == (end.cause != WebSocketEnd::Cause::kNotOpened),
            "what was not opened says so");
    Promise(IsUtf8(end.reason) && IsUtf8(end.detail), "what is told of the end is text");
    heard_.end = end;
    socket_.reset();
  }

 private:
  unsigned habits_;
  Heard& heard_;
  std::shared_ptr<WebSocket> socket_;
};

/// The server's end of a pair: reads the request, then writes the input in pieces as the loop runs.
class Server {
 public:
  Server(net::LoopCore& loop, int descriptor, std::string_view input, std::size_t piece,
         bool by_hand)
      : loop_(loop), descriptor_(descriptor), input_(input), piece_(piece), by_hand_(by_hand) {}
  ~Server() { close(descriptor_); }
  void Go() {
    Read();
    if (!answered_ && heard_.ends_with("\r\n\r\n")) Answer();
    if (answered_ && !WritePiece()) return;
    loop_.Post([this] { Go(); });
  }
  void Read() {
    char bytes[4096];
    for (ssize_t got = 0; (got = recv(descriptor_, bytes, sizeof bytes, MSG_DONTWAIT)) > 0;)
      heard_.append(bytes, static_cast<std::size_t>(got));
  }
  /// What the client said behind its request.
  std::string Frames() const { return answered_ ? heard_.substr(request_bytes_) : std::string(); }

 private:
  /// False when there is no more, or nobody who takes it.
  bool WritePiece() {
    const auto size = std::min(piece_, left_.size());
    if (size == 0) {
      shutdown(descriptor_, SHUT_WR);
      return false;
    }
    const auto sent = send(descriptor_, left_.data(), size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) left_.erase(0, static_cast<std::size_t>(sent));
    return sent > 0;
  }
  void Answer() {
    answered_ = true;
    request_bytes_ = heard_.size();
    if (!by_hand_) left_ = frames::RightAnswer(heard_);
    left_ += input_;
    constexpr std::string_view kKey = "%accept";
    if (const auto at = left_.find(kKey); by_hand_ && at != std::string::npos)
      left_.replace(at, kKey.size(), frames::AcceptFor(heard_));
  }

  net::LoopCore& loop_;
  int descriptor_;
  std::string_view input_;
  std::size_t piece_;
  bool by_hand_;
  bool answered_ = false;
  std::string left_;
  std::string heard_;
  std::size_t request_bytes_ = 0;
};

Heard Talk(std::string_view input, std::size_t piece, unsigned habits) {
  const auto loop = std::make_shared<net::LoopCore>();
  loop->thread = std::this_thread::get_id();
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) std::abort();
  Server server(*loop, ends[1], input, piece, (habits & kHandshakeByHand) != 0);
  Heard heard;
  {
    // What hangs is found. A fault that comes while we close may be waited for.
    WebSocketLimits limits{.max_message_bytes = kMostBytes,
                           .handshake_timeout = std::chrono::hours(24),
                           .close_timeout = std::chrono::hours(24)};
    if ((habits & kCloses) != 0) limits.close_timeout = std::chrono::milliseconds(20);
    const auto owner = std::make_shared<Owner>(habits, heard);
    const auto session =
        std::make_shared<net::WebSocketSession>(loop, limits, owner, nullptr, true);
    net::tcp::socket socket(loop->io);
    socket.assign(net::tcp::v4(), ends[0]);
    loop->Post([&, session,
                wire = std::make_shared<std::unique_ptr<net::Wire>>(
                    net::MakePlainWire(std::move(socket)))] {
      loop->Enter(session.get());
      session->ConnectOver(std::move(*wire), {.authority = "h", .target = "/"},
                           {.subprotocols = {"audio", "text"}});
      if ((habits & kSendsEarly) != 0) session->Send(WebSocketKind::kText, "early");
    });
    loop->Post([&server] { server.Go(); });
  }
  loop->io.run();
  server.Read();
  Promise(heard.end.has_value(), "every socket is told its end");
  Promise(loop->guests.empty(), "nothing stays on the loop");
  if (heard.opened) Promise(frames::AllMasked(server.Frames()), "a client's frames are masked");
  return heard;
}

}  // namespace
}  // namespace tocsin::fuzz

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  if (size < 2) return 0;
  const std::size_t piece = data[0] % 4 == 0 ? 10'000 : 1 + data[0];
  const unsigned habits = data[1];
  const std::string_view input(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto pieces = fuzz::Talk(input, piece, habits);
  const auto whole = fuzz::Talk(input, 10'000, habits);
  fuzz::Promise(pieces.opened == whole.opened, "in pieces or as a whole it opens or does not");
  if ((habits & fuzz::kCloses) != 0) return 0;  // then the moment counts
  fuzz::Promise(pieces.messages == whole.messages, "in pieces or as a whole it says the same");
  fuzz::Promise(pieces.end->cause == whole.end->cause && pieces.end->code == whole.end->code &&
                    pieces.end->reason == whole.end->reason,
                "in pieces or as a whole it ends alike");
  return 0;
}
