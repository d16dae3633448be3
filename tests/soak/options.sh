# SPDX-License-Identifier: Apache-2.0
# Read by scripts of this folder, with their own arguments, [-n COUNT] [BUILD]: sets count, build, and work, an empty folder.
# shellcheck shell=sh
while getopts n: option; do
  case $option in
    n) count=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
build=$(cd "${1:-$(dirname "$0")/../../build}" && pwd) || exit 2
work=$(mktemp -d)
