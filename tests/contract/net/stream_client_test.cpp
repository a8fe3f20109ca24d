#include <gtest/gtest.h>

#include <thread>

#include "adapters/net/http_client.hpp"
#include "adapters/net/loops.hpp"
#include "fakes/raw_socket.hpp"
#include "fakes/self_signed.hpp"
#include "stream_ends.hpp"

namespace tocsin {
namespace {

using fakes::RawSocket;

/// The client, at a server by hand.
class StreamClient : public testing::Test {
 protected:
  std::shared_ptr<HttpExchange> Open(HttpStreamCall call) {
    call.url = "http://127.0.0.1:" + std::to_string(listener_.Port()) + "/talk";
    call.loop = loop_.get();
    return client_->Open(std::move(call), probe_);
  }
  RawSocket Accept() {
    RawSocket connection = listener_.Accept();
    request_ = connection.ReadUntil("\r\n\r\n");
    return connection;
  }

  RawSocket listener_ = RawSocket::Listen();
  std::string request_;
  std::unique_ptr<Loop> loop_ = MakeLoop("listener");
  std::unique_ptr<HttpStreamClient> client_ = MakeHttpStreamClient();
  std::shared_ptr<StreamProbe> probe_ = std::make_shared<StreamProbe>();
};

constexpr std::string_view kChunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST_F(StreamClient, GivesEachPieceAsItComes) {
  Open({.body = "hello"});
  const RawSocket server = Accept();
  EXPECT_TRUE(request_.starts_with("POST /talk HTTP/1.1\r\n"));
  server.Write(kChunkedHead);
  EXPECT_EQ(probe_->WaitForStatus(), 200);
  server.Write("5\r\nfirst\r\n");
  EXPECT_EQ(probe_->WaitForBody(5), "first");
  server.Write("6\r\nse");
  EXPECT_EQ(probe_->WaitForBody(7), "firstse") << "half a chunk too";
  server.Write("cond\r\n0\r\n\r\n");

  EXPECT_FALSE(probe_->WaitForEnd());
  EXPECT_EQ(probe_->Body(), "firstsecond");
}

TEST_F(StreamClient, ReadsNoMoreThanItsWindow) {
  const auto exchange = Open({.window_bytes = 100'000});
  const RawSocket server = Accept();
  std::atomic<std::size_t> sent = 0;
  std::thread writer([&] {
    server.Write("HTTP/1.1 200 OK\r\nContent-Length: 40000000\r\n\r\n");
    for (int i = 0; i < 400 && server.Write(std::string(100'000, 'x')); ++i) sent += 100'000;
  });
  probe_->WaitForSize(100'000);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_LE(probe_->Body().size(), 100'000U + 16 * 1024) << "nobody has consumed any of it";
  EXPECT_LT(sent, 40'000'000U) << "and so the other side is held back";

  for (std::size_t consumed = 0; consumed < 40'000'000;) {
    const std::size_t there = probe_->WaitForSize(consumed + 1);
    ASSERT_GT(there, consumed);
    exchange->Consumed(there - consumed);
    consumed = there;
  }
  writer.join();
  EXPECT_FALSE(probe_->WaitForEnd());
}

TEST_F(StreamClient, CancelEndsAtAnyMomentAndClosesTheConnection) {
  const auto before = Open({});
  RawSocket waiting = Accept();
  before->Cancel();
  before->Cancel();
  EXPECT_EQ(probe_->WaitForEnd()->error.kind, ErrorKind::kCancelled);
  EXPECT_EQ(waiting.ReadToEnd(), "") << "closed";

  probe_ = std::make_shared<StreamProbe>();
  const auto amid = Open({});
  const RawSocket server = Accept();
  server.Write(std::string(kChunkedHead) + "3\r\nabc\r\n");
  probe_->WaitForBody(3);
  amid->Cancel();
  const auto failure = probe_->WaitForEnd();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->error.kind, ErrorKind::kCancelled);
  EXPECT_TRUE(failure->request_sent);
  EXPECT_EQ(server.ReadToEnd(), "");

  probe_ = std::make_shared<StreamProbe>();
  const auto paused = Open({.window_bytes = 1});
  const RawSocket other = Accept();
  other.Write(std::string(kChunkedHead) + "3\r\nabc\r\n");
  probe_->WaitForBody(3);
  paused->Cancel();
  EXPECT_EQ(probe_->WaitForEnd()->error.kind, ErrorKind::kCancelled) << "while nothing is read";
  EXPECT_EQ(probe_->Body(), "abc");
}

TEST_F(StreamClient, NothingComesAfterACancelOnTheListenersThread) {
  std::promise<std::size_t> seen;
  const auto exchange = Open({});
  const RawSocket server = Accept();
  server.Write(std::string(kChunkedHead) + "1\r\na\r\n");
  probe_->WaitForBody(1);
  loop_->Post([&] {
    exchange->Cancel();
    seen.set_value(probe_->Body().size());
  });
  server.Write("3\r\nbcd\r\n");
  const std::size_t at_cancel = seen.get_future().get();
  probe_->WaitForEnd();

  EXPECT_EQ(probe_->Body().size(), at_cancel);
}

TEST_F(StreamClient, ACancelledConnectionServesNoOther) {
  const auto exchange = Open({});
  const RawSocket first = Accept();
  first.Write(std::string(kChunkedHead) + "3\r\nabc\r\n");
  probe_->WaitForBody(3);
  exchange->Cancel();
  probe_->WaitForEnd();
  first.Write("0\r\n\r\n");
  probe_ = std::make_shared<StreamProbe>();
  Open({});
  const RawSocket second = Accept();
  second.Write("HTTP/1.1 204 No Content\r\n\r\n");

  EXPECT_FALSE(probe_->WaitForEnd());
  EXPECT_EQ(probe_->WaitForStatus(), 204);
}

TEST_F(StreamClient, KeepsTheConnectionOfAWholeAnswer) {
  Open({});
  const RawSocket server = Accept();
  server.Write(std::string(kChunkedHead) + "3\r\nabc\r\n0\r\n\r\n");
  EXPECT_FALSE(probe_->WaitForEnd());
  probe_ = std::make_shared<StreamProbe>();
  Open({});
  EXPECT_NE(server.ReadUntil("\r\n\r\n"), "");
  server.Write(std::string(kChunkedHead) + "0\r\n\r\n");

  EXPECT_FALSE(probe_->WaitForEnd());
}

/// Services close what was idle for five seconds, and a question may be on its way just then.
TEST_F(StreamClient, RepeatsOnAnotherConnectionWhatMayBeAskedTwice) {
  for (const bool repeatable : {true, false}) {
    Open({});
    {
      const RawSocket kept = Accept();
      kept.Write(std::string(kChunkedHead) + "0\r\n\r\n");
      ASSERT_FALSE(probe_->WaitForEnd());
      probe_ = std::make_shared<StreamProbe>();
      Open({.body = "why?", .repeatable = repeatable});
      EXPECT_NE(kept.ReadUntil("why?"), "");
    }
    if (repeatable) {
      const RawSocket fresh = listener_.Accept();
      EXPECT_NE(fresh.ReadUntil("why?"), "");
      fresh.Write(std::string(kChunkedHead) + "0\r\n\r\n");
    }
    const auto failure = probe_->WaitForEnd();
    EXPECT_EQ(failure.has_value(), !repeatable);
    if (failure) EXPECT_TRUE(failure->request_sent);
    probe_ = std::make_shared<StreamProbe>();
  }
}

TEST_F(StreamClient, HasTimesForTheFirstByteForSilenceAndForAll) {
  Open({.first_byte_timeout = std::chrono::milliseconds(50)});
  const RawSocket silent = Accept();
  EXPECT_EQ(probe_->WaitForEnd()->error.kind, ErrorKind::kTimeout);
  EXPECT_EQ(silent.ReadToEnd(), "");

  probe_ = std::make_shared<StreamProbe>();
  Open({.idle_timeout = std::chrono::milliseconds(50)});
  const RawSocket stalls = Accept();
  stalls.Write(std::string(kChunkedHead) + "3\r\nabc\r\n");
  EXPECT_EQ(probe_->WaitForEnd()->error.kind, ErrorKind::kTimeout);
  EXPECT_EQ(probe_->Body(), "abc");

  probe_ = std::make_shared<StreamProbe>();
  Open({.timeout = std::chrono::milliseconds(100)});
  const RawSocket drips = Accept();
  drips.Write(kChunkedHead);
  while (drips.Write("1\r\nx\r\n")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(probe_->WaitForEnd()->error.kind, ErrorKind::kTimeout);
}

TEST_F(StreamClient, SaysWhenTheAnswerIsCut) {
  Open({});
  {
    const RawSocket server = Accept();
    server.Write(std::string(kChunkedHead) + "5\r\nab");
    probe_->WaitForBody(2);
  }
  EXPECT_EQ(probe_->WaitForEnd()->error.kind, ErrorKind::kTransient);
  EXPECT_EQ(probe_->Body(), "ab");
}

TEST_F(StreamClient, SendsItsBodyInPiecesWhileItReads) {
  const auto exchange = Open({.body_follows = true, .max_waiting_bytes = 100});
  EXPECT_TRUE(exchange->Write("early")) << "before there is a connection";
  const RawSocket server = Accept();
  EXPECT_NE(request_.find("Transfer-Encoding: chunked"), std::string::npos) << request_;
  EXPECT_EQ(request_.find("Content-Length"), std::string::npos);
  std::string sent = request_.substr(request_.find("\r\n\r\n") + 4);
  while (sent.find("early\r\n") == std::string::npos) sent += server.ReadUntil("\r\n");
  EXPECT_EQ(sent, "5\r\nearly\r\n");
  server.Write(std::string(kChunkedHead) + "2\r\nhm\r\n");
  EXPECT_EQ(probe_->WaitForBody(2), "hm");
  EXPECT_TRUE(exchange->Write("more"));
  EXPECT_TRUE(exchange->Write(""));
  EXPECT_EQ(server.ReadUntil("more\r\n"), "4\r\nmore\r\n");
  exchange->EndWriting();
  EXPECT_EQ(server.ReadUntil("0\r\n\r\n"), "0\r\n\r\n");
  EXPECT_FALSE(exchange->Write("late"));
  server.Write("0\r\n\r\n");

  EXPECT_FALSE(probe_->WaitForEnd());
}

TEST_F(StreamClient, BoundsWhatIsWaitingToBeSent) {
  const auto exchange = Open({.body_follows = true, .max_waiting_bytes = 100'000});
  const RawSocket server = Accept();
  bool taken = true;
  for (int i = 0; i < 10'000 && taken; ++i) taken = exchange->Write(std::string(60'000, 'x'));

  EXPECT_FALSE(taken);
  exchange->Cancel();
  EXPECT_EQ(probe_->WaitForEnd()->error.kind, ErrorKind::kCancelled);
}

TEST_F(StreamClient, EndsWithItsClient) {
  const auto exchange = Open({});
  const RawSocket server = Accept();

  client_.reset();

  EXPECT_EQ(probe_->WaitForEnd()->error.kind, ErrorKind::kCancelled);
  exchange->Cancel();
  EXPECT_FALSE(exchange->Write("x"));
}

TEST_F(StreamClient, ReadsServerSentEventsOfOurServerOverTls) {
  const fakes::SelfSigned identity("IP:127.0.0.1");
  StreamServer server(
      {.tls = {.certificate = identity.CertificateFile(), .key = identity.KeyFile()}});
  client_ = MakeHttpStreamClient({.authorities_file = identity.CertificateFile()});
  client_->Open({.method = "GET",
                 .url = "https://127.0.0.1:" + std::to_string(server.Server().Port()) + "/",
                 .loop = loop_.get()},
                probe_);
  const auto body = server.WaitForBody();
  for (int i = 0; i < 100; ++i)
    body->Write(RenderServerEvent({.type = "tick",
                                   .data = "line " + std::to_string(i) + "\nof two",
                                   .id = std::to_string(i)}));
  body->End();

  EXPECT_FALSE(probe_->WaitForEnd());
  EventStreamReader reader;
  int events = 0;
  ASSERT_TRUE(reader.Feed(probe_->Body(), [&](const ServerEvent& event) {
    EXPECT_EQ(event.type, "tick");
    EXPECT_EQ(event.id, std::to_string(events));
    EXPECT_EQ(event.data, "line " + std::to_string(events++) + "\nof two");
  }));
  EXPECT_EQ(events, 100);
}

}  // namespace
}  // namespace tocsin
