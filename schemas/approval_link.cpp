#include "schemas/approval_link.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "schemas/authentication_code.hpp"
#include "schemas/base64.hpp"

namespace tocsin {
namespace {

constexpr char kFormat = 1;
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kTimeBytes = 5;  ///< of seconds since 1970
constexpr std::size_t kSignatureBytes = 16;
constexpr std::size_t kHeadBytes = 1 + kIdBytes + kTimeBytes;
constexpr std::size_t kLongestToken = 1000;
constexpr char kBetween = '\n';

std::string SignatureOf(std::string_view secret, std::string_view body) {
  const auto key = HmacSha256(secret, "approval link");
  return HmacSha256(key, body).substr(0, kSignatureBytes);
}

tl::unexpected<Error> NotOurs() {
  return Fail(ErrorKind::kRejected, "reading a link: it is altered, or of another installation");
}

}  // namespace

std::string ApprovalToken(std::string_view secret, const ApprovalLink& link) {
  std::string body(1, kFormat);
  for (const auto byte : link.question.Bytes()) body += static_cast<char>(byte);
  const auto seconds = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(link.until.time_since_epoch()).count());
  for (std::size_t i = kTimeBytes; i > 0; --i) body += static_cast<char>(seconds >> (8 * (i - 1)));
  body += link.contact;
  body += kBetween;
  body += link.channel;
  std::string token = EncodeBase64(body + SignatureOf(secret, body));
  std::ranges::replace(token, '+', '-');
  std::ranges::replace(token, '/', '_');
  token.resize(std::min(token.size(), token.find('=')));
  return token;
}

Result<ApprovalLink> ReadApprovalToken(std::string_view secret, std::string_view token) {
  if (token.size() > kLongestToken || token.find_first_of("+/=") != token.npos) return NotOurs();
  std::string encoded(token);
  std::ranges::replace(encoded, '-', '+');
  std::ranges::replace(encoded, '_', '/');
  const auto bytes = DecodeBase64(encoded);
  if (!bytes || bytes->size() < kHeadBytes + 1 + kSignatureBytes) return NotOurs();
  const std::string_view whole(*bytes);
  const auto body = whole.substr(0, whole.size() - kSignatureBytes);
  if (!SameSecret(SignatureOf(secret, body), whole.substr(body.size()))) return NotOurs();
  const auto names = body.substr(kHeadBytes);
  const auto between = names.find(kBetween);
  if (body.front() != kFormat || between == names.npos) return NotOurs();
  std::array<std::uint8_t, kIdBytes> id{};
  std::ranges::copy(body.substr(1, kIdBytes), id.begin());
  std::uint64_t seconds = 0;
  for (const char byte : body.substr(1 + kIdBytes, kTimeBytes))
    seconds = (seconds << 8) | static_cast<unsigned char>(byte);
  return ApprovalLink{.question = QuestionId(Uuid(id)),
                      .contact = std::string(names.substr(0, between)),
                      .channel = std::string(names.substr(between + 1)),
                      .until = TimePoint(std::chrono::seconds(seconds))};
}

}  // namespace tocsin
