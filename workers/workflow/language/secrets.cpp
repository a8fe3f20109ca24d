#include "workers/workflow/language/secrets.hpp"

#include <algorithm>

#include "schemas/base64.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::workflow {
namespace {

// \1secret:NAME\1 stands for a secret, \2...\2 around text says: Base64 of it once the secrets are
// in.
constexpr char kSecretMark = '\x01';
constexpr char kEncodeMark = '\x02';
constexpr std::string_view kOpening = "\x01secret:";
/// Beginning and end of a placeholder: as it is, and as expressions and messages encode it.
constexpr std::pair<std::string_view, std::string_view> kSpellings[] = {
    {kOpening, "\x01"}, {"\\u0001secret:", "\\u0001"}, {"%01secret%3A", "%01"}};
constexpr std::size_t kEncodedSpellings = 1;
constexpr std::string_view kCutOpening = "\\u0001secr";

bool HasMark(std::string_view text) {
  return text.find_first_of("\x01\x02") != std::string_view::npos;
}

bool HasEncodedOpening(std::string_view text) {
  return text.find(kSpellings[1].first) != std::string_view::npos ||
         text.find(kSpellings[2].first) != std::string_view::npos;
}

bool NeedsCare(std::string_view text) {
  return HasEncodedOpening(text) || std::ranges::any_of(text, [](char c) {
           return c == kSecretMark || c == kEncodeMark || static_cast<unsigned char>(c) >= 0x80;
         });
}

std::string Harmless(std::string_view text) {
  std::string out;
  for (const char c : ToUtf8(std::string(text))) {
    if (c == kSecretMark || c == kEncodeMark) {
      out += "\xEF\xBF\xBD";  // U+FFFD
    } else {
      out += c;
    }
  }
  for (const auto& [opening, closing] : kSpellings)
    for (auto at = out.find(opening); at != std::string::npos; at = out.find(opening, at))
      out.replace(at, closing.size(), "\xEF\xBF\xBD");
  return out;
}

/// Length of the placeholder at the front of `text`, 0 when there is none.
std::size_t PlaceholderLength(std::string_view text) {
  if (!text.starts_with(kOpening)) return 0;
  const auto end = text.find(kSecretMark, kOpening.size());
  return end == std::string_view::npos ? 0 : end + 1;
}

Result<std::string> ResolveText(std::string_view text, const SecretLookup& secrets,
                                bool percent_encode) {
  std::string out;
  while (!text.empty()) {
    const auto length = PlaceholderLength(text);
    if (length == 0) {
      const auto next = text.find(kSecretMark, 1);
      out += text.substr(0, next);
      text = next == std::string_view::npos ? std::string_view{} : text.substr(next);
      continue;
    }
    const auto name = text.substr(kOpening.size(), length - kOpening.size() - 1);
    const auto secret = secrets(name);
    if (!secret) {
      return Fail(ErrorKind::kNotFound, UnknownSecretText(name), "workflow");
    }
    out += percent_encode ? PercentEncode(*secret) : *secret;
    text.remove_prefix(length);
  }
  return out;
}

std::string EncodeMarked(std::string text) {
  const auto first = text.find(kEncodeMark);
  if (first == std::string::npos) return text;
  const auto last = text.find(kEncodeMark, first + 1);
  if (last == std::string::npos) return text;
  return text.substr(0, first) +
         EncodeBase64(std::string_view(text).substr(first + 1, last - first - 1)) +
         text.substr(last + 1);
}

/// Where a placeholder stands in a text, in any spelling.
struct FoundPlaceholder {
  std::size_t at = 0, size = 0;
  std::string_view name;
};

std::optional<FoundPlaceholder> FindPlaceholder(std::string_view text, std::size_t from,
                                                std::size_t first_spelling = 0) {
  for (std::size_t i = first_spelling; i < std::size(kSpellings); ++i) {
    const auto [opening, closing] = kSpellings[i];
    const auto at = text.find(opening, from);
    if (at == std::string_view::npos) continue;
    const auto name = at + opening.size();
    const auto end = text.find(closing, name);
    if (end == std::string_view::npos) continue;
    return FoundPlaceholder{at, end + closing.size() - at, text.substr(name, end - name)};
  }
  return std::nullopt;
}

std::optional<std::string> SecretIn(std::string_view text) {
  if (const auto found = FindPlaceholder(text, 0)) return std::string(found->name);
  return HasMark(text) ? std::optional(std::string()) : std::nullopt;
}

/// A placeholder that an expression has encoded can no longer be filled in.
Status RefuseEncodedText(std::string_view text) {
  const auto found = FindPlaceholder(text, 0, kEncodedSpellings);
  if (!found) return {};
  return Fail(ErrorKind::kInvalid,
              "secret '" + std::string(found->name) +
                  "' was encoded by an expression (tojson, @json, @uri) before it was filled "
                  "in; hand it over as it is",
              "workflow");
}

Status RefuseEncoded(const json::value& value) {
  if (value.is_string()) {
    return RefuseEncodedText(value.get_string());
  } else if (value.is_array()) {
    for (const auto& item : value.get_array()) TRY(RefuseEncoded(item));
  } else if (value.is_object()) {
    for (const auto& member : value.get_object()) TRY(RefuseEncoded(member.value()));
  }
  return {};
}

Status RefuseEncodedIn(const HttpAsked& asked) {
  TRY(RefuseEncodedText(asked.url));
  for (const auto& header : asked.headers) TRY(RefuseEncoded(header.value()));
  return asked.body ? RefuseEncoded(*asked.body) : Status();
}

Result<std::string> Resolved(std::string_view text, const SecretLookup& secrets) {
  if (!HasMark(text)) return std::string(text);
  TRY_ASSIGN(std::string filled, ResolveText(text, secrets, false));
  return EncodeMarked(std::move(filled));
}

Status ResolveIn(json::value& value, const SecretLookup& secrets) {
  if (value.is_string() && HasMark(value.get_string())) {
    TRY_ASSIGN(value, Resolved(value.get_string(), secrets));
  } else if (value.is_array()) {
    for (auto& item : value.get_array()) TRY(ResolveIn(item, secrets));
  } else if (value.is_object()) {
    for (auto& member : value.get_object()) TRY(ResolveIn(member.value(), secrets));
  }
  return {};
}

}  // namespace

std::string UnknownSecretText(std::string_view name) {
  return "secret '" + std::string(name) + "' is not configured (set secrets." + std::string(name) +
         ")";
}

std::string PlaceholderOf(std::string_view name) {
  return std::string(kOpening) + std::string(name) + kSecretMark;
}

Result<json::value> ResolveSecrets(json::value value, const SecretLookup& secrets) {
  TRY(ResolveIn(value, secrets));
  return value;
}

std::optional<std::string> SecretWithin(const json::value& value) {
  if (value.is_string()) return SecretIn(value.get_string());
  if (value.is_array()) {
    for (const auto& item : value.get_array())
      if (auto name = SecretWithin(item)) return name;
  } else if (value.is_object()) {
    for (const auto& member : value.get_object()) {
      if (auto name = SecretIn(member.key())) return name;
      if (auto name = SecretWithin(member.value())) return name;
    }
  }
  return std::nullopt;
}

std::string NamePlaceholders(std::string_view text) {
  std::string out(text);
  for (auto found = FindPlaceholder(out, 0); found; found = FindPlaceholder(out, 0))
    out.replace(found->at, found->size, "$secrets." + std::string(found->name));
  // jq's messages show the beginning of a text only.
  for (auto at = out.find(kCutOpening); at != std::string::npos; at = out.find(kCutOpening, at)) {
    const auto end = std::min(out.find("...", at), out.size());
    out.replace(at, std::min(end + 3, out.size()) - at, "a secret");
  }
  return out;
}

void Defuse(json::value& value) {
  if (value.is_string()) {
    if (NeedsCare(value.get_string())) value = Harmless(value.get_string());
  } else if (value.is_array()) {
    for (auto& item : value.get_array()) Defuse(item);
  } else if (IsContainer(value)) {
    auto& object = value.get_object();
    for (auto& member : object) Defuse(member.value());
    if (std::ranges::none_of(object, [](const auto& member) { return NeedsCare(member.key()); }))
      return;
    json::object renamed;
    for (auto& member : object) renamed[Harmless(member.key())] = std::move(member.value());
    object = std::move(renamed);
  }
}

std::string Defused(std::string_view text) {
  return NeedsCare(text) ? Harmless(text) : std::string(text);
}

std::string BasicCredentials(std::string_view user_and_password) {
  if (!HasMark(user_and_password)) return "Basic " + EncodeBase64(user_and_password);
  return std::string("Basic ") + kEncodeMark + std::string(user_and_password) + kEncodeMark;
}

std::string EncodeForUrl(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto length = PlaceholderLength(text);
    const auto plain = length > 0 ? length : std::min(text.find(kOpening, 1), text.size());
    const auto piece = text.substr(0, plain);
    out += length > 0 ? std::string(piece) : PercentEncode(piece);
    text.remove_prefix(plain);
  }
  return out;
}

Result<HttpCall> ToHttpCall(const HttpAsked& asked, const SecretLookup& secrets) {
  TRY(RefuseEncodedIn(asked));
  HttpCall wire;
  wire.method = asked.method;
  TRY_ASSIGN(wire.url, ResolveText(asked.url, secrets, true));
  for (const auto& header : asked.headers) {
    if (!header.value().is_string()) continue;
    TRY_ASSIGN(std::string value, Resolved(header.value().get_string(), secrets));
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
      return Fail(ErrorKind::kInvalid,
                  "header '" + std::string(header.key()) +
                      "' has a line break in it once its secret is filled in; take the line "
                      "break out of the secret",
                  "workflow");
    wire.headers.emplace_back(header.key(), std::move(value));
  }
  if (asked.body && !asked.body->is_null()) {
    TRY_ASSIGN(const json::value resolved, ResolveSecrets(*asked.body, secrets));
    wire.body = resolved.is_string() ? std::string(resolved.get_string()) : JsonText(resolved);
  }
  if (asked.timeout_ms) wire.timeout = Duration(*asked.timeout_ms);
  return wire;
}

}  // namespace tocsin::workflow
