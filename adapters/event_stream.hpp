#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "adapters/http_stream.hpp"
#include "schemas/result.hpp"

namespace tocsin {

/// One server-sent event (WHATWG HTML, section 9.2).
struct ServerEvent {
  std::string type = "message";
  std::string data;
  std::string id = {};  ///< the last one that the stream has named
};

/// Reads text/event-stream, in whatever pieces it comes.
class EventStreamReader {
 public:
  explicit EventStreamReader(std::size_t max_event_bytes = 1024 * 1024)
      : max_event_bytes_(max_event_bytes) {}
  /// Calls `take` for each event that is whole now. kInvalid: an event is larger than the bound;
  /// nothing more can be read then.
  Status Feed(std::string_view bytes, const std::function<void(const ServerEvent&)>& take);
  /// What the stream asked for, to wait before coming again; zero: nothing.
  Duration Retry() const { return retry_; }

 private:
  void EndLine(const std::function<void(const ServerEvent&)>& take);
  void TakeField(std::string_view name, std::string_view value);

  std::size_t max_event_bytes_;
  std::string line_;
  bool after_return_ = false;  ///< a '\n' would belong to the line end before
  bool first_line_ = true;
  bool failed_ = false;
  std::string type_;
  std::string data_;
  bool has_data_ = false;
  std::string id_;
  Duration retry_{0};
};

/// The event as it goes over the wire; line ends within `data` are kept, within the rest left out.
std::string RenderServerEvent(const ServerEvent& event);
/// A line that says nothing, which keeps proxies from closing a silent stream.
inline constexpr std::string_view kServerEventBeat = ":\n\n";
/// 200 with text/event-stream, never cached or held back.
HttpResponse EventStreamResponse(HttpStreamedBody body);

}  // namespace tocsin
