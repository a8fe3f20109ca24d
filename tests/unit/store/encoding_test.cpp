// links: store
#include <gtest/gtest.h>

#include <string>

#include "adapters/store/array_parameter.hpp"
#include "adapters/store/array_text.hpp"
#include "adapters/store/database_url.hpp"
#include "adapters/store/record_codec.hpp"
#include "adapters/store/rules/page_cursor.hpp"
#include "adapters/store/storable_text.hpp"

namespace tocsin::postgres {
namespace {

using std::string_literals::operator""s;

TEST(StorableText, LeavesOrdinaryTextAsItIs) {
  for (const std::string& text :
       {""s, "plain \\ \" text"s, "Grüße €"s, "\xf0\x9f\x94\x94"s, "\xf4\x8f\xbf\xbf"s}) {
    EXPECT_EQ(ToStorable(text), text);
    EXPECT_EQ(FromStorable(text), text);
  }
}

TEST(StorableText, ReadsBackEveryByteAndPairOfBytes) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text = {'a', static_cast<char>(first), static_cast<char>(second), 'z'};
      const std::string stored = ToStorable(text);
      EXPECT_EQ(stored.find('\0'), std::string::npos);
      ASSERT_EQ(FromStorable(stored), text);
    }
  }
}

TEST(StorableText, ReadsBackItsOwnEscapes) {
  const std::string escape = ToStorable("\0"s);
  EXPECT_EQ(escape, "\xf4\x8f\xb8\x80");
  EXPECT_NE(ToStorable(escape), escape);
  EXPECT_EQ(FromStorable(ToStorable(escape)), escape);
  EXPECT_EQ(FromStorable(ToStorable(escape + escape.substr(0, 3))), escape + escape.substr(0, 3));
}

TEST(StorableText, EscapesWhatIsNoUtf8) {
  for (const std::string& text : {"\xc0\x80"s, "\xed\xa0\x80"s, "\xf4\x90\x80\x80"s, "\xe2\x82"s,
                                  "\xf8"s, "\x80"s, "\xe0\x80\x80"s, "\xf0\x80\x80\x80"s}) {
    EXPECT_NE(ToStorable(text), text);
    EXPECT_EQ(FromStorable(ToStorable(text)), text);
  }
}

TEST(ArrayText, QuotesWhatAnArrayNeedsQuoted) {
  ArrayText array;
  EXPECT_EQ(array.Take(), "{}");
  array.Append(Text{R"(a"b\c,{}NULL)"});
  array.Append(Text{""});
  EXPECT_EQ(array.Take(), R"({"a\"b\\c,{}NULL",""})");
  array.Append(Bytes{"\x01\xff"});
  array.Append(Bytes{""});
  EXPECT_EQ(array.Take(), R"({"\\x01ff","\\x"})");
  array.Append(-5);
  array.Append(true);
  array.Append(TimePoint());
  EXPECT_EQ(array.Take(), R"({-5,t,"1970-01-01T00:00:00.000Z"})");
}

/// Dimensions, no nulls, the type; size and first index of the dimension.
std::string BinaryHead(char type_high, char type_low, char count) {
  return "\0\0\0\1\0\0\0\0\0\0"s + type_high + type_low + "\0\0\0"s + count + "\0\0\0\1"s;
}

TEST(ArrayParameter, IsBinaryForWhatIsNoNumber) {
  ArrayParameter<Bytes> bytes;
  EXPECT_EQ(bytes.Take().value, "\0\0\0\0\0\0\0\0\0\0\0\x11"s);
  bytes.Append(Bytes{"\x01\xff"});
  bytes.Append(Bytes{""});
  const auto two = bytes.Take();
  EXPECT_TRUE(two.binary);
  EXPECT_EQ(two.value, BinaryHead(0, 17, 2) + "\0\0\0\2\x01\xff\0\0\0\0"s);
  ArrayParameter<Text> texts;
  texts.Append(Text{"a\0"s});
  EXPECT_EQ(texts.Take().value, BinaryHead(0, 25, 1) + "\0\0\0\5a\xf4\x8f\xb8\x80"s);
  ArrayParameter<TimePoint> times;
  times.Append(TimePoint(std::chrono::milliseconds(946684800001)));
  times.Append(TimePoint(std::chrono::milliseconds(946684799999)));
  EXPECT_EQ(times.Take().value, BinaryHead(4, '\xa0', 2) + "\0\0\0\x08\0\0\0\0\0\0\3\xe8"s +
                                    "\0\0\0\x08\xff\xff\xff\xff\xff\xff\xfc\x18"s);
  ArrayParameter<Uuid> ids;
  ids.Append(*Uuid::Parse("00010203-0405-0607-0809-0a0b0c0d0e0f"));
  EXPECT_EQ(ids.Take().value, BinaryHead(0xb, '\x86', 1) + "\0\0\0\x10"s +
                                  "\0\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"s);
  ArrayParameter<bool> flags;
  flags.Append(true);
  flags.Append(false);
  EXPECT_EQ(flags.Take().value, BinaryHead(0, 16, 2) + "\0\0\0\1\1\0\0\0\1\0"s);
  ArrayParameter<int> numbers;
  numbers.Append(-5);
  const auto text = numbers.Take();
  EXPECT_FALSE(text.binary);
  EXPECT_EQ(text.value, "{-5}");
}

TEST(RecordCodec, ReadsBackExactly) {
  const std::vector<OutgoingRecord> records = {{"t", std::nullopt, std::nullopt, {}},
                                               {"", "", "", {{"", ""}}},
                                               {"t\0"s, "\xff\0"s, "v"s, {{"a", "1"}, {"a", "2"}}}};
  const auto read = UnpackRecords(PackRecords(records));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ((*read)[i].topic, records[i].topic);
    EXPECT_EQ((*read)[i].key, records[i].key);
    EXPECT_EQ((*read)[i].value, records[i].value);
    EXPECT_EQ((*read)[i].headers, records[i].headers);
  }
  EXPECT_TRUE(UnpackRecords(PackRecords({}))->empty());
}

TEST(RecordCodec, RefusesWhatIsCutOffOrLonger) {
  const std::string packed = PackRecords({{"topic", "key", "value", {{"a", "b"}}}});
  for (std::size_t size = 0; size < packed.size(); ++size)
    EXPECT_FALSE(UnpackRecords(packed.substr(0, size)));
  EXPECT_FALSE(UnpackRecords(packed + "x"));
  EXPECT_FALSE(UnpackRecords("\x02" + packed.substr(1)));
}

TEST(DatabaseUrl, MasksThePasswordInEveryForm) {
  const auto shown = [](const std::string& url) { return Masked(url, url); };
  EXPECT_EQ(shown("postgresql://u:secret@h:5432/d"), "postgresql://u:****@h:5432/d");
  EXPECT_EQ(shown("postgresql://u@h/d"), "postgresql://u@h/d");
  EXPECT_EQ(shown("postgresql://h:5432/d"), "postgresql://h:5432/d");
  EXPECT_EQ(shown("postgresql://tocsin:tocsin@h/tocsin"), "postgresql://tocsin:****@h/tocsin");
  EXPECT_EQ(shown("postgresql://u@h/d?password=secret&x=1"),
            "postgresql://u@h/d?password=****&x=1");
  EXPECT_EQ(shown("host=h password=secret user=u"), "host=h password=**** user=u");
  EXPECT_EQ(shown("host=h password='a secret' user=u"), "host=h password='****' user=u");
  EXPECT_EQ(Masked("FATAL: p@ss refused", "postgresql://u:p%40ss@h/d"), "FATAL: **** refused");
}

TEST(DatabaseUrl, AddsTimeoutsThatAreNotThere) {
  const auto with = [](const std::string& url) {
    return WithTimeouts(url, std::chrono::seconds(5), std::chrono::seconds(15));
  };
  EXPECT_EQ(
      with("postgresql://h/d").find("postgresql://h/d?connect_timeout=5&tcp_user_timeout=15000&"),
      0);
  EXPECT_EQ(with("postgresql://h/d?sslmode=require")
                .find("postgresql://h/d?sslmode=require&connect_timeout=5"),
            0);
  EXPECT_EQ(with("host=h connect_timeout=1").find("connect_timeout=5"), std::string::npos);
}

TEST(PageCursor, ReadsBackItsText) {
  const PageCursor cursor{TimePoint(Duration(1'772'845'800'250)), RandomUuid()};
  const auto read = PageCursor::Parse(cursor.ToString());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->at, cursor.at);
  EXPECT_EQ(read->id, cursor.id);
  for (const char* text : {"", ".", "12", "x.00000000-0000-0000-0000-000000000000",
                           "-5.00000000-0000-0000-0000-000000000000"}) {
    EXPECT_FALSE(PageCursor::Parse(text));
  }
}

}  // namespace
}  // namespace tocsin::postgres
