#include "adapters/event_stream.hpp"

#include <algorithm>
#include <charconv>

#include "schemas/utf8.hpp"

namespace tocsin {
namespace {

constexpr std::int64_t kLongestRetry = 24L * 60 * 60 * 1000;

std::string WithoutLineEnds(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return c == '\n' || c == '\r' || c == '\0'; });
  return out;
}

}  // namespace

Status EventStreamReader::Feed(std::string_view bytes,
                               const std::function<void(const ServerEvent&)>& take) {
  const auto too_large = [this] {
    failed_ = true;
    return Fail(ErrorKind::kInvalid,
                "reading event stream: an event is larger than " +
                    std::to_string(max_event_bytes_) + " bytes",
                "http");
  };
  if (failed_) return too_large();
  while (!bytes.empty()) {
    if (std::exchange(after_return_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const auto end = bytes.find_first_of("\r\n");
    line_.append(bytes.substr(0, end));
    if (line_.size() + data_.size() > max_event_bytes_) return too_large();
    if (end == std::string_view::npos) return {};
    after_return_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    EndLine(take);
    line_.clear();
  }
  return {};
}

void EventStreamReader::EndLine(const std::function<void(const ServerEvent&)>& take) {
  std::string_view line = line_;
  if (std::exchange(first_line_, false) && line.starts_with(kByteOrderMark))
    line.remove_prefix(kByteOrderMark.size());
  if (!line.empty()) {
    const auto colon = line.find(':');
    std::string_view value =
        colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    return TakeField(line.substr(0, colon), value);
  }
  const std::string type = std::exchange(type_, {});
  ServerEvent event{
      .type = type.empty() ? "message" : type, .data = std::exchange(data_, {}), .id = id_};
  if (std::exchange(has_data_, false)) take(event);
}

void EventStreamReader::TakeField(std::string_view name, std::string_view value) {
  if (name == "data") {
    if (std::exchange(has_data_, true)) data_ += '\n';
    data_ += value;
  } else if (name == "event") {
    type_ = value;
  } else if (name == "id") {
    if (value.find('\0') == std::string_view::npos) id_ = value;
  } else if (name == "retry") {
    std::int64_t milliseconds = 0;
    const auto [rest, error] =
        std::from_chars(value.data(), value.data() + value.size(), milliseconds);
    if (error == std::errc() && rest == value.data() + value.size() && milliseconds >= 0)
      retry_ = std::chrono::milliseconds(std::min(milliseconds, kLongestRetry));
  }
}

std::string RenderServerEvent(const ServerEvent& event) {
  std::string out;
  if (!event.id.empty()) out += "id: " + WithoutLineEnds(event.id) + '\n';
  if (!event.type.empty() && event.type != "message")
    out += "event: " + WithoutLineEnds(event.type) + '\n';
  std::string_view rest = event.data;
  while (true) {
    const auto end = rest.find_first_of("\r\n");
    out.append("data: ").append(rest.substr(0, end)) += '\n';
    if (end == std::string_view::npos) break;
    const bool pair = rest.substr(end).starts_with("\r\n");
    rest.remove_prefix(end + (pair ? 2 : 1));
  }
  return out + '\n';
}

HttpResponse EventStreamResponse(HttpStreamedBody body) {
  HttpResponse response;
  response.headers = {{"Content-Type", "text/event-stream"},
                      {"Cache-Control", "no-store"},
                      {"X-Accel-Buffering", "no"}};
  body.endless = true;
  response.stream = std::make_shared<const HttpStreamedBody>(std::move(body));
  return response;
}

}  // namespace tocsin
