#include "workers/settings/language_models.hpp"

#include <algorithm>
#include <string_view>

namespace tocsin::compose {
namespace {

/// A service of many models, and a name as an example: what is current there is in its own list.
struct ManyModels {
  std::string_view part, name, example;
};
constexpr ManyModels kManyModels[] = {
    {"://api.groq.com/", "Groq", "llama-3.3-70b-versatile"},
    {"://api.openai.com/", "OpenAI", "gpt-4o-mini"},
};

std::string HostIn(std::string_view url) {
  const auto begin = url.find("://");
  url.remove_prefix(begin == std::string_view::npos ? 0 : begin + 3);
  return std::string(url.substr(0, url.find_first_of("/?")));
}

std::string FirstGiven(std::initializer_list<std::string> texts) {
  for (const auto& text : texts)
    if (!text.empty()) return text;
  return {};
}

}  // namespace

std::vector<ModelChoice> ModelsInOrder(const LanguageSettings& language) {
  std::vector<ModelChoice> models;
  const auto& chat = language.chat;
  const auto& groq = language.groq;
  if (!chat.url.empty())
    models.push_back({"language.chat", FirstGiven({chat.model, "chat"}), chat.url, chat.api_key,
                      chat.model, chat.streams});
  const bool first = models.empty();
  if (!groq.api_key.Empty() && (first || !groq.model.empty()))
    models.push_back({"language.groq", "groq", groq.api_url, groq.api_key,
                      FirstGiven({groq.model, first ? chat.model : ""}), groq.streams});
  for (std::size_t i = 0; i < language.fallbacks.size(); ++i) {
    const auto& other = language.fallbacks[i];
    if (other.url.empty()) continue;  // at fault, and told
    models.push_back({"language.fallbacks[" + std::to_string(i) + ']',
                      FirstGiven({other.name, other.model, HostIn(other.url)}), other.url,
                      other.api_key, other.model, other.streams});
  }
  return models;
}

std::string LacksModel(const ModelChoice& choice) {
  if (!choice.model.empty()) return {};
  const bool groq = choice.setting == "language.groq";
  const auto* many = std::ranges::find_if(kManyModels, [&](const ManyModels& service) {
    return groq ? service.name == "Groq"
                : (choice.url + '/').find(service.part) != std::string::npos;
  });
  if (many == std::end(kManyModels)) return {};
  return choice.setting + ".model is missing: " + std::string(many->name) +
         " has many models, and none of them is ours to choose; name one, such as " +
         std::string(many->example) +
         (choice.setting.starts_with("language.fallbacks") ? "" : ", there or as LLM_MODEL");
}

}  // namespace tocsin::compose
