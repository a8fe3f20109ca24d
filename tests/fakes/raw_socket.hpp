#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin::fakes {

/// A TCP socket for tests that say exactly which bytes go over the wire. Every wait ends after 10
/// s.
class RawSocket {
 public:
  explicit RawSocket(int descriptor = -1) : descriptor_(descriptor) {}
  RawSocket(RawSocket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  RawSocket& operator=(RawSocket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~RawSocket() { Close(); }

  static RawSocket ConnectTo(std::uint16_t port) { return Connect(Loopback(port), false); }
  /// The system keeps hardly anything of what is not read here, and nothing of it at the other end.
  static RawSocket ConnectSlowReaderTo(std::uint16_t port) { return Connect(Loopback(port), true); }
  static RawSocket ConnectTo(std::uint16_t port, const std::string& host) {
    sockaddr_in address = Loopback(port);
    inet_pton(AF_INET, host.c_str(), &address.sin_addr);
    return Connect(address, false);
  }
  /// On a free port of the loopback address.
  static RawSocket Listen() {
    RawSocket out(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = Loopback(0);
    if (bind(out.descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
        listen(out.descriptor_, 64) != 0) {
      out.Close();
    }
    return out;
  }

  bool Open() const { return descriptor_ >= 0; }
  std::uint16_t Port() const {
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }
  RawSocket Accept() const {
    if (!Readable()) return RawSocket();
    return RawSocket(accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC));
  }
  /// Whether somebody has come, or bytes have, by now.
  bool Waits() const {
    pollfd waiting{descriptor_, POLLIN, 0};
    return poll(&waiting, 1, 0) > 0;
  }
  /// False when the other side no longer takes bytes.
  bool Write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void EndWriting() const { shutdown(descriptor_, SHUT_WR); }
  /// Reads until `text` holds `end`, or to the end of the stream when `end` is empty.
  std::string ReadUntil(std::string_view end) const {
    std::string text;
    char chunk[4096];
    while ((end.empty() || text.find(end) == std::string::npos) && Readable()) {
      const auto got = recv(descriptor_, chunk, sizeof(chunk), 0);
      if (got <= 0) break;
      text.append(chunk, static_cast<std::size_t>(got));
    }
    return text;
  }
  std::string ReadToEnd() const { return ReadUntil({}); }
  /// The other side has ended the connection; takes and forgets what it sent before.
  bool OverNow() const {
    char chunk[4096];
    for (;;) {
      const auto got = recv(descriptor_, chunk, sizeof chunk, MSG_DONTWAIT);
      if (got == 0) return true;
      if (got < 0) return errno != EAGAIN && errno != EWOULDBLOCK;
    }
  }
  void Close() {
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = -1;
  }
  /// Closes so that the other side sees a reset instead of an end.
  void Reset() {
    const linger hard{1, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
    Close();
  }

 private:
  static RawSocket Connect(const sockaddr_in& address, bool slow_reader) {
    RawSocket out(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int room = 2048, segment = 536;
    if (slow_reader) {
      setsockopt(out.descriptor_, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
      setsockopt(out.descriptor_, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
    }
    if (connect(out.descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) !=
        0) {
      out.Close();
    }
    return out;
  }
  static sockaddr_in Loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  bool Readable() const {
    pollfd waiting{descriptor_, POLLIN, 0};
    return poll(&waiting, 1, 30'000) > 0;
  }

  int descriptor_;
};

}  // namespace tocsin::fakes
