// links: ports
#include "adapters/event_stream.hpp"

#include <gtest/gtest.h>

#include "adapters/http_text.hpp"

namespace tocsin {
namespace {

/// Events as "type|data|id", read in pieces of that size.
std::vector<std::string> EventsOf(std::string_view stream, std::size_t piece) {
  EventStreamReader reader;
  std::vector<std::string> events;
  for (; !stream.empty(); stream.remove_prefix(std::min(piece, stream.size()))) {
    EXPECT_TRUE(reader.Feed(stream.substr(0, piece), [&](const ServerEvent& event) {
      events.push_back(event.type + '|' + event.data + '|' + event.id);
    }));
  }
  return events;
}

struct StreamCase {
  const char* name;
  std::string stream;
  std::vector<std::string> events;
};
void PrintTo(const StreamCase& given, std::ostream* out) { *out << given.name; }

class EventStreams : public testing::TestWithParam<StreamCase> {};

TEST_P(EventStreams, AreReadTheSameInPiecesOfAnySize) {
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U})
    EXPECT_EQ(EventsOf(GetParam().stream, piece), GetParam().events) << piece;
}

INSTANTIATE_TEST_SUITE_P(
    All, EventStreams,
    testing::Values(
        StreamCase{"one", "data: hello\n\n", {"message|hello|"}},
        StreamCase{"all fields", "id: 7\nevent: tick\ndata: x\n\n", {"tick|x|7"}},
        StreamCase{
            "lines of data", "data: a\ndata:b\ndata:\ndata:  c\n\n", {"message|a\nb\n\n c|"}},
        StreamCase{"line ends of all kinds",
                   "data: a\r\rdata: b\r\n\r\ndata: c\n\ndata: d\r\n\n",
                   {"message|a|", "message|b|", "message|c|", "message|d|"}},
        StreamCase{
            "comments and unknown fields", ": beat\nfoo: bar\ndata: x\n:\n\n", {"message|x|"}},
        StreamCase{"a type without data is no event", "event: tick\n\ndata: x\n\n", {"message|x|"}},
        StreamCase{"empty data is one", "data\n\n", {"message||"}},
        StreamCase{"an id stays",
                   "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
                   {"message|a|1", "message|b|1", "message|c|"}},
        StreamCase{
            "an id with NUL is none", std::string("id: 1\0\ndata: a\n\n", 16), {"message|a|"}},
        StreamCase{"a mark of the byte order",
                   "\xef\xbb\xbf"
                   "data: x\n\n",
                   {"message|x|"}},
        StreamCase{"what is not ended is none", "data: a\n\ndata: b\n", {"message|a|"}},
        StreamCase{"nothing", "\n\n\n", {}}));

TEST(EventStreamReader, TakesTheTimeToWait) {
  EventStreamReader reader;
  ASSERT_TRUE(reader.Feed("retry: 1500\nretry: soon\nretry: -1\n", [](const ServerEvent&) {}));
  EXPECT_EQ(reader.Retry(), std::chrono::milliseconds(1500));
  ASSERT_TRUE(reader.Feed("retry: 9223372036854775807\n", [](const ServerEvent&) {}));
  EXPECT_EQ(reader.Retry(), std::chrono::hours(24));
}

TEST(EventStreamReader, BoundsAnEvent) {
  for (const char* line : {"data: 0123456789", "data: 01234567\ndata: 01", "x0123456789abcdef"}) {
    EventStreamReader reader(14);
    EXPECT_FALSE(reader.Feed(line, [](const ServerEvent&) {})) << line;
    EXPECT_FALSE(reader.Feed("\n\n", [](const ServerEvent&) { ADD_FAILURE(); })) << "for good";
  }
}

TEST(ServerEvents, AreReadAsTheyWereWritten) {
  for (const ServerEvent& event : {ServerEvent{.type = "message", .data = "a\nb\n\nc"},
                                   ServerEvent{.type = "t", .data = "", .id = "9"},
                                   ServerEvent{.type = "message", .data = " spaces first"}}) {
    EXPECT_EQ(EventsOf(RenderServerEvent(event), 5),
              std::vector<std::string>{event.type + '|' + event.data + '|' + event.id});
  }
  EXPECT_EQ(RenderServerEvent({.type = "a\nb", .data = "x\r\ny\rz", .id = "1\r2"}),
            "id: 12\nevent: ab\ndata: x\ndata: y\ndata: z\n\n");
  EXPECT_EQ(EventsOf(kServerEventBeat, 9), std::vector<std::string>{});
}

TEST(HeaderLists, AreOfAllLinesAndWithoutSpaces) {
  const HttpHeaders headers = {
      {"Connection", "keep-alive ,\tUpgrade"}, {"X", "y"}, {"connection", ", ,close"}};
  EXPECT_EQ(net::ListItems(headers, "CONNECTION"),
            (std::vector<std::string>{"keep-alive", "Upgrade", "close"}));
  EXPECT_TRUE(net::HasListItem(headers, "Connection", "upgrade"));
  EXPECT_FALSE(net::HasListItem(headers, "Connection", "up"));
  EXPECT_TRUE(net::ListItems({}, "Connection").empty());
}

}  // namespace
}  // namespace tocsin
