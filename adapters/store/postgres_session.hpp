#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/store/connection.hpp"

namespace tocsin::postgres {

/// StoreSession on one connection.
class PostgresSession final : public StoreSession {
 public:
  PostgresSession(PostgresOptions options, std::shared_ptr<CallWatch> watch);

  Result<CommitOutcome> Commit(const Batch& batch) override;
  Result<std::vector<StoredRun>> LoadRuns(const std::vector<RunId>& ids) override;
  Result<std::optional<StoredRun>> LoadFailedRun(const RunId& id) override;
  void TellOfOutbox() override;
  Result<TakeOver> TakeOverPartitions(std::string_view role, std::string_view bus_id,
                                      const std::vector<int>& partitions) override;
  Result<Tenure> BeginTenure(std::string_view role, const std::vector<int>& partitions,
                             const Uuid& holder) override;
  Status NoteInHand(std::string_view role, const std::vector<int>& partitions, const Uuid& holder,
                    const InHand& in_hand) override;
  Status EndTenure(std::string_view role, const std::vector<int>& partitions,
                   const Uuid& holder) override;
  Result<std::vector<StoredTimer>> LoadTimers(std::string_view role,
                                              const std::vector<std::string>& kinds,
                                              const std::vector<int>& partitions, TimePoint until,
                                              std::size_t limit) override;
  Result<std::vector<EffectRow>> LoadEffects(std::string_view role,
                                             const std::vector<int>& partitions, TimePoint until,
                                             const std::vector<EffectId>& known,
                                             std::size_t limit) override;
  Result<std::vector<StoredOutbox>> LoadOutbox(std::string_view role,
                                               const std::vector<int>& partitions,
                                               std::int64_t below, std::size_t limit) override;
  Result<std::int64_t> PutDefinition(const DefinitionRow& definition) override;
  Result<DefinitionRow> LoadDefinition(std::int64_t id) override;
  Result<std::vector<DefinitionRow>> LoadDefinitions() override;
  Result<StoredConversation> LoadConversation(const VoiceQuery& query) override;
  Result<AttemptTally> CountAttempts(const std::vector<std::string>& phones,
                                     const CountSince& since) override;
  Result<std::map<std::string, int>> CountCallers(const std::vector<std::string>& callers,
                                                  TimePoint since) override;
  Result<int> CountLiveCalls() override;
  Result<WrongPinTally> CountWrongPins(const std::vector<std::string>& callers,
                                       TimePoint caller_since, TimePoint all_since) override;
  Result<std::vector<TurnRow>> LoadTurns(CallId call) override;
  Result<std::vector<AlertTableKey>> PendingAlerts(std::int64_t after, std::size_t limit) override;
  Result<std::vector<AlertTableRow>> LoadAlerts(const std::vector<std::int64_t>& ids) override;
  Result<std::vector<std::string>> OpenAlerts(const std::vector<std::string>& alert_ids) override;
  Result<std::vector<ContactTableRow>> LoadContacts() override;

  /// Opens the connection, to see that it can be.
  Status Probe();

 private:
  Connection connection_;
};

/// Of LoadConversation, CountAttempts and LoadTurns.
std::vector<Statement> VoiceStatements();
/// Of PendingAlerts, LoadAlerts and OpenAlerts.
std::vector<Statement> AlertTableStatements();

/// Columns of an effect row, and what a result with them holds.
std::string EffectColumns();
std::vector<EffectRow> ReadEffects(const pqxx::result& rows);

}  // namespace tocsin::postgres
