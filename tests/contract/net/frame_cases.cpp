#include "frame_cases.hpp"

#include <gtest/gtest.h>

#include "frames/frames.hpp"

namespace tocsin {
namespace {

using frames::kBinary;
using frames::kClose;
using frames::kMore;
using frames::kPing;
using frames::kPong;
using frames::kText;

constexpr std::string_view kKosme = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5";
const std::string kReserved =
    "bad_peer 1002: reading: The WebSocket frame contained illegal reserved bits";
const std::string kBadText =
    "bad_peer 1007: reading: The WebSocket frame payload was not valid utf8";
const std::string kTooBig =
    "bad_peer 1009: reading: The WebSocket message exceeded the locally configured limit";
const std::string kLength = "bad_peer 1002: reading: The WebSocket frame size was not canonical";
const std::string kControlSize =
    "bad_peer 1002: reading: The WebSocket control frame size was invalid";
const std::string kControlParts =
    "bad_peer 1002: reading: The WebSocket control frame was fragmented";
const std::string kNothingBegun =
    "bad_peer 1002: reading: The WebSocket continuation frame was unexpected";

const std::string kOpcode =
    "bad_peer 1002: reading: The WebSocket frame contained an illegal opcode";

/// Writes the frames of one side.
struct Writer {
  bool masked;

  std::string Whole(unsigned opcode, std::string_view payload, frames::Shape shape = {}) const {
    shape.masked = masked;
    return frames::Frame(opcode, payload, shape);
  }
  std::string Part(unsigned opcode, std::string_view payload) const {
    return Whole(opcode, payload, {.last = false});
  }
  std::string Text(std::string_view payload) const { return Whole(kText, payload); }
  std::string Close(int code, std::string_view reason = {}) const {
    return frames::CloseFrame(static_cast<std::uint16_t>(code), reason, {.masked = masked});
  }
  std::string Bye() const { return Close(1000); }
  /// A binary frame whose length is written in more bytes than it needs.
  std::string Wordy(std::string_view length) const {
    std::string out = "\x82";
    out += static_cast<char>((masked ? 0x80 : 0) | (length.size() == 2 ? 126 : 127));
    return out.append(length) + std::string(masked ? 4 : 0, '\0') + "x";
  }
};

std::vector<FrameCase> CasesOfMessages(const Writer& w) {
  const auto echoed = [&w](std::string name, unsigned opcode, std::size_t size, char byte) {
    const std::string text(size, byte);
    return FrameCase{std::move(name), w.Whole(opcode, text) + w.Bye(),
                     (opcode == kText ? "text(" : "binary(") +
                         (size <= 200 ? text : std::to_string(size) + " bytes") + ") close(1000)"};
  };
  return {
      echoed("empty text", kText, 0, '*'),
      echoed("text of 125 bytes", kText, 125, '*'),
      echoed("text of 126 bytes", kText, 126, '*'),
      echoed("text of 127 bytes", kText, 127, '*'),
      echoed("text of 65535 bytes", kText, 65535, '*'),
      echoed("empty binary", kBinary, 0, '\xfe'),
      echoed("binary of 126 bytes", kBinary, 126, '\xfe'),
      echoed("binary of 65535 bytes", kBinary, 65535, '\xfe'),
      echoed("binary of 65536 bytes", kBinary, 65536, '\xfe'),
      echoed("as much as may be", kBinary, kMostInCases, 'x'),
      {"a message beyond the limit", w.Text(std::string(kMostInCases + 1, 'x')), "close(1009)",
       kTooBig},
      {"a claim beyond the limit", w.Whole(kBinary, "x", {.claimed = std::uint64_t{1} << 40U}),
       "close(1009)", kTooBig},
      {"a claim beyond all", w.Whole(kBinary, "x", {.claimed = ~std::uint64_t{0}}), "close(1009)",
       kTooBig},
      {"parts beyond the limit",
       w.Part(kText, std::string(40000, 'x')) + w.Whole(kMore, std::string(40000, 'x')),
       "close(1009)", kTooBig},
      {"a short length in two bytes", w.Wordy(std::string_view("\0\1", 2)), "close(1002)", kLength},
      {"a short length in eight bytes", w.Wordy(std::string_view("\0\0\0\0\0\0\0\1", 8)),
       "close(1002)", kLength},
      {"a middle length in eight bytes", w.Wordy(std::string_view("\0\0\0\0\0\0\1\0", 8)),
       "close(1002)", kLength},
      {"what is no frame at all",
       w.masked ? "GET / HTTP/1.1\r\nHost: h\r\n\r\n" : "HTTP/1.1 400 Bad Request\r\n\r\n",
       "close(1002)", w.masked ? kOpcode : kControlParts},
  };
}

std::vector<FrameCase> CasesOfControlFrames(const Writer& w) {
  std::string pings, pongs;
  for (char c = '0'; c <= '9'; ++c) {
    pings += w.Whole(kPing, std::string(1, c));
    pongs += "pong(" + std::string(1, c) + ") ";
  }
  return {
      {"empty ping", w.Whole(kPing, "") + w.Bye(), "pong() close(1000)"},
      {"ping with a payload", w.Whole(kPing, "Hello") + w.Bye(), "pong(Hello) close(1000)"},
      {"ping of 125 bytes", w.Whole(kPing, std::string(125, '\xfe')) + w.Bye(),
       "pong(" + std::string(125, '\xfe') + ") close(1000)"},
      {"ping of 126 bytes", w.Whole(kPing, std::string(126, 'p')), "close(1002)", kControlSize},
      {"pong of 126 bytes", w.Whole(kPong, std::string(126, 'p')), "close(1002)", kControlSize},
      {"pong unasked", w.Whole(kPong, "Hello") + w.Text("on") + w.Bye(), "text(on) close(1000)"},
      {"ten pings", pings + w.Bye(), pongs + "close(1000)"},
      {"reserved bit 1", w.Whole(kText, "Hello", {.reserved = 4}), "close(1002)", kReserved},
      {"reserved bit 2", w.Whole(kText, "Hello", {.reserved = 2}), "close(1002)", kReserved},
      {"reserved bit 3 of a ping", w.Whole(kPing, "", {.reserved = 1}), "close(1002)", kReserved},
      {"reserved bits of a close", w.Whole(kClose, "", {.reserved = 7}), "close(1002)", kReserved},
      {"reserved bit of a second part",
       w.Part(kText, "Hel") + w.Whole(kMore, "lo", {.reserved = 4}), "close(1002)", kReserved},
      {"reserved bit after a good message", w.Text("on") + w.Whole(kText, "x", {.reserved = 4}),
       "text(on) close(1002)", kReserved},
      {"masked the other way", frames::Frame(kText, "Hello", {.masked = !w.masked}), "close(1002)",
       w.masked ? "bad_peer 1002: reading: The WebSocket frame was unmasked"
                : "bad_peer 1002: reading: The WebSocket frame was masked"},
      {"a ping masked the other way", frames::Frame(kPing, "", {.masked = !w.masked}),
       "close(1002)",
       w.masked ? "bad_peer 1002: reading: The WebSocket frame was unmasked"
                : "bad_peer 1002: reading: The WebSocket frame was masked"},
      {"ping in parts", w.Part(kPing, "Hel") + w.Whole(kMore, "lo"), "close(1002)", kControlParts},
      {"close in parts", w.Part(kClose, ""), "close(1002)", kControlParts},
      {"close without a code", w.Whole(kClose, ""), "close(1000)", "closed_by_peer 1005"},
      {"close with a reason", w.Close(1000, "bye"), "close(1000)", "closed_by_peer 1000 bye"},
      {"close with the longest reason", w.Close(1001, std::string(123, 'r')), "close(1001)",
       "closed_by_peer 1001 " + std::string(123, 'r')},
      {"close with half a code", w.Whole(kClose, "\x03"), "close(1002)",
       "bad_peer 1002: reading: The WebSocket close frame payload size was invalid"},
      {"close of 126 bytes", w.Close(1000, std::string(124, 'r')), "close(1002)", kControlSize},
      {"close with a reason that is no UTF-8", w.Close(1000, "\xce\xff"), "close(1002)",
       "bad_peer 1002: reading: The WebSocket close frame payload was not valid utf8"},
      {"close within a message", w.Part(kText, "Hel") + w.Bye(), "close(1000)"},
      {"nothing counts after a close", w.Bye() + w.Text("x") + w.Whole(kPing, ""), "close(1000)"},
      {"two closes", w.Close(1001, "first") + w.Bye(), "close(1001)", "closed_by_peer 1001 first"},
  };
}

std::vector<FrameCase> CasesOfParts(const Writer& w) {
  std::string many = w.Part(kBinary, "0");
  for (int i = 1; i < 9; ++i) many += w.Part(kMore, std::to_string(i));
  return {
      {"text in two parts", w.Part(kText, "Hel") + w.Whole(kMore, "lo") + w.Bye(),
       "text(Hello) close(1000)"},
      {"parts with a ping between",
       w.Part(kText, "Hel") + w.Whole(kPing, "!") + w.Whole(kMore, "lo") + w.Bye(),
       "pong(!) text(Hello) close(1000)"},
      {"parts with pings and pongs between",
       w.Part(kText, "H") + w.Whole(kPing, "1") + w.Part(kMore, "e") + w.Whole(kPong, "x") +
           w.Part(kMore, "") + w.Whole(kPing, "2") + w.Whole(kMore, "y") + w.Bye(),
       "pong(1) pong(2) text(Hey) close(1000)"},
      {"empty parts", w.Part(kText, "") + w.Part(kMore, "") + w.Whole(kMore, "") + w.Bye(),
       "text() close(1000)"},
      {"empty parts around some",
       w.Part(kText, "") + w.Part(kMore, "in") + w.Whole(kMore, "") + w.Bye(),
       "text(in) close(1000)"},
      {"binary in many parts", many + w.Whole(kMore, "9") + w.Bye(),
       "binary(0123456789) close(1000)"},
      {"goes on with nothing begun", w.Whole(kMore, "lo") + w.Text("x"), "close(1002)",
       kNothingBegun},
      {"a part with nothing begun", w.Part(kMore, "lo") + w.Text("x"), "close(1002)",
       kNothingBegun},
      {"goes on after the end", w.Part(kText, "a") + w.Whole(kMore, "b") + w.Whole(kMore, "c"),
       "text(ab) close(1002)", kNothingBegun},
      {"begins within a message", w.Part(kText, "Hel") + w.Text("lo"), "close(1002)",
       "bad_peer 1002: reading: The WebSocket data frame was unexpected"},
  };
}

std::vector<FrameCase> CasesOfText(const Writer& w) {
  std::vector<FrameCase> cases = {
      {"UTF-8 cut between parts",
       w.Part(kText, kKosme.substr(0, 3)) + w.Whole(kMore, kKosme.substr(3)) + w.Bye(),
       "text(" + std::string(kKosme) + ") close(1000)"},
      {"the second part is no UTF-8", w.Part(kText, "good") + w.Whole(kMore, "\xff"), "close(1007)",
       kBadText},
      {"the first part is no UTF-8", w.Part(kText, "\xff"), "close(1007)", kBadText},
      {"parts end within a character", w.Part(kText, "a") + w.Whole(kMore, "\xce"), "close(1007)",
       kBadText},
      {"an empty last part ends within a character", w.Part(kText, "\xce") + w.Whole(kMore, ""),
       "close(1007)", "bad_peer 1007: reading: a text ended within a character"},
      {"bytes that are no UTF-8", w.Whole(kBinary, "\xff\xfe") + w.Bye(),
       "binary(\xff\xfe) close(1000)"},
  };
  for (const std::string_view good :
       {kKosme, std::string_view("\xf0\x9f\x9a\xa8"), std::string_view("\xef\xbf\xbe"),
        std::string_view("\xed\x9f\xbf"), std::string_view("\xf4\x8f\xbf\xbf"),
        std::string_view("\0", 1)}) {
    cases.push_back({"UTF-8 " + testing::PrintToString(std::string(good)), w.Text(good) + w.Bye(),
                     "text(" + std::string(good) + ") close(1000)"});
  }
  for (const std::string_view bad :
       {"\xce\xba\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xc0\xaf", "\xe0\x80\xaf",
        "\xf8\x88\x80\x80\x80", "\xfc\x84\x80\x80\x80\x80", "\xfe", "\xff", "\x80", "a\xbf",
        "\xce\xba\xe1"}) {
    cases.push_back({"no UTF-8 " + testing::PrintToString(std::string(bad)), w.Text(bad),
                     "close(1007)", kBadText});
  }
  return cases;
}

Writer WriterOf(Sender sender) { return {.masked = sender == Sender::kClient}; }

}  // namespace

void PrintTo(const FrameCase& given, std::ostream* out) { *out << given.name; }

std::vector<FrameCase> FrameCases(Sender sender) {
  std::vector<FrameCase> all;
  for (const auto make : {CasesOfMessages, CasesOfControlFrames, CasesOfParts, CasesOfText}) {
    for (FrameCase& made : make(WriterOf(sender))) all.push_back(std::move(made));
  }
  return all;
}

std::vector<FrameCase> CasesOfOpcodesAndCodes(Sender sender) {
  const Writer w = WriterOf(sender);
  std::vector<FrameCase> cases;
  for (const unsigned opcode : {3U, 4U, 5U, 6U, 7U, 11U, 12U, 13U, 14U, 15U})
    cases.push_back(
        {"opcode " + std::to_string(opcode), w.Whole(opcode, "x"), "close(1002)", kOpcode});
  for (const int code :
       {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4999}) {
    const auto number = std::to_string(code);
    cases.push_back({"close code " + number, w.Close(code), "close(" + number + ")",
                     "closed_by_peer " + number});
  }
  // Of codes from 5000 on the protocol says nothing.
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999})
    cases.push_back({"close code " + std::to_string(code), w.Close(code), "close(1002)",
                     "bad_peer 1002: reading: The WebSocket close frame reason code was invalid"});
  return cases;
}

std::string Told(const WebSocketEnd& end) {
  std::string told = std::string(ToString(end.cause)) + ' ' + std::to_string(end.code);
  if (!end.reason.empty()) told += ' ' + end.reason;
  if (end.detail.empty()) return told;
  const auto where = end.detail.find(" [");  // Boost's mark of the place in its source
  return told + ": " + end.detail.substr(0, where);
}

}  // namespace tocsin
