#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "adapters/log_control.hpp"
#include "adapters/metrics.hpp"
#include "schemas/event.hpp"
#include "workers/bridge/action_results.hpp"
#include "workers/bridge/api_guard.hpp"
#include "workers/bridge/cors.hpp"
#include "workers/bridge/event_publisher.hpp"
#include "workers/bridge/manual_call.hpp"
#include "workers/bridge/speech_pages.hpp"
#include "workers/runtime/database_pool.hpp"
#include "workers/runtime/http_router.hpp"

namespace tocsin::bridge {

struct ApiOptions {
  std::string static_key = {};  ///< INTERNAL_API_KEY
  int requests_per_minute = 600;
  std::vector<std::string> origins = {};  ///< as of Cors
  ManualCallRules manual_calls = {};
  TextToSpeech* voice = nullptr;  ///< of /api/tts; outlives it. None: 503
};

/// What the API stands on; outlives it, its routes and its jobs.
struct ApiServices {
  runtime::DatabasePool& database;
  Producer& producer;
  runtime::Courier& courier;
  Bus& bus;
  Metrics& metrics;
  const Clock& clock;
  LogControl& log;
  std::string bus_id = {};
};

/// The HTTP API of the bridge: POST /events, POST /api/voice/call/initiate, GET
/// /api/voice/conversations[/{call_id}], POST /api/v1/actions/{id}/result, GET and PUT /api/v1/log,
/// POST /api/tts/synthesize[/stream]. Events and calls are answered with 202 when the bus has
/// acknowledged them. Routes, and jobs given to the database, share it. Thread-safe.
class Api : public std::enable_shared_from_this<Api> {
 public:
  static std::shared_ptr<Api> Create(ApiOptions options, ApiServices services);
  void AddRoutes(runtime::HttpRouter& router);
  /// For other doors of the bridge: keys, rates and what was published lately are the same.
  ApiGuard& Guard() { return guard_; }
  Tracer& GetTracer() { return services_.courier.GetTracer(); }
  EventPublisher& Publisher() { return publisher_; }

 private:
  Api(ApiOptions options, ApiServices services);
  using Guarded = void (Api::*)(HttpRequest, const Caller& caller, const runtime::PathParameters&,
                                HttpRespond);
  void AddGuarded(runtime::HttpRouter& router, std::string_view method, std::string_view path,
                  AccessScope needed, Guarded handler);
  void AddPreflights(runtime::HttpRouter& router);
  void PostEvents(HttpRequest request, const Caller& caller, const runtime::PathParameters&,
                  HttpRespond respond);
  void Initiate(HttpRequest request, const Caller& caller, const runtime::PathParameters&,
                HttpRespond respond);
  void ListConversations(HttpRequest request, const Caller& caller, const runtime::PathParameters&,
                         HttpRespond respond);
  void PostResult(HttpRequest request, const Caller& caller,
                  const runtime::PathParameters& parameters, HttpRespond respond);
  void GetLog(HttpRequest request, const Caller& caller, const runtime::PathParameters&,
              HttpRespond respond);
  void PutLog(HttpRequest request, const Caller& caller, const runtime::PathParameters&,
              HttpRespond respond);
  void GetConversation(HttpRequest request, const Caller& caller,
                       const runtime::PathParameters& parameters, HttpRespond respond);
  void Synthesize(HttpRequest request, const Caller& caller, const runtime::PathParameters&,
                  HttpRespond respond);
  void StreamSpeech(HttpRequest request, const Caller& caller, const runtime::PathParameters&,
                    HttpRespond respond);

  /// Runs `job` on a database thread with its answer as the response; 503 when the database is
  /// busy.
  void OnDatabase(std::function<HttpResponse(StoreDirectory&)> job, HttpRespond respond);

  ApiOptions options_;
  ApiServices services_;
  std::map<std::string, std::string, std::less<>> methods_of_;  ///< by path: "GET, PUT"
  Cors cors_;
  ApiGuard guard_;
  ActionResults results_;
  SpeechPages speech_;
  EventPublisher publisher_;
};

}  // namespace tocsin::bridge
