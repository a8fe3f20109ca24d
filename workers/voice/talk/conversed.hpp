#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/language.hpp"
#include "workers/voice/call/call.hpp"

/// A conversation as the language model is told it. What stands in it was said and heard.
namespace tocsin::voice {

/// What a line counts for.
std::size_t BytesOf(const ConversedLine& line);
/// Keeps a line of it, where there is a conversation; beyond a bound the oldest are put in short.
void AddConversed(Call& call, ConversedLine line);
/// The call of a tool that has no answer yet; nullptr: there is none.
const ConversedLine* OpenToolCall(const Conversation& talk);
/// The answer to it.
void AddToolResult(Call& call, std::string_view result);

/// What a service that leads the talk on the line is told beside the messages.
inline constexpr std::string_view kLineRules =
    "You hear and speak by yourself. Where the person asks for another language, go on in that "
    "one, whatever language is named above. When they tell you their name, ask whether you "
    "understood it right, and use it only once they have said yes.";

/// What the model is asked with: rules of ours, the step's instructions and facts as data, and what
/// was said so far.
std::vector<LanguageMessage> ConversedMessages(const Call& call);
/// Of those, what a service on the line cannot have heard since it was told last; it is told now.
/// `heard`: it has heard the person's newest turn by itself, and so what the person said.
std::vector<LanguageMessage> TakeNews(Conversation& talk, bool heard);
/// What it may call: the step's tools, and that the conversation is over.
std::vector<LanguageTool> ConversedTools(const Call& call);
/// Why this call of a tool cannot be made, in words for the model; empty: it can.
std::string ToolFault(const Call& call, const LanguageToolCall& called);

}  // namespace tocsin::voice
