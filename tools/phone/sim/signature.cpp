#include "tools/phone/sim/signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <map>
#include <set>

namespace tocsin::phone {

std::string EncodeBase64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

std::string Sign(std::string_view token, std::string_view url, const Params& params) {
  std::map<std::string_view, std::set<std::string_view>> sorted;
  for (const auto& [name, value] : params) sorted[name].insert(value);
  std::string text(url);
  for (const auto& [name, values] : sorted)
    for (const auto value : values) text.append(name).append(value);

  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha1(), token.data(), static_cast<int>(token.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  return EncodeBase64({reinterpret_cast<const char*>(digest), size});
}

}  // namespace tocsin::phone
