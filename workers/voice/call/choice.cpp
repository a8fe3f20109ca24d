#include "workers/voice/call/choice.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::voice {
namespace {

std::string IdInWords(std::string id) {
  std::ranges::replace(id, '_', ' ');
  std::ranges::replace(id, '-', ' ');
  return id;
}

}  // namespace

std::vector<Choice> WithPhrases(std::vector<Choice> choices) {
  for (auto& choice : choices)
    if (choice.phrases.empty()) choice.phrases.push_back(IdInWords(choice.id));
  return choices;
}

}  // namespace tocsin::voice
