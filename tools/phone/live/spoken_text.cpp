#include "tools/phone/live/spoken_text.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string_view>
#include <thread>
#include <vector>

#include "tools/phone/live/wav.hpp"

namespace tocsin::phone {
namespace {

constexpr auto kSpeakingProgramLimit = std::chrono::seconds(10);
constexpr auto kFliteVoices =
    std::to_array<std::string_view>({"kal", "kal16", "awb", "awb_time", "rms", "slt"});

/// A file that is gone with its owner.
class ScratchFile {
 public:
  ScratchFile() {
    const int file = mkstemp(path_.data());
    if (file >= 0) close(file);
  }
  ~ScratchFile() { unlink(path_.c_str()); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const std::string& Path() const { return path_; }

 private:
  std::string path_ = "/tmp/tocsin-phone-XXXXXX";
};

bool IsVoiceName(std::string_view name) {
  return name.size() <= 40 &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-_") ==
             std::string_view::npos;
}

std::vector<std::string> SpeakingCommand(std::string_view voice, const std::string& in,
                                         const std::string& out) {
  if (voice == "festival") return {"text2wave", "-o", out, in};
  if (voice.starts_with("flite:"))
    return {"flite", "-voice", std::string(voice.substr(6)), "-f", in, "-o", out};
  return {"espeak-ng", "-v", std::string(voice.substr(7)), "-s", "160", "-w", out, "-f", in};
}

/// True when the program ended well and in time.
bool RunToEnd(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  for (const int descriptor : {0, 1, 2})
    posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null",
                                     descriptor == 0 ? O_RDONLY : O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, arguments[0], &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) return false;
  const auto deadline = std::chrono::steady_clock::now() + kSpeakingProgramLimit;
  for (int status = 0;;) {
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child) return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (ended < 0) return false;
    if (std::chrono::steady_clock::now() > deadline) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

Result<Samples> SpokenBy(const std::string& text, std::string_view voice) {
  const ScratchFile in;
  const ScratchFile out;
  std::ofstream(in.Path()) << text << '\n';
  const auto command = SpeakingCommand(voice, in.Path(), out.Path());
  if (!RunToEnd(command))
    return Fail(ErrorKind::kTransient,
                "speaking: " + command[0] + " is not installed or failed (voice '" +
                    std::string(voice) + "')",
                "voice");
  std::ifstream file(out.Path(), std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return ReadWav(bytes.str());
}

}  // namespace

Result<Samples> SpokenText(const std::string& text, const std::string& voice) {
  if (!IsVoiceName(voice.substr(voice.find(':') + 1)))
    return Fail(ErrorKind::kInvalid, "speaking: '" + voice + "' is no name of a voice", "voice");
  if (!voice.empty()) {
    if (voice == "festival" || voice.starts_with("flite:") || voice.starts_with("espeak:"))
      return SpokenBy(text, voice);
    for (const auto known : kFliteVoices)
      if (voice == known) return SpokenBy(text, "flite:" + voice);
    return SpokenBy(text, "espeak:" + voice);
  }
  for (const auto* first : {"festival", "flite:slt", "espeak:en-us"})
    if (auto spoken = SpokenBy(text, first)) return spoken;
  return Fail(ErrorKind::kTransient,
              "speaking: none of text2wave (festival), flite and espeak-ng is installed: "
              "apt-get install flite",
              "voice");
}

}  // namespace tocsin::phone
