#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/schema_registry.hpp"

namespace tocsin::fakes {

/// A registry that knows a schema when the test says so; its values are JSON already, but "bad".
/// Thread-safe.
class FakeSchemas final : public SchemaRegistry {
 public:
  SchemaAnswer Find(std::int32_t id, std::function<void()> resolved) override {
    const std::lock_guard lock(mutex_);
    ++asked_[id];
    if (const auto found = answers_.find(id); found != answers_.end()) return found->second;
    waiting_[id].push_back(std::move(resolved));
    return {};
  }
  Status Health() const override { return {}; }

  void Know(std::int32_t id) { Resolve(id, {.schema = std::make_shared<Plain>()}); }
  void Refuse(std::int32_t id, const std::string& why) {
    Resolve(id, {.refused = Error{ErrorKind::kInvalid, why, "registry"}});
  }
  int Asked(std::int32_t id) {
    const std::lock_guard lock(mutex_);
    return asked_[id];
  }

 private:
  class Plain final : public ValueSchema {
   public:
    ValueFormat Format() const override { return ValueFormat::kAvro; }
    Result<std::string> ToJson(std::string_view payload) const override {
      if (payload == "bad") return Fail(ErrorKind::kInvalid, "a bad value", "registry");
      return std::string(payload);
    }
  };
  void Resolve(std::int32_t id, SchemaAnswer answer) {
    std::vector<std::function<void()>> waiting;
    {
      const std::lock_guard lock(mutex_);
      answers_[id] = std::move(answer);
      waiting.swap(waiting_[id]);
    }
    for (const auto& resolved : waiting) resolved();
  }

  std::mutex mutex_;
  std::map<std::int32_t, SchemaAnswer> answers_;
  std::map<std::int32_t, std::vector<std::function<void()>>> waiting_;
  std::map<std::int32_t, int> asked_;
};

}  // namespace tocsin::fakes
