#!/bin/sh
# A hook: TIMELOCKER_CALL_EVENT says what is about to begin (before-…) or has ended (after-…).
set -eu
cat > /dev/null  # The call as JSON; its texts are in variables, too.
case "$TIMELOCKER_CALL_EVENT" in
    before-*)
        if [ -n "${TIMELOCKER_OPTION_VETO_FILE:-}" ] && [ -e "$TIMELOCKER_OPTION_VETO_FILE" ]; then
            echo '{"ok": false, "error": "the file that forbids it is there"}'
            exit 0
        fi
        ;;
esac
echo '{"ok": true}'
