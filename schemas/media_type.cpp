#include "schemas/media_type.hpp"

#include "schemas/letter_case.hpp"

namespace tocsin {

std::string MediaType(std::string_view content_type) {
  std::string media = LowerCase(content_type.substr(0, content_type.find(';')));
  while (!media.empty() && (media.back() == ' ' || media.back() == '\t')) media.pop_back();
  return media;
}

bool IsJsonType(std::string_view content_type) {
  if (content_type == "application/json") return true;  // as nearly always
  const std::string media = MediaType(content_type);
  return media == "application/json" || media == "text/json" || media.ends_with("+json");
}

bool IsEnvelopeType(std::string_view content_type) {
  if (content_type == "application/json") return false;  // as nearly always
  return MediaType(content_type).starts_with("application/cloudevents");
}

}  // namespace tocsin
