#!/bin/sh
# Install this folder's program for one person, or with --prefix /usr/local for everyone.
#   ./install.sh [--prefix FOLDER]
#   ./install.sh --uninstall [--prefix FOLDER]
# Chats and models are never touched; they are in ~/.local/share/qwen-all-in-one.
set -eu

command=qwen-all-in-one
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
prefix=$HOME/.local
action=install

while [ $# -gt 0 ]; do
    case $1 in
        --prefix) prefix=${2:?--prefix needs a folder}; shift 2 ;;
        --prefix=*) prefix=${1#--prefix=}; shift ;;
        --uninstall) action=uninstall; shift ;;
        *) echo "usage: $0 [--prefix FOLDER] [--uninstall]" >&2; exit 2 ;;
    esac
done
case $prefix in
    /*) ;;
    *) prefix=$PWD/$prefix ;;
esac
place=$prefix/lib/$command

refresh() {
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database -q "$prefix/share/applications" || true
    fi
    if command -v gtk-update-icon-cache >/dev/null; then
        gtk-update-icon-cache -q -t "$prefix/share/icons/hicolor" || true
    fi
}

# What an installation put beside its own folder is listed in it, a path a line.
remove() {
    [ -f "$place/installed-files" ] || return 0
    while IFS= read -r file; do
        rm -f -- "$prefix/$file"
    done <"$place/installed-files"
    rm -rf -- "$place"
}

if [ "$action" = uninstall ]; then
    if [ ! -f "$place/installed-files" ]; then
        echo "It is not installed in $prefix." >&2
        exit 1
    fi
    remove
    refresh
    echo "Removed from $prefix. Chats and models stay in ~/.local/share/$command."
    exit 0
fi

if [ -e "$place" ] && [ ! -f "$place/installed-files" ]; then
    echo "$place is there already and was not made by this script." >&2
    exit 1
fi
mkdir -p "$prefix/lib" "$prefix/bin"
new=$place.new
rm -rf -- "$new"
cp -R -- "$here/lib/$command" "$new"
(cd "$here" && find share -type f) >"$new/installed-files"
echo "bin/$command" >>"$new/installed-files"
cp -- "$0" "$new/install.sh"

remove
mv -- "$new" "$place"
(cd "$here" && find share -type d) | while IFS= read -r folder; do mkdir -p -- "$prefix/$folder"; done
(cd "$here" && find share -type f) | while IFS= read -r file; do
    cp -- "$here/$file" "$prefix/$file"
done
ln -sf -- "$place/$command" "$prefix/bin/$command"

# A menu does not know this prefix's bin folder: the entry names the program in full.
entry=$prefix/share/applications/$command.desktop
escaped=$(printf '%s' "$place/$command" | sed -e 's/[\\"`$]/\\\\&/g' -e 's/%/%%/g' -e 's/[&|\\]/\\&/g')
sed "s|^Exec=.*|Exec=\"$escaped\"|" "$entry" >"$entry.new"
mv -- "$entry.new" "$entry"
refresh
echo "Installed in $prefix. Start it from the menu, or: $prefix/bin/$command"
echo "To remove it: $place/install.sh --uninstall --prefix $prefix"
