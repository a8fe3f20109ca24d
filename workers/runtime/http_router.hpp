#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/http.hpp"

namespace tocsin::runtime {

/// What stood in the places of a pattern: {"call_id", "..."} for "/calls/{call_id}".
using PathParameters = std::vector<std::pair<std::string, std::string>>;
/// The parameter's value, or empty.
std::string_view Parameter(const PathParameters& parameters, std::string_view name);

using RouteHandler = std::function<void(HttpRequest, const PathParameters&, HttpRespond)>;

/// What a route's GET does. One that acts is never called for HEAD, by which somebody only looks.
enum class Get { kLooks, kActs };

/// Gives each request to the route of its method and path; unknown paths get 404 and other methods
/// 405 with Allow, as problem+json. HEAD is served by a GET that only looks. Answers carry, unless
/// a route says otherwise, what keeps a browser from guessing their type, storing them, showing
/// them in a frame or running anything in them. Routes are added before the server starts; serving
/// is thread-safe.
///
///   router.Add("GET", "/api/voice/conversations/{call_id}", [](HttpRequest request, const
///   PathParameters& p, ...
class HttpRouter final : public HttpHandler {
 public:
  /// `pattern`: segments, of which "{name}" takes any one non-empty segment. A fixed segment wins
  /// over a parameter. The same method and pattern twice is a broken invariant.
  void Add(std::string_view method, std::string_view pattern, RouteHandler handler,
           Get get = Get::kLooks);
  /// A sentence that 405 answers of this pattern add, such as how to test a webhook.
  void SetHint(std::string_view pattern, std::string hint);
  void Handle(HttpRequest request, HttpRespond respond) override;
  /// "GET /api/voice/conversations/{call_id}", of every route that was added.
  std::vector<std::string> Served() const;

 private:
  struct Method {
    std::string name;
    RouteHandler handler;
    bool takes_head = false;
  };
  struct Route {
    std::string pattern;
    std::vector<std::string> segments;
    std::vector<Method> methods;
    std::string hint;
  };
  Route& RouteOf(std::string_view pattern);
  const Route* Match(std::string_view path, PathParameters& parameters) const;

  std::vector<Route> routes_;
};

}  // namespace tocsin::runtime
