#pragma once

#include <sys/types.h>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin::speech {

/// A program that runs beside us, with its standard input and output in our hands; what it says on
/// standard error is thrown away. It is ended with this object, and also when we are killed, or
/// when the thread that started it ends. One thread at a time.
class ChildProgram {
 public:
  /// `arguments`: the program's name, sought in PATH, and the rest. kNotFound: there is none.
  static Result<ChildProgram> Start(std::vector<std::string> arguments);
  ChildProgram(ChildProgram&& other) noexcept;
  ChildProgram& operator=(ChildProgram&& other) noexcept;
  ~ChildProgram();

  /// kTimeout: it does not read; kTransient: it has ended.
  Status Write(std::string_view bytes, Duration patience);
  void CloseInput();
  /// Up to the next line's end, without it. kTransient: it has ended.
  Result<std::string> ReadLine(Duration patience);
  /// So many bytes. kTransient: it has ended before.
  Result<std::string> Read(std::size_t size, Duration patience);
  /// All that it writes until it closes its output; at most so many bytes.
  Result<std::string> ReadAll(Duration patience, std::size_t most);

 private:
  ChildProgram(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
  Status ReadSome(Duration patience, std::size_t most);
  void End();

  pid_t pid_ = -1;
  int socket_ = -1;  ///< its input and its output
  std::string read_;
  bool ended_ = false;
};

/// Whether a program of that name is in PATH.
bool IsInstalled(const std::string& program);

}  // namespace tocsin::speech
