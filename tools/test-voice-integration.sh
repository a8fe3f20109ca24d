#!/usr/bin/env bash
# The verification script of the alert call guide: asks every part outside whether it answers.
# Usage: tools/test-voice-integration.sh [options of tocsin selfcheck]; exit 0, or 3 when something does not answer.
# Reads tocsin.yaml and .env of the current folder, as tocsin does.
set -euo pipefail
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
for program in "$checkout/build/release/bin/tocsin" "$checkout/build/dev/bin/tocsin"; do
  if [[ -x $program ]]; then exec "$program" selfcheck "$@"; fi
done
if program=$(command -v tocsin); then exec "$program" selfcheck "$@"; fi
echo "tools/test-voice-integration.sh: there is no tocsin program yet; build it with: tools/build" >&2
exit 1
