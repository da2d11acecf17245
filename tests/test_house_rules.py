"""The rules of the house: what may import what, how long things are, and that every name and text is told."""

import ast
import functools
import importlib
import inspect
import json
import pkgutil
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import apk_lib

LIBRARY = Path(apk_lib.__file__).parent
ROOT = LIBRARY.parent
SOURCES = sorted(LIBRARY.rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

MODULE_LINES = 400
FUNCTION_LINES = 40
NOTEBOOK_CODE_CELLS = 25

type_of_function = (ast.FunctionDef, ast.AsyncFunctionDef)


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 1)}"


def imported(module: ast.Module) -> Iterator[str]:
    """The names of the modules it imports, wherever in it the import stands."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def top(name: str) -> str:
    return name.split(".")[0]


# --- layers ----------------------------------------------------------------------------------------


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True)


def test_imports_point_down_only() -> None:
    verdict = lint_imports(ROOT)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    assert re.search(r"[2-9] kept, 0 broken", verdict.stdout)


@pytest.mark.parametrize(
    ("module", "line"),
    [("text.py", "import apk_lib.report\n"), ("newcomer.py", ""), ("stats/__init__.py", "import altair\n")],
    ids=["upwards", "without a floor", "impure"],
)
def test_a_wrong_import_is_noticed(tmp_path: Path, module: str, line: str) -> None:
    shutil.copytree(LIBRARY, tmp_path / "apk_lib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "apk_lib" / module).open("a", encoding="utf-8") as file:
        file.write(line)
    verdict = lint_imports(tmp_path)
    assert verdict.returncode == 1, verdict.stdout + verdict.stderr
    assert re.search(r"[1-9] broken", verdict.stdout), verdict.stdout


ONLY_HERE = {
    "altair": {"charts"},
    "ipywidgets": {"widgets"},
    "nbclient": {"report"},
    "nbconvert": {"report"},
    "nbformat": {"report"},
    "papermill": {"report"},
}


@pytest.mark.parametrize("library", ONLY_HERE)
def test_a_library_has_one_home(library: str) -> None:
    users = {
        path.relative_to(LIBRARY).parts[0].removesuffix(".py")
        for path in SOURCES
        if library in map(top, imported(tree(path)))
    }
    assert users <= ONLY_HERE[library]


@pytest.mark.parametrize("library", ["altair", "ipywidgets", "papermill"])
def test_the_libraries_with_one_home_are_used(library: str) -> None:
    assert any(library in map(top, imported(tree(path))) for path in SOURCES)


# --- notebooks -------------------------------------------------------------------------------------

LOGIC = (
    *type_of_function,
    ast.ClassDef,
    ast.Lambda,
    ast.For,
    ast.AsyncFor,
    ast.comprehension,
    ast.While,
    ast.Try,
    ast.TryStar,
    ast.With,
    ast.AsyncWith,
)


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.name)
def notebook(request: pytest.FixtureRequest) -> dict:
    return json.loads(request.param.read_text(encoding="utf-8"))


def code_cells(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def test_a_notebook_only_calls(notebook: dict) -> None:
    cells = code_cells(notebook)
    assert 0 < len(cells) <= NOTEBOOK_CODE_CELLS
    for cell in cells:
        module = ast.parse(source(cell))
        logic = [type(node).__name__ for node in ast.walk(module) if isinstance(node, LOGIC)]
        assert logic == [], source(cell)
        assert {top(name) for name in imported(module)} <= {"apk_lib"}, source(cell)


def test_a_notebook_is_stored_clean(notebook: dict) -> None:
    metadata = notebook["metadata"]
    assert set(metadata) == {"kernelspec", "language_info"}
    assert set(metadata["language_info"]) == {"name"}
    for cell in notebook["cells"]:
        assert set(cell["metadata"]) <= {"tags"}
    for cell in code_cells(notebook):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def test_a_notebook_has_one_cell_of_parameters(notebook: dict) -> None:
    tags = [tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", ())]
    assert tags.count("parameters") == 1


# --- names -----------------------------------------------------------------------------------------


def modules() -> Iterator[ModuleType]:
    yield apk_lib
    for found in pkgutil.walk_packages(apk_lib.__path__, "apk_lib."):
        if not any(part.startswith("_") for part in found.name.split(".")):
            yield importlib.import_module(found.name)


def public(module: ModuleType) -> Iterator[tuple[str, object]]:
    """The module itself, and the functions and classes that it defines or names in `__all__`."""
    yield module.__name__, module
    named = set(getattr(module, "__all__", ()))
    for name, thing in vars(module).items():
        if not (inspect.isfunction(thing) or inspect.isclass(thing)):
            continue
        if name in named or (thing.__module__ == module.__name__ and not name.startswith("_")):
            yield f"{module.__name__}.{name}", thing


def test_every_public_name_is_documented() -> None:
    names = dict(pair for module in modules() for pair in public(module))
    assert sum(inspect.isfunction(thing) for thing in names.values()) > 20
    # the own docstring: an inherited one, or the signature that a dataclass writes, tells nothing
    silent = [name for name, thing in names.items() if not told(thing)]
    assert silent == []


def told(thing: object) -> bool:
    text = (vars(thing).get("__doc__") if inspect.isclass(thing) else thing.__doc__) or ""
    return bool(text.strip()) and not text.startswith(f"{getattr(thing, '__name__', '')}(")


def test_every_name_in_all_exists() -> None:
    missing = [
        f"{module.__name__}.{name}"
        for module in modules()
        for name in getattr(module, "__all__", ())
        if not hasattr(module, name)
    ]
    assert missing == []


# --- length ----------------------------------------------------------------------------------------


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function's body, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_modules_are_short() -> None:
    lengths = {place(path, tree(path)): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert len(lengths) > 10
    assert {where: length for where, length in lengths.items() if length > MODULE_LINES} == {}


def test_functions_are_short() -> None:
    lengths = {
        f"{place(path, node)} {node.name}": lines(node)
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, type_of_function)
    }
    assert len(lengths) > 50
    assert {where: length for where, length in lengths.items() if length > FUNCTION_LINES} == {}


# --- texts -----------------------------------------------------------------------------------------

# words that are the same in both languages
SHARED_WORDS = {"e-learning", "graffiti", "online", "park", "respondent", "role", "text"}


@functools.cache
def bilingual() -> dict[str, tuple[int, int]]:
    """The functions that take a Czech and an English text, with the positions of the two."""
    found = {"Text": (0, 1)}
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, type_of_function):
                names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
                if "cs" in names and "en" in names:
                    found[node.name] = (names.index("cs"), names.index("en"))
    return found


def is_of_altair(call: ast.Call) -> bool:
    """A channel of a chart, which may be called as a class of ours."""
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "alt"


def pairs(module: ast.Module) -> Iterator[tuple[ast.Call, ast.expr | None, ast.expr | None]]:
    """Every call that names a thing in both languages, with the two arguments as they are written."""
    for node in ast.walk(module):
        name = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", None))
        if not isinstance(node, ast.Call) or name not in bilingual() or is_of_altair(node):
            continue
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        if None in named or any(isinstance(argument, ast.Starred) for argument in node.args):
            continue
        positional = dict(enumerate(node.args))
        cs, en = bilingual()[name]
        yield node, named.get("cs", positional.get(cs)), named.get("en", positional.get(en))


def fault(cs: ast.expr | None, en: ast.expr | None) -> str | None:
    if cs is None or en is None:
        return "one language is missing"
    if not isinstance(cs, ast.Constant) or not isinstance(en, ast.Constant):
        return None
    if not str(cs.value).strip() or not str(en.value).strip():
        return "one language is empty"
    same_word = re.search(r"[^\W\d_]{2}", str(cs.value)) and cs.value not in SHARED_WORDS
    return f"not translated: {cs.value!r}" if cs.value == en.value and same_word else None


def test_every_text_is_in_both_languages() -> None:
    found = [(place(path, call), fault(cs, en)) for path in SOURCES for call, cs, en in pairs(tree(path))]
    assert len(found) > 50
    assert [f"{where} {what}" for where, what in found if what] == []


@pytest.mark.parametrize(
    "call",
    [
        'Text("a slovo", "a slovo")',
        'Text(cs="slovo", en=" ")',
        'Text("slovo")',
        'text.Text(cs="", en="word")',
    ],
)
def test_a_text_without_translation_is_noticed(call: str) -> None:
    [(_, cs, en)] = pairs(ast.parse(call))
    assert fault(cs, en)


# --- what is packed -------------------------------------------------------------------------------


def test_every_file_of_the_library_is_in_its_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["apk_lib"]
    packed = {path for pattern in patterns for path in LIBRARY.glob(pattern)}
    others = [path for path in kept_files() if path.is_relative_to(LIBRARY) and path.suffix != ".py"]
    assert len(others) > 5
    assert [path.relative_to(ROOT).as_posix() for path in others if path not in packed] == []


# --- what no file may name -------------------------------------------------------------------------

# in brackets, so that this file does not name them either
REGISTRY = re.compile(r"[p]ypi\.org|[p]ythonhosted|[r]egistry\.npm|[r]egistry\.yarnpkg|[d]eb\.debian")
MACHINE_PATH = re.compile(r"(?<![\w.])(?:/(?:work|tmp|root|farm|home|Users)/[A-Za-z]|[A-Z]:\\Users\\)")


def kept_files() -> list[Path]:
    """The files that git keeps or would keep: tracked, or new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True, encoding="utf-8").stdout
    return [path for path in (ROOT / name for name in names.split("\0") if name) if path.is_file()]


def test_no_file_names_a_registry_or_a_machine() -> None:
    files = kept_files()
    assert ROOT / "requirements.lock" in files
    assert Path(__file__).resolve() in files
    named = []
    for path in files:
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for pattern in (REGISTRY, MACHINE_PATH):
            if hit := pattern.search(content.decode("utf-8", errors="replace")):
                named.append(f"{path.relative_to(ROOT).as_posix()}: {hit.group()}")
    assert named == []


def test_the_lock_has_a_hash_for_everything_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", lock)[1:]
    assert len(entries) > 50
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|--index|--find-links|\s@\s", lock)
