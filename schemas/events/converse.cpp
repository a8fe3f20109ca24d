#include "schemas/events/converse.hpp"

#include <algorithm>
#include <set>

namespace tocsin::events {
namespace {

bool IsToolName(std::string_view text) {
  return !text.empty() && text.size() <= kMostToolNameBytes &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-';
         });
}

std::optional<std::string> ToolsFault(const std::vector<ConverseTool>& tools) {
  if (tools.size() > kMostTools)
    return "'tools' has more than " + std::to_string(kMostTools) + " of them";
  std::set<std::string_view> names;
  std::size_t bytes = 0;
  for (const auto& tool : tools) {
    if (!IsToolName(tool.name))
      return "'name' of a tool must be a word of letters, digits, '_' and '-', at most " +
             std::to_string(kMostToolNameBytes);
    if (tool.name == kEndTool)
      return "the tool '" + std::string(kEndTool) + "' is always there: leave it out";
    if (!names.insert(tool.name).second) return "two tools have the name '" + tool.name + "'";
    bytes += tool.name.size() + tool.description.size() + JsonText(tool.parameters).size();
  }
  if (bytes > kMostToolBytes)
    return "'tools' are larger than " + std::to_string(kMostToolBytes) + " bytes";
  return std::nullopt;
}

}  // namespace

const FieldTable& ConverseTool::Spec() {
  static const std::string name =
      "Its name: letters, digits, `_` and `-`, at most " + std::to_string(kMostToolNameBytes) + ".";
  static const FieldTable table = TableOf<ConverseTool>(
      "tool", "What the language model may ask the workflow to do.",
      {FieldOf<&ConverseTool::name>("name", name, {.required = true, .example = "find_times"}),
       FieldOf<&ConverseTool::description>("description",
                                           "When and for what it is to be called, for the model.",
                                           {.example = "Finds free appointments of a day."}),
       FieldOf<&ConverseTool::parameters>(
           "parameters",
           "JSON Schema of its arguments; without it there are none. The model is told those that "
           "do not fit; the workflow never sees them.",
           {.example = R"({"type":"object","properties":{"day":{"type":"string"}}})"})});
  return table;
}

const FieldTable& Converse::Spec() {
  static const FieldTable table = TableOf<Converse>(
      "converse", "A conversation with a language model.",
      {FieldOf<&Converse::instructions>("instructions", "Who it is and what it is there for.",
                                        {.required = true, .example = "You are a receptionist."}),
       FieldOf<&Converse::tools>("tools", "What it may ask the workflow to do."),
       FieldOf<&Converse::result>("result", "What came of the tool that it called last."),
       FieldOf<&Converse::has_result>("has_result", "Whether `result` is one, null too."),
       FieldOf<&Converse::realtime>("realtime",
                                    "Whether a service that hears and speaks by itself may lead "
                                    "it, where one is set up (`language.realtime`)."),
       FieldOf<&Converse::turns>("turns", "Turns that the person may take in all.",
                                 {.min = kFewestConverseTurns, .max = kMostConverseTurns})});
  return table;
}

std::optional<std::string> ConverseFault(const Converse& converse) {
  if (converse.instructions.empty() || converse.instructions.size() > kMostInstructionBytes)
    return "'instructions' must be a text of 1 to " + std::to_string(kMostInstructionBytes) +
           " bytes";
  return ToolsFault(converse.tools);
}

Result<std::optional<Converse>> ReadConverse(const json::value* converse) {
  if (converse == nullptr || converse->is_null()) return std::optional<Converse>();
  Converse read;
  DecodeReport report{.unknown = UnknownFields::kRefuse};
  Converse::Spec().Decode(InputValue(*converse), Place{.name = "converse"}, report, &read);
  if (!report.faults.empty()) return Fail(ErrorKind::kInvalid, Describe(report.faults.front()));
  if (auto fault = ConverseFault(read)) return Fail(ErrorKind::kInvalid, *fault);
  return read;
}

const FieldTable& ToolCalled::Spec() {
  static const FieldTable table = TableOf<ToolCalled>(
      "tool_called", "A tool that the model has called.",
      {FieldOf<&ToolCalled::id>(
           "id",
           "Of this call of a tool, within the phone call: the same when it is told "
           "again.",
           {.required = true, .example = "call_1"}),
       FieldOf<&ToolCalled::name>("name", "Which tool.",
                                  {.required = true, .example = "find_times"}),
       FieldOf<&ToolCalled::arguments>("arguments", "They fit its `parameters`.",
                                       {.example = R"({"day":"tuesday"})"})});
  return table;
}

}  // namespace tocsin::events
