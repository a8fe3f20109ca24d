#pragma once

#include <string>
#include <string_view>

#include "adapters/media_codec.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// What a message of a relay socket told, on the loop's thread, within RelayCodec::Read. Texts are
/// bounded and valid within the call.
class RelayListener {
 public:
  virtual ~RelayListener() = default;
  /// Who the call is, as on a media socket.
  virtual void OnStart(MediaStart start) = 0;
  /// What the person said, as the carrier recognised it; `last`: to its end.
  virtual void OnPrompt(std::string_view text, bool last) = 0;
  virtual void OnKey(char key) = 0;
  /// The carrier fell silent at the person's voice or key: so much of our text it had said by then.
  virtual void OnInterrupted(std::string_view said, Duration played) = 0;
  /// The carrier began, or has ended, to say something of ours.
  virtual void OnSpeaking(bool begins) = 0;
  /// The person began, or has ended, to speak.
  virtual void OnPerson(bool begins) = 0;
  /// This of our text was played.
  virtual void OnPlayed(std::string_view text) = 0;
  /// Something of ours was not taken, or the carrier's engines fail; the socket stays.
  virtual void OnFault(std::string_view description) = 0;
};

/// A carrier's language on a socket of text: it hears, speaks and falls silent by itself. Loop
/// thread only.
class RelayCodec {
 public:
  virtual ~RelayCodec() = default;
  /// kInvalid: not to be understood; nothing was told.
  virtual Status Read(std::string_view message, RelayListener& listener) = 0;

  // Messages to be sent as text.
  /// More to be said; `last`: with it a turn of ours is whole, and what comes after cuts it off.
  /// `interruptible`: the person's voice does. Text that is no UTF-8 is mended.
  virtual std::string TextMessage(std::string_view text, bool last, bool interruptible) = 0;
  /// Heard and spoken from now on, "de-DE".
  virtual std::string LanguageMessage(std::string_view language) = 0;
  /// The carrier goes on with the call's instructions.
  virtual std::string EndMessage() = 0;
  /// Who hears, for evidence: "twilio conversationrelay (Deepgram)".
  virtual const std::string& Ears() const = 0;
  /// Who speaks, for the times of turns.
  virtual const std::string& Voice() const = 0;
};

}  // namespace tocsin
