#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.hpp"

namespace tocsin::speech {

using TokenId = std::int64_t;
using Tokens = std::vector<TokenId>;

/// The pieces of words that Moonshine writes in: its tokenizer.bin, a list of byte strings, each
/// behind its length (one byte below 128, else two: low seven bits first). A text is cut as the
/// model's authors cut theirs: from single characters, joining again and again the pair whose
/// joint piece stands first in the list. Immutable.
class MoonshineTokens {
 public:
  static constexpr TokenId kBegin = 1, kEnd = 2;

  /// kInvalid: it is no such list.
  static Result<MoonshineTokens> Read(std::string_view bytes);

  std::size_t size() const { return pieces_.size(); }
  /// Without begin, end and the model's own marks; spaces at the ends are cut.
  std::string Text(std::span<const TokenId> tokens) const;
  /// Of UTF-8; what is no piece becomes its bytes. A space is put in front.
  Tokens Cut(std::string_view text) const;

 private:
  std::vector<std::string> pieces_;
  std::map<std::string, TokenId, std::less<>> ids_;
};

}  // namespace tocsin::speech
