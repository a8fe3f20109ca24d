#pragma once

#include "schemas/json.hpp"
#include "tools/phone/live/media_record.hpp"
#include "tools/phone/live/sound.hpp"

namespace tocsin::phone {

/// A media socket as /sim/calls tells of it; times in milliseconds.
json::object MediaJson(const MediaFigures& figures);
/// What was heard in each 20 ms, in dB of full scale.
json::object LevelsJson(SampleSpan heard);

}  // namespace tocsin::phone
