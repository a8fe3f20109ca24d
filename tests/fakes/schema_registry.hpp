#pragma once

#include <atomic>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/net/http_server.hpp"
#include "fakes/http_probe.hpp"
#include "schemas/json.hpp"

namespace tocsin::fakes {

/// Stands in for Confluent's Schema Registry: `GET /schemas/ids/N` of its REST API, with its
/// answers and error codes, and nothing else of it. Thread-safe.
class SchemaRegistryServer {
 public:
  SchemaRegistryServer()
      : handler_([this](const HttpRequest& request, const HttpRespond& respond) {
          respond(Answer(request));
        }) {
    auto server = StartHttpServer({.host = "127.0.0.1"}, handler_);
    if (!server) std::abort();
    server_ = std::move(*server);
  }
  std::string Url() const { return "http://127.0.0.1:" + std::to_string(server_->Port()); }
  /// `type` is AVRO or PROTOBUF.
  void Put(int id, const std::string& type, const std::string& schema) {
    json::object body{{"schema", schema}};
    if (type != "AVRO") body["schemaType"] = type;  // as the registry leaves it out
    const std::lock_guard lock(mutex_);
    bodies_["/schemas/ids/" + std::to_string(id)] = JsonText(body);
  }

  std::atomic<int> asked{0};
  std::atomic<bool> broken{false};  ///< answers 503

 private:
  HttpResponse Answer(const HttpRequest& request) {
    ++asked;
    if (broken) return JsonResponse(503, R"({"error_code":50003,"message":"no leader"})");
    const std::lock_guard lock(mutex_);
    const auto found = bodies_.find(request.path);
    if (found != bodies_.end()) return JsonResponse(200, found->second);
    if (request.path.starts_with("/schemas/ids/"))
      return JsonResponse(404, R"({"error_code":40403,"message":"Schema not found"})");
    return JsonResponse(404, R"({"error_code":404,"message":"HTTP 404 Not Found"})");
  }

  std::mutex mutex_;
  std::map<std::string, std::string> bodies_;
  FunctionHandler handler_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace tocsin::fakes
