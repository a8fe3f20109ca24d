#include "adapters/language/chat_reader.hpp"

#include <algorithm>
#include <string>

#include "schemas/plain_text.hpp"

namespace tocsin::language {
namespace {

/// Of an answer's text, and of the arguments of one call.
constexpr std::size_t kMostTextBytes = 64 * 1024;
constexpr std::size_t kMostCalls = 32;
constexpr std::size_t kMostNameBytes = 200;

int NumberAt(const json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  if (found == nullptr) return 0;
  boost::system::error_code fault;
  const auto number = found->to_number<int>(fault);
  return fault ? 0 : number;
}

}  // namespace

tl::unexpected<Error> ModelFault(ErrorKind kind, std::string_view text) {
  return Fail(kind, "asking the language model: " + std::string(text), "language");
}

Status ChatReader::Feed(std::string_view bytes) {
  Status taken;
  TRY(events_.Feed(bytes, [&](const ServerEvent& event) {
    if (taken && !whole_) taken = Take(event.data);
  }));
  return taken;
}

Result<LanguageAnswer> ChatReader::Finish() {
  if (!whole_ && answer_.stopped.empty())
    return ModelFault(ErrorKind::kTransient, "the answer was cut off");
  return std::move(answer_);
}

Status ChatReader::Take(std::string_view data) {
  if (data == "[DONE]") {
    whole_ = true;
    return {};
  }
  const auto chunk = ParseJson(data);
  const auto* object = chunk ? IfMap(*chunk) : nullptr;
  if (object == nullptr)
    return ModelFault(ErrorKind::kInvalid, "what it answers is no JSON object");
  if (const auto* error = object->if_contains("error"); error != nullptr && !error->is_null())
    return ModelFault(ErrorKind::kTransient, "it broke off with an error");
  if (const auto* usage = Find(*chunk, "usage"); usage != nullptr && IfMap(*usage) != nullptr)
    answer_.usage =
        LanguageUsage{.input_tokens = NumberAt(usage->get_object(), "prompt_tokens"),
                      .output_tokens = NumberAt(usage->get_object(), "completion_tokens")};
  const auto* choices = Find(*chunk, "choices");
  // The chunk with the usage has none.
  if (choices == nullptr || !choices->is_array() || choices->get_array().empty()) return {};
  const auto* choice = IfMap(choices->get_array().front());
  return choice == nullptr ? Status{} : TakeChoice(*choice);
}

Status ChatReader::TakeChoice(const json::object& choice) {
  if (const auto why = StringAt(choice, "finish_reason"); !why.empty())
    answer_.stopped = PlainText(why, kMostNameBytes);
  const auto* found = choice.if_contains("delta");
  const auto* delta = found == nullptr ? nullptr : IfMap(*found);
  if (delta == nullptr) return {};
  if (const auto text = StringAt(*delta, "content"); !text.empty()) {
    if (answer_.text.size() + text.size() > kMostTextBytes)
      return ModelFault(ErrorKind::kInvalid, "the answer is too long");
    answer_.text += text;
    if (text_) text_(text);
  }
  const auto* calls = delta->if_contains("tool_calls");
  if (calls == nullptr || !calls->is_array()) return {};
  for (const auto& call : calls->get_array())
    if (const auto* piece = IfMap(call)) TRY(TakeCall(*piece));
  return {};
}

/// Id and name come with the first piece of a call, its arguments piece by piece.
Status ChatReader::TakeCall(const json::object& piece) {
  const int index = NumberAt(piece, "index");
  if (index < 0 || static_cast<std::size_t>(index) >= kMostCalls)
    return ModelFault(ErrorKind::kInvalid, "the answer calls too many tools");
  auto& calls = answer_.calls;
  if (calls.empty() && call_) call_();
  calls.resize(std::max(calls.size(), static_cast<std::size_t>(index) + 1));
  auto& call = calls[static_cast<std::size_t>(index)];
  if (const auto id = StringAt(piece, "id"); !id.empty()) call.id = PlainText(id, kMostNameBytes);
  const auto* found = piece.if_contains("function");
  const auto* function = found == nullptr ? nullptr : IfMap(*found);
  if (function == nullptr) return {};
  if (const auto name = StringAt(*function, "name"); !name.empty())
    call.name = PlainText(name, kMostNameBytes);
  call.arguments += StringAt(*function, "arguments");
  if (call.arguments.size() > kMostTextBytes)
    return ModelFault(ErrorKind::kInvalid, "the arguments of a tool are too long");
  return {};
}

}  // namespace tocsin::language
