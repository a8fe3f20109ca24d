#pragma once

#include <functional>
#include <string_view>

#include "adapters/event_stream.hpp"
#include "adapters/language.hpp"

namespace tocsin::language {

/// "asking the language model: ..."
tl::unexpected<Error> ModelFault(ErrorKind kind, std::string_view text);

/// A streamed chat completion, put together as its pieces come: events with a chat.completion.chunk
/// each, then [DONE]. Bounded in what it keeps.
class ChatReader {
 public:
  /// `text` is given each piece of the text; `call` is told of the first piece of a tool's call.
  /// Both may be empty.
  explicit ChatReader(std::function<void(std::string_view)> text, std::function<void()> call = {})
      : text_(std::move(text)), call_(std::move(call)) {}

  /// Bytes of the body, cut anywhere. kInvalid: no such stream, or more than is kept. kTransient:
  /// the service says within it that it has failed. Nothing more can be read then.
  Status Feed(std::string_view bytes);
  /// The body is over. kTransient: before the answer was.
  Result<LanguageAnswer> Finish();

 private:
  Status Take(std::string_view data);
  Status TakeChoice(const json::object& choice);
  Status TakeCall(const json::object& piece);

  EventStreamReader events_;
  std::function<void(std::string_view)> text_;
  std::function<void()> call_;
  LanguageAnswer answer_;
  bool whole_ = false;
};

}  // namespace tocsin::language
