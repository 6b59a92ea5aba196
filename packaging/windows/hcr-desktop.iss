; The Windows installer, for Inno Setup 6.3 or newer; build.ps1 gives Version and Folder.
[Setup]
AppId={{6C5B1B6E-6B0B-4E43-9C0A-1C9A1F0B7D21}
AppName=HCR Desktop
AppVersion={#Version}
AppPublisher=The HCR Desktop authors
DefaultDirName={autopf}\HCR Desktop
DefaultGroupName=HCR Desktop
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
Compression=lzma2
SolidCompression=yes
LicenseFile={#Folder}\_internal\LICENSE
SetupIconFile={#SourcePath}\..\desktop\hcr-desktop.ico
UninstallDisplayIcon={app}\hcr-desktop-window.exe
ChangesAssociations=yes

[InstallDelete]
; What an older version left must not be found by a newer one.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Folder}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\HCR Desktop"; Filename: "{app}\hcr-desktop-window.exe"
Name: "{autodesktop}\HCR Desktop"; Filename: "{app}\hcr-desktop-window.exe"; Tasks: desktopicon

[Tasks]
Name: desktopicon; Description: "An icon on the desktop"; Flags: unchecked

[Registry]
Root: HKA; Subkey: "Software\Classes\.hcr"; ValueType: string; ValueData: "HCRDesktop.Document"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\HCRDesktop.Document"; ValueType: string; ValueData: "HCR document"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\HCRDesktop.Document\shell\open\command"; ValueType: string; ValueData: """{app}\hcr-desktop-window.exe"" ""%1"""

[Run]
Filename: "{app}\hcr-desktop-window.exe"; Description: "Open HCR Desktop"; Flags: nowait postinstall skipifsilent
