#include "adapters/store/array_parameter.hpp"
#include "adapters/store/commit_part.hpp"

namespace tocsin::postgres {
namespace {

/// Two columns of a batch: ids of rows that are not the default tenant's, and whose they are.
template <class Id>
struct TenantColumns {
  ArrayParameter<Id> ids;
  ArrayParameter<Text> tenants;
  bool any = false;

  void Add(const Id& id, std::string_view tenant) {
    if (tenant == kDefaultTenant) return;
    ids.Append(id);
    tenants.Append(Text{tenant});
    any = true;
  }
};

}  // namespace

void AddTenants(CommitParts& parts, const Batch& batch) {
  TenantColumns<Uuid> runs, mail, questions, calls;
  TenantColumns<Text> actions;
  for (const RunWrite& run : batch.runs) runs.Add(Uuid(run.id), run.tenant);
  for (const MailWrite& piece : batch.mail) mail.Add(CorrelationId(piece), piece.tenant);
  for (const QuestionRow& row : batch.voice.questions) questions.Add(Uuid(row.id), row.tenant);
  for (const CallRow& row : batch.voice.calls) calls.Add(Uuid(row.id), row.tenant);
  for (const ActionOpen& row : batch.actions_opened) actions.Add(Text{row.id}, row.tenant);
  if (!runs.any && !mail.any && !questions.any && !calls.any && !actions.any) return;
  parts.emplace_back('T', "commit_tenants_v1")
      .Add("of_run", runs.ids.Take())
      .Add("of_run_tenant", runs.tenants.Take())
      .Add("of_mail", mail.ids.Take())
      .Add("of_mail_tenant", mail.tenants.Take())
      .Add("of_question", questions.ids.Take())
      .Add("of_question_tenant", questions.tenants.Take())
      .Add("of_call", calls.ids.Take())
      .Add("of_call_tenant", calls.tenants.Take())
      .Add("of_action", actions.ids.Take())
      .Add("of_action_tenant", actions.tenants.Take());
}

}  // namespace tocsin::postgres
