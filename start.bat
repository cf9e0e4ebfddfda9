@echo off
rem Double-click: the console on my-conference. In a window: start.bat run, start.bat test, start.bat check
setlocal
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0"
where py >nul 2>nul
if %errorlevel%==0 (
    py -3 tools\start.py %*
) else (
    where python >nul 2>nul
    if errorlevel 1 (
        echo Can Python 3.11 tro len. Hay cai tu python.org, roi chay lai.
        echo Python 3.11 or newer is needed. Install it from python.org, then start again.
        set CODE=2
        goto done
    )
    python tools\start.py %*
)
set CODE=%errorlevel%
:done
rem A window opened by a double-click stays open when there is something to read.
if not "%CODE%"=="0" echo %cmdcmdline% | find /i "%~nx0" >nul && pause
exit /b %CODE%
