// links: runtime expression
// A record of the bus: a letter for how it is carried, then headers "NAME: VALUE" up to an empty
// line, then its value. It becomes an event or a dead letter, and what was read is read again.
#include "adapters/expression/jq.hpp"
#include "tests/fuzz/promise.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin {
namespace {

Record RecordOf(std::string_view text) {
  Record record;
  record.at = {"t.alerts", 0};
  record.key = "key";
  if (text.starts_with('-')) {
    record.key.reset();
    text.remove_prefix(1);
  }
  while (!text.empty() && !text.starts_with('\n')) {
    const auto line = text.substr(0, text.find('\n'));
    const auto colon = line.find(": ");
    if (colon != std::string_view::npos)
      record.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  if (!text.empty()) record.value = std::string(text.substr(1));
  return record;
}

}  // namespace
}  // namespace tocsin

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  static const auto engine = MakeJqEngine();
  static runtime::EventCodec codec("t",
                                   {{.topic = "t.alerts",
                                     .type = "tocsin.alert.raised",
                                     .id = ".id",
                                     .subject = ".subject",
                                     .data = "{title: .text}"}},
                                   *engine);
  const Record record = RecordOf({reinterpret_cast<const char*>(data), size});
  const auto event = codec.Decode(record);
  if (!event) {
    fuzz::Promise(!event.error().message.empty(), "a sentence for the dead letter");
    const auto letter = runtime::ToDeadLetter(record, "t", "workflow", "invalid",
                                              event.error().message, record.timestamp);
    fuzz::Promise(letter.value == record.value, "a dead letter holds the record unchanged");
    return 0;
  }
  fuzz::Promise(!event->id.empty() && !event->type.empty(), "an event has an id and a type");
  const auto written = runtime::EventCodec::Encode(*event, "t");
  Record back;
  back.at = {written.topic, 0};
  back.key = written.key;
  back.value = written.value;
  back.headers = written.headers;
  const auto again = codec.Decode(back);
  fuzz::Promise(EventData(*event).has_value(), "an event that says JSON holds JSON");
  fuzz::Promise(again.has_value(), "what is written can be read");
  fuzz::Promise(again->id == event->id && again->type == event->type && again->data == event->data,
                "what is written is what was read");
  const auto parsed = EventData(*event);
  if (parsed) fuzz::Promise(ParseJson(json::serialize(*parsed)).has_value(), "data stays JSON");
  return 0;
}
