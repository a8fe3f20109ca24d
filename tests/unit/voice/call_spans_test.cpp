#include "workers/voice/call/call_spans.hpp"

#include <gtest/gtest.h>

#include "fakes/recording_tracer.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/call_events.hpp"

namespace tocsin::voice {
namespace {

constexpr TimePoint kStart{Duration(10'000)};

json::value At(int ms, std::string_view what, json::object more = {}) {
  more["at"] = (kStart + Duration(ms)).time_since_epoch().count();
  more["what"] = what;
  return more;
}

/// A call that was answered and is over.
Transition Ended(std::string_view farewell) {
  Transition transition;
  Call& call = transition.next.call;
  call.id = CallId::Derive({"call"});
  call.id_text = call.id.ToString();
  call.phone = "+15551234567";
  call.provider = "twilio";
  call.origin = {.command = "asked",
                 .traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};
  call.created_at = kStart;
  call.phase = Phase::kOver;
  call.farewell = farewell;
  call.log = {At(10, "dialled"), At(20, "initiated"), At(1'000, "answered"),
              At(3'000, "turn", {{"turn", 1}, {"method", "dtmf"}}), At(4'000, "ended")};
  events::CallProgress how;
  how.reason = farewell;
  transition.events.push_back(
      ProgressEvent(call, type::kCallEnded, "", how, kStart + Duration(4'000)));
  return transition;
}

TEST(CallSpans, TellACallWithItsPartsWhenItIsOver) {
  fakes::RecordingTracer tracer;
  runtime::SpanBook book(tracer);
  const auto transition = Ended("decided");
  NoteSpans(transition, kStart + Duration(4'000), book);
  book.Stored(kStart + Duration(4'001));

  const Span* call = tracer.Named("call");
  ASSERT_NE(call, nullptr);
  Event request;
  request.id = "asked";
  request.traceparent = transition.next.call.origin.traceparent;
  EXPECT_EQ(call->parent, SpanOf(ProcessTraceparent(request, "voice")));
  EXPECT_EQ(call->span, CallSpan(transition.next.call.id_text));
  EXPECT_EQ(*transition.events[0].parent_span, call->span) << "its events stand below it";
  const struct {
    std::string_view name;
    int from, to;
  } parts[] = {
      {"dial", 10, 20}, {"ring", 20, 1'000}, {"turn", 1'000, 3'000}, {"talk", 1'000, 4'000}};
  for (const auto& part : parts) {
    SCOPED_TRACE(part.name);
    const Span* span = tracer.Named(part.name);
    ASSERT_NE(span, nullptr);
    EXPECT_EQ(span->parent, call->span);
    EXPECT_EQ(span->start, kStart + Duration(part.from));
    EXPECT_EQ(span->end, kStart + Duration(part.to));
  }
  for (const auto& span : tracer.spans)
    for (const auto& [key, value] : span.attributes)
      if (const auto* text = std::get_if<std::string>(&value))
        EXPECT_EQ(text->find("5551234"), std::string::npos) << key;
}

TEST(CallSpans, TellACallWithADecisionWhateverTheShare) {
  fakes::RecordingTracer tracer;
  tracer.wants = false;
  runtime::SpanBook book(tracer);
  NoteSpans(Ended("decided"), kStart + Duration(4'000), book);
  book.Stored(kStart);
  EXPECT_NE(tracer.Named("call"), nullptr);

  tracer.spans.clear();
  NoteSpans(Ended("no_input"), kStart + Duration(4'000), book);
  book.Stored(kStart);
  EXPECT_TRUE(tracer.spans.empty());
}

}  // namespace
}  // namespace tocsin::voice
