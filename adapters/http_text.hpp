#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/http.hpp"
#include "schemas/result.hpp"

namespace tocsin::net {

/// Decodes %XX, and '+' as a space when `plus_is_space`. kInvalid: a broken escape or a NUL.
enum class Plus { kLiteral, kSpace };
Result<std::string> PercentDecode(std::string_view text, Plus plus);

/// Decoded path and query of a request target in origin or absolute form. kInvalid: neither form,
/// or a broken escape.
struct Target {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
};
Result<Target> ParseTarget(std::string_view target);

/// Where a URL leads; `target` is the path and query to send. kInvalid: another scheme, user
/// information, no host.
struct Endpoint {
  bool encrypted = false;
  std::string host;  ///< without brackets
  std::string port;
  std::string authority;  ///< for the Host header
  std::string target;
};
Result<Endpoint> ParseUrl(std::string_view url);

std::string_view ReasonPhrase(int status);
/// "Sat, 07 Mar 2026 01:10:00 GMT", of now.
std::string HttpDate();
/// What a Retry-After header asks for, in seconds or as a date (RFC 9110 10.2.3); zero when it is
/// in the past or neither.
Duration RetryAfter(std::string_view value, TimePoint now);
/// True for a non-empty RFC 9110 token: methods and header names.
bool IsToken(std::string_view text);
/// True when the text may stand as a header's value: no control characters but tab.
bool IsFieldValue(std::string_view text);

/// The items of a header that is a list, from all its lines, without white space around them.
std::vector<std::string> ListItems(const HttpHeaders& headers, std::string_view name);
/// True when one of them is `item`, whatever its case.
bool HasListItem(const HttpHeaders& headers, std::string_view name, std::string_view item);

}  // namespace tocsin::net
