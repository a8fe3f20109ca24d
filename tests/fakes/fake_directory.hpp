#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "adapters/store.hpp"

namespace tocsin::fakes {

/// The read side of a store in memory; fails every call while `failure` is set. Thread-safe.
class FakeDirectory final : public StoreDirectory {
 public:
  void FailWith(std::optional<Error> error) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(error);
  }
  void AddConversation(Conversation conversation) {
    const std::lock_guard lock(mutex_);
    conversations_.push_back(std::move(conversation));
  }
  int LookUps() const {
    const std::lock_guard lock(mutex_);
    return look_ups_;
  }

  Result<Backlog> ReadBacklog() override { return Backlog(); }
  Status CreateKey(const NewKey& key) override {
    const std::lock_guard lock(mutex_);
    keys_.push_back({key});
    return {};
  }
  Result<std::vector<ApiKey>> ListKeys() override {
    const std::lock_guard lock(mutex_);
    return keys_;
  }
  Status RevokeKey(std::string_view name) override {
    const std::lock_guard lock(mutex_);
    std::erase_if(keys_, [&](const ApiKey& key) { return key.name == name; });
    return {};
  }
  Result<std::optional<ApiKey>> UseKey(std::string_view hash) override {
    const std::lock_guard lock(mutex_);
    ++look_ups_;
    if (failure_) return Fail(*failure_);
    const auto found = std::ranges::find(keys_, hash, &ApiKey::hash);
    return found == keys_.end() ? std::optional<ApiKey>() : *found;
  }
  Result<std::vector<RunSummary>> ListRuns(const RunFilter&) override {
    return std::vector<RunSummary>();
  }
  Result<ConversationPage> ListConversations(const ConversationFilter& filter) override {
    const std::lock_guard lock(mutex_);
    if (failure_) return Fail(*failure_);
    ConversationPage page;
    for (const auto& conversation : conversations_) {
      if (!filter.alert_id.empty() && conversation.alert_id != filter.alert_id) continue;
      if (page.items.size() == filter.limit) {
        page.next_cursor = "more";
        break;
      }
      page.items.push_back(conversation);
    }
    return page;
  }
  Result<Conversation> GetConversation(CallId call, const std::optional<std::string>&) override {
    const std::lock_guard lock(mutex_);
    if (failure_) return Fail(*failure_);
    for (const auto& conversation : conversations_)
      if (conversation.call == call) return conversation;
    return Fail(ErrorKind::kNotFound, "no call has this id", "store");
  }
  Result<std::optional<Remembered>> Remember(std::string_view key,
                                             const Remembered& fresh) override {
    const std::lock_guard lock(mutex_);
    if (failure_) return Fail(*failure_);
    const auto [found, inserted] = remembered_.try_emplace(std::string(key), fresh);
    if (inserted) return std::optional<Remembered>();
    return std::optional<Remembered>(found->second);
  }
  Result<std::optional<ActionRow>> FindAction(std::string_view id) override {
    const std::scoped_lock lock(mutex_);
    const auto found = actions_.find(std::string(id));
    if (found == actions_.end()) return std::optional<ActionRow>();
    return std::optional<ActionRow>(found->second);
  }
  void PutAction(ActionRow row) {
    const std::scoped_lock lock(mutex_);
    actions_[row.id] = std::move(row);
  }
  Result<std::vector<LetterReplay>> LetterReplays(std::string_view bus_id,
                                                  std::string_view topic) override {
    const std::scoped_lock lock(mutex_);
    std::vector<LetterReplay> replays;
    for (const auto& [place, replay] : letter_replays_)
      if (std::get<0>(place) == bus_id && std::get<1>(place) == topic) replays.push_back(replay);
    return replays;
  }
  Status NoteLetterReplay(std::string_view bus_id, const TopicPartition& at,
                          std::int64_t offset) override {
    const std::scoped_lock lock(mutex_);
    auto& replay = letter_replays_[{std::string(bus_id), at.topic, at.partition, offset}];
    replay = {at.partition, offset, replay.last == TimePoint() ? 1 : replay.times + 1,
              TimePoint(Duration(1))};
    return {};
  }
  Result<std::vector<std::pair<TimePoint, std::string>>> Explain(
      std::string_view, const std::optional<std::string>&) override {
    return std::vector<std::pair<TimePoint, std::string>>{};
  }
  Status Ping() override {
    const std::lock_guard lock(mutex_);
    if (failure_) return Fail(*failure_);
    return {};
  }

 private:
  mutable std::mutex mutex_;
  std::optional<Error> failure_;
  int look_ups_ = 0;
  std::vector<ApiKey> keys_;
  std::vector<Conversation> conversations_;
  std::map<std::string, Remembered> remembered_;
  std::map<std::string, ActionRow> actions_;
  std::map<std::tuple<std::string, std::string, int, std::int64_t>, LetterReplay> letter_replays_;
};

}  // namespace tocsin::fakes
