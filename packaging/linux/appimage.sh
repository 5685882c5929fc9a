#!/bin/sh
# An AppImage of a frozen tree, for the release workflow.
#   appimage.sh TREE ICONS OUTPUT.AppImage       needs appimagetool on the PATH, or in $APPIMAGETOOL
set -eu
tree=$1 icons=$2 output=$3
command=qwen-all-in-one
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
app=$folder/AppDir
mkdir -p "$app/usr/lib" "$app/usr/share/applications" "$app/usr/share/icons"
cp -R -- "$tree" "$app/usr/lib/$command"
cp -R -- "$icons/hicolor" "$app/usr/share/icons/hicolor"
cp -- "$here/$command.desktop" "$app/$command.desktop"
cp -- "$here/$command.desktop" "$app/usr/share/applications/"
cp -- "$icons/hicolor/256x256/apps/$command.png" "$app/$command.png"
ln -s "$command.png" "$app/.DirIcon"
cat >"$app/AppRun" <<'RUN'
#!/bin/sh
exec "$(dirname -- "$(readlink -f -- "$0")")/usr/lib/qwen-all-in-one/qwen-all-in-one" "$@"
RUN
chmod 755 "$app/AppRun"
ARCH=$(uname -m) "${APPIMAGETOOL:-appimagetool}" --no-appstream "$app" "$output"
