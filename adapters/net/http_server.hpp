#pragma once

#include <memory>

#include "adapters/http.hpp"

namespace tocsin {

/// Listens and serves HTTP/1.1 on threads of its own until Stop or destruction; `handler` must
/// outlive both. Stop must not be called from within Handle. Errors name the address: kRejected
/// when the port is taken or not ours to take, kInvalid for an address, certificate, key or proxy
/// network that cannot be read.
Result<std::unique_ptr<HttpServer>> StartHttpServer(HttpServerOptions options,
                                                    HttpHandler& handler);

/// Whether a server could use these: kInvalid names the file that it could not.
Status CheckTls(const TlsFiles& files);

}  // namespace tocsin
