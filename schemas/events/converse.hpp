#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/result.hpp"
#include "schemas/spec.hpp"

/// A conversation of a caller with a language model, as a step of a call.
namespace tocsin::events {

/// The tool that every conversation has: it is over.
inline constexpr std::string_view kEndTool = "end_conversation";
inline constexpr std::size_t kMostInstructionBytes = 8'000;
inline constexpr std::size_t kMostFactBytes = 16'000;   ///< as JSON
inline constexpr std::size_t kMostResultBytes = 8'000;  ///< that the model is told of a result
inline constexpr std::size_t kMostTools = 16;
inline constexpr std::size_t kMostToolNameBytes = 64;
inline constexpr std::size_t kMostToolBytes = 16'000;  ///< of all of them, as JSON
inline constexpr int kFewestConverseTurns = 1;
inline constexpr int kMostConverseTurns = 200;
inline constexpr int kUsualConverseTurns = 40;

/// What the model may ask the workflow to do.
struct ConverseTool {
  std::string name;
  std::string description;
  json::object parameters;  ///< JSON Schema of its arguments
  static const FieldTable& Spec();
};

/// `converse` of a step.
struct Converse {
  std::string instructions;
  std::vector<ConverseTool> tools;
  json::value result;  ///< of the tool that was called last; null: none was, or nothing came of it
  bool has_result = false;
  bool realtime = true;  ///< a service that hears and speaks may lead it, where there is one
  int turns = kUsualConverseTurns;  ///< the person may take in all
  static const FieldTable& Spec();
};

/// What is wrong with it beyond what its table says, or nothing; names the key at fault.
std::optional<std::string> ConverseFault(const Converse& converse);

/// `converse` of a request; nothing where there is none. kInvalid names the key at fault.
Result<std::optional<Converse>> ReadConverse(const json::value* converse);

/// A tool that the model has called: its arguments fit its schema.
struct ToolCalled {
  std::string id;
  std::string name;
  json::object arguments;
  static const FieldTable& Spec();
};

}  // namespace tocsin::events
