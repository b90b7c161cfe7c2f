#!/bin/sh
# A source of secrets: TIMELOCKER_CALL_NAME says which one is wanted, the answer has it as a JSON string.
set -eu
cat > /dev/null  # The call as JSON; its texts are in variables, too.
fail() {
    printf '{"ok": false, "error": "%s"}\n' "$1"
    exit 0
}
case "$TIMELOCKER_CALL_NAME" in
    '' | .* | */*) fail "the name of the secret is no name of a file" ;;
esac
file="$TIMELOCKER_OPTION_FOLDER/$TIMELOCKER_CALL_NAME"
[ -r "$file" ] || fail "there is no such secret"
# A JSON string: backslashes and quotes are escaped, and only the first line counts.
value=$(head -n 1 "$file" | sed 's/[\\"]/\\&/g')
printf '{"ok": true, "secret": "%s"}\n' "$value"
