#pragma once

#include <string>
#include <string_view>

#include "adapters/telephony.hpp"
#include "adapters/telephony/twilio/relay.hpp"

namespace tocsin {

/// Instructions in Twilio's markup: one <Response> document. All text is escaped; what XML cannot
/// carry (control characters, broken UTF-8) is left out, so no alert can break or extend it.
/// `voice` names the carrier's voice; empty: its default for the language. `relay`: sockets are of
/// text; none: they are of sound.
std::string RenderTwiml(const Instructions& instructions, std::string_view voice,
                        const twilio::RelayOptions* relay = nullptr);

/// The same for the answer to a text message: `text` goes back to who sent it; empty: nothing does.
std::string RenderTextTwiml(std::string_view text);

}  // namespace tocsin
