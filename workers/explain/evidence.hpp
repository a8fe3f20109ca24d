#pragma once

#include <string>
#include <string_view>

#include "schemas/json.hpp"
#include "schemas/result.hpp"
#include "schemas/signature.hpp"
#include "schemas/time.hpp"
#include "workers/explain/explain_text.hpp"

namespace tocsin::compose {

/// How decisions about one alert, call or run came about: {format, about, exported_at, decisions,
/// chain}. `entries` is what StoreDirectory::Explain tells, oldest first; it becomes the chain, and
/// the decisions are drawn from it.
json::object EvidenceOf(std::string_view about, const Entries& entries, TimePoint now);

/// For people: each decision with what was heard and what confirmed it, then the chain.
std::string EvidenceText(const json::object& evidence, const Entries& entries);

/// Two lines of JSON: the evidence, and {algorithm, public_key, signature} over the bytes of the
/// first line without its end.
std::string SignEvidence(const json::object& evidence, const SigningKey& key);

struct VerifiedEvidence {
  std::string about, exported_at;
  std::size_t decisions = 0;
  std::string public_key;  ///< base64
};
/// Reads what SignEvidence made. kInvalid: it has another form, was signed by another key than
/// `public_key` (base64; empty: any), or a byte was changed since.
Result<VerifiedEvidence> VerifyEvidence(std::string_view file, std::string_view public_key);

}  // namespace tocsin::compose
