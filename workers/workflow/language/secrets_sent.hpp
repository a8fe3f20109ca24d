#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "workers/workflow/language/secrets.hpp"

namespace tocsin::workflow {

/// The secrets that a request carries, to strike them out of its answer: many a server quotes what
/// it was sent, and an answer is stored, shown and told.
class SecretsSent {
 public:
  /// ToHttpCall, which notes what was filled in.
  Result<HttpCall> ToHttpCall(const HttpAsked& asked, const SecretLookup& secrets);
  /// Puts "****" in their place, also where they stand as JSON, in a URL or as Basic credentials.
  void Strike(HttpOutcome& outcome) const;

 private:
  void Note(std::string_view secret);
  void Strike(std::string& text) const;

  std::vector<std::string> spellings_;  ///< the longest first
};

}  // namespace tocsin::workflow
