#include "workers/rosters/duty_feed.hpp"

#include <charconv>
#include <cstdint>
#include <utility>

#include "schemas/authentication_code.hpp"
#include "schemas/hex.hpp"
#include "workers/rosters/duty_calendar.hpp"

namespace tocsin::rosters {
namespace {

constexpr std::string_view kEnding = ".ics";
constexpr std::size_t kSignatureBytes = 16;
constexpr std::size_t kLongestFeedToken = 100;
constexpr Duration kBehind = std::chrono::hours(24 * 14);
constexpr Duration kAhead = std::chrono::hours(24 * 91);

std::int64_t SecondsOf(TimePoint at) {
  return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

std::string FeedSignature(std::string_view secret, std::string_view name, std::int64_t until) {
  const auto key = HmacSha256(secret, "duty feed");
  return Hex(
      HmacSha256(key, std::to_string(until) + '\n' + std::string(name)).substr(0, kSignatureBytes));
}

HttpResponse TooOften(Duration wait) {
  auto refused = Problem(429, "Too Many Requests", "a calendar is asked for too often");
  refused.headers.emplace_back("Retry-After", std::to_string(wait.count() / 1000 + 1));
  return refused;
}

}  // namespace

std::string DutyFeedToken(std::string_view secret, std::string_view name, TimePoint until) {
  const auto seconds = SecondsOf(until);
  return std::to_string(seconds) + '-' + FeedSignature(secret, name, seconds);
}

bool IsDutyFeedToken(std::string_view secret, std::string_view name, std::string_view token,
                     TimePoint now) {
  const auto dash = token.find('-');
  if (token.size() > kLongestFeedToken || dash == token.npos) return false;
  std::int64_t until = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + dash, until);
  if (error != std::errc{} || end != token.data() + dash) return false;
  return SameSecret(FeedSignature(secret, name, until), token.substr(dash + 1)) &&
         until >= SecondsOf(now);
}

std::string DutyFeedUrl(std::string_view public_url, std::string_view secret, std::string_view name,
                        TimePoint until) {
  return AddressBelow(public_url, std::string(kDutyFeedPath) + PercentEncode(name) +
                                      std::string(kEnding) +
                                      "?token=" + DutyFeedToken(secret, name, until));
}

void DutyFeed::Register(runtime::HttpRouter& router) {
  router.Add("GET", std::string(kDutyFeedPath) + "{file}",
             [this](const HttpRequest& request, const runtime::PathParameters& parameters,
                    HttpRespond respond) {
               Serve(request, runtime::Parameter(parameters, "file"), std::move(respond));
             });
}

/// A name that is not there is told to who may read it only.
void DutyFeed::Serve(const HttpRequest& request, std::string_view file, HttpRespond respond) {
  const auto now = parts_.clock.Now();
  if (const auto wait = addresses_.Take(request.peer, now)) return respond(TooOften(*wait));
  if (!file.ends_with(kEnding))
    return respond(Problem(404, "Not Found", "a calendar's name ends with .ics"));
  const std::string name(file.substr(0, file.size() - kEnding.size()));
  if (!IsDutyFeedToken(parts_.secret.Reveal(), name, request.Query("token"), now))
    return respond(Problem(403, "Forbidden",
                           "this needs the address that `tocsin oncall feed` prints: the token is "
                           "missing, wrong, of another calendar, or too old"));
  if (const auto wait = feeds_.Take(name, now)) return respond(TooOften(*wait));
  parts_.loop.Post([this, name, respond = std::move(respond)] { respond(Calendar(name)); });
}

HttpResponse DutyFeed::Calendar(const std::string& name) const {
  const auto resources = parts_.resources();
  const auto* policy = resources == nullptr ? nullptr : resources->FindPolicy(name);
  const auto* rotation = resources == nullptr ? nullptr : resources->FindRotation(name);
  if (policy == nullptr && rotation == nullptr)
    return Problem(404, "Not Found", "no policy and no rotation has this name any more");
  const auto now = std::chrono::floor<std::chrono::minutes>(parts_.clock.Now());
  const CalendarWindow window{.from = now - kBehind, .to = now + kAhead};
  return {.status = 200,
          .headers = {{"Content-Type", "text/calendar; charset=utf-8"}},
          .body = policy != nullptr ? DutyCalendar(*resources, policy, {}, window, now)
                                    : RotationCalendar(*resources, *rotation, window, now)};
}

}  // namespace tocsin::rosters
