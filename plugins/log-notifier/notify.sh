#!/bin/sh
# A notifier: one message a start. The message is a JSON document on standard input; its texts are in variables,
# too, so that a shell can read them. The answer is a JSON document on standard output.
set -eu
cat > /dev/null  # The same as the variables.
# One line a message, whatever is in it.
line=$(printf '%s %s: %s' "$TIMELOCKER_CALL_LEVEL" "$TIMELOCKER_CALL_TITLE" "$TIMELOCKER_CALL_TEXT" | tr '[:cntrl:]' ' ')
if printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$line" >> "$TIMELOCKER_OPTION_FILE"; then
    echo '{"ok": true}'
else
    echo '{"ok": false, "error": "the file cannot be written"}'
fi
