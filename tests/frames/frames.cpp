#include "tests/frames/frames.hpp"

#include <openssl/evp.h>

#include <array>

#include "schemas/base64.hpp"

namespace tocsin::frames {
namespace {

constexpr std::array<unsigned char, 4> kMask = {0x37, 0xfa, 0x21, 0x3d};

void PutNumber(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
    out += static_cast<char>((number >> static_cast<unsigned>(shift)) & 0xff);
}

std::uint64_t TakeNumber(std::string_view& bytes, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i)
    number = number << 8U | static_cast<unsigned char>(bytes[i]);
  bytes.remove_prefix(size);
  return number;
}

std::string NameOf(unsigned opcode) {
  switch (opcode) {
    case kMore:
      return "more";
    case kText:
      return "text";
    case kBinary:
      return "binary";
    case kClose:
      return "close";
    case kPing:
      return "ping";
    case kPong:
      return "pong";
    default:
      return "opcode" + std::to_string(opcode);
  }
}

struct Taken {
  unsigned char first;
  bool masked;
  std::string payload;
};

/// The first frame of `bytes`, which moves behind it; nothing where it is cut.
std::optional<Taken> Take(std::string_view& bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const auto first = static_cast<unsigned char>(bytes[0]);
  std::uint64_t size = static_cast<unsigned char>(bytes[1]);
  bytes.remove_prefix(2);
  const bool masked = (size & 0x80U) != 0;
  size &= 0x7fU;
  const std::size_t longer = size == 127 ? 8 : size == 126 ? 2 : 0;
  if (bytes.size() < longer + (masked ? 4 : 0)) return std::nullopt;
  if (longer > 0) size = TakeNumber(bytes, longer);
  const std::string_view mask = bytes.substr(0, masked ? 4 : 0);
  bytes.remove_prefix(mask.size());
  if (bytes.size() < size) return std::nullopt;
  Taken taken{first, masked, std::string(bytes.substr(0, size))};
  bytes.remove_prefix(size);
  for (std::size_t i = 0; masked && i < taken.payload.size(); ++i)
    taken.payload[i] = static_cast<char>(taken.payload[i] ^ mask[i % 4]);
  return taken;
}

}  // namespace

std::string Frame(unsigned opcode, std::string_view payload, Shape shape) {
  std::string out;
  out += static_cast<char>((shape.last ? 0x80U : 0U) | shape.reserved << 4U | opcode);
  const std::uint64_t size = shape.claimed.value_or(payload.size());
  const unsigned mask = shape.masked ? 0x80U : 0U;
  if (size < 126) {
    out += static_cast<char>(mask | size);
  } else if (size < 65536) {
    out += static_cast<char>(mask | 126U);
    PutNumber(out, size, 2);
  } else {
    out += static_cast<char>(mask | 127U);
    PutNumber(out, size, 8);
  }
  if (!shape.masked) return out.append(payload);
  for (const unsigned char byte : kMask) out += static_cast<char>(byte);
  for (std::size_t i = 0; i < payload.size(); ++i)
    out += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ kMask[i % 4]);
  return out;
}

std::string CloseFrame(std::uint16_t code, std::string_view reason, Shape shape) {
  std::string payload;
  PutNumber(payload, code, 2);
  return Frame(kClose, payload.append(reason), shape);
}

std::string Read(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    if (!out.empty()) out += ' ';
    auto frame = Take(bytes);
    if (!frame) return out + "cut";
    std::string& payload = frame->payload;
    if ((frame->first & 0x70U) != 0) out += "reserved:";
    if ((frame->first & 0x80U) == 0) out += "part:";
    const unsigned opcode = frame->first & 0x0fU;
    out += NameOf(opcode) + '(';
    if (opcode == kClose && payload.size() >= 2) {
      std::string_view said = payload;
      const auto code = TakeNumber(said, 2);
      out += std::to_string(code) + (said.empty() ? "" : "," + std::string(said));
    } else {
      out += payload.size() <= 200 ? payload : std::to_string(payload.size()) + " bytes";
    }
    out += ')';
  }
  return out;
}

bool AllMasked(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto frame = Take(bytes);
    if (!frame || !frame->masked) return false;
  }
  return true;
}

std::string Request(std::string_view path, std::string_view more) {
  return "GET " + std::string(path) +
         " HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
         std::string(more) + "\r\n";
}

std::string AcceptFor(std::string_view request) {
  constexpr std::string_view kName = "Sec-WebSocket-Key: ";
  std::string key(request.substr(request.find(kName) + kName.size(), 24));
  key += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  EVP_Digest(key.data(), key.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return EncodeBase64({reinterpret_cast<const char*>(digest.data()), size});
}

std::string RightAnswer(std::string_view request, std::string_view more) {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Accept: " +
         AcceptFor(request) + "\r\n" + std::string(more) + "\r\n";
}

}  // namespace tocsin::frames
