#include "schemas/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace tocsin {
namespace {

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

tl::unexpected<Error> Bad(std::string_view why) {
  return Fail(ErrorKind::kInvalid, "decoding base64: " + std::string(why));
}

}  // namespace

std::string EncodeBase64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // with the zero that OpenSSL writes
  const int size = EVP_EncodeBlock(Bytes(text), Bytes(bytes), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

Result<std::string> DecodeBase64(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto end = std::min(text.find_first_not_of(kAlphabet), text.size());
  const auto given = text.substr(end);
  if (given != "" && given != "=" && given != "==") return Bad("it has other characters");
  const std::size_t padding = (4 - end % 4) % 4;
  if (padding == 3 || (!given.empty() && given.size() != padding)) return Bad("a wrong length");
  std::string padded(text.substr(0, end));
  padded.append(padding, '=');
  std::string out(padded.size() / 4 * 3, '\0');
  const int size =
      EVP_DecodeBlock(Bytes(out), Bytes(std::string_view(padded)), static_cast<int>(padded.size()));
  if (size < 0) return Bad("it cannot be read");
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

}  // namespace tocsin
