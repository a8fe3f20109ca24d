#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/store/connection.hpp"

namespace tocsin::postgres {

/// StoreDirectory on one connection.
class PostgresDirectory final : public StoreDirectory {
 public:
  PostgresDirectory(PostgresOptions options, std::shared_ptr<CallWatch> watch);

  Status CreateKey(const NewKey& key) override;
  Result<std::vector<ApiKey>> ListKeys() override;
  Status RevokeKey(std::string_view name) override;
  Result<std::optional<ApiKey>> UseKey(std::string_view hash) override;
  Result<ConversationPage> ListConversations(const ConversationFilter& filter) override;
  Result<Conversation> GetConversation(CallId call,
                                       const std::optional<std::string>& tenant) override;
  Result<std::vector<RunSummary>> ListRuns(const RunFilter& filter) override;
  Result<std::optional<Remembered>> Remember(std::string_view key,
                                             const Remembered& fresh) override;
  Result<std::vector<std::pair<TimePoint, std::string>>> Explain(
      std::string_view id, const std::optional<std::string>& tenant) override;
  Result<std::optional<ActionRow>> FindAction(std::string_view id) override;
  Result<std::vector<LetterReplay>> LetterReplays(std::string_view bus_id,
                                                  std::string_view topic) override;
  Status NoteLetterReplay(std::string_view bus_id, const TopicPartition& at,
                          std::int64_t offset) override;
  Result<Backlog> ReadBacklog() override;
  Status Ping() override;

 private:
  Connection connection_;
};

}  // namespace tocsin::postgres
