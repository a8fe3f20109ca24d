#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_expression.hpp"
#include "fakes/fake_http_client.hpp"
#include "fakes/fake_shard.hpp"
#include "fakes/log_lines.hpp"
#include "fakes/message_arrival.hpp"
#include "schemas/events/data.hpp"
#include "schemas/topics.hpp"
#include "workers/bridge/bridge_handler.hpp"
#include "workers/bridge/messages/message_kind.hpp"
#include "workers/bridge/webhook_signature.hpp"

namespace tocsin::bridge {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kHookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr std::string_view kSlackUrl = "https://hooks.slack.example/services/T0/B0/SECRETPART";

Result<HttpCall> HttpOf(const ChannelSpec& channel, const events::MessageRequested& asked) {
  auto made = MessageKinds()
                  .Find(channel.kind)
                  ->Render(channel, {.asked = asked, .id = "m1", .now = TimePoint()});
  if (!made) return Fail(made.error());
  return std::get<HttpCall>(*std::move(made));
}

json::value Rendered(const ChannelSpec& channel, const events::MessageRequested& asked) {
  const auto call = HttpOf(channel, asked);
  EXPECT_TRUE(call) << call.error().message;
  EXPECT_EQ(call->method, "POST");
  EXPECT_EQ(call->url, channel.url);
  return ParseJson(call->body).value();
}

std::string RefusalOf(const ChannelSpec& channel, const events::MessageRequested& asked) {
  const auto call = HttpOf(channel, asked);
  return call ? "" : call.error().message;
}

TEST(SlackMessage, NothingInItIsMarkup) {
  const ChannelSpec slack{.name = "ops", .kind = "slack", .url = std::string(kSlackUrl)};
  EXPECT_EQ(Rendered(slack, {.title = "Disk *full*",
                             .text = "<!channel> a & b > c",
                             .url = "https://g.example/d?a=1|2"})
                .at("text"),
            "*Disk  full *\n&lt;!channel&gt; a &amp; b &gt; c\n<https://g.example/d?a=1%7C2|Open>");
  EXPECT_EQ(Rendered(slack, {.text = "short"}).at("text"), "short");
}

TEST(TeamsMessage, IsOneAdaptiveCard) {
  const ChannelSpec teams{.name = "ops", .kind = "teams", .url = "https://teams.example/hook"};
  const auto sent = Rendered(
      teams,
      {.title = "Disk full", .text = "[pve1](http://x)\nline 2", .url = "https://g.example"});
  EXPECT_EQ(sent.at("type"), "message");
  const auto& attachment = sent.at("attachments").at(0);
  EXPECT_EQ(attachment.at("contentType"), "application/vnd.microsoft.card.adaptive");
  const auto& card = attachment.at("content");
  EXPECT_EQ(card.at("type"), "AdaptiveCard");
  EXPECT_EQ(card.at("body").at(0).at("text"), "Disk full");
  EXPECT_EQ(card.at("body").at(1).at("text"), "\\[pve1\\](http://x)\n\nline 2");
  EXPECT_EQ(card.at("actions").at(0).at("url"), "https://g.example");
}

TEST(NtfyMessage, HasItsTopicItsPriorityAndItsToken) {
  const ChannelSpec ntfy{.name = "ops",
                         .kind = "ntfy",
                         .url = "https://ntfy.example",
                         .topic = "t0p1c",
                         .token = "tk_1"};
  const events::MessageRequested asked{.title = "Disk full",
                                       .text = "It is.",
                                       .url = "https://g.example",
                                       .priority = "urgent",
                                       .tags = {"warning"}};
  EXPECT_EQ(Rendered(ntfy, asked), (json::value{{"topic", "t0p1c"},
                                                {"message", "It is."},
                                                {"title", "Disk full"},
                                                {"click", "https://g.example"},
                                                {"tags", {"warning"}},
                                                {"priority", 5}}));
  const auto call = HttpOf(ntfy, asked);
  EXPECT_EQ(HeaderValue(call->headers, "Authorization"), "Bearer tk_1");
  EXPECT_THAT(RefusalOf(ntfy, {.text = "x", .priority = "loud"}), HasSubstr("'priority'"));
}

TEST(WebhookMessage, IsSignedAndHasTheHeadersOfItsChannel) {
  const ChannelSpec hook{
      .name = "status",
      .kind = "webhook",
      .url = "https://status.example/in",
      .secret = std::string(kHookSecret),
      .headers = {{"X-Token", "abc"}, {"content-type", "application/vnd.x+json"}}};
  const events::MessageRequested asked{.body = json::value{{"a", 1}}};
  const auto call = HttpOf(hook, asked);
  ASSERT_TRUE(call);
  EXPECT_EQ(call->body, R"({"a":1})");
  EXPECT_EQ(HeaderValue(call->headers, "X-Token"), "abc");
  EXPECT_EQ(HeaderValue(call->headers, "Content-Type"), "application/vnd.x+json");
  const auto key = WebhookKey::Parse(kHookSecret).value();
  EXPECT_TRUE(key.Verify("m1", "0", HeaderValue(call->headers, "webhook-signature"), call->body,
                         TimePoint()));
  EXPECT_EQ(RefusalOf(hook, {.text = "no body"}), "'body' is missing");
  EXPECT_THAT(RefusalOf(hook, {.body = json::value(std::string(events::kMaxMessageBody, 'x'))}),
              HasSubstr("longer than"));
}

TEST(Messages, TextsAreBounded) {
  for (const auto* kind : {"slack", "teams", "ntfy"}) {
    const ChannelSpec channel{.name = "c", .kind = kind, .url = "https://x.example", .topic = "t"};
    EXPECT_EQ(RefusalOf(channel, {}), "'text' is missing or empty") << kind;
    EXPECT_EQ(RefusalOf(channel, {.text = std::string(4001, 'x')}),
              "'text' is longer than 4000 bytes");
    EXPECT_EQ(RefusalOf(channel, {.title = std::string(251, 'x'), .text = "x"}),
              "'title' is longer than 250 bytes");
    EXPECT_EQ(RefusalOf(channel, {.text = "x", .url = "javascript:alert(1)"}),
              "'url' must begin with http:// or https://");
  }
}

TEST(Channels, AreRefusedWithWhatIsWrong) {
  const auto fault = [](ChannelSpec spec) {
    const auto made = Channels::Create({std::move(spec)});
    return made ? "" : made.error().message;
  };
  EXPECT_EQ(fault({.name = "c", .kind = "slack", .url = "hooks.slack.com/x"}),
            "reading channel 'c': slack.url: must begin with http:// or https://");
  EXPECT_EQ(fault({.name = "c", .kind = "pigeon", .url = "https://x.example"}),
            "reading channel 'c': its kind is not known");
  EXPECT_EQ(fault({.name = "c", .kind = "ntfy", .url = "https://ntfy.sh"}),
            "reading channel 'c': ntfy.topic is missing");
  EXPECT_THAT(fault({.name = "c", .kind = "webhook", .url = "https://x", .secret = "whsec_%"}),
              HasSubstr("webhook.secret: "));
  EXPECT_THAT(
      fault({.name = "c", .kind = "webhook", .url = "https://x", .headers = {{"Host", "y"}}}),
      HasSubstr("webhook.headers.Host: this header is tocsin's own"));
  const ChannelSpec good{.name = "c", .kind = "slack", .url = "https://x.example"};
  EXPECT_THAT(Channels::Create({good, good}).error().message, HasSubstr("used twice"));
}

class MessageTest : public testing::Test {
 protected:
  void SetUp() override { Restart(); }
  void Restart() {
    handler_.reset();
    client_ = std::make_unique<fakes::FakeHttpClient>();
    shard_ = std::make_unique<fakes::FakeShard>(clock_, durable_);
    handler_ = std::make_unique<BridgeHandler>(Deliveries::Create({}, expressions_).value(),
                                               expressions_, *client_, *shard_, 12);
    handler_->UseChannels(
        Channels::Create(
            {{.name = "ops", .kind = "slack", .url = std::string(kSlackUrl), .attempts = 3},
             {.name = "ops", .kind = "teams", .url = "https://teams.example/hook"}},
            {.http = client_.get()})
            .value());
    shard_->Take(*handler_);
    shard_->Run();
  }
  void Ask(events::MessageRequested asked) {
    shard_->Enter(fakes::MessageArrival(std::move(asked), "a1"));
    shard_->Run();
  }
  void Answer(int status, HttpHeaders headers = {}) {
    client_->Answer(HttpResponse{.status = status, .headers = std::move(headers), .body = {}});
    shard_->Run();
  }
  void Pass(Duration time) {
    clock_.Advance(time);
    shard_->Run();
  }
  /// "TYPE REASON" of the one event that was emitted.
  std::string Told() const {
    if (durable_.emitted.size() != 1) return std::to_string(durable_.emitted.size()) + " events";
    const auto& event = durable_.emitted.front();
    return event.type + ' ' + events::Read<events::MessageFailed>(event).reason;
  }

  fakes::FakeExpressions expressions_{{}};
  fakes::FakeClock clock_;
  fakes::Durable durable_;
  std::unique_ptr<fakes::FakeHttpClient> client_;
  std::unique_ptr<fakes::FakeShard> shard_;
  std::unique_ptr<BridgeHandler> handler_;
};

TEST_F(MessageTest, ARequestOverHttpGoesOnInTheTrace) {
  constexpr std::string_view kTrace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  auto arrival = fakes::MessageArrival({.kind = "slack", .channel = "ops", .text = "hello"}, "a1");
  arrival.event.traceparent = kTrace;
  arrival.event.tracestate = "vendor=1";
  shard_->Enter(arrival);
  shard_->Run();
  ASSERT_EQ(client_->Calls().size(), 1U);
  const auto& headers = client_->Calls()[0].headers;
  EXPECT_EQ(TraceOf(HeaderValue(headers, "traceparent")), TraceOf(kTrace));
  EXPECT_NE(SpanOf(HeaderValue(headers, "traceparent")), SpanOf(kTrace)) << "its own span";
  EXPECT_EQ(HeaderValue(headers, "tracestate"), "vendor=1");
}

TEST_F(MessageTest, TheRunThatAskedIsAnswered) {
  EXPECT_FALSE(handler_->Ignores(type::kMessageRequested, true));
  Ask({.kind = "slack", .channel = "ops", .text = "hello"});
  ASSERT_EQ(client_->Calls().size(), 1U);
  EXPECT_EQ(client_->Calls()[0].url, kSlackUrl);
  EXPECT_EQ(HeaderValue(client_->Calls()[0].headers, "webhook-id"), "m1");
  Answer(200);
  ASSERT_EQ(Told(), "tocsin.message.sent ");
  const auto& event = durable_.emitted.front();
  EXPECT_EQ(event.Extension("causationid"), "m1");
  EXPECT_EQ(event.Extension("runid"), RunId::Derive({"run"}).ToString());
  const auto sent = events::Read<events::MessageSent>(event);
  EXPECT_EQ(sent.channel, "ops");
  EXPECT_EQ(sent.attempts, 1);
  EXPECT_EQ(sent.alert_id, "a1");
  EXPECT_TRUE(durable_.effects.empty());
}

TEST_F(MessageTest, IsTriedAgainUnderItsIdAndThenGivenUp) {
  Ask({.kind = "slack", .channel = "ops", .text = "hello"});
  Answer(503);
  Pass(std::chrono::minutes(1));
  Answer(429, {{"Retry-After", "90"}});
  Pass(std::chrono::seconds(60));
  EXPECT_EQ(client_->Calls().size(), 2U) << "as long as the receiver asked for";
  Pass(std::chrono::seconds(60));
  ASSERT_EQ(client_->Calls().size(), 3U);
  EXPECT_EQ(HeaderValue(client_->Calls()[2].headers, "webhook-id"), "m1");
  Answer(500);
  EXPECT_EQ(Told(), "tocsin.message.failed delivery 'ops' failed after 3 attempts: status 500");
  ASSERT_EQ(durable_.letters.size(), 1U);
  EXPECT_EQ(durable_.letters[0].reason, "message_failed");
}

TEST_F(MessageTest, WhatTheReceiverRefusesIsNotTriedAgain) {
  Ask({.kind = "slack", .channel = "ops", .text = "hello"});
  Answer(404);
  EXPECT_EQ(Told(), "tocsin.message.failed delivery 'ops' failed after 1 attempt: status 404");
}

TEST_F(MessageTest, AKindThatHangsDoesNotHoldUpAnotherOfItsChannel) {
  for (int i = 0; i < 20; ++i) {
    auto arrival =
        fakes::MessageArrival({.kind = "slack", .channel = "ops", .text = "hello"}, "a1");
    arrival.event.id += std::to_string(i);
    shard_->Enter(std::move(arrival));
  }
  shard_->Run();
  ASSERT_EQ(client_->Calls().size(), 16U);
  Ask({.kind = "teams", .channel = "ops", .text = "hello"});
  ASSERT_EQ(client_->Calls().size(), 17U);
  EXPECT_EQ(client_->Calls()[16].url, "https://teams.example/hook");
}

TEST_F(MessageTest, ARedirectIsNotFollowed) {
  Ask({.kind = "slack", .channel = "ops", .text = "hello"});
  Answer(302, {{"Location", "https://elsewhere.example"}});
  EXPECT_EQ(Told(),
            "tocsin.message.failed delivery 'ops' failed after 1 attempt: status 302: redirects "
            "are not followed");
  EXPECT_EQ(client_->Calls().size(), 1U);
}

TEST_F(MessageTest, AChannelThatIsNotThereSaysSo) {
  Ask({.kind = "slack", .channel = "osp", .text = "hello"});
  EXPECT_THAT(Told(), HasSubstr("there is no channel 'osp' in the settings (channels), did you "
                                "mean 'ops'?"));
  EXPECT_TRUE(client_->Calls().empty());
}

TEST_F(MessageTest, AChannelOfAnotherKindSaysSo) {
  Ask({.kind = "ntfy", .channel = "ops", .text = "hello"});
  EXPECT_THAT(Told(), HasSubstr("channel 'ops' has no ntfy in the settings"));
}

TEST_F(MessageTest, AfterACrashItIsSentAgainUnderTheSameId) {
  Ask({.kind = "slack", .channel = "ops", .text = "hello"});
  Restart();
  ASSERT_EQ(client_->Calls().size(), 1U);
  EXPECT_EQ(HeaderValue(client_->Calls()[0].headers, "webhook-id"), "m1");
  Answer(200);
  EXPECT_EQ(Told(), "tocsin.message.sent ");
}

TEST_F(MessageTest, AReplayIsSentUnderItsIdByItsChannelAlone) {
  Ask({.kind = "slack", .channel = "ops", .text = "hello"});
  Answer(404);
  ASSERT_EQ(durable_.letters.size(), 1U);
  runtime::Arrival replayed = durable_.letters[0].arrival;
  replayed.record.headers.emplace_back("dlq_replay", "3:17#1");
  shard_->Enter(replayed);
  shard_->Run();
  ASSERT_EQ(client_->Calls().size(), 2U);
  EXPECT_EQ(HeaderValue(client_->Calls()[1].headers, "webhook-id"), "m1");
  Answer(200);
  ASSERT_EQ(durable_.emitted.size(), 2U);
  EXPECT_EQ(durable_.emitted[1].type, "tocsin.message.sent");

  // As of a delivery of the same event, which failed.
  replayed.record.headers = {{"dlq_delivery", "ops"}, {"dlq_replay", "3:18#1"}};
  shard_->Enter(std::move(replayed));
  shard_->Run();
  EXPECT_EQ(client_->Calls().size(), 2U);
}

TEST_F(MessageTest, ItsAddressIsInNoEventNoLetterAndNoLine) {
  const fakes::LogLines log;
  Ask({.kind = "slack", .channel = "ops", .text = "hello"});
  Answer(503);
  Pass(std::chrono::minutes(1));
  Answer(404);
  std::string all;
  for (const auto& line : log.All()) all += line;
  for (const auto& event : durable_.emitted) all += event.data.Text();
  for (const auto& note : durable_.notes) all += note.history;
  for (const auto& letter : durable_.letters) all += letter.error;
  EXPECT_THAT(all, HasSubstr("ops"));
  EXPECT_THAT(all, Not(HasSubstr("SECRETPART")));
}

}  // namespace
}  // namespace tocsin::bridge
