#include "workers/runtime/http_router.hpp"

#include <algorithm>

namespace tocsin::runtime {
namespace {

std::vector<std::string> Split(std::string_view path) {
  std::vector<std::string> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  while (true) {
    const auto slash = path.find('/');
    segments.emplace_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool IsParameter(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with('}');
}

bool Fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  return std::ranges::equal(pattern, path, [](std::string_view wanted, std::string_view given) {
    return IsParameter(wanted) ? !given.empty() : wanted == given;
  });
}

/// What browsers are to do with answers (OWASP, REST Security Cheat Sheet). Not HSTS: it would bind
/// all ports of the host, and is the word of whoever ends TLS for all of them.
constexpr std::pair<std::string_view, std::string_view> kForBrowsers[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    {"Referrer-Policy", "no-referrer"}};

HttpRespond Shielded(HttpRespond respond) {
  return [respond = std::move(respond)](HttpResponse response) {
    if (response.upgrade == nullptr)
      for (const auto& [name, value] : kForBrowsers)
        if (HeaderValue(response.headers, name).empty()) response.headers.emplace_back(name, value);
    respond(std::move(response));
  };
}

/// Fixed segments sort before parameters, from the left.
bool MoreExact(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::lexicographical_compare(a, b, {}, IsParameter, IsParameter);
}

}  // namespace

std::string_view Parameter(const PathParameters& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters)
    if (key == name) return value;
  return {};
}

HttpRouter::Route& HttpRouter::RouteOf(std::string_view pattern) {
  const auto found = std::ranges::find(routes_, pattern, &Route::pattern);
  if (found != routes_.end()) return *found;
  return routes_.emplace_back(Route{
      .pattern = std::string(pattern), .segments = Split(pattern), .methods = {}, .hint = {}});
}

void HttpRouter::Add(std::string_view method, std::string_view pattern, RouteHandler handler,
                     Get get) {
  Check(pattern.starts_with('/'), "a route's pattern starts with '/'");
  auto& methods = RouteOf(pattern).methods;
  Check(std::ranges::find(methods, method, &Method::name) == methods.end(),
        "a route is added once");
  const bool takes_head = method == "GET" && get == Get::kLooks;
  methods.push_back({std::string(method), std::move(handler), takes_head});
}

void HttpRouter::SetHint(std::string_view pattern, std::string hint) {
  RouteOf(pattern).hint = std::move(hint);
}

std::vector<std::string> HttpRouter::Served() const {
  std::vector<std::string> served;
  for (const Route& route : routes_)
    for (const Method& method : route.methods) served.push_back(method.name + ' ' + route.pattern);
  return served;
}

const HttpRouter::Route* HttpRouter::Match(std::string_view path,
                                           PathParameters& parameters) const {
  const auto segments = Split(path);
  const Route* best = nullptr;
  for (const Route& route : routes_) {
    if (!Fits(route.segments, segments)) continue;
    if (best == nullptr || MoreExact(route.segments, best->segments)) best = &route;
  }
  if (best == nullptr) return nullptr;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::string& wanted = best->segments[i];
    if (IsParameter(wanted))
      parameters.emplace_back(wanted.substr(1, wanted.size() - 2), segments[i]);
  }
  return best;
}

void HttpRouter::Handle(HttpRequest request, HttpRespond respond) {
  respond = Shielded(std::move(respond));
  PathParameters parameters;
  const Route* route = Match(request.path, parameters);
  if (route == nullptr) {
    return respond(Problem(404, "Not Found", "nothing is served at this path"));
  }
  std::string allowed;
  for (const auto& [name, handler, takes_head] : route->methods) {
    if (name == request.method || (request.method == "HEAD" && takes_head))
      return handler(std::move(request), parameters, std::move(respond));
    allowed += (allowed.empty() ? "" : ", ") + name;
    if (takes_head) allowed += ", HEAD";
  }
  std::string detail = "this path takes " + allowed;
  if (!route->hint.empty()) detail += "; " + route->hint;
  HttpResponse refused = Problem(405, "Method Not Allowed", detail);
  refused.headers.emplace_back("Allow", allowed);
  respond(std::move(refused));
}

}  // namespace tocsin::runtime
