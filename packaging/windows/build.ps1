# Builds the Windows packages: a zip, and with Inno Setup 6.3 or newer an installer, into dist\. Run in PowerShell, from anywhere:
#     powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1
# Needs Python 3.10 to 3.13 (64 bit). Nobody has run this on Windows yet; packaging/ci/packages.yml is how a CI can.
$ErrorActionPreference = "Stop"
$root = Resolve-Path "$PSScriptRoot\..\.."
$work = "$root\build\windows"
$version = [regex]::Match((Get-Content "$root\hcr_desktop\__init__.py" -Raw), '__version__ = "(.+?)"').Groups[1].Value
$env:PYTHONHASHSEED = "0"
if (-not $env:SOURCE_DATE_EPOCH) { $env:SOURCE_DATE_EPOCH = (git -C $root log -1 --format=%ct) }
if (-not (Test-Path "$work\venv\Scripts\pyinstaller.exe")) {
    python -m venv --clear "$work\venv"
    if ($LASTEXITCODE) { throw "the virtual environment could not be made" }
    & "$work\venv\Scripts\pip" install --quiet --require-hashes --only-binary ":all:" --requirement "$root\packaging\requirements-package.lock"
    if ($LASTEXITCODE) { throw "pip could not install the packages" }
}
$env:PYTHONPATH = $root
& "$work\venv\Scripts\python" "$root\packaging\make_icons.py" "$root\packaging\desktop"
if ($LASTEXITCODE) { throw "the icons could not be drawn" }
& "$work\venv\Scripts\pyinstaller" --noconfirm --clean --distpath "$work\folder" --workpath "$work\freeze" "$root\packaging\hcr-desktop.spec"
if ($LASTEXITCODE) { throw "PyInstaller failed" }
& "$work\folder\hcr-desktop\hcr-desktop.exe" self-check
if ($LASTEXITCODE) { throw "the frozen program does not pass its self-check" }
$name = "hcr-desktop-$version-windows-x86_64"
New-Item -ItemType Directory -Force "$root\dist" | Out-Null
& "$work\venv\Scripts\python" "$root\packaging\inventory.py" "$work\folder\hcr-desktop" "$root\dist" --name $name --version $version
if ($LASTEXITCODE) { throw "the list of files could not be written" }
& "$work\venv\Scripts\python" "$root\packaging\pack_zip.py" "$work\folder\hcr-desktop" "$root\dist\$name.zip"
if ($LASTEXITCODE) { throw "the zip could not be made" }
$iscc = @("iscc", "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe") | Where-Object { Get-Command $_ -ErrorAction SilentlyContinue } | Select-Object -First 1
if ($iscc) {
    & $iscc /Q "/DVersion=$version" "/DFolder=$work\folder\hcr-desktop" "/O$root\dist" "/F$name-setup" "$root\packaging\windows\hcr-desktop.iss"
    if ($LASTEXITCODE) { throw "Inno Setup failed" }
}
$sums = Get-ChildItem "$root\dist\$name*" -Exclude *.sha256 | Get-FileHash -Algorithm SHA256 |
    ForEach-Object { "$($_.Hash.ToLower())  $(Split-Path $_.Path -Leaf)`n" }
[IO.File]::WriteAllText("$root\dist\$name.sha256", -join $sums)
