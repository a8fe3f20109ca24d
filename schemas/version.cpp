#include "schemas/version.hpp"

namespace tocsin {

std::string_view Version() { return TOCSIN_VERSION; }

}  // namespace tocsin
