#pragma once

#include "schemas/time.hpp"
#include "workers/runtime/span_book.hpp"
#include "workers/workflow/engine/decide.hpp"

namespace tocsin::workflow {

/// Notes what a transition adds to the run's trace: the tasks that ended and, with its end, the run
/// itself, however long it took. Of a trace that is not wanted by its share, those of a run that
/// failed, and of one whose end follows a decision.
void NoteSpans(const Transition& transition, const Definition& definition, const Input& input,
               TimePoint now, runtime::SpanBook& book);

}  // namespace tocsin::workflow
