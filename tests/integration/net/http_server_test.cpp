// links: net
#include "adapters/net/http_server.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "fakes/http_probe.hpp"
#include "fakes/raw_socket.hpp"
#include "schemas/json.hpp"

namespace tocsin {
namespace {

using fakes::FunctionHandler;
using fakes::RawSocket;

HttpResponse Echo(const HttpRequest& request) {
  json::object seen{{"method", request.method},       {"path", request.path},
                    {"body", request.body},           {"peer", request.peer},
                    {"forwarded", request.forwarded}, {"target", request.target},
                    {"name", request.Query("name")}};
  return JsonResponse(200, json::serialize(seen));
}

class HttpServerTest : public testing::Test {
 protected:
  void Serve(
      HttpServerOptions options = {},
      FunctionHandler::Answer answer = [](const HttpRequest& request, const HttpRespond& respond) {
        respond(Echo(request));
      }) {
    handler_ = std::make_unique<FunctionHandler>(std::move(answer));
    auto started = StartHttpServer(std::move(options), *handler_);
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }
  RawSocket Connect() const { return RawSocket::ConnectTo(server_->Port()); }
  /// The whole conversation: writes, then reads until the server closes.
  std::string Talk(std::string_view bytes) const {
    const RawSocket client = Connect();
    client.Write(bytes);
    return client.ReadToEnd();
  }

  std::unique_ptr<FunctionHandler> handler_;
  std::unique_ptr<HttpServer> server_;
};

std::size_t CountOf(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
    ++count;
  return count;
}

TEST_F(HttpServerTest, DecodesTargetAndAnswers) {
  Serve();

  const std::string answer =
      Talk("GET /a%20b?name=%C3%A4+x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_NE(answer.find(R"("path":"/a b")"), std::string::npos) << answer;
  EXPECT_NE(answer.find("\"name\":\"\xC3\xA4 x\""), std::string::npos) << answer;
  EXPECT_NE(answer.find("\"peer\":\"127.0.0.1\""), std::string::npos) << answer;
}

TEST_F(HttpServerTest, KeepsTheConnectionAndAnswersPipelinedRequestsInOrder) {
  Serve();
  const RawSocket client = Connect();
  client.Write(
      "POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: "
      "h\r\n\r\n");
  std::string answers = client.ReadUntil("/2");

  client.Write("GET /3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  answers += client.ReadToEnd();

  EXPECT_EQ(CountOf(answers, "HTTP/1.1 200"), 3U);
  EXPECT_LT(answers.find("\"/1\""), answers.find("\"/2\""));
  EXPECT_LT(answers.find("\"/2\""), answers.find("\"/3\""));
  EXPECT_NE(answers.find("\"body\":\"abc\""), std::string::npos);
}

TEST_F(HttpServerTest, SkipsEmptyLinesBeforeARequest) {
  Serve();
  const RawSocket client = Connect();
  client.Write("\r\n\r\nPOST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc\r\n");
  std::string answers = client.ReadUntil("/1");

  client.Write("\r");
  client.Write("\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  answers += client.ReadToEnd();

  EXPECT_EQ(CountOf(answers, "HTTP/1.1 200"), 2U) << answers;
  EXPECT_TRUE(Talk("\r\rGET / HTTP/1.1\r\nHost: h\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

TEST_F(HttpServerTest, IsIdleThoughHalfAnEmptyLineHasCome) {
  Serve({.idle_timeout = Duration(100)});
  const RawSocket client = Connect();
  client.Write("GET / HTTP/1.1\r\nHost: h\r\n\r\n\r");

  EXPECT_TRUE(client.ReadToEnd().starts_with("HTTP/1.1 200 ")) << "until the idle time is over";
}

TEST_F(HttpServerTest, RefusesABigBodyAndTheClientReadsTheAnswer) {
  Serve({.max_body_bytes = 1000});
  const RawSocket client = Connect();
  client.Write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n");
  const std::string part(100'000, 'x');
  for (int i = 0; i < 100 && client.Write(part); ++i) {
  }

  const std::string answer = client.ReadToEnd();

  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
  EXPECT_NE(answer.find("application/problem+json"), std::string::npos);
  EXPECT_NE(answer.find("1000 bytes"), std::string::npos);
  EXPECT_TRUE(handler_->Seen().empty());
}

TEST_F(HttpServerTest, RefusesABigChunkedBody) {
  Serve({.max_body_bytes = 10});

  const std::string answer = Talk(
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
      "chunked\r\n\r\n14\r\n01234567890123456789\r\n0\r\n\r\n");

  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
}

TEST_F(HttpServerTest, RefusesWhatTwoReadersWouldEndAtDifferentPlaces) {
  Serve();
  constexpr std::string_view kHidden = "0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: h\r\n\r\n";
  for (const char* fields :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: xchunked",
        "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Content-Length: 1\r\nContent-Length: 2", "Host: other"}) {
    const std::string answer = Talk("POST / HTTP/1.1\r\nHost: h\r\n" + std::string(fields) +
                                    "\r\n\r\n" + std::string(kHidden));

    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ") || answer.starts_with("HTTP/1.1 501 "))
        << fields << '\n'
        << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << fields;
  }
  EXPECT_TRUE(handler_->Seen().empty());
}

TEST_F(HttpServerTest, DoesNotTakeATrailerForAHeader) {
  Serve();

  const std::string answer = Talk(
      "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Kept: 1\r\nTransfer-Encoding: "
      "chunked\r\n\r\n"
      "1\r\nx\r\n0\r\nX-API-Key: secret\r\n\r\n");

  ASSERT_EQ(handler_->Seen().size(), 1U) << answer;
  EXPECT_EQ(HeaderValue(handler_->Seen()[0].headers, "X-Kept"), "1");
  EXPECT_EQ(HeaderValue(handler_->Seen()[0].headers, "X-API-Key"), "");
  EXPECT_EQ(handler_->Seen()[0].body, "x");
}

TEST_F(HttpServerTest, RefusesALineWithoutEnd) {
  Serve({.max_header_bytes = 2000});
  const RawSocket client = Connect();
  client.Write("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;");
  const std::string part(10'000, 'x');
  for (int i = 0; i < 1000 && client.Write(part); ++i) {
  }

  const std::string answer = client.ReadToEnd();

  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
  EXPECT_TRUE(handler_->Seen().empty());
}

TEST_F(HttpServerTest, RefusesABigHeader) {
  Serve({.max_header_bytes = 2000});

  const std::string answer =
      Talk("GET / HTTP/1.1\r\nHost: h\r\nX-Long: " + std::string(5000, 'x') + "\r\n\r\n");

  EXPECT_TRUE(answer.starts_with("HTTP/1.1 431 ")) << answer;
}

TEST_F(HttpServerTest, AnswersHalfARequestWithBadRequest) {
  Serve();
  const RawSocket client = Connect();
  client.Write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  client.EndWriting();

  const std::string answer = client.ReadToEnd();

  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
  EXPECT_TRUE(handler_->Seen().empty());
}

TEST_F(HttpServerTest, EndsASlowRequestWithTimeout) {
  Serve({.request_timeout = std::chrono::milliseconds(100)});

  const std::string answer = Talk("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");

  EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << answer;
}

TEST_F(HttpServerTest, ClosesASilentConnection) {
  Serve({.idle_timeout = std::chrono::milliseconds(50)});

  EXPECT_EQ(Talk(""), "");
}

TEST_F(HttpServerTest, RefusesWhatIsNotHttp) {
  Serve();

  EXPECT_TRUE(Talk("\x16\x03\x01 hello\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(Talk("GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400 ")) << "no Host";
  EXPECT_TRUE(Talk("GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(Talk("GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(Talk("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: "
                   "chunked\r\n\r\n0\r\n\r\n")
                  .starts_with("HTTP/1.1 400 "))
      << "two lengths";
  EXPECT_TRUE(handler_->Seen().empty());
}

TEST_F(HttpServerTest, InvitesTheBodyWhenAskedTo) {
  Serve();
  const RawSocket client = Connect();
  client.Write(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: "
      "close\r\n\r\n");
  EXPECT_EQ(client.ReadUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");

  client.Write("hi");

  EXPECT_NE(client.ReadToEnd().find("\"body\":\"hi\""), std::string::npos);
}

TEST_F(HttpServerTest, AnswersHeadWithoutBody) {
  Serve();

  const std::string answer = Talk("HEAD /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
  EXPECT_EQ(answer.find("Content-Length: 0"), std::string::npos);
}

TEST_F(HttpServerTest, AnswersServerErrorWhenTheHandlerDropsOrThrows) {
  Serve({}, [](const HttpRequest& request, const HttpRespond&) {
    if (request.path == "/throw") throw std::runtime_error("boom");
  });

  EXPECT_TRUE(Talk("GET /drop HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                  .starts_with("HTTP/1.1 500 "));
  EXPECT_TRUE(Talk("GET /throw HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                  .starts_with("HTTP/1.1 500 "));
}

TEST_F(HttpServerTest, ASlowAnswerDoesNotHoldUpOthers) {
  HttpRespond slow;
  std::mutex mutex;
  Serve({}, [&](const HttpRequest& request, HttpRespond respond) {
    if (request.path != "/slow") return respond(Echo(request));
    const std::lock_guard lock(mutex);
    slow = std::move(respond);
  });
  const RawSocket waiting = Connect();
  waiting.Write("GET /slow HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  ASSERT_TRUE(handler_->WaitFor(1));

  EXPECT_NE(Talk("GET /fast HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").find("/fast"),
            std::string::npos);

  std::thread([&] {
    const std::lock_guard lock(mutex);
    slow(JsonResponse(200, "\"late\""));
    slow = nullptr;
  }).join();
  EXPECT_NE(waiting.ReadToEnd().find("\"late\""), std::string::npos);
}

TEST_F(HttpServerTest, TurnsAwayWhatIsBeyondItsConnections) {
  Serve({.max_connections = 2});
  const RawSocket first = Connect();
  const RawSocket second = Connect();
  first.Write("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
  second.Write("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
  first.ReadUntil("/1");
  second.ReadUntil("/2");

  const std::string answer = Talk("GET /3 HTTP/1.1\r\nHost: h\r\n\r\n");

  EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
  EXPECT_NE(answer.find("Retry-After: 1"), std::string::npos);
}

TEST_F(HttpServerTest, ServesManyConnectionsAtOnce) {
  Serve();
  std::vector<RawSocket> clients;
  for (int i = 0; i < 300; ++i) clients.push_back(Connect());
  for (std::size_t i = 0; i < clients.size(); ++i) {
    clients[i].Write("GET /" + std::to_string(i) +
                     "/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  }

  for (std::size_t i = 0; i < clients.size(); ++i) {
    EXPECT_NE(clients[i].ReadToEnd().find("\"/" + std::to_string(i) + "/\""), std::string::npos);
  }
}

TEST_F(HttpServerTest, BelievesForwardedAddressesOfTrustedProxiesOnly) {
  const std::string request =
      "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.9, "
      "10.1.2.3\r\n\r\n";
  Serve();
  EXPECT_NE(Talk(request).find("\"peer\":\"127.0.0.1\""), std::string::npos);

  Serve({.trusted_proxies = {"127.0.0.1", "10.0.0.0/8"}});
  EXPECT_NE(Talk(request).find("\"peer\":\"203.0.113.9\""), std::string::npos);
}

TEST_F(HttpServerTest, SaysWhereAProxyThatIsNotTrustedHidesTheClient) {
  const auto answer = [&](const std::string& header) {
    return Talk("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + header + "\r\n");
  };
  const auto says = [](const std::string& text, const char* what) {
    return text.find(std::string("\"forwarded\":") + what) != std::string::npos;
  };
  Serve();
  EXPECT_TRUE(says(answer(""), "false"));
  EXPECT_TRUE(says(answer("X-Forwarded-For: 203.0.113.9\r\n"), "true"));
  EXPECT_TRUE(says(answer("Forwarded: for=203.0.113.9\r\n"), "true"));
  Serve({.trusted_proxies = {"127.0.0.1"}});
  EXPECT_TRUE(says(answer("X-Forwarded-For: 203.0.113.9\r\n"), "false"));
  EXPECT_TRUE(says(answer("Forwarded: for=203.0.113.9\r\n"), "true")) << "it is not read";
}

TEST_F(HttpServerTest, NamesTheAddressOfATakenPort) {
  Serve();

  const auto second = StartHttpServer({.port = server_->Port()}, *handler_);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kRejected);
  EXPECT_NE(second.error().message.find("127.0.0.1:" + std::to_string(server_->Port())),
            std::string::npos);
}

TEST_F(HttpServerTest, RefusesSettingsItCannotRead) {
  FunctionHandler handler([](const HttpRequest&, const HttpRespond&) {});

  EXPECT_FALSE(StartHttpServer({.trusted_proxies = {"10.0.0.0/99"}}, handler));
  EXPECT_FALSE(StartHttpServer({.tls = {.certificate = "/nowhere.pem"}}, handler));
  EXPECT_FALSE(
      StartHttpServer({.tls = {.certificate = "/nowhere.pem", .key = "/nowhere.pem"}}, handler));
}

TEST_F(HttpServerTest, GivesItsConnectionsToItsThreadsInTurn) {
  std::mutex mutex;
  std::map<std::thread::id, int> served;
  Serve({.threads = 3}, [&](const HttpRequest& request, const HttpRespond& respond) {
    const std::lock_guard lock(mutex);
    ++served[std::this_thread::get_id()];
    respond(Echo(request));
  });
  std::vector<RawSocket> clients;
  for (int i = 0; i < 12; ++i) {
    clients.push_back(Connect());
    clients.back().Write("GET /here HTTP/1.1\r\nHost: h\r\n\r\n");
    clients.back().ReadUntil("/here");
  }

  const std::lock_guard lock(mutex);
  ASSERT_EQ(served.size(), 3U);
  for (const auto& [thread, count] : served) EXPECT_EQ(count, 4);
}

TEST_F(HttpServerTest, StopTellsWhatItHadToCut) {
  Serve({}, [](const HttpRequest&, const HttpRespond& respond) {
    static HttpRespond never;
    never = respond;
  });
  const RawSocket waiting = Connect();
  waiting.Write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const RawSocket idle = Connect();
  ASSERT_TRUE(handler_->WaitFor(1));

  EXPECT_EQ(server_->Stop(std::chrono::milliseconds(50)), 1U) << "the idle one ends in order";
}

TEST_F(HttpServerTest, StopAnswersWhatIsInHandAndTakesNoMore) {
  std::promise<HttpRespond> waiting;
  Serve({},
        [&](const HttpRequest&, HttpRespond respond) { waiting.set_value(std::move(respond)); });
  const auto port = server_->Port();
  const RawSocket client = Connect();
  client.Write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  auto respond = waiting.get_future().get();

  std::thread stop([this] { server_->Stop(std::chrono::seconds(10)); });
  while (true) {
    const RawSocket late = RawSocket::ConnectTo(port);
    if (!late.Open()) break;
  }
  respond(JsonResponse(200, "\"last\""));

  const std::string answer = client.ReadToEnd();
  client.EndWriting();
  stop.join();
  EXPECT_NE(answer.find("\"last\""), std::string::npos);
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
}

TEST_F(HttpServerTest, AnAnswerAfterStopIsDropped) {
  std::promise<HttpRespond> waiting;
  Serve({},
        [&](const HttpRequest&, HttpRespond respond) { waiting.set_value(std::move(respond)); });
  const RawSocket client = Connect();
  client.Write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  auto respond = waiting.get_future().get();

  server_->Stop(Duration(0));
  server_.reset();
  respond(JsonResponse(200, "\"late\""));

  EXPECT_EQ(client.ReadToEnd(), "");
}

}  // namespace
}  // namespace tocsin
