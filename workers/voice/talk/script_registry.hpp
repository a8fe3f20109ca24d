#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "workers/voice/talk/script.hpp"

namespace tocsin::voice {

/// The scripts there are. Each file of talk/scripts adds its own by a function RegisterScript_FILE,
/// which the build finds.
class ScriptRegistry {
 public:
  void Add(std::unique_ptr<Script> script) { scripts_.push_back(std::move(script)); }
  /// nullptr: there is none of this name.
  const Script* Find(std::string_view name) const {
    for (const auto& script : scripts_)
      if (script->Name() == name) return script.get();
    return nullptr;
  }

 private:
  std::vector<std::unique_ptr<Script>> scripts_;
};

/// Generated.
void RegisterScriptAll(ScriptRegistry& registry);

}  // namespace tocsin::voice
