#include "workers/voice/call/reply.hpp"

namespace tocsin::voice {

std::string Reply::Text() const {
  std::string text;
  for (const auto& sentence : say) {
    if (!text.empty()) text += ' ';
    text += sentence;
  }
  return text;
}

json::value WriteReply(const Reply& reply) {
  json::object out{{"language", reply.language}};
  json::array say;
  for (const auto& sentence : reply.say) say.emplace_back(sentence);
  out["say"] = std::move(say);
  if (reply.ask) {
    json::array hints;
    for (const auto& hint : reply.ask->hints) hints.emplace_back(hint);
    out["ask"] = json::object{
        {"turn", reply.ask->turn}, {"digits", reply.ask->digits}, {"hints", std::move(hints)}};
  }
  return out;
}

Reply ReadReply(const json::value& value) {
  Reply reply;
  const auto texts = [](const json::value* list) {
    std::vector<std::string> out;
    if (list == nullptr || !list->is_array()) return out;
    for (const auto& entry : list->get_array())
      if (entry.is_string()) out.emplace_back(entry.get_string());
    return out;
  };
  const auto number = [](const json::value* entry, int fallback) {
    return entry != nullptr && entry->is_int64() ? static_cast<int>(entry->get_int64()) : fallback;
  };
  reply.say = texts(Find(value, "say"));
  if (value.is_object()) reply.language = StringAt(value.get_object(), "language", "en-US");
  if (const auto* ask = Find(value, "ask"); ask != nullptr) {
    reply.ask = Reply::Question{.turn = number(Find(*ask, "turn"), 1),
                                .hints = texts(Find(*ask, "hints")),
                                .digits = number(Find(*ask, "digits"), 1)};
  }
  return reply;
}

Instructions ToInstructions(const Reply& reply, const CallbackUrls& urls, Duration silence) {
  std::vector<Say> said;
  for (const auto& sentence : reply.say)
    said.push_back({.text = sentence, .language = reply.language});
  Instructions out;
  if (reply.ask) {
    out.emplace_back(Ask{.prompt = std::move(said),
                         .action_url = urls.Gather(reply.ask->turn),
                         .language = reply.language,
                         .hints = reply.ask->hints,
                         .speech = true,
                         .digits = reply.ask->digits,
                         .silence = silence});
    return out;
  }
  for (auto& sentence : said) out.emplace_back(std::move(sentence));
  out.emplace_back(Hangup{});
  return out;
}

}  // namespace tocsin::voice
