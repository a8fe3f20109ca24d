#include "workers/runtime/request_span.hpp"

#include <gtest/gtest.h>

#include "fakes/recording_tracer.hpp"

namespace tocsin::runtime {
namespace {

constexpr std::string_view kSender = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr std::string_view kCall = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

HttpRequest Sent(HttpHeaders headers) {
  return {.method = "POST", .path = "/hooks/shop", .headers = std::move(headers)};
}

class RequestSpanTest : public testing::Test {
 protected:
  std::shared_ptr<RequestSpan> Begin(HttpRequest& request) {
    return RequestSpan::Begin(tracer_, "/hooks/{name}", request);
  }
  void Answer(const std::shared_ptr<RequestSpan>& span, int status = 202) {
    RequestSpan::Ending(span, [&](const HttpResponse& response) { answered_ = response.status; })(
        HttpResponse{.status = status});
  }

  fakes::RecordingTracer tracer_;
  int answered_ = 0;
};

TEST_F(RequestSpanTest, StandsBelowTheSenderAndAboveWhatTheRequestMakes) {
  auto request = Sent({{"Traceparent", std::string(kSender)}, {"tracestate", "a=1"}});
  const auto span = Begin(request);
  EXPECT_EQ(span->Kept(), TraceOf(kSender));
  const std::string place(HeaderValue(request.headers, "traceparent"));
  EXPECT_EQ(TraceOf(place), TraceOf(kSender));
  EXPECT_NE(SpanOf(place), SpanOf(kSender));
  EXPECT_TRUE(tracer_.spans.empty()) << "before the answer";
  Answer(span);

  EXPECT_EQ(answered_, 202);
  const Span* told = tracer_.Named("POST /hooks/{name}");
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->kind, SpanKind::kServer);
  EXPECT_EQ(told->span, SpanOf(place));
  EXPECT_EQ(told->parent, SpanOf(kSender));
  EXPECT_FALSE(told->failed);
  EXPECT_EQ(std::get<std::string>(told->attributes[1].second), "/hooks/{name}");
  EXPECT_EQ(std::get<std::int64_t>(told->attributes[2].second), 202);
}

TEST_F(RequestSpanTest, ARequestWithoutATraceBeginsOneThatIsItsOwn) {
  auto one = Sent({{"traceparent", "nonsense"}, {"tracestate", "a=1"}}), two = Sent({});
  Answer(Begin(one));
  Answer(Begin(two));
  ASSERT_EQ(tracer_.spans.size(), 2U);
  EXPECT_EQ(tracer_.spans[0].parent, 0U);
  EXPECT_NE(tracer_.spans[0].trace, tracer_.spans[1].trace);
  EXPECT_EQ(HeaderValue(one.headers, "tracestate"), "") << "of a trace that is none";
}

TEST_F(RequestSpanTest, TheEventsContextIsTheSendersWhereTheRequestHasNone) {
  auto request = Sent({{"ce-traceparent", std::string(kSender)}, {"ce-tracestate", "a=1"}});
  Answer(Begin(request));
  EXPECT_EQ(tracer_.spans.at(0).parent, SpanOf(kSender));
  EXPECT_EQ(HeaderValue(request.headers, "tracestate"), "a=1");
}

TEST_F(RequestSpanTest, TracestateIsOneHeaderAndOneThatIsNoneIsDropped) {
  auto two = Sent({{"traceparent", std::string(kSender)},
                   {"tracestate", "a=1,b@v=x y"},
                   {"Tracestate", "c=3"}});
  Begin(two);
  EXPECT_EQ(HeaderValue(two.headers, "tracestate"), "a=1,b@v=x y,c=3");
  EXPECT_EQ(two.headers.size(), 2U);
  auto bad = Sent({{"traceparent", std::string(kSender)}, {"tracestate", "A=1"}});
  Begin(bad);
  EXPECT_EQ(bad.headers.size(), 1U);
}

TEST_F(RequestSpanTest, AFailureOfOursIsToldWhateverTheShareAndTheSendersIsNone) {
  tracer_.wants = false;
  auto request = Sent({});
  Answer(Begin(request), 404);
  EXPECT_TRUE(tracer_.spans.empty());
  const auto span = Begin(request);
  EXPECT_EQ(span->Kept(), "");
  Answer(span, 503);
  ASSERT_EQ(tracer_.spans.size(), 1U);
  EXPECT_TRUE(tracer_.spans[0].failed);
  EXPECT_EQ(tracer_.spans[0].attributes.back().first, "error.type");
}

TEST_F(RequestSpanTest, ACarriersRequestStandsBelowItsCallWithALinkToASender) {
  auto request = Sent({{"traceparent", std::string(kSender)}});
  const auto span = Begin(request);
  span->StandBelow("");  // of a call that has no trace
  span->StandBelow(kCall);
  EXPECT_EQ(span->Kept(), TraceOf(kCall));
  Answer(span);
  ASSERT_EQ(tracer_.spans.size(), 1U);
  EXPECT_EQ(tracer_.spans[0].trace, TraceOf(kCall));
  EXPECT_EQ(tracer_.spans[0].parent, SpanOf(kCall));
  ASSERT_EQ(tracer_.spans[0].links.size(), 1U);
  EXPECT_EQ(tracer_.spans[0].links[0].span, SpanOf(kSender));
}

TEST(RequestSpan, ATracerThatIsOffLeavesTheSendersTraceAsItIs) {
  HttpRequest request = Sent({{"traceparent", std::string(kSender)}, {"tracestate", "a=1"}});
  const auto span = RequestSpan::Begin(Untraced(), "/events", request);
  EXPECT_EQ(HeaderValue(request.headers, "traceparent"), kSender);
  EXPECT_EQ(HeaderValue(request.headers, "tracestate"), "a=1");
  EXPECT_EQ(span->Kept(), "");
  int answered = 0;
  RequestSpan::Ending(span, [&](const HttpResponse& response) { answered = response.status; })(
      HttpResponse{.status = 202});
  EXPECT_EQ(answered, 202);
}

}  // namespace
}  // namespace tocsin::runtime
