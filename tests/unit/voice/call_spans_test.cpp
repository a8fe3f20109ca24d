#include "workers/voice/call/call_spans.hpp"

#include <gtest/gtest.h>

#include <algorithm>

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
    EXPECT_EQ(span->parent, part.name == "turn" ? tracer.Named("talk")->span : call->span);
    EXPECT_EQ(span->start, kStart + Duration(part.from));
    EXPECT_EQ(span->end, kStart + Duration(part.to));
  }
  for (const auto& span : tracer.spans)
    for (const auto& [key, value] : span.attributes)
      if (const auto* text = std::get_if<std::string>(&value))
        EXPECT_EQ(text->find("5551234"), std::string::npos) << key;
}

/// Of a live line: what was heard, what the model and the voice did, and when the answer began.
Transition EndedLive(int waited_ms) {
  auto transition = Ended("no_input");
  transition.next.call.log = {
      At(10, "dialled"), At(20, "initiated"), At(1'000, "answered"),
      At(5'000, "turn",
         {{"turn", 1},
          {"method", "speech"},
          {"ended_ago_ms", 700},
          {"recognised_ms", 200},
          {"engine", "moonshine"}}),
      At(5'001, "question", {{"number", 1}}), At(6'000, "question_answered", {{"number", 1}}),
      // Reported with the next turn: 3 s before it.
      At(9'500, "first_sound", {{"ago_ms", 3'000}, {"waited_ms", waited_ms}, {"voice_ms", 150}}),
      At(9'500, "turn", {{"turn", 2}, {"method", "dtmf"}, {"ended_ago_ms", 1}}),
      At(9'900, "ended")};
  return transition;
}

TEST(CallSpans, TellWhatATurnTookBelowIt) {
  fakes::RecordingTracer tracer;
  runtime::SpanBook book(tracer);
  NoteSpans(EndedLive(2'200), kStart + Duration(9'900), book);
  book.Stored(kStart);

  const Span* turn = tracer.Named("turn");
  ASSERT_NE(turn, nullptr);
  ASSERT_NE(tracer.Named("talk"), nullptr);
  EXPECT_EQ(turn->parent, tracer.Named("talk")->span);
  EXPECT_EQ(tracer.Named("talk")->parent, tracer.Named("call")->span);
  const struct {
    std::string_view name;
    int from, to;
  } parts[] = {{"turn", 1'000, 6'500},
               {"speech to text", 4'800, 5'000},
               {"language model", 5'001, 6'000},
               {"text to speech", 6'350, 6'500},
               {"first sound", 4'300, 6'500}};
  for (const auto& part : parts) {
    SCOPED_TRACE(part.name);
    const Span* span = tracer.Named(part.name);
    ASSERT_NE(span, nullptr);
    if (span != turn) EXPECT_EQ(span->parent, turn->span);
    EXPECT_EQ(span->start, kStart + Duration(part.from));
    EXPECT_EQ(span->end, kStart + Duration(part.to));
  }
  const auto second = std::ranges::find_if(tracer.spans, [&](const Span& span) {
    return span.name == "turn" && span.span != turn->span;
  });
  ASSERT_NE(second, tracer.spans.end());
  EXPECT_EQ(second->start, turn->end) << "turns follow one another";
}

TEST(CallSpans, TellASlowAnswerWhateverTheShare) {
  fakes::RecordingTracer tracer;
  tracer.wants = false;
  runtime::SpanBook book(tracer);
  NoteSpans(EndedLive(1'500), kStart + Duration(9'900), book);
  book.Stored(kStart);
  EXPECT_TRUE(tracer.spans.empty());
  NoteSpans(EndedLive(2'200), kStart + Duration(9'900), book);
  book.Stored(kStart);
  EXPECT_NE(tracer.Named("first sound"), nullptr);
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
