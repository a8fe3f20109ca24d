#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/store.hpp"
#include "workers/runtime/handler.hpp"

namespace tocsin::workflow {

/// Executes committed effects ("http") and brings their results back into the shard. After a crash
/// an effect is executed again, with the same Idempotency-Key. Lives on the shard's thread.
class EffectRunner {
 public:
  EffectRunner(runtime::ShardServices& services, HttpClient& client,
               std::map<std::string, std::string> secrets);

  /// Starts it unless it is under way, or belongs to a partition that is not this shard's (whose
  /// owner starts it). The result enters as Signal{owner = run, kind = "effect",
  /// data = {id, result}}.
  void Start(const EffectRow& effect);
  /// The result was committed, or nobody waits for it any more.
  void Forget(const EffectId& id) { running_.erase(id); }
  std::vector<EffectId> Running() const;
  /// Whoever owns these partitions next executes their effects again. Where that is this shard (it
  /// begins again from what is stored), the requests that were made already are enough.
  void DropPartitions(const std::vector<int>& partitions);
  bool HasSecret(std::string_view name) const { return secrets_.contains(std::string(name)); }

 private:
  Result<HttpCall> ToCall(const EffectRow& effect) const;
  void Finish(const EffectRow& effect, json::value result);
  void Keep(const EffectRow& effect, json::value result);
  void EnterResult(const EffectRow& effect, const json::value& result);

  runtime::ShardServices& services_;
  HttpClient& client_;
  std::map<std::string, std::string> secrets_;
  struct Request {
    int partition = 0;
    bool dropped = false;
    std::optional<json::value> result = {};  ///< until it is committed
  };
  std::map<EffectId, Request> running_;
};

}  // namespace tocsin::workflow
