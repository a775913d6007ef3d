"""`handsel up`, which is what script/run starts: database, web and worker as one program (OPS-1)."""

import argparse
import fcntl
import http.client
import os
import re
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from handsel.cli.supervisor import Child, Stopped, Supervisor, stop_on_signals

FRONT = "127.0.0.1"
DEFAULT_PORT, LAST_PORT = 8000, 65535


def main(arguments: list[str]) -> None:
    """Prepare what is missing, run everything until Ctrl-C or SIGTERM, and take it all along when it ends."""
    options = _parse(arguments)
    environment = {
        "HANDSEL_PORT": options.port and str(options.port),
        "HANDSEL_DATA_DIR": options.data_dir and str(options.data_dir.absolute()),
        "DATABASE_URL": options.database_url,
        "HANDSEL_DEBUG": "1" if options.reload else None,
    }
    os.environ.update({name: value for name, value in environment.items() if value})
    stop_on_signals()
    try:
        source = ["--from", str(options.demo_from.absolute())] if options.demo_from else []
        _run(demo=source if options.demo else None, reload=options.reload, test_gateway=options.test_gateway)
    except Stopped:
        sys.exit(130)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/run", description="Start Handsel: database, web and worker.")
    parser.add_argument("--port", type=int, help="where to listen; HANDSEL_PORT, else 8000")
    parser.add_argument("--data-dir", type=Path, help="folder for all data; HANDSEL_DATA_DIR, else .handsel")
    parser.add_argument("--database-url", help="a PostgreSQL of yours instead of the embedded one; DATABASE_URL")
    parser.add_argument("--no-demo", dest="demo", action="store_false", help="start empty, without demo data")
    parser.add_argument("--demo-from", type=Path, metavar="FOLDER", help="demo data out of tables of AdventureWorksDW")
    parser.add_argument(
        "--no-test-gateway", dest="test_gateway", action="store_false", help="start without the gateway with play money"
    )
    parser.add_argument("--reload", action="store_true", help="for development: start anew when a source file changes")
    return parser.parse_args(arguments)


def _run(*, demo: list[str] | None, reload: bool, test_gateway: bool) -> None:
    """`demo` is what the demo is told; None for none."""
    # These read the environment, which is complete only now.
    from handsel.cli import preparation  # noqa: PLC0415
    from handsel.settings.environment import (  # noqa: PLC0415
        DATABASE,
        database_url,
        django_database,
        embedded_server,
        listening_port,
    )

    port = listening_port()
    django_database(database_url("app"))  # says so when the address is none
    folder = preparation.make_data_folder()
    with ExitStack() as stack:
        stack.enter_context(_only_one(folder))
        _refuse_taken_port(port)
        server = embedded_server()
        if server:
            stack.enter_context(server.running())
            if (folder / "demo-under-way").exists():
                server.drop(DATABASE)
            preparation.prepare_embedded(server)
        preparation.bring_tables_up_to_date()
        if not reload:
            preparation.gather_static_files(folder)
        may_look = bool(database_url("owner"))
        if may_look and (folder / "demo-under-way").exists() and preparation.has_accounts():
            sys.exit("Loading the demo was cut short, so half of it is in your database; empty the database first.")
        gateway = _test_gateway(port, folder) if test_gateway else []
        if demo is not None and may_look and not preparation.has_accounts():
            _load_demo(folder, preparation.handsel, demo)
        Supervisor([*_children(), *gateway], _watch() if reload else lambda: False).run(lambda: _told(port, folder))


def _children() -> list[Child]:
    return [
        Child(name, [sys.executable, "-m", "handsel", name], os.environ | {"HANDSEL_PROCESS": f"handsel-{name}"})
        for name in ("web", "worker")
    ]


def _test_gateway(port: int, folder: Path) -> list[Child]:
    """Return the test gateway's process, at the port after the web server's if that is free.

    None where the environment says that one runs elsewhere.
    """
    if os.environ.get("HANDSEL_TEST_GATEWAY_URL"):
        return []
    own = int(os.environ.get("HANDSEL_TEST_GATEWAY_PORT") or _free_port(port + 1))
    os.environ["HANDSEL_TEST_GATEWAY_URL"] = f"http://localhost:{own}"
    kept = folder / "test-gateway.json"
    command = [sys.executable, "-m", "handsel", "test-gateway", "--port", str(own), "--file", str(kept)]
    return [Child("test gateway", command, dict(os.environ))]


def _free_port(wanted: int) -> int:
    with closing(socket.socket()) as probe:
        try:
            probe.bind((FRONT, wanted))
        except (OSError, OverflowError):
            probe.bind((FRONT, 0))
        return int(probe.getsockname()[1])


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the data folder: two programs on one would start and stop each other's database."""
    with (folder / "supervisor.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            sys.exit(f"Handsel already runs from {folder} (process {lock.read().strip()}).")
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _refuse_taken_port(port: int) -> None:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((FRONT, port))
        except (OSError, OverflowError):
            other = port + 1 if 0 < port < LAST_PORT else DEFAULT_PORT
            sys.exit(f"Port {port} is taken or not allowed; choose another: script/run --port {other}")


def _load_demo(folder: Path, handsel: Callable[..., str], source: list[str]) -> None:
    """Fill the empty database. A mark stands until it is full, so that a start cut short is made good by the next."""
    mark, logins = folder / "demo-under-way", folder / "demo-logins.txt"
    print("Loading the demo data ...", flush=True)
    mark.touch()
    handsel("demo", *source)
    logins.touch(mode=0o600)
    logins.write_text(handsel("demo", "--logins", *source, heard=True))
    mark.unlink()


def _told(port: int, folder: Path) -> bool:
    """Tell the addresses once the web process answers; return whether it did."""
    try:
        with closing(http.client.HTTPConnection(FRONT, port, timeout=2)) as connection:
            connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
            if connection.getresponse().status != http.client.OK:
                return False
    except OSError:
        return False
    print(f"\nHandsel runs at http://localhost:{port}/ (Ctrl-C stops it)\n")
    if (folder / "demo-logins.txt").exists():
        print(re.sub(r":\d+/", f":{port}/", (folder / "demo-logins.txt").read_text()), flush=True)
    return True


def _watch() -> Callable[[], bool]:
    """Return a question that tells whether a source file has changed since it was last asked."""
    package = Path(__file__).resolve().parent.parent

    def state() -> dict[Path, int]:
        files = (path for end in ("py", "html", "sql") for path in package.rglob(f"*.{end}"))
        return {path: path.stat().st_mtime_ns for path in files if path.exists()}

    seen = state()

    def changed() -> bool:
        nonlocal seen
        before, seen = seen, state()
        return before != seen

    return changed
