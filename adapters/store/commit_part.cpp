#include "adapters/store/commit_part.hpp"

#include <iterator>

namespace tocsin::postgres {

CommitStatement::CommitStatement(const Batch& batch) : name("commit_") {
  AddVoiceParts(parts_, batch);
  AddHeldEffects(parts_, batch);
  inbox_events = AddArrivalParts(parts_, batch);
  AddRunParts(parts_, batch);
  AddTimers(parts_, batch);
  AddActions(parts_, batch);
  AddEffects(parts_, batch);
  AddOutbox(parts_, batch);
  AddMail(parts_, batch);
  AddAlertTable(parts_, batch);
  AddTenants(parts_, batch);
  values.push_back(batch.role);
  for (CommitPart& part : parts_) {
    name += part.tag_;
    std::move(part.values_.begin(), part.values_.end(), std::back_inserter(values));
  }
}

/// "commit_end_v1(LAST(... FIRST(commit_begin_v1($1), a => $2, b => $3) ...))"
std::string CommitStatement::Sql() const {
  std::string inner = "commit_begin_v1($1)";
  std::size_t place = 1;
  for (const CommitPart& part : parts_) {
    std::string call(part.function_);
    call.append("(").append(inner);
    for (const std::string_view argument : part.names_)
      call.append(", ").append(argument).append(" => $").append(std::to_string(++place));
    inner = std::move(call) + ")";
  }
  return "select * from commit_end_v1(" + inner + ")";
}

}  // namespace tocsin::postgres
