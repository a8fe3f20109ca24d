#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/json.hpp"
#include "tools/phone/live/media_dialect.hpp"

namespace tocsin::phone {

/// What all carriers' messages have in common: an object with an event and the id of this socket's
/// stream under `stream_key`. A media message goes to `sound`.
FromWorker ReadEnvelope(std::string_view message, std::string_view stream_key,
                        std::string_view stream,
                        const std::function<void(const json::object&, FromWorker&)>& sound);
/// The bytes of a media message's payload; none, and why, when it is not what carriers take.
std::optional<std::string> PayloadBytes(const json::object& message,
                                        std::vector<std::string>& oddities);
/// What is in the bytes that should be bare mu-law: a file's header, samples of 16 bits.
void RemarkOnMuLaw(std::string_view bytes, std::vector<std::string>& oddities);
/// A file's header where bare samples should be.
void RemarkOnHeader(std::string_view bytes, std::vector<std::string>& oddities);

}  // namespace tocsin::phone
