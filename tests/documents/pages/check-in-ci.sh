begin() { site </dev/null; }
