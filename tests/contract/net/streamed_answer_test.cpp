#include <gtest/gtest.h>

#include <algorithm>

#include <thread>

#include "fakes/raw_socket.hpp"
#include "stream_ends.hpp"

namespace tocsin {
namespace {

using fakes::RawSocket;

std::string Get(std::string_view more = {}) {
  return "GET / HTTP/1.1\r\nHost: h\r\n" + std::string(more) + "\r\n";
}

TEST(StreamedAnswer, GoesOutAsItComesAndKeepsTheConnection) {
  StreamServer server;
  const RawSocket client = RawSocket::ConnectTo(server.Server().Port());
  client.Write(Get());
  const auto body = server.WaitForBody();
  const std::string head = client.ReadUntil("\r\n\r\n");
  EXPECT_NE(head.find("Transfer-Encoding: chunked"), std::string::npos) << head;
  EXPECT_NE(head.find("text/event-stream"), std::string::npos);

  EXPECT_TRUE(body->Write(RenderServerEvent({.data = "one"})));
  EXPECT_EQ(client.ReadUntil("\n\n\r\n"), "b\r\ndata: one\n\n\r\n");
  EXPECT_TRUE(body->Write("end"));
  body->End();
  EXPECT_FALSE(body->Write("late"));

  EXPECT_EQ(client.ReadUntil("0\r\n\r\n"), "3\r\nend\r\n0\r\n\r\n");
  client.Write(Get());
  server.WaitForBody()->End();
  EXPECT_TRUE(client.ReadUntil("0\r\n\r\n").starts_with("HTTP/1.1 200"));
  EXPECT_EQ(server.gone, 0);
}

TEST(StreamedAnswer, ARequestThatCameMeanwhileIsAnsweredNext) {
  StreamServer server;
  const RawSocket client = RawSocket::ConnectTo(server.Server().Port());
  client.Write(Get());
  const auto first = server.WaitForBody();
  client.ReadUntil("\r\n\r\n");
  client.Write(Get("Connection: close\r\n"));
  std::this_thread::sleep_for(
      std::chrono::milliseconds(20));  // it is read, and nothing is under way
  first->Write("1");
  EXPECT_EQ(client.ReadUntil("1\r\n1\r\n"), "1\r\n1\r\n");
  first->End();

  const auto second = server.WaitForBody();
  second->Write("2");
  second->End();

  EXPECT_TRUE(client.ReadToEnd().ends_with("1\r\n2\r\n0\r\n\r\n"));
}

TEST(StreamedAnswer, AnOldClientFindsItsEndByTheClosing) {
  StreamServer server;
  const RawSocket client = RawSocket::ConnectTo(server.Server().Port());
  client.Write("GET / HTTP/1.0\r\nHost: h\r\n\r\n");
  const auto body = server.WaitForBody();
  body->Write("plain ");
  body->Write("bytes");
  body->End();

  const std::string answer = client.ReadToEnd();

  EXPECT_EQ(answer.find("chunked"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\nplain bytes")) << answer;
}

TEST(StreamedAnswer, ACutBodyIsNotTakenForWhole) {
  StreamServer server;
  const RawSocket client = RawSocket::ConnectTo(server.Server().Port());
  client.Write(Get());
  auto body = server.WaitForBody();
  body->Write("half");
  client.ReadUntil("half\r\n");
  body.reset();

  EXPECT_EQ(client.ReadToEnd(), "") << "no last chunk";
  EXPECT_EQ(server.WaitFor(&StreamServer::gone, 1), 1);
}

TEST(StreamedAnswer, TellsWhenTheClientGoes) {
  StreamServer server;
  RawSocket client = RawSocket::ConnectTo(server.Server().Port());
  client.Write(Get());
  const auto body = server.WaitForBody();
  client.ReadUntil("\r\n\r\n");

  client.Close();

  EXPECT_EQ(server.WaitFor(&StreamServer::gone, 1), 1);
  EXPECT_FALSE(body->Write("nobody"));
}

TEST(StreamedAnswer, HoldsTheWriterBackWhileTheClientDoesNotRead) {
  StreamServer server({}, 100'000);
  RawSocket client = RawSocket::ConnectTo(server.Server().Port());
  client.Write(Get());
  const auto body = server.WaitForBody();
  std::size_t written = 0;
  while (body->Write(std::string(50'000, 'x'))) written += 50'000;

  std::size_t read = 0;
  std::thread reader([&] {
    const std::string all = client.ReadToEnd();
    read = static_cast<std::size_t>(std::ranges::count(all, 'x'));
    client.Close();
  });
  EXPECT_GE(server.WaitFor(&StreamServer::rooms, 1), 1);
  while (!body->Write(std::string(50'000, 'x'))) std::this_thread::yield();
  written += 50'000;
  body->End();
  server.Server().Stop(std::chrono::seconds(60));
  reader.join();

  EXPECT_EQ(read, written + 1) << "one is in the head: text/event-stream";
}

TEST(StreamedAnswer, AClientThatReadsNothingIsDroppedInTime) {
  StreamServer server({.idle_timeout = std::chrono::milliseconds(100)}, 100'000);
  const RawSocket client = RawSocket::ConnectTo(server.Server().Port());
  client.Write(Get());
  const auto body = server.WaitForBody();
  // The system's own buffers take some megabytes first.
  for (int i = 0; i < 10'000 && server.WaitFor(&StreamServer::gone, 0) == 0; ++i) {
    if (!body->Write(std::string(50'000, 'x')))
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

  EXPECT_EQ(server.WaitFor(&StreamServer::gone, 1), 1);
}

TEST(StreamedAnswer, ASilentStreamStaysLongerThanTheIdleTime) {
  StreamServer server({.idle_timeout = std::chrono::milliseconds(20),
                       .request_timeout = std::chrono::milliseconds(20)});
  const RawSocket client = RawSocket::ConnectTo(server.Server().Port());
  client.Write(Get());
  const auto body = server.WaitForBody();
  client.ReadUntil("\r\n\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));

  EXPECT_TRUE(body->Write(std::string(kServerEventBeat)));

  EXPECT_EQ(client.ReadUntil("\n\n\r\n"), "3\r\n:\n\n\r\n");
}

TEST(StreamedAnswer, StopEndsItInOrder) {
  StreamServer server;
  const RawSocket client = RawSocket::ConnectTo(server.Server().Port());
  client.Write(Get());
  const auto body = server.WaitForBody();
  body->Write("said");

  EXPECT_EQ(server.Server().Stop(std::chrono::seconds(60)), 0U);

  EXPECT_TRUE(client.ReadToEnd().ends_with("4\r\nsaid\r\n0\r\n\r\n"));
  EXPECT_EQ(server.gone, 1);
  EXPECT_FALSE(body->Write("late"));
}

/// A list that is cut must not look whole.
TEST(StreamedAnswer, AStopWaitsForABodyThatHasAnEndAndThenCutsIt) {
  std::promise<std::shared_ptr<HttpBody>> begun;
  fakes::FunctionHandler handler([&](const HttpRequest&, const HttpRespond& respond) {
    HttpResponse answer;
    answer.stream = std::make_shared<HttpStreamedBody>(
        HttpStreamedBody{.begin = [&](auto body) { begun.set_value(std::move(body)); }});
    respond(std::move(answer));
  });
  const auto server = StartHttpServer({}, handler).value();
  const RawSocket client = RawSocket::ConnectTo(server->Port());
  client.Write(Get());
  const auto body = begun.get_future().get();
  body->Write("half");

  EXPECT_EQ(server->Stop(std::chrono::milliseconds(50)), 1U);

  EXPECT_TRUE(client.ReadToEnd().ends_with("4\r\nhalf\r\n"));
}

}  // namespace
}  // namespace tocsin
