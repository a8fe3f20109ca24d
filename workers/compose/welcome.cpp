#include "workers/compose/welcome.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "schemas/api_key.hpp"
#include "schemas/ids.hpp"

namespace tocsin::compose {
namespace {

Status WritePrivate(const std::filesystem::path& file, const std::string& text) {
  const int out = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (out < 0)
    return Fail(ErrorKind::kRejected, "writing " + file.string() + ": " + std::strerror(errno),
                "data");
  const bool written = write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(out);
  if (!written) return Fail(ErrorKind::kRejected, "writing " + file.string(), "data");
  return {};
}

}  // namespace

Result<std::string> EmbeddedKey(const DataFolder& folder, Store& store) {
  TRY_ASSIGN(const auto directory, store.OpenDirectory());
  const auto file = folder.Path() / "api-key";
  std::string key;
  if (std::ifstream in(file); in >> key) {
    TRY_ASSIGN(const auto known, directory->UseKey(Sha256Hex(key)));
    if (known && !known->revoked) return key;
  }
  key = NewApiKey();
  TRY(directory->CreateKey(
      {.name = "embedded-" + Sha256Hex(key).substr(0, 8), .hash = Sha256Hex(key)}));
  TRY(WritePrivate(file, key + "\n"));
  return key;
}

std::string Welcome(const std::string& http_address, const std::string& gateway_address,
                    const std::string& data_folder) {
  std::string text;
  if (!gateway_address.empty()) {
    text += "kcat -b " + gateway_address +
            " -L works now; this gateway is for kcat and other librdkafka clients (Java and "
            "kafka-python need a real broker), and what it acknowledges is durable only once it is "
            "in the log\n";
  }
  // The key stays in its file: what is printed here is kept in the journal under systemd.
  text += "try: curl -H \"Authorization: Bearer $(cat '" + data_folder +
          "/api-key')\" -H 'Content-Type: application/cloudevents+json' http://" + http_address +
          "/events -d "
          "'{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/"
          "me\",\"type\":\"tocsin.alert.raised\",\"subject\":"
          "\"a1\",\"data\":{\"title\":\"Disk full\",\"severity\":\"critical\"}}'\n"
          "then: tocsin explain a1 --data " +
          data_folder + "\n";
  return text;
}

}  // namespace tocsin::compose
