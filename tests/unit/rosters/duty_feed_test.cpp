// links: rosters workflow runtime net expression schemas
// The calendar of duty over HTTP: who may read it, of whom it is, and how often.
#include "workers/rosters/duty_feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_clock.hpp"
#include "fakes/virtual_loop.hpp"

namespace tocsin::rosters {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSecret = "installation-secret-of-the-tests";
constexpr const char* kTeam = R"(
contacts:
  alice: {name: Alice, phone: '+15559876543'}
  bob: {name: Bob, phone: '+15559876544'}
rotations:
  primary: {zone: Europe/Berlin, start: '2026-03-02', handover: '09:00', every: week, people: [alice, bob]}
policies:
  default: {rungs: [{rotation: primary}]}
)";

struct FeedAt {
  fakes::FakeClock clock;
  fakes::VirtualLoop loop;
  std::shared_ptr<const workflow::Resources> resources =
      workflow::ParseResources({{.name = "team.yaml", .text = kTeam}}, "").resources;
  DutyFeed feed{{.resources = [this] { return resources; },
                 .secret = Secret(kSecret),
                 .loop = loop,
                 .clock = clock}};
  runtime::HttpRouter router;
  FeedAt() { feed.Register(router); }

  HttpResponse Get(const std::string& name, std::string token, const std::string& peer = "10.0.0.1",
                   const std::string& method = "GET") {
    HttpRequest request;
    request.method = method;
    request.path = std::string(kDutyFeedPath) + name;
    request.peer = peer;
    request.query.emplace_back("token", std::move(token));
    HttpResponse answer;
    answer.status = -1;
    router.Handle(std::move(request), [&](HttpResponse response) { answer = std::move(response); });
    loop.Work();
    return answer;
  }
  std::string Token(std::string_view name, Duration good = std::chrono::hours(24)) const {
    return DutyFeedToken(kSecret, name, clock.Now() + good);
  }
};

TEST(DutyFeeds, APolicyAndARotationAreCalendars) {
  FeedAt at;
  ASSERT_NE(at.resources, nullptr);
  for (const std::string name : {"default", "primary"}) {
    const auto answer = at.Get(name + ".ics", at.Token(name));
    ASSERT_EQ(answer.status, 200) << name << ' ' << answer.body;
    EXPECT_EQ(HeaderValue(answer.headers, "Content-Type"), "text/calendar; charset=utf-8");
    EXPECT_THAT(answer.body, HasSubstr("BEGIN:VCALENDAR"));
    EXPECT_THAT(answer.body, HasSubstr("Alice"));
    EXPECT_THAT(answer.body, HasSubstr("DTSTART:20260309T080000Z")) << "a hand-over at 09:00";
    EXPECT_THAT(answer.body, HasSubstr("DTSTART:20260330T070000Z")) << "the same, in summer time";
    EXPECT_THAT(answer.body, Not(HasSubstr("+1555"))) << "numbers are nobody's business";
  }
}

TEST(DutyFeeds, OnlyTheTokenOfThisCalendarOpensIt) {
  FeedAt at;
  const auto good = at.Token("default");
  auto later = good;
  ++later[0];
  const std::string wrong[] = {"",
                               "x",
                               "-",
                               good.substr(0, good.size() - 1),
                               good + "0",
                               later,
                               at.Token("primary"),
                               DutyFeedToken("another", "default", at.clock.Now()),
                               std::string(5'000, '1') + "-00"};
  int address = 0;
  for (const auto& token : wrong) {
    const auto answer = at.Get("default.ics", token, "10.0.1." + std::to_string(++address));
    EXPECT_EQ(answer.status, 403) << token.substr(0, 60);
    EXPECT_THAT(answer.body, Not(HasSubstr("Alice")));
  }
  EXPECT_EQ(at.Get("nobody.ics", good).status, 403) << "what is there is told to nobody";
  EXPECT_EQ(at.Get("default", good).status, 404);
  EXPECT_EQ(at.Get("default.ics", good, "10.0.0.1", "POST").status, 405);
}

TEST(DutyFeeds, AnAddressEndsAndANameMayGo) {
  FeedAt at;
  const auto token = at.Token("default", std::chrono::hours(1));
  at.clock.Advance(std::chrono::hours(1));
  EXPECT_EQ(at.Get("default.ics", token).status, 200) << "until then";
  at.clock.Advance(std::chrono::seconds(1));
  EXPECT_EQ(at.Get("default.ics", token).status, 403);
  const auto other = at.Token("default");
  at.resources = workflow::ParseResources({}, "+15559876543").resources;
  EXPECT_EQ(at.Get("primary.ics", at.Token("primary")).status, 404);
  at.resources = nullptr;
  EXPECT_EQ(at.Get("default.ics", other).status, 404);
}

TEST(DutyFeeds, NobodyAsksWithoutEnd) {
  FeedAt at;
  int status = 0, asked = 0;
  while (status != 429 && asked < 200) {
    const auto answer = at.Get("default.ics", "wrong", "10.9.9.9");
    status = answer.status;
    ++asked;
    if (status == 429) EXPECT_FALSE(HeaderValue(answer.headers, "Retry-After").empty());
  }
  EXPECT_EQ(status, 429);
  EXPECT_EQ(at.Get("default.ics", at.Token("default")).status, 200) << "another address";
}

TEST(DutyFeeds, TheAddressIsTheOneThatIsServed) {
  FeedAt at;
  const auto until = at.clock.Now() + std::chrono::hours(24);
  EXPECT_EQ(DutyFeedUrl("https://t.example.com/", kSecret, "default", until),
            "https://t.example.com/api/v1/oncall/default.ics?token=" +
                DutyFeedToken(kSecret, "default", until));
}

}  // namespace
}  // namespace tocsin::rosters
