#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// What a mark in a counted pattern stands for: the first byte of the contents of its callout.
enum class RegexMark : char {
  kStep = 'a',           ///< one step
  kBackReference = 'r',  ///< as long as the longest group that was captured
  kLookBehind = 'b',     ///< as long as the text before this place
  kFar = 'f',            ///< as far as this place is from where the match began
  kText = 't',           ///< as long as the text
};

/// The same pattern with marks: callouts by which Oniguruma says what it walks over, for by itself
/// it counts only what it takes back. Between two marks lies a bounded number of steps: there is
/// one at the beginning, in each group and alternative, in or behind what is repeated, before what
/// refers back, and after each 32 characters in a row. In patterns that refer to groups a step
/// looks through what was tried since the match began; where something is to be absent, through the
/// text. What matches stays the same. `extended`: white space and comments are passed over.
/// `behind`: marks stand in look-behinds too, where Oniguruma does not take them everywhere.
std::string CountedPattern(std::string_view pattern, bool extended, bool behind);

}  // namespace tocsin
