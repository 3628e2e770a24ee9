#!/usr/bin/env bash
# Installs a release of route: packaging/install.sh VERSION FOLDER
#
# Downloads the archive for this system, checks it against the release's SHA256SUMS (or against SHA256, if that is set) and
# puts `route` and `task-router` into FOLDER. If the checksum differs, nothing is installed.
# RELEASES is the address of the releases (default: the project's).
set -euo pipefail

version=${1:?usage: install.sh VERSION FOLDER} folder=${2:?usage: install.sh VERSION FOLDER}
releases=${RELEASES:-https://github.com/task-router/task-router/releases/download}

fail() {
  echo "install.sh: $*" >&2
  exit 1
}

[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || fail "no version: \`$version\`; it looks like 1.2.3"

case $(uname -s) in
  Linux) system=unknown-linux-gnu ;;
  Darwin) system=apple-darwin ;;
  MINGW* | MSYS* | CYGWIN*) system=pc-windows-msvc ;;
  *) fail "no release for $(uname -s); build it with Cargo" ;;
esac
case $(uname -m) in
  x86_64 | amd64) cpu=x86_64 ;;
  aarch64 | arm64) cpu=aarch64 ;;
  *) fail "no release for $(uname -m); build it with Cargo" ;;
esac

name=task-router-$version-$cpu-$system
if [ "$system" = pc-windows-msvc ]; then archive=$name.zip suffix=.exe; else archive=$name.tgz suffix=; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

download() {
  curl --fail --silent --show-error --location --retry 3 --output "$work/$1" "$releases/v$version/$1" ||
    fail "cannot download $releases/v$version/$1"
}

download "$archive"
wanted=${SHA256:-}
if [ -z "$wanted" ]; then
  download SHA256SUMS
  wanted=$(awk -v file="$archive" '$2 == file || $2 == "*" file { print $1 }' "$work/SHA256SUMS")
fi
[[ $wanted =~ ^[0-9a-f]{64}$ ]] || fail "no checksum for $archive"
# macOS only has shasum.
if command -v sha256sum >/dev/null; then sum=(sha256sum); else sum=(shasum -a 256); fi
found=$("${sum[@]}" "$work/$archive" | cut -d ' ' -f 1)
[ "$found" = "$wanted" ] || fail "$archive has the checksum $found, not $wanted; nothing was installed"

if [ "$suffix" = .exe ]; then unzip -q "$work/$archive" -d "$work"; else tar -xzf "$work/$archive" -C "$work"; fi
mkdir -p "$folder"
cp "$work/$name/route$suffix" "$work/$name/task-router$suffix" "$folder/"
echo "installed $("$folder/route$suffix" --version) in $folder"
