// The page of a link: who has it answers the question that rings on phones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <random>

#include "fakes/log_lines.hpp"
#include "fakes/voice_world.hpp"
#include "schemas/approval_link.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"

namespace tocsin {
namespace {

using fakes::VoiceWorld;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

/// A voice worker, and somebody with a link.
struct LinkWorld : VoiceWorld {
  std::string Link(const std::string& contact = "alice", const std::string& question = "q",
                   Duration valid = hours(2)) {
    const auto secret = store.InstallationSecret(kCallTokenSecret).value();
    return std::string(kApprovalPath) +
           ApprovalToken(secret.Reveal(), {.question = QuestionId::Derive({question}),
                                           .contact = contact,
                                           .channel = "ntfy",
                                           .until = clock.Now() + valid});
  }
  /// Alice is dialled as CA1, and has a link beside it.
  std::string RungWithLink() {
    PlaceWillGive("CA1");
    Call("alice", kAlice);
    return Link();
  }
  HttpResponse Open(const std::string& link, const std::string& method = "GET",
                    const std::string& form = {}) {
    HttpRequest request;
    request.method = method;
    request.target = request.path = link;
    request.peer = "192.0.2.1";
    request.body = form;
    return Send(std::move(request));
  }
  HttpResponse Submit(const std::string& link, const std::string& form) {
    return Open(link, "POST", form);
  }
  events::DecisionMade Made() const {
    return events::Read<events::DecisionMade>(*Last(type::kDecisionMade));
  }
  void Ask(const std::string& contact, const std::string& phone, const std::string& confirm) {
    auto request = Request(contact, phone);
    const auto at = request.find(R"("digits":"1")");
    request.insert(at, R"("confirm":")" + confirm + R"(",)");
    Publish(type::kCallRequested, request, "request-" + contact);
  }
};

TEST(ApprovalPage, ChoosesConfirmsAndEndsTheRinging) {
  LinkWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  world.Status(0, "CA1", "ringing", 1);
  const auto link = world.Link();

  const auto shown = world.Open(link);
  EXPECT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, HasSubstr("Container nginx stopped on node pve1."));
  EXPECT_THAT(shown.body, HasSubstr(R"(name="choose" value="approve")"));
  EXPECT_THAT(shown.body, Not(HasSubstr("<script")));
  EXPECT_THAT(HeaderValue(shown.headers, "Content-Security-Policy"),
              HasSubstr("default-src 'none'; style-src 'sha256-"));
  EXPECT_EQ(HeaderValue(shown.headers, "Cache-Control"), "no-store");
  EXPECT_EQ(HeaderValue(shown.headers, "Referrer-Policy"), "no-referrer");
  EXPECT_THAT(HeaderValue(shown.headers, "X-Robots-Tag"), HasSubstr("noindex"));

  const auto confirm = world.Submit(link, "choose=approve");
  EXPECT_EQ(confirm.status, 200);
  EXPECT_THAT(confirm.body, HasSubstr("You chose: Approve"));
  EXPECT_THAT(confirm.body, HasSubstr(R"(name="confirm" value="approve")"));
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);

  const auto done = world.Submit(link, "confirm=approve");
  EXPECT_EQ(done.status, 200);
  EXPECT_THAT(done.body, HasSubstr("Decided by alice: approve."));
  const auto made = world.Made();
  EXPECT_EQ(made.choice, "approve");
  EXPECT_TRUE(made.final);
  EXPECT_EQ(made.method, "link");
  EXPECT_EQ(made.by.contact, "alice");
  EXPECT_EQ(made.by.phone, "+1*******543");
  EXPECT_EQ(made.evidence.heard, "chose approve by link over ntfy");
  EXPECT_EQ(made.evidence.confirmed_with, "confirmed approve by link over ntfy");
  EXPECT_EQ(world.Last(type::kDecisionMade)->Extension("causationid"), "request-aliceq");
  EXPECT_GE(world.Ends("CA1"), 1);

  const auto later = world.Open(link);
  EXPECT_EQ(later.status, 410);
  EXPECT_THAT(later.body, HasSubstr("Decided by alice: approve."));
  EXPECT_EQ(world.Submit(link, "choose=dismiss").status, 409);
  EXPECT_EQ(world.Submit(link, "confirm=approve").status, 409);
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
  EXPECT_EQ(world.Count(type::kDecisionSuperseded), 0);
}

TEST(ApprovalPage, OpeningItDecidesAndStoresNothing) {
  LinkWorld world;
  const auto link = world.RungWithLink();
  const auto events = world.bus.size();
  for (const auto* method : {"GET", "HEAD", "GET"}) EXPECT_EQ(world.Open(link, method).status, 200);
  for (const auto* query : {"?confirm=approve", "?choose=approve"}) world.Open(link + query);
  // Confirming what was not chosen decides nothing either.
  EXPECT_EQ(world.Submit(link, "confirm=approve").status, 200);
  EXPECT_EQ(world.bus.size(), events);
  const auto stored =
      world.session->LoadConversation({.questions = {QuestionId::Derive({"q"})}}).value();
  EXPECT_EQ(stored.calls.size(), 1U);
  EXPECT_EQ(stored.questions[0].status, "open");
}

TEST(ApprovalPage, RefusesWhatItDidNotMake) {
  const fakes::LogLines log;
  LinkWorld world;
  const auto link = world.RungWithLink();
  auto altered = link;
  altered[10] = altered[10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(world.Open(altered).status, 403);
  EXPECT_EQ(world.Submit(altered, "choose=approve").status, 403);
  EXPECT_EQ(world.Open("/a/x").status, 403);
  EXPECT_EQ(world.Open(world.Link("alice", "another question")).status, 404);
  EXPECT_EQ(world.Submit(world.Link("alice", "another question"), "choose=approve").status, 404);
  for (const std::string form : {"", "choose=approve&confirm=approve", "drop=tables", "choose"})
    EXPECT_NE(world.Submit(link, form).status, 500) << form;
  EXPECT_EQ(world.Submit(link, "").status, 400);
  EXPECT_EQ(world.Submit(link, "choose=approve&confirm=approve").status, 400);
  EXPECT_EQ(world.Submit(link, "choose=" + std::string(5'000, 'x')).status, 413);
  EXPECT_EQ(world.Submit(link, "choose=escalate").status, 200);
  EXPECT_EQ(world.Open(link, "PUT").status, 405);
  world.clock.Advance(hours(2) + seconds(2));
  const auto expired = world.Open(link);
  EXPECT_EQ(expired.status, 410);
  EXPECT_THAT(expired.body, HasSubstr("expired"));
  EXPECT_EQ(world.Submit(link, "choose=approve").status, 410);
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  EXPECT_EQ(log.With({link.substr(3)}), "");
}

TEST(ApprovalPage, SaysThatTheAlertHasRecovered) {
  LinkWorld world;
  const auto link = world.RungWithLink();
  world.Submit(link, "choose=approve");
  world.Cancel("resolved");
  const auto late = world.Submit(link, "confirm=approve");
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, HasSubstr("The alert has recovered."));
  EXPECT_EQ(world.Open(link).status, 410);
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  // As on the phone: a confirmation that met a closed question is told.
  EXPECT_EQ(world.Count(type::kDecisionSuperseded), 1);
}

TEST(ApprovalPage, APhoneThatWasFirstIsTold) {
  LinkWorld world;
  world.PlaceWillGive("CA1");
  world.Call("bob", VoiceWorld::kBob);
  const auto link = world.Link();
  world.Submit(link, "choose=dismiss");
  const auto read_back = world.Turn(world.Answer(0, "CA1"), "CA1", "Digits", "1");
  EXPECT_THAT(world.Turn(read_back, "CA1", "Digits", "1").body, HasSubstr("Approved."));
  const auto late = world.Submit(link, "confirm=dismiss");
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, HasSubstr("Decided by bob: approve."));
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
}

TEST(ApprovalPage, WhoIsOnThePhoneHearsThatALinkWasFirst) {
  LinkWorld world;
  world.PlaceWillGive("CA1");
  world.Call("bob", VoiceWorld::kBob);
  const auto greeting = world.Answer(0, "CA1");
  const auto link = world.Link();
  world.Submit(link, "choose=dismiss");
  EXPECT_EQ(world.Submit(link, "confirm=dismiss").status, 200);
  const auto told = world.Turn(greeting, "CA1", "Digits", "1");
  EXPECT_THAT(told.body, HasSubstr("handled by alice"));
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
  EXPECT_EQ(world.Made().choice, "dismiss");
  // Nobody was phoned under that name: no number is told.
  EXPECT_EQ(world.Made().by.phone, "");
}

TEST(ApprovalPage, APinIsAskedForAndCounted) {
  LinkWorld world;
  auto settings = *world.settings.Get();
  settings.pins.emplace("alice", Secret("4711"));
  world.settings.Set(settings);
  world.PlaceWillGive("CA1");
  world.Ask("alice", VoiceWorld::kAlice, "pin");
  const auto link = world.Link();
  EXPECT_THAT(world.Submit(link, "choose=approve").body, HasSubstr(R"(name="pin")"));
  const auto wrong = world.Submit(link, "confirm=approve&pin=4712");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_THAT(wrong.body, HasSubstr("That is not your PIN."));
  EXPECT_EQ(world.Submit(link, "confirm=approve").status, 403);
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  EXPECT_EQ(world.Submit(link, "confirm=approve&pin=4711").status, 200);
  EXPECT_EQ(world.Made().evidence.confirmed_with, "PIN");
  for (const auto& event : world.bus) {
    EXPECT_THAT(std::string(event.data.Text()), Not(HasSubstr("4711")));
    EXPECT_THAT(std::string(event.data.Text()), Not(HasSubstr("4712")));
  }
}

TEST(ApprovalPage, ThreeWrongPinsShutIt) {
  LinkWorld world;
  auto settings = *world.settings.Get();
  settings.pins.emplace("alice", Secret("4711"));
  world.settings.Set(settings);
  world.PlaceWillGive("CA1");
  world.Ask("alice", VoiceWorld::kAlice, "pin");
  const auto link = world.Link();
  world.Submit(link, "choose=approve");
  for (int i = 0; i < 3; ++i) world.Submit(link, "confirm=approve&pin=000" + std::to_string(i));
  world.Restart();  // nothing of it is kept in memory alone
  EXPECT_THAT(world.Submit(link, "choose=approve").body, HasSubstr("Nothing more is taken"));
  EXPECT_EQ(world.Submit(link, "confirm=approve&pin=4711").status, 403);
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  // What needs none can still be chosen.
  world.Submit(link, "choose=dismiss");
  EXPECT_EQ(world.Submit(link, "confirm=dismiss").status, 200);
  EXPECT_EQ(world.Made().choice, "dismiss");
}

TEST(ApprovalPage, WhoHasNoPinIsTold) {
  LinkWorld world;
  world.PlaceWillGive("CA1");
  world.Ask("alice", VoiceWorld::kAlice, "pin");
  const auto told = world.Submit(world.Link(""), "choose=approve");
  EXPECT_EQ(told.status, 403);
  EXPECT_THAT(told.body, HasSubstr("none is set up for you"));
}

TEST(ApprovalPage, WithoutConfirmationOnePressDecides) {
  LinkWorld world;
  world.PlaceWillGive("CA1");
  world.Ask("alice", VoiceWorld::kAlice, "none");
  EXPECT_EQ(world.Submit(world.Link(), "choose=approve").status, 200);
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
  EXPECT_FALSE(world.Made().evidence.confirmed_with);
}

TEST(ApprovalPage, TextsOfStrangersAreNoMarkup) {
  LinkWorld world;
  world.PlaceWillGive("CA1");
  auto request = VoiceWorld::Request("alice", VoiceWorld::kAlice);
  request.replace(request.find(R"("context":{})"), 12,
                  R"("context":{"title":"<img src=x onerror=alert(1)> & \"more\""})");
  world.Publish(type::kCallRequested, request, "request");
  const auto page = world.Open(world.Link()).body;
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, HasSubstr("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;more&quot;"));
}

TEST(ApprovalPage, NothingIsSaidBeforeItIsStored) {
  LinkWorld world;
  const auto link = world.RungWithLink();
  world.Submit(link, "choose=approve");
  world.pool.full = true;
  const auto away = world.Submit(link, "confirm=approve");
  EXPECT_EQ(away.status, 503);
  EXPECT_THAT(away.body, HasSubstr("Nothing was stored"));
  EXPECT_EQ(HeaderValue(away.headers, "Retry-After"), "2");
  EXPECT_EQ(world.Open(link).status, 503);
  world.pool.full = false;
  EXPECT_EQ(world.Submit(link, "confirm=approve").status, 200);
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
}

TEST(ApprovalPage, IsBoundedInRate) {
  LinkWorld world;
  const auto link = world.RungWithLink();
  int refused = 0;
  for (int i = 0; i < 60; ++i) {
    const auto page = world.Open(link);
    if (page.status != 429) continue;
    ++refused;
    EXPECT_NE(HeaderValue(page.headers, "Retry-After"), "");
  }
  EXPECT_GT(refused, 20);
  world.clock.Advance(minutes(2));
  EXPECT_EQ(world.Open(link).status, 200);
}

/// Two phones, two links and a text message answer one question in any order, in two processes,
/// some of them in one commit; now and then it is closed meanwhile, or the worker starts anew.
class Race {
 public:
  Race(LinkWorld& world, std::mt19937& dice, int number)
      : world_(world), dice_(dice), question_("race " + std::to_string(number)) {
    for (const auto* who : {"alice", "bob"}) {
      const auto sid = std::string("CA") + who + std::to_string(number);
      world_.PlaceWillGive(sid);
      const auto phone = "+1555" + std::to_string(1'000'000 + 2 * number + (who[0] == 'a'));
      const int dial = world_.Dials();
      world_.Call(who, phone, question_);
      actors_.push_back({.sid = sid, .greeting = world_.Answer(dial, sid)});
    }
    for (const auto* who : {"alice", ""}) actors_.push_back({.link = world_.Link(who, question_)});
    const auto texts = "+1444" + std::to_string(1'000'000 + number);
    world_.Publish(type::kMessageRequested,
                   R"({"kind":"sms","channel":"sms","to":[")" + texts +
                       R"("],"text":"x","answer":{"question_id":")" +
                       QuestionId::Derive({question_}).ToString() +
                       R"(","contact":"carol","reply":true}})",
                   "message " + question_);
    actors_.push_back({.texts = texts});
    closes_ = Chance(10);
  }

  /// What is wrong; empty: nothing.
  std::string Run() {
    bool closed = false;
    int left = 2 * static_cast<int>(actors_.size());
    while (left > 0) {
      auto& actor = actors_[dice_() % actors_.size()];
      if (actor.steps == 2) continue;
      --left;
      if (closes_ && !closed && Chance(5)) {
        closed = true;
        world_.Publish(type::kCallCancelRequested,
                       R"({"question_id":")" + QuestionId::Derive({question_}).ToString() +
                           R"(","reason":"resolved"})",
                       "close " + question_);
      }
      if (Chance(2)) Release();
      if (!world_.pool.hold && Chance(40)) world_.Restart();
      if (!world_.pool.hold && Chance(2)) {
        world_.Elsewhere([&] { Act(actor); });
        continue;
      }
      if (Chance(2)) world_.pool.hold = true;
      Act(actor);
    }
    Release();
    return Judge(closed);
  }

 private:
  struct Actor {
    std::string sid = {}, link = {}, texts = {};
    HttpResponse greeting = {};
    int steps = 0;
    std::string choice = {};
    std::vector<std::shared_ptr<HttpResponse>> told = {};
  };

  bool Chance(int one_in) { return dice_() % static_cast<unsigned>(one_in) == 0; }

  void Act(Actor& actor) {
    if (actor.steps++ == 0) actor.choice = Chance(2) ? "approve" : "dismiss";
    const bool first = actor.steps == 1;
    auto got = std::make_shared<HttpResponse>(HttpResponse{.status = 0});
    HttpRequest request;
    // What was asked last; a person who was not answered yet presses nothing.
    if (!first && actor.link.empty()) {
      if (actor.told.empty()) return;
      if (actor.told.back()->status == 0) Release();
    }
    if (!actor.texts.empty()) {
      const auto code = first ? "" : CodeIn(actor.told.back()->body);
      if (!first && code.empty()) return;
      const char* key = actor.choice == "dismiss" ? "2" : "1";
      request = VoiceWorld::SignedRequest("https://voice.example.com/api/voice/webhook/sms",
                                          {{"MessageSid", "SM" + question_ + (first ? "1" : "2")},
                                           {"From", actor.texts},
                                           {"Body", first ? key : code}});
    } else if (actor.link.empty()) {
      const auto url = VoiceWorld::ActionOf(first ? actor.greeting : *actor.told.back());
      if (url.empty()) return;
      const char* key = first && actor.choice == "dismiss" ? "2" : "1";
      request = VoiceWorld::SignedRequest(
          url, {{"CallSid", actor.sid}, {"CallStatus", "in-progress"}, {"Digits", key}});
    } else {
      request.method = "POST";
      request.target = request.path = actor.link;
      request.peer = "192.0.2." + std::to_string(dice_() % 250);
      request.body = (first ? "choose=" : "confirm=") + actor.choice;
    }
    world_.router->Handle(std::move(request),
                          [got](HttpResponse response) { *got = std::move(response); });
    actor.told.push_back(got);
    if (!world_.pool.hold) world_.Run();
  }

  static std::string CodeIn(const std::string& body) {
    const auto at = body.find("? Reply ");
    return at == std::string::npos ? "" : body.substr(at + 8, 4);
  }

  void Release() {
    world_.pool.Release();
    world_.Run();
  }

  std::string Judge(bool closed) {
    const auto id = QuestionId::Derive({question_}).ToString();
    std::vector<std::string> made;
    for (const auto& event : world_.bus) {
      if (event.type != type::kDecisionMade) continue;
      const auto decision = events::Read<events::DecisionMade>(event);
      if (decision.question_id == id) made.push_back(decision.choice);
    }
    std::vector<std::string> winners;
    for (const auto& actor : actors_) {
      if (actor.told.empty()) continue;
      const auto& body = actor.told.back()->body;
      const bool page = body.find("class=\"done\"") != std::string::npos;
      const bool spoken = !actor.sid.empty() && (body.find("Approved.") != std::string::npos ||
                                                 body.find("Dismissed.") != std::string::npos);
      const bool texted =
          body.find("<Message>Decided by carol: " + actor.choice) != std::string::npos;
      if (page || spoken || (texted && !actor.texts.empty())) winners.push_back(actor.choice);
    }
    if (made.size() > 1) return question_ + " was decided twice";
    if (made.empty() && !closed) return question_ + " was not decided";
    if (made != winners) return question_ + ": who was told is not who decided";
    const auto stored =
        world_.session->LoadConversation({.questions = {QuestionId::Derive({question_})}}).value();
    const bool decided = stored.questions.at(0).status == "decided";
    return decided == !made.empty() ? "" : question_ + " is stored otherwise";
  }

  LinkWorld& world_;
  std::mt19937& dice_;
  std::string question_;
  std::vector<Actor> actors_;
  bool closes_ = false;
};

TEST(ApprovalPage, WhateverTheOrderThereIsOneDecision) {
  const auto* wanted = std::getenv("TOCSIN_RACES");
  const int races = wanted == nullptr ? 500 : std::atoi(wanted);
  std::mt19937 dice(20261128);
  std::unique_ptr<LinkWorld> world;
  int wrong = 0;
  for (int i = 0; i < races; ++i) {
    if (i % 20 == 0) world = std::make_unique<LinkWorld>();
    const auto fault = Race(*world, dice, i).Run();
    EXPECT_EQ(fault, "");
    if (!fault.empty() && ++wrong == 5) return;
  }
}

}  // namespace
}  // namespace tocsin
