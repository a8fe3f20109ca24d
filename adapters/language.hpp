#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

/// Language models: messages and tools in; text, calls of tools and usage out, as they come. An
/// engine is a file of adapters/language. What a model says is data: whoever asks decides what may
/// be done with it.
namespace tocsin {

/// A tool that the model wants called. What it gives is text of a stranger.
struct LanguageToolCall {
  std::string id = {};
  std::string name = {};
  std::string arguments = {};  ///< as the model wrote them: meant as JSON, perhaps none
};

struct LanguageMessage {
  enum class Role { kSystem, kUser, kAssistant, kTool };
  Role role = Role::kUser;
  std::string text = {};
  std::vector<LanguageToolCall> calls = {};  ///< of the assistant
  std::string call_id = {};                  ///< of a tool's answer: the call that it answers
};

struct LanguageTool {
  std::string name;
  std::string description = {};
  json::value parameters = json::object{};  ///< JSON Schema
};

struct AskLanguageModel {
  std::vector<LanguageMessage> messages;
  std::vector<LanguageTool> tools = {};
  int max_tokens = 0;  ///< of the answer; 0: as the engine is set
  Duration timeout{};  ///< of the whole; 0: as the engine is set
};

struct LanguageUsage {
  int input_tokens = 0;
  int output_tokens = 0;
};

struct LanguageAnswer {
  std::string text = {};
  std::vector<LanguageToolCall> calls = {};
  std::string stopped = {};                 ///< why it ended: stop, length, tool_calls, ...
  std::optional<LanguageUsage> usage = {};  ///< where the engine tells it
};

/// What comes of it: pieces of the text in order, then the end, on the engine's thread.
struct LanguagePieces {
  std::function<void(std::string_view text)> text = {};
  /// Once, the last: the whole answer. kRejected: the key, or the account. kInvalid: what was
  /// asked, or what came. kTransient: away, busy, or cut off. kTimeout: too slow.
  std::function<void(Result<LanguageAnswer>)> end;
  /// The answer has begun with something that is no text: a tool's call. May be empty.
  std::function<void()> begun = {};
  /// Before a kTransient end, where the engine says for how long it wants to be left alone (429
  /// with Retry-After). May be empty.
  std::function<void(Duration)> wait = {};
};

/// An answer under way. Dropping it cancels: nothing comes afterwards, unless it comes just then on
/// another thread.
class LanguageJob {
 public:
  virtual ~LanguageJob() = default;
};

/// Thread-safe. Callbacks must not block.
class LanguageModel {
 public:
  virtual ~LanguageModel() = default;
  virtual std::string Name() const = 0;  ///< for logs and pages
  [[nodiscard]] virtual std::unique_ptr<LanguageJob> Ask(AskLanguageModel what,
                                                         LanguagePieces to) = 0;
};

}  // namespace tocsin
