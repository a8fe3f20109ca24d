#pragma once

#include <spdlog/common.h>

#include <string>
#include <string_view>

#include "schemas/json.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin::sentry {

/// Where errors go and by which key: the parts of a DSN, "https://KEY@HOST/PROJECT".
/// https://develop.sentry.dev/sdk/overview/#parsing-the-dsn
struct Target {
  std::string url;   ///< https://HOST/api/PROJECT/envelope/
  std::string auth;  ///< the header X-Sentry-Auth
};
/// kInvalid says what a DSN looks like; it never repeats the key.
Result<Target> ReadDsn(std::string_view dsn);

/// What is told of a line that is an error. Numbers of phones, addresses of mail, and names,
/// passwords and queries within addresses are gone from the text; of the fields only those that
/// name no person are kept.
struct ErrorReport {
  spdlog::level::level_enum level = spdlog::level::err;
  std::string text;
  json::object tags = {};
  TimePoint at;
};
ErrorReport Scrubbed(spdlog::level::level_enum level, std::string_view text,
                     const json::object* fields, TimePoint at);

/// The text without what differs from one time to the next (ids, numbers), by which the same error
/// is known again.
std::string KindOf(std::string_view text);

/// An envelope with one event. https://develop.sentry.dev/sdk/data-model/envelopes/
std::string Envelope(const ErrorReport& report, std::string_view id, std::string_view environment);

}  // namespace tocsin::sentry
