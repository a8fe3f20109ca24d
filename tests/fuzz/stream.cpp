// links: net
// What a server answers to our client: a head, chunks, server-sent events, in pieces of the size
// that the first byte says.
#include <sys/socket.h>
#include <unistd.h>

#include "adapters/event_stream.hpp"
#include "adapters/net/client_exchange.hpp"
#include "adapters/net/io_loop.hpp"
#include "tests/fuzz/promise.hpp"

namespace tocsin::fuzz {
namespace {

constexpr std::size_t kMostBytes = 3000;

class Collecting final : public net::ExchangeSink {
 public:
  void OnHead(HttpResponse head) override {
    Promise(status == 0, "the head comes once");
    status = head.status;
  }
  bool OnBody(std::string bytes) override {
    Promise(status != 0 && !bytes.empty(), "the body comes after the head");
    body += bytes;
    return true;
  }
  std::string NextPiece(bool&) override { return {}; }
  int status = 0;
  std::string body;
};

/// One exchange whose other side says `answer`.
net::ExchangeResult Exchange(std::string_view answer, std::size_t piece,
                             std::shared_ptr<net::ExchangeSink> sink) {
  net::asio::io_context io{1};
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) std::abort();
  net::tcp::socket socket(io);
  socket.assign(net::tcp::v4(), ends[0]);
  const auto request = std::make_shared<net::WireRequest>(
      net::WireRequest{.head = "GET / HTTP/1.1\r\n\r\n", .max_response_bytes = kMostBytes});
  const auto exchange = std::make_shared<net::Exchange>(net::MakePlainWire(std::move(socket)),
                                                        request, std::move(sink));
  std::optional<net::ExchangeResult> result;
  exchange->Start([&](net::ExchangeResult came) {
    Promise(!result, "the end is told once");
    result = std::move(came);
  });
  while (!answer.empty()) {
    const auto sent =
        send(ends[1], answer.data(), std::min(piece, answer.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0) break;
    answer.remove_prefix(static_cast<std::size_t>(sent));
    io.poll();
  }
  shutdown(ends[1], SHUT_WR);
  io.restart();
  io.run();
  close(ends[1]);
  Promise(result.has_value(), "every exchange ends");
  result->reusable.reset();
  return std::move(*result);
}

std::vector<std::string> Events(std::string_view stream, std::size_t piece) {
  EventStreamReader reader(kMostBytes);
  std::vector<std::string> events;
  for (; !stream.empty(); stream.remove_prefix(std::min(piece, stream.size()))) {
    const auto fed = reader.Feed(stream.substr(0, piece), [&](const ServerEvent& event) {
      events.push_back(event.type + '\n' + event.id + '\n' + event.data);
    });
    if (!fed) break;
  }
  return events;
}

}  // namespace
}  // namespace tocsin::fuzz

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  if (size == 0) return 0;
  const std::size_t piece = data[0] % 4 == 0 ? 10'000 : 1 + data[0];
  const std::string_view answer(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto sink = std::make_shared<fuzz::Collecting>();
  const auto streamed = fuzz::Exchange(answer, piece, sink);
  const auto whole = fuzz::Exchange(answer, 10'000, nullptr);
  if (whole.response) {
    fuzz::Promise(streamed.response && sink->status == whole.response->status &&
                      sink->body == whole.response->body,
                  "in pieces or as a whole it is the same answer");
  }
  const auto stream = sink->body.empty() ? answer : std::string_view(sink->body);
  if (stream.size() <= fuzz::kMostBytes) {
    fuzz::Promise(fuzz::Events(stream, 1) == fuzz::Events(stream, 10'000),
                  "events do not depend on how they arrive");
  }
  return 0;
}
