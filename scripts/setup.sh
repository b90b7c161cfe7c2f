#!/usr/bin/env bash
# Installs the Debian 12 packages that the build and the tests need. Says nothing and changes nothing
# when all are there. Runs as root, or through sudo.
set -euo pipefail

build_packages=(
    ca-certificates
    cmake
    g++
    libboost1.81-dev
    libcurl4-openssl-dev
    libfmt-dev
    libfuse3-dev
    libgtest-dev
    libhpdf-dev
    libnfs-dev
    libpugixml-dev
    libsimdjson-dev
    libsmbclient-dev
    libsoci-dev
    libsqlite3-dev
    libssl-dev
    libtomlplusplus-dev
    libzstd-dev
    ninja-build
    nlohmann-json3-dev
    pkg-config
    python3
    tzdata
    zlib1g-dev
)
# What the tests compare with, and what makes odd files for them.
test_packages=(
    acl
    attr
    ceph-common
    ceph-mon
    ceph-osd
    dbus
    dunst
    fish
    fonts-dejavu-core
    fuse3
    gnome-keyring
    groff-base
    iproute2
    libnotify-bin
    libsecret-tools
    man-db
    mariadb-server
    nfs-ganesha
    nfs-ganesha-vfs
    nftables
    openssh-client
    openssh-server
    openssh-sftp-server
    openssl
    poppler-utils
    postgresql-15
    python3-aiosmtpd
    python3-prometheus-client
    radosgw
    rclone
    restic
    rpcbind
    samba
    sqlite3
    systemd
    unzip
    xvfb
    zsh
)
# For scripts/sanitize.sh clang, scripts/fuzz.sh, formatting and clang-tidy only.
tool_packages=(
    clang-14
    clang-format-14
    clang-tidy-14
    libbenchmark-dev
    libclang-rt-14-dev
)

usage() {
    echo "usage: $0 [--build-only | --with-tools]"
    exit "$1"
}

packages=("${build_packages[@]}" "${test_packages[@]}")
case "${1:-}" in
    "") ;;
    --build-only) packages=("${build_packages[@]}") ;;
    --with-tools) packages+=("${tool_packages[@]}") ;;
    -h | --help) usage 0 ;;
    *) usage 1 >&2 ;;
esac

missing=()
for package in "${packages[@]}"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done

as_root=()
if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null; then as_root=(sudo); fi
# nfs-ganesha looks there for what is mounted; a Debian without systemd lacks it.
[ -e /etc/mtab ] || "${as_root[@]}" ln -s ../proc/self/mounts /etc/mtab
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] && [ ${#as_root[@]} = 0 ]; then
    echo "setup: these packages are missing, and neither root nor sudo is at hand:" >&2
    echo "    apt-get install ${missing[*]}" >&2
    exit 1
fi

echo "setup: installing ${missing[*]}"
log=$(mktemp)

# The tests start servers themselves, on loopback; none is to run on this machine because of us, neither
# now (Debian asks policy-rc.d) nor after the next boot.
policy=/usr/sbin/policy-rc.d
own_policy=
if [ ! -e "$policy" ]; then
    own_policy=$policy
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
fi
trap 'rm -f "$log"; [ -z "$own_policy" ] || "${as_root[@]}" rm -f "$own_policy"' EXIT
disable_new_services() {
    command -v systemctl >/dev/null || return 0
    local units
    units=$(dpkg-query -L "${missing[@]}" 2>/dev/null | grep -E '^/(usr/)?lib/systemd/system/[^@/]+\.(service|socket)$') || return 0
    # shellcheck disable=SC2086
    "${as_root[@]}" systemctl --quiet disable $(basename -a $units) >>"$log" 2>&1 || true
}
apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >>"$log" 2>&1
}
# The package lists of a fresh machine are empty or old: fetch them, unless the install works without.
if ! apt install -y --no-install-recommends "${missing[@]}"; then
    if ! { apt update && apt install -y --no-install-recommends "${missing[@]}"; }; then
        echo "setup: apt-get failed:" >&2
        tail -n 20 "$log" >&2
        exit 1
    fi
fi
disable_new_services
