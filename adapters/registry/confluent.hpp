#pragma once

#include <memory>
#include <string>

#include "adapters/http.hpp"
#include "adapters/loop.hpp"
#include "adapters/metrics.hpp"
#include "adapters/schema_registry.hpp"
#include "schemas/secret.hpp"

namespace tocsin {

struct RegistryOptions {
  std::string url;       ///< http:// or https://, perhaps with a path
  std::string username;  ///< with `password`: basic authentication; empty: none
  Secret password;
  Duration timeout = std::chrono::seconds(10);  ///< of one request
};

/// Confluent's Schema Registry, by its REST API. Schemas are kept by id: ids never change what they
/// name. What is not there (404 with the registry's own code) or cannot be used is asked for again
/// after ten seconds; while the registry is away, answers otherwise or refuses us, it is asked
/// again and again. `loop` compiles and keeps the time: stopped before the registry goes, after
/// which nobody is called any more; client, loop and metrics outlive it.
std::shared_ptr<SchemaRegistry> MakeSchemaRegistry(RegistryOptions options, HttpClient& client,
                                                   Loop& loop, Metrics& metrics);

}  // namespace tocsin
