#include "adapters/store/commit_part.hpp"

#include <utility>

namespace tocsin::postgres {

CommitStatement::CommitStatement(const Batch& batch, Expect expect) : name("commit_") {
  AddVoiceParts(parts_, batch);
  AddHeldEffects(parts_, batch);
  inbox_events = AddArrivalParts(parts_, batch, expect);
  AddRunParts(parts_, batch, expect);
  AddTimers(parts_, batch);
  AddActions(parts_, batch);
  AddEffects(parts_, batch);
  AddOutbox(parts_, batch);
  AddMail(parts_, batch);
  AddAlertTable(parts_, batch);
  AddTenants(parts_, batch);
  texts.push_back(batch.role);
  for (CommitPart& part : parts_) {
    name += part.tag_;
    for (Parameter& argument : part.values_)
      (argument.binary ? binaries : texts).push_back(std::move(argument.value));
  }
}

/// "commit_end_v2(LAST(... FIRST(commit_begin_v1($1), a => $2, b => $3) ...))"
std::string CommitStatement::Sql() const {
  std::string inner = "commit_begin_v1($1)";
  std::size_t text = 1;
  std::size_t binary = texts.size();
  for (const CommitPart& part : parts_) {
    std::string call(part.function_);
    call.append("(").append(inner);
    for (std::size_t i = 0; i < part.names_.size(); ++i)
      call.append(", ")
          .append(part.names_[i])
          .append(" => $")
          .append(std::to_string(part.values_[i].binary ? ++binary : ++text));
    inner = std::move(call) + ")";
  }
  return "select * from commit_end_v2(" + inner + ")";
}

}  // namespace tocsin::postgres
