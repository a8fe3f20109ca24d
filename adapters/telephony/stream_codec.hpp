#pragma once

#include <array>
#include <string>
#include <string_view>

#include "adapters/media_codec.hpp"
#include "schemas/json.hpp"

namespace tocsin {

/// What the media sockets of carriers have in common: JSON messages with an `event`, the stream's
/// id on each, sound in base64. A carrier's codec says how its sound is written, what its start
/// says, and how names are spelled.
class StreamCodec : public MediaCodec {
 public:
  Status Read(std::string_view message, MediaListener& listener) final;
  std::string MarkMessage(std::string_view name) override;
  std::string ClearMessage() override;

 protected:
  explicit StreamCodec(std::string_view where) : where_(where) {}

  /// The start's own object; the stream's id is taken from it. kInvalid: it says what cannot be.
  virtual Result<MediaStart> ReadStart(const json::object& start) = 0;
  /// Some of a message's sound, decoded from base64: told to the listener at 8 kHz. A sample that
  /// began in one piece and ends in the next is kept. False: the message's bytes are no sound.
  virtual bool TakeSound(std::span<const std::uint8_t> bytes, Duration timestamp, bool last,
                         MediaListener& listener) = 0;

  tl::unexpected<Error> Bad(std::string_view why) const;
  /// {"event":EVENT,"streamSid":ID — spelled as the carrier does, without its end.
  std::string Head(std::string_view event) const;
  const std::string& StreamId() const { return stream_id_; }
  /// How the carrier spells: stream_sid, or streamSid.
  bool SpelledWithLines() const { return lines_; }

 private:
  struct Parts;
  Status Dispatch(const Parts& parts, MediaListener& listener);
  Status ReadMedia(std::string_view media, MediaListener& listener);
  Status TakeStart(std::string_view start, MediaListener& listener);

  const std::string_view where_;
  std::string stream_id_;
  bool lines_ = false;
  std::array<std::uint8_t, 3 * 1024> bytes_{};
};

/// Texts of the start's object by either spelling; empty: not there, or no text.
std::string StartText(const json::object& start, std::string_view camel, std::string_view lines);
/// The custom parameters that a start gives back, bounded in number and size.
std::vector<std::pair<std::string, std::string>> StartParameters(const json::object& start,
                                                                 std::string_view camel,
                                                                 std::string_view lines);

}  // namespace tocsin
