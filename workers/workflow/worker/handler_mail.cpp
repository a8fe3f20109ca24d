#include "workers/workflow/worker/handler.hpp"

namespace tocsin::workflow {

Status WorkflowHandler::EndByMail(Staged& staged, runtime::BatchWriter& out) {
  const RunId id = staged.live.run.id;
  for (const auto& mail : out.Out().mail) {
    std::vector<Staged*> family;
    Within(id, family);
    for (Staged* member : family) {
      if (IsOver(staged.live.run.status)) return {};
      TRY(EndByMail(*member, mail, out));
    }
  }
  return {};
}

Status WorkflowHandler::EndByMail(Staged& staged, const MailWrite& mail,
                                  runtime::BatchWriter& out) {
  const bool new_here = staged.write.revision_read == 0 && staged.write.as_old_as.IsNil();
  if (IsOver(staged.live.run.status) || mail.tenant != staged.live.run.tenant) return {};
  if (new_here && mail.ordinal <= staged.write.ordinal) return {};  // older than the run
  TRY_ASSIGN(const World world, WorldOf(staged.live));
  TRY_ASSIGN(const auto wait, FindWait(world, staged.live.run, mail.signature, mail.value));
  if (!wait) return {};
  TRY_ASSIGN(json::value envelope, ParseJson(mail.event, {.max_depth = kMaxWrappedDepth}));
  TRY_ASSIGN(Event event, EventFromStructured(std::move(envelope)));
  TRY_ASSIGN(
      Transition transition,
      workflow::Decide(world, staged.live.run, EventArrived{std::move(event), *wait}, out.Now()));
  // A run that goes on gets its mail from the store, like every other.
  if (!IsOver(transition.run.status)) return {};
  Absorb(staged, std::move(transition), out);
  return SettleFamilies(out);
}

}  // namespace tocsin::workflow
