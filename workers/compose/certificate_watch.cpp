#include "workers/compose/certificate_watch.hpp"

#include <spdlog/spdlog.h>

#include "adapters/net/http_server.hpp"

namespace tocsin::compose {
namespace {

constexpr Duration kWarnBefore = std::chrono::hours(14 * 24);
constexpr Duration kTellAgain = std::chrono::hours(24);

}  // namespace

std::string WarningOfEnd(const std::string& file, TimePoint end, TimePoint now) {
  if (end - now > kWarnBefore) return {};
  const auto days = std::chrono::duration_cast<std::chrono::days>(end - now).count();
  std::string text = "the certificate '" + file + "' ";
  if (end <= now)
    text += "ended at " + FormatTime(end) + ": clients refuse it";
  else
    text += "ends at " + FormatTime(end) + ", " +
            (days == 0 ? std::string("within a day")
                       : "in " + std::to_string(days) + (days == 1 ? " day" : " days"));
  return text + "; put a new one in its place and send SIGHUP";
}

void CertificateWatch::Use(const std::string& file) {
  const auto end =
      file.empty() ? Result<TimePoint>(Fail(ErrorKind::kInvalid, "none")) : CertificateEnd(file);
  const double seconds = end ? std::chrono::duration<double>(end->time_since_epoch()).count() : 0;
  if (end) metrics_.Set("tocsin_tls_certificate_not_after_seconds", seconds);
  const std::lock_guard lock(mutex_);
  file_ = file;
  end_ = end ? std::optional(*end) : std::nullopt;
}

Status CertificateWatch::Check() const {
  const std::lock_guard lock(mutex_);
  if (!end_) return {};
  auto warning = WarningOfEnd(file_, *end_, clock_.Now());
  if (warning.empty()) return {};
  return Fail(ErrorKind::kInvalid, std::move(warning), "http");
}

void CertificateWatch::Tell() {
  const auto checked = Check();
  if (checked || clock_.Now() - told_ < kTellAgain) return;
  told_ = clock_.Now();
  spdlog::warn("http.tls.certificate: {}", checked.error().message);
}

}  // namespace tocsin::compose
