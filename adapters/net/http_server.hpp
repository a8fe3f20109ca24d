#pragma once

#include <memory>
#include <string>

#include "adapters/http.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// Listens and serves HTTP/1.1 on threads of its own until Stop or destruction; `handler` must
/// outlive both. Stop must not be called from within Handle. Errors name the address: kRejected
/// when the port is taken or not ours to take, kInvalid for an address, certificate, key or proxy
/// network that cannot be read.
Result<std::unique_ptr<HttpServer>> StartHttpServer(HttpServerOptions options,
                                                    HttpHandler& handler);

/// Whether a server could use these: kInvalid names the file that it could not.
Status CheckTls(const TlsFiles& files);

/// When the first certificate of a PEM file's chain ends: then clients refuse all of it. kInvalid
/// for a file that holds none. Reads the file.
Result<TimePoint> CertificateEnd(const std::string& file);

}  // namespace tocsin
