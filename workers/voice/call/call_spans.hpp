#pragma once

#include <cstdint>
#include <string_view>

#include "schemas/time.hpp"
#include "workers/runtime/span_book.hpp"
#include "workers/voice/call/transition.hpp"

namespace tocsin::voice {

/// The span of a call, by its id.
std::uint64_t CallSpan(std::string_view call);

/// Notes what a transition adds to the trace: a decision when it is made and, when the call is
/// over, the call with what its log tells: dialling, ringing, talk, every turn, questions to the
/// model. Of a trace that is not wanted by its share: decisions, calls with one, and calls that
/// failed. Calls that no workflow took up have no trace.
void NoteSpans(const Transition& transition, TimePoint now, runtime::SpanBook& book);

}  // namespace tocsin::voice
