#include "workers/runtime/text_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace tocsin::runtime {

Result<std::string> ReadTextFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Fail(ErrorKind::kInvalid, std::strerror(errno), "files");
  std::ostringstream text;
  // Of an empty file nothing can be inserted, which would set the stream's fail bit.
  if (in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
  if (in.bad()) return Fail(ErrorKind::kInvalid, std::strerror(EIO), "files");
  return std::move(text).str();
}

}  // namespace tocsin::runtime
