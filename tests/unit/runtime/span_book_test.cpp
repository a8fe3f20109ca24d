#include "workers/runtime/span_book.hpp"

#include <gtest/gtest.h>

#include "fakes/recording_tracer.hpp"

namespace tocsin::runtime {
namespace {

constexpr std::string_view kAbove = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr TimePoint kThen{Duration(1'000)};

Event Made(std::string id) {
  Event event;
  event.id = std::move(id);
  event.source = "/test";
  event.type = "tocsin.alert.raised";
  Follow(event, kAbove);
  return event;
}
Arrival Came(Event event) {
  return {.event = std::move(event), .at = {"tocsin.alerts", 3}, .offset = 7, .record = {}};
}

TEST(SpanBook, TellsWhatWasSentBelowWhatMadeItOnceItIsStored) {
  fakes::RecordingTracer tracer;
  SpanBook book(tracer);
  const Event event = Made("e1");
  book.Send(event, "tocsin.alerts", kThen);
  EXPECT_TRUE(tracer.spans.empty());

  book.Stored(kThen + Duration(5));

  ASSERT_EQ(tracer.spans.size(), 1u);
  const Span& span = tracer.spans[0];
  EXPECT_EQ(span.name, "send tocsin.alerts");
  EXPECT_EQ(span.kind, SpanKind::kProducer);
  EXPECT_EQ(span.trace, "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(span.span, SpanOf(event.traceparent));
  EXPECT_EQ(SpanText(span.parent), "b7ad6b7169203331");
  EXPECT_EQ(span.end - span.start, Duration(5));
}

TEST(SpanBook, LeavesTheSpanOfAnotherSenderToThatOne) {
  fakes::RecordingTracer tracer;
  SpanBook book(tracer);
  Event event = Made("e1");
  event.parent_span.reset();  // as it is read from the bus
  book.Send(event, "tocsin.alerts", kThen);
  book.Stored(kThen);
  EXPECT_TRUE(tracer.spans.empty());
}

TEST(SpanBook, LinksWhatIsSentInAnotherTraceToWhatCausedIt) {
  constexpr std::string_view kCause = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  fakes::RecordingTracer tracer;
  SpanBook book(tracer);
  EXPECT_EQ(book.Trace(), "");
  book.Send(Made("e1"), "tocsin.alerts", kThen, kCause);
  book.Send(Made("e2"), "tocsin.alerts", kThen, kAbove);
  EXPECT_EQ(book.Trace(), TraceOf(kAbove));
  book.Stored(kThen);
  ASSERT_EQ(tracer.spans.size(), 2u);
  ASSERT_EQ(tracer.spans[0].links.size(), 1u);
  EXPECT_EQ(tracer.spans[0].links[0].trace, TraceOf(kCause));
  EXPECT_TRUE(tracer.spans[1].links.empty()) << "it stands in the same trace";
}

TEST(SpanBook, TellsTheWorkOnAnEventBelowTheOneThatSentIt) {
  fakes::RecordingTracer tracer;
  SpanBook book(tracer);
  const Event event = Made("e1");
  book.Process(Came(event), "workflow", kThen);
  book.Process(Came(Made("e2")), "workflow", kThen);
  book.Stored(kThen + Duration(2));

  ASSERT_EQ(tracer.spans.size(), 3u);
  EXPECT_EQ(tracer.spans[0].name, "process tocsin.alerts");
  EXPECT_EQ(tracer.spans[0].parent, SpanOf(event.traceparent));
  EXPECT_EQ(tracer.spans[0].span, SpanOf(ProcessTraceparent(event, "workflow")));
  const Span* poll = tracer.Named("poll tocsin.alerts");
  ASSERT_NE(poll, nullptr);
  ASSERT_EQ(poll->links.size(), 2u);
  EXPECT_EQ(poll->links[0].span, tracer.spans[0].span);
}

TEST(SpanBook, BeginsTheTraceOfAnEventThatCameWithoutOneAndTheSameForEveryRole) {
  fakes::RecordingTracer tracer;
  SpanBook book(tracer);
  Event event = Made("e1");
  event.traceparent.clear();
  book.Process(Came(event), "workflow", kThen);
  book.Process(Came(event), "bridge", kThen);
  book.Stored(kThen);
  ASSERT_GE(tracer.spans.size(), 2u);
  EXPECT_EQ(tracer.spans[0].trace, tracer.spans[1].trace);
  EXPECT_NE(tracer.spans[0].span, tracer.spans[1].span);
  EXPECT_EQ(tracer.spans[0].parent, 0u);
}

TEST(SpanBook, KeepsNothingOfTracesThatAreNotWanted) {
  fakes::RecordingTracer tracer;
  tracer.wants = false;
  SpanBook book(tracer);
  book.Send(Made("e1"), "tocsin.alerts", kThen);
  book.Process(Came(Made("e2")), "workflow", kThen);
  book.Stored(kThen);
  EXPECT_TRUE(tracer.spans.empty());
}

}  // namespace
}  // namespace tocsin::runtime
