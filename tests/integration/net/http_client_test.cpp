// links: net
#include "adapters/net/http_client.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "adapters/net/http_server.hpp"
#include "fakes/http_probe.hpp"
#include "fakes/raw_socket.hpp"
#include "fakes/self_signed.hpp"

namespace tocsin {
namespace {

using fakes::FunctionHandler;
using fakes::RawSocket;
using fakes::SendAndWait;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

std::string UrlOf(std::uint16_t port, std::string_view path = "/") {
  return "http://127.0.0.1:" + std::to_string(port) + std::string(path);
}

HttpCall Post(std::uint16_t port, std::string body = "x") {
  return {.method = "POST", .url = UrlOf(port), .headers = {}, .body = std::move(body)};
}

/// Reads one request with its body of `body_size` bytes from a raw connection.
std::string ReadRequest(const RawSocket& connection, std::size_t body_size = 1) {
  std::string text = connection.ReadUntil("\r\n\r\n");
  while (text.size() < text.find("\r\n\r\n") + 4 + body_size) {
    const std::string more = connection.ReadUntil("x");
    if (more.empty()) break;
    text += more;
  }
  return text;
}

TEST(HttpClient, SendsARequestAndReadsTheAnswer) {
  FunctionHandler handler([](const HttpRequest& request, const HttpRespond& respond) {
    respond({.status = 201,
             .headers = {{"X-Kind", "made"}},
             .body = request.method + " " + request.body});
  });
  const auto server = StartHttpServer({}, handler).value();
  const auto client = MakeHttpClient();

  const auto outcome = SendAndWait(*client, {.method = "POST",
                                             .url = UrlOf(server->Port(), "/a?b=c"),
                                             .headers = {{"X-Mine", "1"}},
                                             .body = "hello"});

  ASSERT_TRUE(outcome) << outcome.error().error.message;
  EXPECT_EQ(outcome->status, 201);
  EXPECT_EQ(outcome->body, "POST hello");
  EXPECT_EQ(HeaderValue(outcome->headers, "x-kind"), "made");
  EXPECT_EQ(handler.Seen().at(0).target, "/a?b=c");
  EXPECT_EQ(HeaderValue(handler.Seen().at(0).headers, "x-mine"), "1");
}

TEST(HttpClient, ReadsChunkedInterimEndlessAndHeadAnswers) {
  const RawSocket listener = RawSocket::Listen();
  const auto client = MakeHttpClient();
  const auto answer_with = [&](std::string_view method, std::string_view bytes) {
    std::thread peer([&] {
      const RawSocket connection = listener.Accept();
      connection.ReadUntil("\r\n\r\n");
      connection.Write(bytes);
    });
    auto outcome =
        SendAndWait(*client, {.method = std::string(method), .url = UrlOf(listener.Port())});
    peer.join();
    return outcome ? outcome->body : outcome.error().error.message;
  };

  EXPECT_EQ(answer_with("GET",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
            "abcde");
  EXPECT_EQ(answer_with("GET",
                        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n"
                        "Content-Length: 2\r\nConnection: close\r\n\r\nhi"),
            "hi");
  EXPECT_EQ(answer_with("GET", "HTTP/1.1 200 OK\r\n\r\nto the end"), "to the end");
  EXPECT_EQ(answer_with("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"), "");
}

TEST(HttpClient, SaysNotSentWhenRefused) {
  std::uint16_t port = 0;
  {
    const RawSocket gone = RawSocket::Listen();
    port = gone.Port();
  }
  const auto client = MakeHttpClient();

  const auto outcome = SendAndWait(*client, Post(port));

  ASSERT_FALSE(outcome);
  EXPECT_FALSE(outcome.error().request_sent);
  EXPECT_EQ(outcome.error().error.kind, ErrorKind::kTransient);
  EXPECT_NE(outcome.error().error.message.find("127.0.0.1:" + std::to_string(port)),
            std::string::npos);
}

TEST(HttpClient, SaysNotSentWhenTheCallIsMalformed) {
  const auto client = MakeHttpClient();

  for (const HttpCall& call :
       {HttpCall{.url = "ftp://h/"}, HttpCall{.url = "http:///x"}, HttpCall{.url = "http://u:p@h/"},
        HttpCall{.url = "http://h/a b"}, HttpCall{.method = "GET\r\nX: y", .url = "http://h/"},
        HttpCall{.url = "http://h/", .headers = {{"X", "a\r\nY: b"}}}}) {
    const auto outcome = SendAndWait(*client, call);
    ASSERT_FALSE(outcome) << call.url;
    EXPECT_EQ(outcome.error().error.kind, ErrorKind::kInvalid) << call.url;
    EXPECT_FALSE(outcome.error().request_sent);
  }
}

TEST(HttpClient, SaysSentWhenResetAfterTheRequest) {
  const RawSocket listener = RawSocket::Listen();
  std::thread peer([&] {
    RawSocket connection = listener.Accept();
    ReadRequest(connection);
    connection.Reset();
  });
  const auto client = MakeHttpClient();

  const auto outcome = SendAndWait(*client, Post(listener.Port()));

  peer.join();
  ASSERT_FALSE(outcome);
  EXPECT_TRUE(outcome.error().request_sent);
}

TEST(HttpClient, SaysSentWhenTheAnswerDoesNotCome) {
  const RawSocket listener = RawSocket::Listen();
  const auto client = MakeHttpClient();
  HttpCall call = Post(listener.Port());
  call.timeout = std::chrono::milliseconds(100);

  const auto outcome = SendAndWait(*client, call);

  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().error.kind, ErrorKind::kTimeout);
  EXPECT_TRUE(outcome.error().request_sent);
}

TEST(HttpClient, SaysNotSentWhenItTimesOutInTheQueue) {
  const RawSocket listener = RawSocket::Listen();
  const auto client = MakeHttpClient({.max_connections_per_host = 1});
  client->Send(Post(listener.Port()), [](HttpOutcome) {});
  HttpCall call = Post(listener.Port());
  call.timeout = std::chrono::milliseconds(50);

  const auto outcome = SendAndWait(*client, call);

  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().error.kind, ErrorKind::kTimeout);
  EXPECT_FALSE(outcome.error().request_sent);
}

TEST(HttpClient, RefusesMoreThanMayWait) {
  const RawSocket listener = RawSocket::Listen();
  const auto client = MakeHttpClient({.max_connections_per_host = 1, .max_waiting = 1});
  client->Send(Post(listener.Port()), [](HttpOutcome) {});
  client->Send(Post(listener.Port()), [](HttpOutcome) {});

  const auto outcome = SendAndWait(*client, Post(listener.Port()));

  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().error.kind, ErrorKind::kTransient);
  EXPECT_FALSE(outcome.error().request_sent);
}

TEST(HttpClient, KeepsConnectionsAndQueuesBeyondTheirNumber) {
  std::atomic<int> accepted = 0;
  const RawSocket listener = RawSocket::Listen();
  std::thread peer([&] {
    const RawSocket connection = listener.Accept();
    ++accepted;
    for (int i = 0; i < 20; ++i) {
      ReadRequest(connection);
      connection.Write(kOk);
    }
  });
  const auto client = MakeHttpClient({.max_connections_per_host = 1});
  std::vector<std::future<HttpOutcome>> outcomes;
  for (int i = 0; i < 20; ++i) {
    auto promise = std::make_shared<std::promise<HttpOutcome>>();
    outcomes.push_back(promise->get_future());
    client->Send(Post(listener.Port()),
                 [promise](HttpOutcome outcome) { promise->set_value(std::move(outcome)); });
  }

  for (auto& outcome : outcomes) EXPECT_TRUE(outcome.get());
  peer.join();
  EXPECT_EQ(accepted, 1);
}

TEST(HttpClient, ReplacesAKeptConnectionThatWasClosed) {
  const RawSocket listener = RawSocket::Listen();
  std::promise<void> closed;
  std::thread peer([&] {
    {
      const RawSocket first = listener.Accept();
      ReadRequest(first);
      first.Write(kOk);
    }
    closed.set_value();
    const RawSocket second = listener.Accept();
    ReadRequest(second);
    second.Write(kOk);
  });
  const auto client = MakeHttpClient();
  ASSERT_TRUE(SendAndWait(*client, Post(listener.Port())));
  closed.get_future().wait();

  const auto outcome = SendAndWait(*client, Post(listener.Port()));

  peer.join();
  EXPECT_TRUE(outcome) << outcome.error().error.message;
}

class StaleConnection : public testing::TestWithParam<std::string> {};

/// The kept connection takes the second request and dies without an answer.
TEST_P(StaleConnection, IsRepeatedOnlyWhenThatIsSafe) {
  const bool safe = GetParam() == "GET";
  const RawSocket listener = RawSocket::Listen();
  std::atomic<int> requests = 0;
  std::thread peer([&] {
    {
      RawSocket first = listener.Accept();
      first.ReadUntil("\r\n\r\n");
      first.Write(kOk);
      first.ReadUntil("\r\n\r\n");
      ++requests;
      first.Reset();
    }
    if (!safe) return;
    const RawSocket second = listener.Accept();
    second.ReadUntil("\r\n\r\n");
    ++requests;
    second.Write(kOk);
  });
  const auto client = MakeHttpClient();
  const HttpCall call{.method = GetParam(), .url = UrlOf(listener.Port())};
  ASSERT_TRUE(SendAndWait(*client, call));

  const auto outcome = SendAndWait(*client, call);

  peer.join();
  EXPECT_EQ(requests, safe ? 2 : 1);
  EXPECT_EQ(outcome.has_value(), safe);
  if (!outcome) EXPECT_TRUE(outcome.error().request_sent);
}
INSTANTIATE_TEST_SUITE_P(Methods, StaleConnection, testing::Values("GET", "POST"));

TEST(HttpClient, BoundsTheAnswer) {
  FunctionHandler handler([](const HttpRequest&, const HttpRespond& respond) {
    respond({.status = 200, .headers = {}, .body = std::string(5000, 'x')});
  });
  const auto server = StartHttpServer({}, handler).value();
  const auto client = MakeHttpClient();

  const auto outcome =
      SendAndWait(*client, {.url = UrlOf(server->Port()), .max_response_bytes = 1000});

  ASSERT_FALSE(outcome);
  EXPECT_TRUE(outcome.error().request_sent);
  EXPECT_EQ(outcome.error().error.kind, ErrorKind::kRejected);
  EXPECT_NE(outcome.error().error.message.find("larger than 1000 bytes"), std::string::npos);
}

TEST(HttpClient, CutsTheAnswerWhenAskedTo) {
  FunctionHandler handler([](const HttpRequest& request, const HttpRespond& respond) {
    respond({.status = 201,
             .headers = {},
             .body = std::string(request.body.empty() ? 10U : 5000U, 'x')});
  });
  const auto server = StartHttpServer({}, handler).value();
  const auto client = MakeHttpClient();
  HttpCall call = Post(server->Port(), "give me much");
  call.max_response_bytes = 1000;
  call.cut_response = true;

  const auto cut = SendAndWait(*client, call);
  ASSERT_TRUE(cut) << cut.error().error.message;
  EXPECT_EQ(cut->status, 201);
  EXPECT_LE(cut->body.size(), 1000U);

  call.body.clear();
  const auto whole = SendAndWait(*client, call);
  ASSERT_TRUE(whole) << "what was left of the cut answer is not read as the next one";
  EXPECT_EQ(whole->body, "xxxxxxxxxx");

  const RawSocket listener = RawSocket::Listen();
  std::thread endless([&] {
    const RawSocket peer = listener.Accept();
    peer.ReadUntil("\r\n\r\n");
    peer.Write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    peer.Write("7d0\r\n" + std::string(2000, 'y') + "\r\n");
    peer.ReadToEnd();
  });
  HttpCall chunked = Post(listener.Port(), "x");
  chunked.max_response_bytes = 1000;
  chunked.cut_response = true;
  const auto of_chunks = SendAndWait(*client, chunked);
  endless.join();
  ASSERT_TRUE(of_chunks) << of_chunks.error().error.message;
  EXPECT_EQ(of_chunks->status, 200);
}

TEST(HttpClient, ReadsAnAnswerThatComesBeforeTheBodyIsThrough) {
  FunctionHandler handler([](const HttpRequest&, const HttpRespond&) {});
  const auto server = StartHttpServer({.max_body_bytes = 1000}, handler).value();
  const auto client = MakeHttpClient();

  const auto outcome = SendAndWait(*client, Post(server->Port(), std::string(8'000'000, 'x')));

  ASSERT_TRUE(outcome) << outcome.error().error.message;
  EXPECT_EQ(outcome->status, 413);
}

TEST(HttpClient, DestructionCancelsWhatIsInHand) {
  const RawSocket listener = RawSocket::Listen();
  auto client = MakeHttpClient();
  std::promise<HttpOutcome> promise;
  client->Send(Post(listener.Port()),
               [&](HttpOutcome outcome) { promise.set_value(std::move(outcome)); });
  const RawSocket connection = listener.Accept();
  ReadRequest(connection);

  client.reset();

  const auto outcome = promise.get_future().get();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().error.kind, ErrorKind::kCancelled);
  EXPECT_TRUE(outcome.error().request_sent);
}

class HttpsTest : public testing::Test {
 protected:
  void Serve(const fakes::SelfSigned& identity) {
    server_ = StartHttpServer(
                  {.tls = {.certificate = identity.CertificateFile(), .key = identity.KeyFile()}},
                  handler_)
                  .value();
  }
  std::string Url() const { return "https://127.0.0.1:" + std::to_string(server_->Port()) + "/"; }

  FunctionHandler handler_{[](const HttpRequest& request, const HttpRespond& respond) {
    respond({.status = 200, .headers = {}, .body = "secret " + request.body});
  }};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpsTest, TalksWithATrustedCertificateAndKeepsTheConnection) {
  const fakes::SelfSigned identity("IP:127.0.0.1");
  Serve(identity);
  const auto client = MakeHttpClient({.authorities_file = identity.CertificateFile()});

  for (int i = 0; i < 3; ++i) {
    const auto outcome = SendAndWait(
        *client,
        {.method = "POST", .url = Url(), .headers = {}, .body = std::string(100'000, 'b')});
    ASSERT_TRUE(outcome) << outcome.error().error.message;
    EXPECT_EQ(outcome->body.size(), 100'007U);
  }
}

TEST_F(HttpsTest, RefusesAnUnknownCertificateBeforeSending) {
  const fakes::SelfSigned identity("IP:127.0.0.1");
  Serve(identity);
  const auto client = MakeHttpClient();

  const auto outcome = SendAndWait(*client, {.url = Url()});

  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().error.kind, ErrorKind::kRejected);
  EXPECT_FALSE(outcome.error().request_sent);
  EXPECT_TRUE(handler_.Seen().empty());
}

TEST_F(HttpsTest, RefusesACertificateOfAnotherName) {
  const fakes::SelfSigned identity("DNS:elsewhere.example");
  Serve(identity);
  const auto client = MakeHttpClient({.authorities_file = identity.CertificateFile()});

  const auto outcome = SendAndWait(*client, {.url = Url()});

  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().error.kind, ErrorKind::kRejected);
}

TEST_F(HttpsTest, FailsClearlyWhenTheOtherSideDoesNotSpeakTls) {
  const RawSocket listener = RawSocket::Listen();
  std::thread peer([&] {
    const RawSocket connection = listener.Accept();
    connection.Write("HTTP/1.1 400 Bad Request\r\n\r\n");
    connection.ReadUntil("\x16");
  });
  const auto client = MakeHttpClient();

  const auto outcome =
      SendAndWait(*client, {.url = "https://127.0.0.1:" + std::to_string(listener.Port()) + "/"});

  peer.join();
  ASSERT_FALSE(outcome);
  EXPECT_FALSE(outcome.error().request_sent);
}

}  // namespace
}  // namespace tocsin
