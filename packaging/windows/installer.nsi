; The setup program for one Windows user: no administrator, no questions that can be avoided.
; Compiled by installer.py, which defines NAME, COMMAND, VERSION, VERSION4, TREE, ICON, SETUP and
; SIZE_KIB. Everything the program writes itself is in DATA; only the uninstaller touches it, and
; only when it is told to.
Target amd64-unicode
Unicode true
SetCompressor /SOLID lzma
; wide enough to see that both programs carry the same modules
SetCompressorDictSize 64

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include nsDialogs.nsh
!include WinVer.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${COMMAND}"
!define PROGRAM "${NAME}.exe"
!define LISTING "installed-files.txt"
!define DATA "$LOCALAPPDATA\${COMMAND}"

Name "${NAME}"
OutFile "${SETUP}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
ManifestDPIAware true
ManifestLongPathAware true
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION4}"
VIAddVersionKey /LANG=0 "ProductName" "${NAME}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "${NAME}"
VIAddVersionKey /LANG=0 "LegalCopyright" "Apache License 2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!define MUI_COMPONENTSPAGE_NODESC
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
UninstPage custom un.AskData un.AskedData
!insertmacro MUI_UNPAGE_INSTFILES
; the first language is taken where the system's own is neither
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString DESKTOP_ENTRY ${LANG_ENGLISH} "Entry on the desktop"
LangString DESKTOP_ENTRY ${LANG_SIMPCHINESE} "桌面快捷方式"
LangString PROGRAM_FILES ${LANG_ENGLISH} "The program, with an entry in the Start menu"
LangString PROGRAM_FILES ${LANG_SIMPCHINESE} "程序，以及开始菜单中的快捷方式"
LangString IS_RUNNING ${LANG_ENGLISH} "${NAME} is running. Quit it, in its window or by its icon near the clock, then go on."
LangString IS_RUNNING ${LANG_SIMPCHINESE} "${NAME} 正在运行。请在它的窗口里，或通过时钟旁的图标退出它，然后继续。"
LangString NOT_OURS ${LANG_ENGLISH} "This folder holds other files. Choose an empty or a new one."
LangString NOT_OURS ${LANG_SIMPCHINESE} "这个文件夹里有其他文件。请选择空文件夹或新文件夹。"
LangString TOO_LONG ${LANG_ENGLISH} "The path of this folder is too long. Choose a shorter one."
LangString TOO_LONG ${LANG_SIMPCHINESE} "这个文件夹的路径太长。请选择短一些的路径。"
LangString NEEDS_64 ${LANG_ENGLISH} "A 64-bit Windows 10, version 1809 or newer, is needed."
LangString NEEDS_64 ${LANG_SIMPCHINESE} "需要 64 位的 Windows 10（1809 版）或更新的系统。"
LangString DATA_TITLE ${LANG_ENGLISH} "Chats and models"
LangString DATA_TITLE ${LANG_SIMPCHINESE} "聊天记录和模型"
LangString DATA_TEXT ${LANG_ENGLISH} "They stay on this computer unless you say otherwise. They are in:"
LangString DATA_TEXT ${LANG_SIMPCHINESE} "除非你选择删除，它们会留在这台电脑上，位置是："
LangString DATA_REMOVE ${LANG_ENGLISH} "Remove my chats, settings and models too. This cannot be undone."
LangString DATA_REMOVE ${LANG_SIMPCHINESE} "同时删除我的聊天记录、设置和模型。删除后无法恢复。"

Var RemoveData
Var RemoveDataBox

; ---------------------------------------------------------------- is it running?

; A running program's file can't be opened for writing. It is asked to close and has ten seconds;
; then the person is asked, and in silence the setup stops with exit code 3.
!macro GO_IF_RUNNING program
  ${If} ${FileExists} "$INSTDIR\${program}"
    StrCpy $R3 "${program}"
    ClearErrors
    FileOpen $R0 "$INSTDIR\${program}" a
    IfErrors running
    FileClose $R0
  ${EndIf}
!macroend

!macro WAIT_UNTIL_CLOSED un
Function ${un}WaitUntilClosed
  StrCpy $R1 0
  again:
    !insertmacro GO_IF_RUNNING "${PROGRAM}"
    !insertmacro GO_IF_RUNNING "${COMMAND}.exe" ; the command line, in a terminal
    Goto closed
  running:
    ; with an icon in the tray a window that is closed only hides: the program has a word of its own
    ${If} ${FileExists} "$INSTDIR\${COMMAND}.exe"
      nsExec::Exec '"$INSTDIR\${COMMAND}.exe" --quit'
      Pop $R2
    ${EndIf}
    ; ask its window to close, as its own cross does: without /F nothing is ever killed
    nsExec::Exec 'taskkill /IM "$R3"'
    Pop $R2
    IntOp $R1 $R1 + 1
    ${If} $R1 <= 10
      Sleep 1000
      Goto again
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONINFORMATION "$(IS_RUNNING)" /SD IDCANCEL IDRETRY again
    SetErrorLevel 3
    Quit
  closed:
FunctionEnd
!macroend
!insertmacro WAIT_UNTIL_CLOSED ""
!insertmacro WAIT_UNTIL_CLOSED "un."

; ---------------------------------------------------------------- install

Function .onInit
  ; 1809: what Qt needs
  ${IfNot} ${AtLeastBuild} 17763
    MessageBox MB_OK|MB_ICONSTOP "$(NEEDS_64)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

; The folder must be new, empty, or hold this program: nothing else is ever overwritten.
Function CheckFolder
  StrLen $R0 "$INSTDIR"
  ${If} $R0 > 140
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(TOO_LONG)" /SD IDOK
    SetErrorLevel 2
    Abort
  ${EndIf}
  IfFileExists "$INSTDIR\${LISTING}" good
  ${DirState} "$INSTDIR" $R0
  ${If} $R0 == 1
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(NOT_OURS)" /SD IDOK
    SetErrorLevel 2
    Abort
  ${EndIf}
  good:
FunctionEnd

Function .onVerifyInstDir
  ; called for every letter that is typed: only what is quick
  StrLen $R0 "$INSTDIR"
  ${If} $R0 > 140
    Abort
  ${EndIf}
FunctionEnd

; What an installation wrote beside the program's own folder of parts. The files that a person may
; have put there, such as the flag that makes it portable, stay.
!macro REMOVE_PROGRAM un
Function ${un}RemoveProgram
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\${COMMAND}.exe"
  Delete "$INSTDIR\${LISTING}"
FunctionEnd
!macroend
!insertmacro REMOVE_PROGRAM ""
!insertmacro REMOVE_PROGRAM "un."

Section "$(PROGRAM_FILES)" SecProgram
  SectionIn RO
  Call CheckFolder
  Call WaitUntilClosed
  IfFileExists "$INSTDIR\${LISTING}" 0 +2
    Call RemoveProgram
  SetOutPath "$INSTDIR"
  ClearErrors
  ; first, so that a folder that was left half-written is known as ours
  FileOpen $0 "$INSTDIR\${LISTING}" w
  FileWrite $0 "${NAME} ${VERSION}$\r$\n_internal\$\r$\n${PROGRAM}$\r$\n${COMMAND}.exe$\r$\nuninstall.exe$\r$\n"
  FileClose $0
  File /r "${TREE}/*"
  IfErrors 0 written
    SetErrorLevel 2
    Abort
  written:
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ; a shortcut starts in the folder that is current when it is made, and file dialogs open there
  SetOutPath "$DOCUMENTS"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}"

  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "Publisher" "${NAME} contributors"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${SIZE_KIB}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

; In silence it is left out; /DESKTOP asks for it.
Section /o "$(DESKTOP_ENTRY)" SecDesktop
  SetOutPath "$DOCUMENTS"
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${PROGRAM}"
SectionEnd

Section "-asked on the command line"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DESKTOP" $1
  ${IfNot} ${Errors}
    SetOutPath "$DOCUMENTS"
    CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${PROGRAM}"
  ${EndIf}
SectionEnd

; ---------------------------------------------------------------- uninstall

Function un.onInit
  StrCpy $RemoveData 0
  ; in silence chats and models stay, unless /REMOVEDATA says otherwise
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/REMOVEDATA" $1
  ${IfNot} ${Errors}
    StrCpy $RemoveData 1
  ${EndIf}
FunctionEnd

Function un.AskData
  !insertmacro MUI_HEADER_TEXT "$(DATA_TITLE)" ""
  nsDialogs::Create 1018
  Pop $0
  ${If} $0 == error
    Abort
  ${EndIf}
  ${NSD_CreateLabel} 0 0 100% 36u "$(DATA_TEXT)$\r$\n${DATA}"
  Pop $0
  ${NSD_CreateCheckbox} 0 44u 100% 20u "$(DATA_REMOVE)"
  Pop $RemoveDataBox
  nsDialogs::Show
FunctionEnd

Function un.AskedData
  ${NSD_GetState} $RemoveDataBox $0
  ${If} $0 == ${BST_CHECKED}
    StrCpy $RemoveData 1
  ${EndIf}
FunctionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  IfFileExists "$INSTDIR\${LISTING}" 0 entries
    Call un.RemoveProgram
  entries:
  Delete "$INSTDIR\uninstall.exe"
  ; not /r: whatever else is in it belongs to the person
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegKey HKCU "${KEY}"
  ${If} $RemoveData == 1
    RMDir /r "${DATA}"
  ${EndIf}
SectionEnd
