#pragma once

#include <map>
#include <string>
#include <string_view>

#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin {

/// The integers of an expression's input that a double cannot hold as they are. jq sees the nearest
/// double of each; what comes out again is turned back, and what jq made of one is refused, so that
/// two ids never become one.
class LargeIntegers {
 public:
  /// An integer on its way into jq.
  void Note(const json::value& integer);
  /// A number of the result: the integer that went in, or the number itself. kInvalid where it may
  /// be one of several, or was computed from one.
  Result<json::value> Restore(double number) const;
  /// kInvalid when the text has the digits that jq writes for one of them.
  Status CheckText(std::string_view text) const;

 private:
  struct Known {
    std::string digits;   ///< as it was given
    json::value integer;  ///< null: several share the double
    std::string rounded;  ///< as jq writes the double
  };
  std::map<double, Known> known_;
};

}  // namespace tocsin
