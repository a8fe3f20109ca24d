#include <memory>

#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/script_registry.hpp"
#include "workers/voice/talk/speaking.hpp"

namespace tocsin::voice {
namespace {

/// Tells, asks nothing, and hangs up.
class SayScript final : public Script {
 public:
  std::string_view Name() const override { return "say"; }
  /// Only a machine's words matter, and a device's that screens calls.
  Meaning Understand(const Call& call, const Heard& heard,
                     const VoiceSettings& settings) const override {
    return ScriptNamed("ask")->Understand(call, heard, settings);
  }
  void Begin(TransitionBuilder& d) const override {
    SayGoodbye(d, "completed", prompts::Greeting(d.call()) + " " + prompts::For(d.call()).goodbye);
  }
};

}  // namespace

void RegisterScript_say(ScriptRegistry& registry);
void RegisterScript_say(ScriptRegistry& registry) { registry.Add(std::make_unique<SayScript>()); }

}  // namespace tocsin::voice
