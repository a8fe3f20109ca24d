#include "adapters/net/response_head.hpp"

#include "adapters/http_text.hpp"
#include "schemas/letter_case.hpp"

namespace tocsin::net {

bool HasBody(int status) { return status >= 200 && status != 204 && status != 304; }

std::string RenderHead(const HttpResponse& response, AfterAnswer after, BodyFraming framing) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  head += ReasonPhrase(response.status);
  head += "\r\nDate: " + HttpDate();
  for (const auto& [name, value] : response.headers) {
    const bool ours = EqualsIgnoringCase(name, "Content-Length") ||
                      EqualsIgnoringCase(name, "Connection") ||
                      EqualsIgnoringCase(name, "Transfer-Encoding");
    if (ours || !IsToken(name) || !IsFieldValue(value)) continue;
    head += "\r\n" + name + ": " + value;
  }
  const bool has_body = HasBody(response.status);
  if (has_body && framing == BodyFraming::kChunks) head += "\r\nTransfer-Encoding: chunked";
  if (has_body && framing == BodyFraming::kLength)
    head += "\r\nContent-Length: " + std::to_string(response.body.size());
  if (after == AfterAnswer::kClose) head += "\r\nConnection: close";
  return head + "\r\n\r\n";
}

}  // namespace tocsin::net
