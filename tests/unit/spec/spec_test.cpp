// links: schemas
#include "schemas/spec.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace tocsin {
namespace {

enum class Colour { kRed, kGreen };
std::span<const std::string_view> WordsOf(Colour) {
  static constexpr std::string_view kWords[] = {"red", "green"};
  return kWords;
}

struct Retry {
  int attempts = 3;
  Duration backoff = std::chrono::seconds(5);
  static const FieldTable& Spec();
};
const FieldTable& Retry::Spec() {
  static const FieldTable table =
      TableOf<Retry>("retry", "How often.",
                     {
                         FieldOf<&Retry::attempts>("attempts", "Tries in all.",
                                                   {.min = 1, .max = 10, .example = "5"}),
                         FieldOf<&Retry::backoff>("backoff", "First pause.", {.min = 1000}),
                     });
  return table;
}

std::string NoSpaces(std::string_view text) {
  return text.find(' ') == std::string_view::npos ? "" : "must have no spaces";
}

struct Delivery {
  std::string url;
  std::vector<std::string> types;
  Secret secret;
  Retry retry;
  std::optional<double> share;
  std::optional<Retry> second;
  std::map<std::string, std::string, std::less<>> headers;
  json::value extra;
  json::object labels;
  bool active = true;
  std::int64_t bytes = 0;
  Colour colour = Colour::kGreen;
  std::string level = "info";
  std::vector<Retry> more;
  static const FieldTable& Spec();
};
const FieldTable& Delivery::Spec() {
  static const FieldTable table = TableOf<Delivery>(
      "delivery", "Where actions go.",
      {FieldOf<&Delivery::url>("url", "Where to.",
                               {.required = true, .example = "https://a.b", .check = NoSpaces}),
       FieldOf<&Delivery::types>("types", "Event types.", {.example = R"(["a"])"}),
       FieldOf<&Delivery::secret>("secret", "Signing key."),
       FieldOf<&Delivery::retry>("retry", "When it fails."),
       FieldOf<&Delivery::share>("share", "Part | whole.", {.min = 0, .max = 1}),
       FieldOf<&Delivery::second>("second", "Second try."),
       FieldOf<&Delivery::headers>("headers", "Added headers."),
       FieldOf<&Delivery::extra>("extra", "Anything."),
       FieldOf<&Delivery::labels>("labels", "Any map."),
       FieldOf<&Delivery::active>("active", "On or off."),
       FieldOf<&Delivery::bytes>("bytes", "Bound."),
       FieldOf<&Delivery::colour>("colour", "Colour."),
       FieldOf<&Delivery::level>("level", "Level.", {.allowed = {"debug", "info"}}),
       FieldOf<&Delivery::more>("more", "More.")},
      {"video"});
  return table;
}

struct Read {
  Delivery value;
  std::vector<std::string> findings;
};
Read ReadYaml(std::string_view text) {
  std::vector<Finding> findings;
  const auto node = ParseYaml(text, "d.yaml");
  EXPECT_TRUE(node);
  Read read{DecodeYaml<Delivery>(*node, "d.yaml", findings), {}};
  for (const auto& finding : findings) read.findings.push_back(FormatFinding(finding));
  return read;
}
std::vector<std::string> One(std::string text) { return {std::move(text)}; }

TEST(DecodeYaml, ReadsEveryKindOfField) {
  const auto read = ReadYaml(
      "url: https://a.b/c\n"
      "types: [x, 12]\n"
      "secret: 12345\n"
      "retry: {attempts: 7, backoff: PT1M}\n"
      "share: 0.5\n"
      "second: {attempts: 2}\n"
      "headers: {a: b, n: 5}\n"
      "extra: [1, {a: true}]\n"
      "labels: {x: 1}\n"
      "active: false\n"
      "bytes: 5000000000\n"
      "colour: red\n"
      "level: debug\n"
      "more: [{attempts: 1}, {}]\n");

  EXPECT_TRUE(read.findings.empty()) << read.findings.front();
  const auto& value = read.value;
  EXPECT_EQ(value.url, "https://a.b/c");
  EXPECT_EQ(value.types, (std::vector<std::string>{"x", "12"}));
  EXPECT_EQ(value.secret.Reveal(), "12345");
  EXPECT_EQ(value.retry.attempts, 7);
  EXPECT_EQ(value.retry.backoff, std::chrono::minutes(1));
  EXPECT_EQ(value.share, 0.5);
  ASSERT_TRUE(value.second);
  EXPECT_EQ(value.second->attempts, 2);
  EXPECT_EQ(value.headers.at("n"), "5");
  EXPECT_EQ(json::serialize(value.extra), R"([1,{"a":true}])");
  EXPECT_EQ(json::serialize(value.labels), R"({"x":1})");
  EXPECT_FALSE(value.active);
  EXPECT_EQ(value.bytes, 5'000'000'000);
  EXPECT_EQ(value.colour, Colour::kRed);
  EXPECT_EQ(value.level, "debug");
  ASSERT_EQ(value.more.size(), 2u);
  EXPECT_EQ(value.more[1].attempts, 3);
}

TEST(DecodeYaml, NamesUnknownKeysWithAGuess) {
  EXPECT_EQ(ReadYaml("url: x\nretry:\n  atempts: 3\n").findings,
            One("d.yaml:3:3: error: retry.atempts is not known (did you mean 'attempts'?)"));
  EXPECT_EQ(ReadYaml("url: x\nzzzzzz: 3\n").findings,
            One("d.yaml:2:1: error: zzzzzz is not known"));
}

TEST(DecodeYaml, NamesWrongTypes) {
  EXPECT_EQ(ReadYaml("url: [x]\n").findings,
            One("d.yaml:1:6: error: url must be a string, got a list"));
  EXPECT_EQ(ReadYaml("url: x\nactive: 'true'\n").findings,
            One("d.yaml:2:9: error: active must be true or false, got a string"));
  EXPECT_EQ(ReadYaml("url: x\ntypes: a\n").findings,
            One("d.yaml:2:8: error: types must be a list, got a string"));
  EXPECT_EQ(ReadYaml("url: x\nretry: {attempts: 1.5}\n").findings,
            One("d.yaml:2:19: error: retry.attempts must be an integer, got a number"));
  EXPECT_EQ(ReadYaml("url: x\nmore: [{}, 3]\n").findings,
            One("d.yaml:2:12: error: more[1] must be a map, got an integer"));
  EXPECT_EQ(ReadYaml("url: x\nretry: {backoff: 5 parsecs}\n").findings,
            One("d.yaml:2:18: error: retry.backoff must be a duration such as 30s, 5m or PT1H, got "
                "'5 parsecs'"));
}

TEST(DecodeYaml, NamesRangesWordsAndChecks) {
  EXPECT_EQ(ReadYaml("url: x\nretry: {attempts: 0}\n").findings,
            One("d.yaml:2:19: error: retry.attempts must be between 1 and 10, got 0"));
  EXPECT_EQ(ReadYaml("url: x\nretry: {backoff: 10ms}\n").findings,
            One("d.yaml:2:18: error: retry.backoff must be at least 1s, got 10ms"));
  EXPECT_EQ(ReadYaml("url: x\nlevel: loud\n").findings,
            One("d.yaml:2:8: error: level must be one of debug, info, got 'loud'"));
  EXPECT_EQ(ReadYaml("url: x\ncolour: blue\n").findings,
            One("d.yaml:2:9: error: colour must be one of red, green, got 'blue'"));
  EXPECT_EQ(ReadYaml("url: 'x y'\n").findings, One("d.yaml:1:6: error: url must have no spaces"));
}

TEST(DecodeYaml, NamesMissingAndReservedFields) {
  EXPECT_EQ(ReadYaml("active: true\n").findings, One("d.yaml:1:1: error: url is required"));
  EXPECT_EQ(ReadYaml("url:\n").findings, One("d.yaml:1:1: error: url is required"));
  EXPECT_EQ(ReadYaml("url: x\nvideo: {a: 1}\n").findings,
            One("d.yaml:2:1: error: video is not supported yet"));
}

TEST(DecodeYaml, KeepsDefaultsOfFieldsAtFaultAndReportsAll) {
  const auto read = ReadYaml("url: x\nretry: {attempts: 99}\nshare: 2\ncolour: blue\n");
  EXPECT_EQ(read.findings.size(), 3u);
  EXPECT_EQ(read.value.retry.attempts, 3);
  EXPECT_FALSE(read.value.share);
}

TEST(DecodeJson, IgnoresUnknownFieldsAndNamesFaults) {
  const auto good = DecodeJson<Delivery>(
      json::parse(R"({"url":"x","new":1,"video":2,"bytes":3.0,"share":null})"));
  ASSERT_TRUE(good) << good.error().message;
  EXPECT_EQ(good->bytes, 3);

  const auto bad = DecodeJson<Delivery>(json::parse(R"({"url":"x","more":[{"attempts":"3"}]})"));
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(bad.error().message, "more[0].attempts must be an integer, got a string");
  EXPECT_EQ(DecodeJson<Delivery>(json::parse("[]")).error().message,
            "the document must be a map, got a list");
}

TEST(EncodeJson, GivesWhatDecodeReadsAndHidesSecrets) {
  Delivery value;
  value.url = "x";
  value.secret = Secret("geheim");
  value.second = Retry{.attempts = 4};

  const auto encoded = EncodeJson(value);

  EXPECT_EQ(encoded.at("secret").as_string(), "****");
  EXPECT_EQ(encoded.at("retry").at("backoff").as_string(), "5s");
  EXPECT_FALSE(encoded.contains("share"));
  const auto again = DecodeJson<Delivery>(encoded);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->second->attempts, 4);
  EXPECT_EQ(again->colour, Colour::kGreen);
}

TEST(Secret, PrintsStars) {
  std::ostringstream out;
  out << Secret("geheim") << '|' << Secret();
  EXPECT_EQ(out.str(), "****|");
}

/// A member without a field does not compile; one that stands twice in another's place does.
struct Doubled {
  int kept = 1;
  int forgotten = 2;
  static const FieldTable& Spec() {
    static const FieldTable table = TableOf<Doubled>(
        "doubled", "", {FieldOf<&Doubled::kept>("kept", ""), FieldOf<&Doubled::kept>("more", "")});
    return table;
  }
};
struct Homonymous {
  int one = 1;
  int other = 2;
  static const FieldTable& Spec() {
    static const FieldTable table = TableOf<Homonymous>(
        "homonymous", "",
        {FieldOf<&Homonymous::one>("one", ""), FieldOf<&Homonymous::other>("other", "")}, {"one"});
    return table;
  }
};

static_assert(FieldForEachMember<Retry, 2>);
static_assert(!FieldForEachMember<Retry, 1>, "a member that no table has must not compile");
static_assert(!FieldForEachMember<Retry, 3>);
template <class T, std::size_t kFields>
concept HasTableOf = requires(const Field (&fields)[kFields]) { TableOf<T>("", "", fields); };
static_assert(HasTableOf<Retry, 2> && !HasTableOf<Retry, 1> && !HasTableOf<Retry, 3>);

TEST(FieldTable, HasEveryMemberOnce) {
  EXPECT_DEATH(Doubled::Spec(), "field table 'doubled': 'more' is another's member");
  EXPECT_DEATH(Homonymous::Spec(), "field table 'homonymous': 'one' stands twice");
}

TEST(FieldTable, GivesSchemaExampleAndReference) {
  const auto schema = Delivery::Spec().Schema(UnknownFields::kRefuse);
  EXPECT_EQ(schema.at("required"), json::parse(R"(["url"])"));
  EXPECT_EQ(schema.at("additionalProperties"), false);
  const auto& properties = schema.at("properties").as_object();
  EXPECT_EQ(
      json::serialize(properties.at("retry").at("properties").at("attempts")),
      R"({"type":"integer","minimum":1,"maximum":10,"description":"Tries in all.","default":3,"examples":[5]})");
  EXPECT_EQ(properties.at("more").at("items").at("type").as_string(), "object");
  EXPECT_FALSE(properties.contains("video"));
  EXPECT_EQ(
      json::serialize(Delivery::Spec().Example()),
      R"({"url":"https://a.b","types":["a"],"retry":{"attempts":5},"second":{"attempts":5},"more":[{"attempts":5}]})");

  const auto page = MarkdownTable(Delivery::Spec());
  EXPECT_NE(page.find("| `retry.attempts` | integer | `3` | Tries in all. Example: `5`. |\n"),
            std::string::npos);
  EXPECT_NE(page.find("| `more[].backoff` | duration | `5s` |"), std::string::npos);
  EXPECT_NE(page.find("| `share` | number |  | Part \\| whole. |"), std::string::npos);
  EXPECT_NE(page.find("| `url` | string | required |"), std::string::npos);
}

}  // namespace
}  // namespace tocsin
