#include "adapters/mail/smtp_exchange.hpp"

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "adapters/mail/mail_text.hpp"
#include "schemas/plain_text.hpp"

namespace tocsin::mail {
namespace {

struct EasyFree {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t ReadText(char* out, std::size_t size, std::size_t count, void* given) {
  auto& left = *static_cast<std::string_view*>(given);
  const auto bytes = std::min(size * count, left.size());
  std::memcpy(out, left.data(), bytes);
  left.remove_prefix(bytes);
  return bytes;
}

struct Line {
  std::set<curl_socket_t> sockets;  ///< open ones
  std::string reply;                ///< the server's last one, before it was told to quit
  bool over = false;                ///< it was told
};

/// Keeps the last line of each answer: "550 no such mailbox", not "250-SIZE".
std::size_t ReadReply(char* bytes, std::size_t size, std::size_t count, void* given) {
  const std::string_view text(bytes, size * count);
  auto& line = *static_cast<Line*>(given);
  if (!line.over && text.size() > 3 && text[3] != '-')
    line.reply = text.substr(0, text.find_last_not_of("\r\n") + 1);
  return text.size();
}

curl_socket_t OpenSocket(void* given, curlsocktype, curl_sockaddr* address) {
  const auto opened = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (opened >= 0) static_cast<Line*>(given)->sockets.insert(opened);
  return opened;
}
int CloseSocket(void* given, curl_socket_t opened) {
  static_cast<Line*>(given)->sockets.erase(opened);
  return close(opened);
}

/// libcurl waits up to two minutes for the answer to QUIT, whatever the time-out, and says only
/// then what became of the mail, which is known by then: the line is ended right after the word. An
/// answer that was faster says nothing of the mail.
int EndAfterQuit(CURL*, curl_infotype kind, char* text, std::size_t size, void* given) {
  if (kind != CURLINFO_HEADER_OUT || std::string_view(text, size) != "QUIT\r\n") return 0;
  auto& line = *static_cast<Line*>(given);
  line.over = true;
  for (const auto opened : line.sockets) shutdown(opened, SHUT_RDWR);
  return 0;
}

int Cancelled(void* given, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<const std::atomic<bool>*>(given) ? 1 : 0;
}

/// The same authorities as adapters/net believes, rather than libcurl's own path.
CURLcode TrustSystem(CURL*, void* context, void* given) {
  auto* tls = static_cast<SSL_CTX*>(context);
  const auto& file = *static_cast<const std::string*>(given);
  if (SSL_CTX_set_default_verify_paths(tls) != 1) return CURLE_SSL_CACERT_BADFILE;
  if (!file.empty() && SSL_CTX_load_verify_locations(tls, file.c_str(), nullptr) != 1)
    return CURLE_SSL_CACERT_BADFILE;
  return CURLE_OK;
}

MailOutcome Failed(ErrorKind kind, std::string message, int code = 0) {
  return tl::unexpected(MailFailure{{kind, std::move(message), "mail"}, code});
}

class Exchange {
 public:
  explicit Exchange(const MailCall& call) : call_(call), text_(MailText(call.mail)), left_(text_) {
    const bool tls = call.security == MailCall::Security::kTls;
    Set(CURLOPT_URL, ((tls ? "smtps://" : "smtp://") + call.server).c_str());
    Set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    Set(CURLOPT_PROXY, "");
    for (const auto& address : call.mail.to)
      to_.reset(curl_slist_append(to_.release(), ('<' + address + '>').c_str()));
    Set(CURLOPT_MAIL_FROM, ('<' + call.mail.from + '>').c_str());
    Set(CURLOPT_MAIL_RCPT, to_.get());
    Set(CURLOPT_UPLOAD, 1L);
    Set(CURLOPT_READFUNCTION, ReadText);
    Set(CURLOPT_READDATA, &left_);
    Watch();
  }

  MailOutcome Perform(const std::string& authorities, const std::atomic<bool>& cancelled) {
    Secure(authorities);
    Bound(cancelled);
    return OutcomeOf(curl_easy_perform(easy_.get()));
  }

 private:
  template <class Value>
  void Set(CURLoption option, Value value) {
    curl_easy_setopt(easy_.get(), option, value);
  }

  void Secure(const std::string& authorities) {
    const bool open = call_.security == MailCall::Security::kNone;
    Set(CURLOPT_USE_SSL, static_cast<long>(open ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    Set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    Set(CURLOPT_CAINFO, nullptr);
    Set(CURLOPT_CAPATH, nullptr);
    Set(CURLOPT_SSL_CTX_FUNCTION, TrustSystem);
    Set(CURLOPT_SSL_CTX_DATA, &authorities);
    if (call_.user.empty()) return;
    Set(CURLOPT_USERNAME, call_.user.c_str());
    Set(CURLOPT_PASSWORD, call_.password.c_str());
    Set(CURLOPT_SASL_IR, 1L);  // a step less (RFC 4954, 4)
  }

  void Bound(const std::atomic<bool>& cancelled) {
    Set(CURLOPT_NOSIGNAL, 1L);
    Set(CURLOPT_TIMEOUT_MS, static_cast<long>(call_.timeout.count()));
    Set(CURLOPT_QUICK_EXIT, 1L);  // waits for no resolver that is given up
    Set(CURLOPT_NOPROGRESS, 0L);
    Set(CURLOPT_XFERINFOFUNCTION, Cancelled);
    Set(CURLOPT_XFERINFODATA, &cancelled);
  }

  void Watch() {
    Set(CURLOPT_HEADERFUNCTION, ReadReply);
    Set(CURLOPT_HEADERDATA, &line_);
    Set(CURLOPT_FORBID_REUSE, 1L);  // the line ends before its sockets are forgotten here
    Set(CURLOPT_OPENSOCKETFUNCTION, OpenSocket);
    Set(CURLOPT_OPENSOCKETDATA, &line_);
    Set(CURLOPT_CLOSESOCKETFUNCTION, CloseSocket);
    Set(CURLOPT_CLOSESOCKETDATA, &line_);
    Set(CURLOPT_VERBOSE, 1L);  // of EndAfterQuit; nothing is printed
    Set(CURLOPT_DEBUGFUNCTION, EndAfterQuit);
    Set(CURLOPT_DEBUGDATA, &line_);
    Set(CURLOPT_ERRORBUFFER, trouble_.data());
  }

  MailOutcome OutcomeOf(CURLcode result) const {
    if (result == CURLE_OK) return {};
    if (result == CURLE_ABORTED_BY_CALLBACK)
      return Failed(ErrorKind::kCancelled, "sending mail: the program ends");
    const std::string where = "handing mail to " + call_.server + ": ";
    const int code = std::atoi(line_.reply.c_str());
    constexpr int kNotNow = 400, kNever = 500;  // RFC 5321, 4.2.1
    if (code >= kNotNow && result != CURLE_OPERATION_TIMEDOUT)
      return Failed(code >= kNever ? ErrorKind::kRejected : ErrorKind::kTransient,
                    where + "it says " + Shown(), code);
    const std::string_view said(trouble_.data());
    return Failed(ErrorKind::kTransient,
                  where + std::string(said.empty() ? curl_easy_strerror(result) : said));
  }

  /// The server's words; no server has reason to repeat the password.
  std::string Shown() const {
    constexpr std::size_t kMostShown = 200;
    if (!call_.password.empty() && line_.reply.find(call_.password) != std::string::npos)
      return line_.reply.substr(0, 3);
    return PlainText(line_.reply, kMostShown);
  }

  const MailCall& call_;
  const std::string text_;
  std::string_view left_;  ///< what the server has not been given yet
  Line line_;
  std::array<char, CURL_ERROR_SIZE> trouble_{};
  std::unique_ptr<curl_slist, ListFree> to_;
  std::unique_ptr<CURL, EasyFree> easy_{curl_easy_init()};  ///< last: it goes first, and uses all
};

}  // namespace

MailOutcome HandOver(const MailCall& call, const std::string& authorities_file,
                     const std::atomic<bool>& cancelled) {
  return Exchange(call).Perform(authorities_file, cancelled);
}

}  // namespace tocsin::mail
