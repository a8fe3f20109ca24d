#include "adapters/store/database_url.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace tocsin::postgres {
namespace {

bool IsUrl(std::string_view text) { return text.find("://") != std::string_view::npos; }

std::string PasswordOfUrl(std::string_view url) {
  const std::size_t start = url.find("://") + 3;
  std::size_t end = url.find_first_of("/?", start);
  if (end == std::string_view::npos) end = url.size();
  const std::size_t at = url.substr(0, end).rfind('@');
  const std::size_t colon = url.find(':', start);
  if (at != std::string_view::npos && at > start && colon < at)
    return std::string(url.substr(colon + 1, at - colon - 1));
  return {};
}

std::string ParameterOf(std::string_view text, std::string_view name) {
  const std::size_t found = text.find(name);
  if (found == std::string_view::npos) return {};
  std::size_t start = found + name.size();
  if (start < text.size() && text[start] == '\'') {
    const std::size_t end = text.find('\'', start + 1);
    return std::string(
        text.substr(start + 1, end == std::string_view::npos ? end : end - start - 1));
  }
  const std::size_t end = text.find_first_of("& ", start);
  return std::string(text.substr(start, end == std::string_view::npos ? end : end - start));
}

std::string Decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](std::size_t at) {
      const char c = text[at];
      if (c >= '0' && c <= '9') return c - '0';
      if (c >= 'a' && c <= 'f') return c - 'a' + 10;
      if (c >= 'A' && c <= 'F') return c - 'A' + 10;
      return -1;
    };
    if (text[i] == '%' && i + 2 < text.size() && digit(i + 1) >= 0 && digit(i + 2) >= 0) {
      out += static_cast<char>(digit(i + 1) * 16 + digit(i + 2));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

void ReplaceAll(std::string& text, std::string_view what) {
  if (what.empty()) return;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 3)) {
    text.replace(at, what.size(), "****");
  }
}

}  // namespace

std::string PasswordOf(std::string_view url) {
  if (IsUrl(url)) {
    std::string password = PasswordOfUrl(url);
    if (!password.empty()) return password;
  }
  return ParameterOf(url, "password=");
}

std::string Masked(std::string_view text, std::string_view url) {
  std::string out(text);
  const std::string password = PasswordOf(url);
  if (text == url && IsUrl(url) && !PasswordOfUrl(url).empty()) {
    // A short password may occur elsewhere in the URL: only its own place is masked.
    const std::size_t colon = url.find(':', url.find("://") + 3);
    return out.replace(colon + 1, password.size(), "****");
  }
  ReplaceAll(out, password);
  ReplaceAll(out, Decoded(password));
  return out;
}

std::string WithTimeouts(std::string_view url, Duration connect_timeout, Duration answer_timeout) {
  const auto seconds = std::max<std::int64_t>(
      2, std::chrono::duration_cast<std::chrono::seconds>(connect_timeout).count());
  const std::vector<std::pair<std::string_view, std::string>> wanted = {
      {"connect_timeout=", std::to_string(seconds)},
      {"tcp_user_timeout=", std::to_string(answer_timeout.count())},
      {"keepalives_idle=", "5"},
      {"keepalives_interval=", "2"},
      {"keepalives_count=", "3"}};
  std::string out(url);
  for (const auto& [name, value] : wanted) {
    if (url.find(name) != std::string_view::npos) continue;
    if (IsUrl(url)) {
      out += out.find('?') == std::string::npos ? '?' : '&';
    } else {
      out += ' ';
    }
    out += name;
    out += value;
  }
  return out;
}

}  // namespace tocsin::postgres
