#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/commit.hpp"
#include "adapters/store/array_parameter.hpp"

namespace tocsin::postgres {

/// One part of a commit: a function of schemas/sql that takes what there is so far and these
/// arguments, by name.
class CommitPart {
 public:
  /// `tag` names the part among all (a letter); `function` outlives it.
  CommitPart(char tag, std::string_view function) : tag_(tag), function_(function) {}
  /// `name` outlives the part; the same names in the same order and the same forms for every part
  /// of a tag.
  CommitPart& Add(std::string_view name, Parameter value) {
    names_.push_back(name);
    values_.push_back(std::move(value));
    return *this;
  }

 private:
  friend struct CommitStatement;
  char tag_;
  std::string_view function_;
  std::vector<std::string_view> names_;
  std::vector<Parameter> values_;
};
using CommitParts = std::vector<CommitPart>;

/// Parts of a batch, each only where the batch has rows for it, in the order in which they must be
/// done; the families in the order of these functions, which is the order of their locks.
void AddVoiceParts(CommitParts& parts, const Batch& batch);
void AddHeldEffects(CommitParts& parts, const Batch& batch);
/// What the database is expected to have of what a batch adds to the inbox and to the runs.
/// kNothing costs less, and fails with unique_violation where an event of today is there, where two
/// new runs of the batch have one key, and where another session comes in between; by kAnything the
/// refusal names what there is.
enum class Expect { kNothing, kAnything };
/// Gives InboxWrite::event of each id: the database names duplicates by their place.
std::vector<std::size_t> AddArrivalParts(CommitParts& parts, const Batch& batch, Expect expect);
void AddRunParts(CommitParts& parts, const Batch& batch, Expect expect);
void AddTimers(CommitParts& parts, const Batch& batch);
void AddActions(CommitParts& parts, const Batch& batch);
void AddEffects(CommitParts& parts, const Batch& batch);
void AddOutbox(CommitParts& parts, const Batch& batch);
void AddMail(CommitParts& parts, const Batch& batch);
void AddAlertTable(CommitParts& parts, const Batch& batch);
/// After all others: says whose their rows are, where they are not the default tenant's.
void AddTenants(CommitParts& parts, const Batch& batch);

/// What mail and the waits for it have in common.
Uuid CorrelationId(const MailWrite& mail);

/// The statement that commits a batch.
struct CommitStatement {
  CommitStatement(const Batch& batch, Expect expect);

  /// The same for batches that have the same parts.
  std::string name;
  /// By their places in the statement: the texts first.
  std::vector<std::string> texts;
  std::vector<std::string> binaries;
  std::vector<std::size_t> inbox_events;
  std::string Sql() const;

 private:
  CommitParts parts_;
};

}  // namespace tocsin::postgres
