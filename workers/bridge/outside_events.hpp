#pragma once

#include "schemas/event.hpp"
#include "schemas/result.hpp"

namespace tocsin::bridge {

/// Whether an event may come in over HTTP. What only this service says (calls, decisions, closings,
/// lifecycle) would let a key holder decide in a person's name; an alert must be one. kInvalid
/// otherwise, naming the attribute or field at fault.
Status CheckFromOutside(const Event& event);

}  // namespace tocsin::bridge
