#include "schemas/events/runs.hpp"

namespace tocsin::events {

const FieldTable& RunControlRequested::Spec() {
  static const FieldTable table = TableOf<RunControlRequested>(
      "tocsin.run.control_requested",
      "Somebody wants a run to end (cancel), to begin no further task (suspend), to go on "
      "(resume), "
      "or to go on from the task that failed (retry). Made by `tocsin runs`.",
      {FieldOf<&RunControlRequested::run_id>(
           "run_id", "The run.",
           {.required = true, .example = "5d9c0b7e-1f3a-8c26-b4e7-8a6f5d4c3b2a"}),
       FieldOf<&RunControlRequested::control>(
           "control", "What is to be done with it.",
           {.required = true,
            .allowed = {kCancelRun, kSuspendRun, kResumeRun, kRetryRun},
            .example = kCancelRun}),
       FieldOf<&RunControlRequested::reason>("reason", "Why, in the words of who asks.",
                                             {.example = "replaced by hand"})});
  return table;
}

}  // namespace tocsin::events
