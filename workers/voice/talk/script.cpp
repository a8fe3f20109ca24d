#include "workers/voice/talk/script.hpp"

#include <utility>

#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/script_registry.hpp"
#include "workers/voice/talk/speaking.hpp"

namespace tocsin::voice {
namespace {

constexpr std::string_view kAskScript = "ask";
constexpr std::string_view kSayScript = "say";

const ScriptRegistry& Scripts() {
  static const ScriptRegistry registry = [] {
    ScriptRegistry all;
    RegisterScriptAll(all);
    return all;
  }();
  return registry;
}

}  // namespace

void Script::Take(TransitionBuilder& d, const Meaning&, const Heard&) const {
  SayGoodbye(d, "completed", prompts::For(d.call()).goodbye);
}

void Script::Settled(TransitionBuilder& d, std::string text) const {
  SayGoodbye(d, "decided", std::move(text));
}

void Script::AfterPause(TransitionBuilder& d) const {
  SayGoodbye(d, "completed", prompts::For(d.call()).goodbye);
}

const Script* ScriptNamed(std::string_view name) { return Scripts().Find(name); }

const Script& ScriptOf(const Call& call) {
  // Rows of a former release say "ask" of every call.
  const bool nothing_to_ask = call.kind == kAskScript && call.choices.empty();
  if (const auto* named = Scripts().Find(call.kind); named != nullptr && !nothing_to_ask)
    return *named;
  return *Scripts().Find(call.choices.empty() ? kSayScript : kAskScript);
}

}  // namespace tocsin::voice
