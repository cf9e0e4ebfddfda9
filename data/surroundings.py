"""The checks before sealing: what around this program could link a delegate to a ballot, said in words.

A folder whose files are not overwritten in place, or are copied elsewhere as they change, stops the sealing
(shown by experiment: on such a disk older states of the box stay, and their order is the order of voting).
Everything else is a warning, and the tellers decide. What is not found here may still be there.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

from console.ballot.voting import Notice
from console.language import _
from data.machine import Machine, Mount, look

IN_PLACE = frozenset(
    (
        *("ext2", "ext3", "ext4", "vfat", "msdos", "fat", "fat32", "exfat", "ntfs", "ntfs3"),
        *("fuseblk", "hfs", "hfsplus", "ufs"),
    )
)
"""File systems that write a changed block where it stood."""

COPYING = frozenset(("btrfs", "zfs", "bcachefs", "apfs", "refs", "f2fs", "nilfs2", "jffs2", "ubifs", "logfs"))
"""Copy-on-write and log-structured ones: an older state of a file stays elsewhere on the disk."""

NETWORK = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs"),
        *("fuse.davfs2", "afs", "ceph", "glusterfs", "fuse.glusterfs", "9p", "virtiofs", "vboxsf"),
        *("vmhgfs", "fuse.vmhgfs-fuse", "prl_fs", "fuse.sshfs", "macfuse", "fuse.rclone"),
        *("fuse.s3fs", "fuse.onedriver", "fuse.google-drive-ocamlfuse", "fuse.gvfsd-fuse", "ncpfs"),
        *("drvfs",),
    )
)
"""Files of another machine, or of the host of a virtual one."""

SYNC_NAMES = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "icloud": "iCloud",
    "mobile documents": "iCloud",
    "cloudstorage": "CloudStorage",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "syncthing": "Syncthing",
    "pclouddrive": "pCloud",
    "megasync": "MEGA",
}
"""How a synchronised folder is called, in small letters; a folder whose name begins so is one of them."""

SYNC_MARKERS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".stignore": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".sync_*.db": "Nextcloud",
    "._sync_*.db": "ownCloud",
    ".tmp.driveupload": "Google Drive",
    ".tmp.drivedownload": "Google Drive",
    ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
}
"""What such a program leaves at the top of the folder that it synchronises."""

SYNC_VARIABLES = {"OneDrive": "OneDrive", "OneDriveCommercial": "OneDrive", "OneDriveConsumer": "OneDrive"}
"""Variables of Windows that name such a folder."""

REMOTE = (
    *("teamviewer", "anydesk", "ultraviewer", "rustdesk", "xrdp", "x11vnc", "xvnc", "winvnc", "tvnserver"),
    *("vncserver", "vino-server", "krfb", "gnome-remote-de", "chrome-remote-d", "remoting_host", "dwagent"),
    *(
        "remote_assistance_host",
        "nxserver",
        "nxnode",
        "parsecd",
        "srserver",
        "splashtop",
        "logmein",
        "rserver3",
    ),
    *("aa_v3", "supremo", "awesun", "sunlogin", "screenconnect", "connectwise", "wayvnc", "remmina-server"),
)
"""Beginnings, in small letters, of the names of programs that show or drive this screen from elsewhere."""

RECORDERS = (
    *("obs", "obs64", "simplescreenrec", "kazam", "recordmydesktop", "asciinema", "ttyrec", "wf-recorder"),
    *("camtasia", "bandicam", "screenrec", "zoom", "zoom.us", "ms-teams", "teams", "skype", "webexmta"),
)
"""Names of programs that may record this screen or share it in a meeting."""

WRAPPERS = {"script": "script", "asciinema": "asciinema", "ttyrec": "ttyrec", "termrec": "termrec"}
MULTIPLEXERS = {"tmux": "tmux", "screen": "screen", "zellij": "zellij", "dtach": "dtach", "abduco": "abduco"}
FROM_AFAR = {"sshd": "SSH", "mosh-server": "mosh", "telnetd": "telnet", "in.telnetd": "telnet"}


def surroundings(
    folder: Path, environ: Mapping[str, str] = os.environ, machine: Machine | None = None
) -> tuple[Notice, ...]:
    """What speaks against sealing boxes in this folder, on this machine, now; what stops first.

    Args:
        folder: the conference folder.
        environ: the variables that the program was started with.
        machine: what the machine says of itself; default: it is asked.
    """
    seen = look(folder) if machine is None else machine
    found = [
        *of_file_system(seen.mount),
        *of_synchronising(folder.resolve(), environ, _stands),
        *of_terminal(environ, seen.parents),
        *of_processes(seen.processes),
        *of_memory(seen),
        *of_program(seen, environ),
    ]
    return tuple(sorted(found, key=lambda notice: not notice.stops))


def of_file_system(mount: Mount | None) -> list[Notice]:
    """Whether a changed slot of a box is written where the old one stood."""
    if mount is None:
        return [Notice(_("It is not known what kind of disk the folder is on. Vote on paper if in doubt."))]
    kind = mount.kind
    if kind in NETWORK or "remote" in mount.options:
        return [
            Notice(
                _(
                    "The folder is on another machine ({kind}): whoever has that machine can watch the box "
                    "change. Move the folder to a disk of this laptop, or vote on paper."
                ).format(kind=kind or "network"),
                stops=True,
            )
        ]
    if kind in COPYING:
        return [
            Notice(
                _(
                    "The disk keeps older states of a file ({kind}): they would show the order of voting. "
                    "Move the folder to a USB stick formatted exFAT, an ext4 or NTFS disk, or vote on paper."
                ).format(kind=kind),
                stops=True,
            )
        ]
    if "data=journal" in mount.options:
        return [
            Notice(
                _(
                    "The disk writes every change into its journal first (data=journal): the journal would "
                    "show the order of voting. Move the folder to another disk, or vote on paper."
                ),
                stops=True,
            )
        ]
    if kind == "xfs":
        return [
            Notice(
                _(
                    "On this disk (xfs) a copy of a file shares its blocks, and later changes are written "
                    "elsewhere. Let nobody copy the folder while a ballot is open; the tellers decide."
                )
            )
        ]
    if kind in ("tmpfs", "ramfs", "rootfs"):
        return [
            Notice(
                _(
                    "The folder is in the memory of the machine ({kind}): it is gone when the power goes. "
                    "Move it to a disk; the tellers decide."
                ).format(kind=kind)
            )
        ]
    if kind not in IN_PLACE:
        return [
            Notice(
                _(
                    "It is not known whether this disk ({kind}) overwrites a file in place; if it does not, "
                    "older states of a box show the order of voting. A USB stick formatted exFAT does; "
                    "the tellers decide."
                ).format(kind=kind)
            )
        ]
    return []


def _stands(folder: PurePath, pattern: str) -> bool:
    try:
        return next(Path(folder).glob(pattern), None) is not None
    except OSError:
        return False


def of_synchronising(
    folder: PurePath, environ: Mapping[str, str], stands: Callable[[PurePath, str], bool]
) -> list[Notice]:
    """Whether a program copies the folder elsewhere as it changes.

    Args:
        stands: whether a folder holds a file of this name (a pattern).
    """
    name = _synchroniser(folder, environ, stands)
    if not name:
        return []
    return [
        Notice(
            _(
                "The folder is synchronised by {name}: each state of the box would be sent elsewhere with "
                "its time. Move the folder out of it, or vote on paper."
            ).format(name=name),
            stops=True,
        )
    ]


def _synchroniser(
    folder: PurePath, environ: Mapping[str, str], stands: Callable[[PurePath, str], bool]
) -> str:
    for variable, name in SYNC_VARIABLES.items():
        top = environ.get(variable, "")
        if top and (folder == type(folder)(top) or type(folder)(top) in folder.parents):
            return name
    for part in folder.parts:
        for beginning, name in SYNC_NAMES.items():
            if part.lower().startswith(beginning):
                return name
    for above in (folder, *folder.parents):
        for marker, name in SYNC_MARKERS.items():
            if stands(above, marker):
                return name
    return ""


def of_terminal(environ: Mapping[str, str], parents: tuple[str, ...]) -> list[Notice]:
    """Who sits between the program and the screen."""
    above = [name.split(":")[0].removesuffix(".exe").lower().lstrip("-") for name in parents]
    notices: list[Notice] = []
    wrapper = next((WRAPPERS[name] for name in above if name in WRAPPERS), "")
    if wrapper or environ.get("ASCIINEMA_REC") or environ.get("SCRIPT"):
        notices.append(
            Notice(
                _(
                    "The terminal is recorded ({name}): everything that a delegate marks would be in the "
                    "recording. End it and start the console again; the tellers decide."
                ).format(name=wrapper or "script")
            )
        )
    multiplexer = next((MULTIPLEXERS[name] for name in above if name in MULTIPLEXERS), "")
    for variable, name in (("TMUX", "tmux"), ("STY", "screen"), ("ZELLIJ", "zellij")):
        multiplexer = multiplexer or (name if environ.get(variable) else "")
    if multiplexer:
        notices.append(
            Notice(
                _(
                    "The console runs inside {name}: another window can show the same screen, and what was "
                    "shown is kept. Start it in an ordinary terminal window; the tellers decide."
                ).format(name=multiplexer)
            )
        )
    afar = next((FROM_AFAR[name] for name in above if name in FROM_AFAR), "")
    if afar or environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        notices.append(
            Notice(
                _(
                    "The console is driven from another machine ({name}): that machine sees every mark. "
                    "Start it on this laptop itself; the tellers decide."
                ).format(name=afar or "SSH")
            )
        )
    return notices


def of_processes(names: tuple[str, ...]) -> list[Notice]:
    """Programs that show, drive or record this screen."""
    running = {name.lower().removesuffix(".exe") for name in names}
    remote = sorted({name for name in running for start in REMOTE if name.startswith(start)})
    recorders = sorted(running & {name[:15] for name in RECORDERS} | running & set(RECORDERS))
    notices: list[Notice] = []
    if remote:
        notices.append(
            Notice(
                _(
                    "A program for remote control is running ({names}): somebody elsewhere may see the "
                    "screen. Quit it until the ballots are counted; the tellers decide."
                ).format(names=", ".join(remote))
            )
        )
    if recorders:
        notices.append(
            Notice(
                _(
                    "A program that can record or share the screen is running ({names}). Quit it until the "
                    "ballots are counted; the tellers decide."
                ).format(names=", ".join(recorders))
            )
        )
    return notices


def of_memory(machine: Machine) -> list[Notice]:
    """Where the memory of this program could be written to a disk."""
    notices: list[Notice] = []
    open_swaps = [swap.name for swap in machine.swaps if not swap.safe]
    if open_swaps:
        notices.append(
            Notice(
                _(
                    "Memory may be written to the disk unencrypted (swap: {names}), a ballot under way with "
                    "it. Switch swap off (sudo swapoff -a) until the ballots are counted; the tellers decide."
                ).format(names=", ".join(open_swaps))
            )
        )
    if machine.hibernates and machine.swaps:
        notices.append(
            Notice(
                _(
                    "The laptop can hibernate: its whole memory would be written to the disk. Plug in the "
                    "power and do not close the lid during a ballot; the tellers decide."
                )
            )
        )
    if machine.dumps:
        notices.append(
            Notice(
                _(
                    "Core dumps are on: after a crash the memory would be on the disk. Start the console "
                    "with python app.py, which switches them off; the tellers decide."
                )
            )
        )
    return notices


def of_program(machine: Machine, environ: Mapping[str, str]) -> list[Notice]:
    """What looks into the program itself."""
    notices: list[Notice] = []
    if machine.traced:
        notices.append(
            Notice(
                _(
                    "A debugger is attached to the program: it can read every ballot. End it and start the "
                    "console again; the tellers decide."
                )
            )
        )
    injected = [name for name in ("LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES") if environ.get(name)]
    injected += sorted(name for name in environ if name == "TEXTUAL" or name.startswith("TEXTUAL_"))
    if machine.inspected:
        injected.append("PYTHONINSPECT")
    if injected:
        notices.append(
            Notice(
                _(
                    "Something is set that changes the program or writes down what it does ({names}). Open a "
                    "new terminal window and start the console there; the tellers decide."
                ).format(names=", ".join(injected))
            )
        )
    return notices
