#pragma once

#include "tools/phone/sim/script.hpp"
#include "tools/phone/sim/script_reader.hpp"

namespace tocsin::phone {

/// The parts of a script that only live sound knows.
NoiseSpec ReadNoise(ScriptReader& reader, const YamlNode& node);
LinkTrouble ReadLink(ScriptReader& reader, const YamlNode& node);
Carrier ReadCarrier(ScriptReader& reader, const YamlNode& node);
/// Whether names are spelled `streamSid`.
bool ReadSpelling(ScriptReader& reader, const YamlNode& node);
void ReadSocketFaults(ScriptReader& reader, const YamlNode& node, Faults& faults);

}  // namespace tocsin::phone
