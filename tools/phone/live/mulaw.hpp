#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/phone/live/sound.hpp"

namespace tocsin::phone {

/// G.711 mu-law, of the simulator's own making: the product's tables are not believed here.
std::uint8_t MuLawOf(std::int16_t sample);
std::int16_t SampleOfMuLaw(std::uint8_t code);

std::string ToMuLaw(SampleSpan sound);
Samples FromMuLaw(std::string_view codes);

}  // namespace tocsin::phone
