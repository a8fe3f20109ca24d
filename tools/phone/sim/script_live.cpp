#include "tools/phone/sim/script_live.hpp"

namespace tocsin::phone {
namespace {

/// A number of next sockets, or a time for all.
void ReadCountOrTime(ScriptReader& reader, const YamlNode& faults, std::string_view key, int& count,
                     Duration& time) {
  const auto* value = faults.Find(key);
  if (value == nullptr) return;
  if (value->kind == YamlNode::Kind::kInteger) {
    count = reader.ReadCount(*value, key);
  } else {
    time = reader.ReadDuration(*value, key);
  }
}

}  // namespace

NoiseSpec ReadNoise(ScriptReader& reader, const YamlNode& node) {
  NoiseSpec noise;
  if (!reader.Expect(node, YamlNode::Kind::kMap, "noise")) return noise;
  reader.Allow(node, {"kind", "db"}, "noise");
  const auto* kind = node.Find("kind");
  const std::string word = kind != nullptr ? reader.ReadText(*kind, "kind") : "white";
  if (word == "hum") {
    noise.kind = NoiseSpec::Kind::kHum;
  } else if (word == "babble") {
    noise.kind = NoiseSpec::Kind::kBabble;
  } else if (word != "white") {
    reader.Report(kind->mark, "kind of noise must be hum, babble or white");
  }
  if (const auto* db = node.Find("db"))
    noise.db = reader.ReadNumber(*db, "db (how far the noise is below the voice)", -20, 60);
  return noise;
}

LinkTrouble ReadLink(ScriptReader& reader, const YamlNode& node) {
  LinkTrouble link;
  if (!reader.Expect(node, YamlNode::Kind::kMap, "link")) return link;
  reader.Allow(node, {"jitter", "loss"}, "link");
  if (const auto* jitter = node.Find("jitter"))
    link.jitter = reader.ReadDuration(*jitter, "jitter");
  if (const auto* loss = node.Find("loss")) link.loss = reader.ReadShare(*loss, "loss");
  return link;
}

Carrier ReadCarrier(ScriptReader& reader, const YamlNode& node) {
  const std::string word = reader.ReadText(node, "carrier");
  if (word != "twilio" && word != "exotel")
    reader.Report(node.mark, "carrier must be twilio or exotel");
  return word == "exotel" ? Carrier::kExotel : Carrier::kTwilio;
}

bool ReadSpelling(ScriptReader& reader, const YamlNode& node) {
  const std::string word = reader.ReadText(node, "spelling");
  if (word != "stream_sid" && word != "streamSid")
    reader.Report(node.mark, "spelling must be stream_sid or streamSid");
  return word == "streamSid";
}

void ReadSocketFaults(ScriptReader& reader, const YamlNode& node, Faults& faults) {
  const auto count = [&](std::string_view key, int& field) {
    if (const auto* value = node.Find(key)) field = reader.ReadCount(*value, key);
  };
  ReadCountOrTime(reader, node, "socket_cut", faults.socket_cut, faults.socket_cut_after);
  ReadCountOrTime(reader, node, "late_frames", faults.late_frames, faults.late_frames_by);
  count("duplicate_frames", faults.duplicate_frames);
  count("no_marks", faults.no_marks);
  count("unsigned_socket", faults.unsigned_socket);
  count("half_message", faults.half_message);
  count("stop_without_close", faults.stop_without_close);
  if (const auto* value = node.Find("handshake_delay"))
    faults.handshake_delay = reader.ReadDuration(*value, "handshake_delay");
}

}  // namespace tocsin::phone
