#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/log_quota.hpp"
#include "workers/bridge/api.hpp"
#include "workers/bridge/hooks/hook_access.hpp"
#include "workers/bridge/hooks/hook_letter.hpp"
#include "workers/bridge/hooks/hook_mapper.hpp"
#include "workers/bridge/hooks/hook_set.hpp"
#include "workers/bridge/hooks/mapping_thread.hpp"
#include "workers/runtime/request_rates.hpp"

namespace tocsin::bridge {

/// What the door stands on; outlives it and its routes, but for the API, which it shares.
struct HookDoorServices {
  std::shared_ptr<Api> api;  ///< its keys and its publisher
  ExpressionEngine& engine;
  Metrics& metrics;
  const Clock& clock;
};

/// POST /hooks/{name}: webhooks of any sender, mapped to events and put on the bus.
///
/// 202 {accepted, failed?, warnings?} once all that can be taken is on the bus. An item that the
/// mapping fails on goes to the dead-letter topic, and a body that is wholly at fault too, so that
/// nothing is lost whatever the sender does with the status (docs/adr/0032-webhooks-in.md).
/// Thread-safe.
class HookDoor : public std::enable_shared_from_this<HookDoor> {
 public:
  /// `prefix`: of the topics.
  static std::shared_ptr<HookDoor> Create(std::string prefix, HookDoorServices services);
  void AddRoutes(runtime::HttpRouter& router);
  /// Puts hooks and ways into force; requests under way keep those that they came with.
  void Use(std::shared_ptr<const HookSet> hooks, std::shared_ptr<const HookAccess> access);
  std::shared_ptr<const HookSet> Hooks() const;
  /// What is waiting is done, what comes then is answered with 503. Before the bus ends.
  void Stop() { thread_.Stop(); }

 private:
  HookDoor(std::string prefix, HookDoorServices services);

  void Receive(HttpRequest request, const std::string& name, HttpRespond respond);
  /// 429 where the hook has had more than it takes.
  std::optional<HttpResponse> TooMany(const Hook& hook);
  void Queue(std::shared_ptr<const Hook> hook, HttpRequest request, HttpRespond respond);
  /// What a body comes to.
  struct Taken {
    Publication publication;
    HttpResponse answer;
    std::string outcome;
    std::string error;  ///< the first; empty where nothing failed
  };
  Taken Take(const Hook& hook, MappedBody mapped, HttpRequest request, TimePoint now) const;
  /// Of a body that is wholly at fault.
  Taken SetAside(const Hook& hook, HttpResponse refusal, HttpRequest request, TimePoint now) const;
  /// On the mapping thread.
  void MapAndPublish(const std::shared_ptr<const Hook>& hook, HttpRequest request,
                     HttpRespond respond);
  HookMapper& MapperOf(const std::shared_ptr<const Hook>& hook);
  Publication::Plain Letter(const Hook& hook, HttpRequest request, const HookFault& fault,
                            TimePoint now) const;
  void Count(const Hook& hook, std::string_view outcome, std::size_t events);

  const std::string prefix_;
  HookDoorServices services_;
  LogQuota told_;
  runtime::RequestRates strangers_;  ///< by address, of those who are refused
  mutable std::mutex mutex_;
  std::shared_ptr<const HookSet> hooks_;
  std::shared_ptr<const HookAccess> access_;
  std::map<std::string, std::pair<int, std::unique_ptr<runtime::RequestRates>>, std::less<>> rates_;
  std::map<std::string, std::unique_ptr<HookMapper>, std::less<>> mappers_;  ///< of the thread
  MappingThread thread_;  ///< last: it ends before what it uses
};

}  // namespace tocsin::bridge
