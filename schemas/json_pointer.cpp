#include "schemas/json_pointer.hpp"

namespace tocsin {

std::string PointerTo(std::string_view base, std::string_view step) {
  std::string out(base);
  out += '/';
  for (const char c : step) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace tocsin
