#include "adapters/expression/message.hpp"

#include <algorithm>

#include "adapters/expression/text.hpp"

namespace tocsin::jq {
namespace {

constexpr std::size_t kShownBytes = 60;

std::string PlaceOf(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::ranges::count(before, '\n') + 1;
  const std::size_t begin =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return std::to_string(line) + ":" + std::to_string(CountPoints(before.substr(begin)) + 1);
}

}  // namespace

std::string OneLineOf(std::string_view text, std::size_t bytes) {
  std::size_t size = std::min(text.size(), bytes);
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
    --size;
  std::string line(text.substr(0, size));
  std::ranges::replace_if(
      line, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  if (size < text.size()) line += "...";
  return line;
}

std::string FaultText(const SyntaxFault& fault) {
  return OneLineOf(fault.message, kMaxMessageBytes);
}

std::string PlacedMessage(const SyntaxFault& fault, std::string_view text) {
  return FaultText(fault) + " at " + PlaceOf(text, fault.begin);
}

std::string FailureMessage(const Machine& machine, std::string_view text) {
  std::string message;
  if (machine.stop() == Machine::Stop::kBreak) {
    message = "break outside of its label";
  } else if (machine.error().IsString()) {
    message = machine.error().Text();
  } else {
    Meter meter;
    std::string shown;
    WriteJson(machine.error(), meter, kMaxMessageBytes, shown);
    message = "error (not a string): " + shown;
  }
  message = OneLineOf(message, kMaxMessageBytes);
  const Node* node = machine.error_node();
  if (node == nullptr || node->end <= node->begin || node->end > text.size()) return message;
  const auto part = text.substr(node->begin, node->end - node->begin);
  if (part == text) return message;  // whoever reports it shows the expression
  return message + " at " + PlaceOf(text, node->begin) + " ('" + OneLineOf(part, kShownBytes) +
         "')";
}

}  // namespace tocsin::jq
