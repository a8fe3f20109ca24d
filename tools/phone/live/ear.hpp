#pragma once

#include <functional>
#include <optional>
#include <string>

#include "tools/phone/live/sound.hpp"
#include "tools/phone/live/work_thread.hpp"

namespace tocsin::phone {

/// A recogniser as a program: started once, by a shell; it gets the path of a WAV file on a line
/// of its standard input and answers with what it understood, on one line. An empty line: nothing.
/// A program that ends is started again with the next sentence. One thread; sentences keep their
/// order.
class Ear {
 public:
  /// None: the program failed or was silent for half a minute.
  using Done = std::function<void(std::optional<std::string>)>;
  explicit Ear(std::string command);
  ~Ear();

  /// `done` is called on the ear's thread.
  void Listen(Samples sound, Done done);

 private:
  bool StartProgram();
  void EndProgram();
  std::optional<std::string> Ask(const Samples& sound);

  const std::string command_;
  std::string folder_;
  int program_ = -1;  ///< process, and group
  int in_ = -1;       ///< of the program
  int out_ = -1;
  WorkThread thread_;
};

}  // namespace tocsin::phone
