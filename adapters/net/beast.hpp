#pragma once

// Included first by every file of this folder that uses Asio or Beast: their non-template code is
// compiled once, in separate_compilation.cpp.
#define BOOST_ASIO_SEPARATE_COMPILATION 1
#define BOOST_BEAST_SEPARATE_COMPILATION 1
