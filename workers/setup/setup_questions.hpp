#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin::compose {

/// What `tocsin init` learns, by the names of .env. An empty value: nothing is set.
using SetupValues = std::map<std::string, std::string, std::less<>>;

/// Who is asked: a person at a terminal, or a script.
class SetupDialogue {
 public:
  virtual ~SetupDialogue() = default;
  virtual void Say(std::string_view text) = 0;
  /// The line that was typed, without its end, which may be empty; nothing: there is nobody any
  /// more. What is `secret` is not shown while it is typed.
  virtual std::optional<std::string> Ask(std::string_view prompt, bool secret) = 0;
};

/// Asks for all that a first start needs and gives what is to be set. Where something is set
/// (`known` gives it, by name), an empty answer leaves it. What a wrong answer lacks is said, and
/// the question is put again. kCancelled: the answers ended.
Result<SetupValues> AskForSetup(
    SetupDialogue& dialogue,
    const std::function<std::optional<std::string>(std::string_view name)>& known);

/// The same judgement of one value that comes otherwise (`--set NAME=VALUE`); kInvalid says what is
/// wrong with it, or with the name.
Status CheckSetupValue(std::string_view name, std::string_view value);

}  // namespace tocsin::compose
