"""What is frozen: rules over names."""

import pytest
from product import ROOT
from selection import (
    EXCLUDED_PACKAGES,
    belongs_to,
    keeps_file,
    keeps_module,
    unused_qt_modules,
)


@pytest.mark.parametrize(
    "name",
    [
        "torch",
        "torch.testing._internal.common_dtype",
        "torch.testing._internal.distributed.fake_pg",
        "torch._inductor.config",
        "transformers.models.bert",
        "transformers.models.llama.modeling_llama",
        "transformers.models.t5.tokenization_t5",
        "desktop_app.engine.engine",
        "pygments.lexers.python",
        "pygments.styles",
        "markdown_it.main",
    ],
)
def test_what_runs_is_kept(name):
    assert keeps_module(name)


@pytest.mark.parametrize(
    "name",
    [
        "torch.test",
        "torch._inductor.codegen.cpp",
        "torch.testing._internal.opinfo.core",
        "torch.testing._internal.distributed.rpc.rpc_test",
        "torch.utils.tensorboard.writer",
        "transformers.models.bert.modeling_bert",
        "sympy.core.tests.test_basic",
        "pygments.formatters.html",
        "pygments.styles.monokai",
    ],
)
def test_what_cannot_run_is_dropped(name):
    assert not keeps_module(name)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("torch/bin/torch_shm_manager", True),
        ("torch/bin/protoc", False),
        ("torch/lib/libtorch_cpu.so", True),
        ("torch/include/ATen/ATen.h", False),
        ("torch/nn/functional.py", True),
        ("torch/fx/experimental/_config.py", True),
        ("torch/distributed/fsdp/api.py", False),
        ("torch-2.13.0.dist-info/licenses/LICENSE", False),
        ("transformers/models/bert/__init__.py", True),
        ("transformers/models/bert/modeling_bert.py", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("PySide6/Qt/plugins/sqldrivers/libqsqlite.so", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/opengl32sw.dll", False),
        ("libstdc++.so.6", False),
        ("libxcb.so.1", False),
        ("libxcb-cursor.so.0", True),
        ("libssl.so.3", True),
        ("rich-15.0.0.dist-info/METADATA", False),
        ("torch-2.13.0.dist-info/METADATA", True),
        ("resources/models.toml", True),
    ],
)
def test_files(name, kept):
    assert keeps_file(name) is kept


def test_a_qt_module_that_the_program_uses_stays(tmp_path):
    assert unused_qt_modules(tmp_path) == ["PySide6.QtNetwork"]
    (tmp_path / "a.py").write_text("from PySide6.QtNetwork import QLocalServer\n")
    assert unused_qt_modules(tmp_path) == []


def test_the_library_of_an_unused_qt_module_goes_with_it():
    unused = ["PySide6.QtNetwork"]
    assert belongs_to("PySide6/Qt/lib/libQt6Network.so.6", unused)
    assert belongs_to("PySide6\\Qt6Network.dll", unused)
    assert belongs_to("PySide6/QtNetwork.abi3.so", unused)
    assert not belongs_to("PySide6/Qt/lib/libQt6Widgets.so.6", unused)


def modules_that(word):
    """Dotted names of the program's modules whose text holds a word."""
    for path in (ROOT / "desktop_app").rglob("*.py"):
        if word in path.read_text(encoding="utf-8"):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_nothing_that_the_program_imports_is_left_out():
    for package in EXCLUDED_PACKAGES:
        if package != "llama_cpp":  # the benchmark takes it where a person has installed it
            assert list(modules_that(f"\n    import {package}")) == []
            assert list(modules_that(f"\nfrom {package}")) == []
