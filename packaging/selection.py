"""What goes into the frozen program and what stays out: rules over names, used by the spec file.

A rule drops what the program cannot reach. The self-test runs the whole path inside the result, so
a rule that goes too far stops the build.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

EXCLUDED_PACKAGES = (
    # never needed for inference or the window
    *("tkinter", "turtle", "idlelib", "ensurepip", "lib2to3", "pip", "setuptools", "wheel"),
    "pydoc_data",
    # nothing reads lines with it, and its library is under the GPL
    *("readline", "rlcompleter"),
    *("pytest", "_pytest", "hypothesis", "IPython", "matplotlib", "PIL", "pandas", "scipy"),
    *("sklearn", "torchvision", "torchaudio", "tensorboard", "triton", "llama_cpp", "networkx"),
    *("accelerate", "PyInstaller", "grimp", "importlinter"),
    # the command lines of libraries, and what only they use
    *("typer", "click", "rich", "shellingham", "pydantic", "pydantic_core"),
    *("annotated_doc", "annotated_types", "typing_inspection"),
    *("huggingface_hub.cli", "transformers.cli", "markdown_it.cli", "pygments.cmdline"),
    # this transfer hangs behind some mirrors and proxies: plain HTTP is used
    "hf_xet",
)

WHOLE_TRANSFORMERS_MODELS = frozenset(
    {
        *("auto", "encoder_decoder", "timm_wrapper"),
        *("qwen2", "qwen2_moe", "qwen3", "qwen3_moe", "llama", "mistral", "mixtral"),
        *("gemma", "gemma2", "gemma3", "phi", "phi3", "smollm3", "olmo2", "granite"),
        *("gpt2", "gpt_neox", "stablelm", "starcoder2", "cohere", "cohere2"),
    }
)
"""Model families that keep all their modules. The others keep their tokenizers and their package's
first file, which AutoTokenizer imports by name."""

DROPPED_MODULES = (
    *("torch.test", "torch.utils.benchmark", "torch.utils.tensorboard", "torch.utils.hipify"),
    *("torch._inductor.codegen", "torch._inductor.kernel", "torch._inductor.fx_passes"),
    *("torch._inductor.autoheuristic", "torch._inductor.template_heuristics"),
    *("torch.testing._internal.opinfo", "torch.testing._internal.generated"),
    *("torch.testing._internal.codegen", "torch.testing._internal.optests"),
    *("torch.testing._internal.data", "torch.testing._internal.test_module"),
    *("torch.testing._internal.jit_utils", "torch.testing._internal.jit_metaprogramming_utils"),
    *("torch.testing._internal.common_*", "torch.testing._internal.hypothesis_utils"),
    *("torch.testing._internal.distributed.*", "torch.testing._internal.autograd_function_db"),
    *("torch.ao.pruning", "torch.ao.ns", "torch.distributed._tools"),
    *("torch.distributed.pipelining", "torch.distributed.benchmarks"),
    *("transformers.pipelines", "transformers.exporters", "transformers.trainer*"),
    *("sympy.*.tests", "sympy.*.*.tests", "sympy.*.*.*.tests", "sympy.physics", "sympy.stats"),
    *("sympy.diffgeom", "sympy.categories", "sympy.vector", "sympy.liealgebras"),
    *("sympy.benchmarks", "sympy.integrals.rubi", "sympy.testing", "sympy.sandbox"),
    *("numpy.*.tests", "numpy.f2py", "numpy.tests", "mpmath.tests", "functorch"),
    # colours come from the window's theme; the lexers stay whole, since one is looked up by the
    # name that a message gives its language
    *("pygments.formatters.*", "pygments.styles.*", "pygments.sphinxext"),
    "tomlkit.test*",
)

KEPT_MODULES = frozenset(
    {
        "torch.testing._internal.common_dtype",  # torch.testing and torch.sparse import it
        "torch.testing._internal.distributed.fake_pg",  # torch.distributed imports it
        "transformers.trainer_utils",
        "transformers.trainer_pt_utils",
        "sympy.testing",  # sympy/__init__.py imports its runner
        "sympy.testing.runtests",
        "sympy.testing.pytest",
    }
)

QT_PLUGINS = {
    "platforms": ("*qxcb.*", "*qwayland.*", "*qoffscreen.*", "*qwindows.*", "*qcocoa.*"),
    "platforminputcontexts": ("*",),
    "platformthemes": ("*qxdgdesktopportal*",),
    "xcbglintegrations": ("*",),
    "wayland-shell-integration": ("*xdg-shell*",),
    "wayland-decoration-client": ("*",),
    "wayland-graphics-integration-client": ("*qt-plugin-wayland-egl*",),
    "imageformats": ("*qsvg*",),
    "iconengines": ("*qsvgicon*",),
    "styles": ("*",),
    "accessiblebridge": ("*",),
}
"""Folders of Qt's plugins that stay, with the files that stay in them."""

QT_TRANSLATIONS = ("qtbase_zh_CN.qm", "qtbase_en.qm", "qt_zh_CN.qm", "qt_en.qm")

DROPPED_FILES = (
    "torch/test/*",
    "torch/include/*",
    "torch/share/*",
    "torch/_C/*.pyi",
    "torch/_dynamo/graph_break_registry.json",
    "torch/lib/*.a",
    "torch/lib/*.lib",
    "torch/lib/libprotoc*",
    "PySide6/Qt/qml/*",
    "PySide6/qml/*",
    "*/Qt*Qml*",
    "*/Qt*Quick*",
    "*/opengl32sw.dll",
    "*/libQt6VirtualKeyboard*",
    "*/libQt6Pdf*",
    "*/Qt6VirtualKeyboard*",
    "*/Qt6Pdf*",
    "*/libQt6EglF*",
    "torch/lib/libaoti_custom_ops*",
    "torch/lib/libjitbackend_test*",
    "torch/lib/libtorchbind_test*",
    "torch/lib/libbackend_with_compiler*",
    "torch/lib/*test*.dll",
    "*.pyi",
    "resources/i18n/*.ts",
    # the folder with the licences has these texts
    "*.dist-info/licenses/*",
    "torch-*.dist-info/RECORD",
    # a package that is left out must not look installed
    *(f"{name}-*.dist-info/*" for name in EXCLUDED_PACKAGES),
)

TORCH_SOURCES = (
    # what TorchScript compiles when a library calls it, and what it compiles with
    *("torch/nn/*", "torch/jit/*", "torch/functional.py", "torch/_jit_internal.py"),
    # a configuration module reads its own comments when it is imported
    "torch/*config*.py",
)
"""PyTorch's sources that are read at run time. All its modules are frozen in compiled form."""

SYSTEM_LIBRARIES = (
    # One graphics, font and desktop stack: the running system's. Mixing in parts of the build
    # machine's breaks drivers (libstdc++), fonts and input methods. The xcb-util libraries come
    # along: they are small, need libxcb alone, and many desktops lack one of them.
    *("libstdc++.so*", "libgcc_s.so*", "libEGL.so*", "libGL.so*", "libGLX.so*", "libOpenGL.so*"),
    *("libGLdispatch.so*", "libdrm.so*", "libgbm.so*", "libX*.so*", "libxcb.so*"),
    *("libxcb-glx.so*", "libxcb-randr.so*", "libxcb-render.so*", "libxcb-shape.so*"),
    *("libxcb-shm.so*", "libxcb-sync.so*", "libxcb-xfixes.so*", "libxcb-xkb.so*"),
    *("libxcb-xinput.so*", "libxkbcommon*.so*", "libwayland-*.so*", "libfontconfig.so*"),
    *("libfreetype.so*", "libglib-2.0.so*", "libgthread-2.0.so*", "libgio-2.0.so*"),
    *("libgobject-2.0.so*", "libgmodule-2.0.so*", "libpcre2-*.so*", "libdbus-1.so*"),
    *("libexpat.so*", "libpng16.so*", "libbrotli*.so*", "libmd.so*", "libbsd.so*"),
    *("libsystemd.so*", "libcap.so*", "libgcrypt.so*", "libgpg-error.so*", "liblz4.so*"),
    *("libz.so*", "libatspi.so*", "libgtk-3.so*", "libgdk*.so*", "libpango*.so*"),
    *("libcairo*.so*", "libatk*.so*", "libharfbuzz*.so*", "libgssapi*.so*", "libkrb5*.so*"),
    # what only GTK's theme, which is left out, brings along
    *("libjpeg.so*", "libpixman*.so*", "libthai.so*", "libdatrie.so*", "libfribidi.so*"),
    *("libgraphite2.so*", "libmount.so*", "libblkid.so*", "libselinux.so*", "libepoxy.so*"),
    *("libk5crypto.so*", "libcom_err.so*", "libkeyutils.so*", "libresolv.so*"),
    *("libcuda*", "libcudnn*", "libcublas*", "libnv*", "libnccl*"),
)


def unused_qt_modules(source: Path) -> list[str]:
    """Qt modules that PySide6's own hooks bring and the program does not mention."""
    text = "".join(path.read_text(encoding="utf-8") for path in source.rglob("*.py"))
    return [f"PySide6.{name}" for name in ("QtNetwork",) if name not in text]


def belongs_to(name: str, qt_modules: list[str]) -> bool:
    """Whether a file is the library or binding of one of these Qt modules."""
    words = [module.removeprefix("PySide6.Qt") for module in qt_modules]
    file = PurePosixPath(name.replace("\\", "/")).name
    return any(f"Qt6{word}." in file or file.startswith(f"Qt{word}.") for word in words)


def keeps_module(name: str) -> bool:
    """Whether a module (dotted name) is frozen."""
    parts = name.split(".")
    if parts[:2] == ["transformers", "models"] and len(parts) > 3:
        # tokenizers borrow from each other across families
        return parts[2] in WHOLE_TRANSFORMERS_MODELS or parts[3].startswith("tokenization_")
    return name in KEPT_MODULES or not _is_dropped(name)


def _is_dropped(name: str) -> bool:
    return any(
        fnmatchcase(name, rule) or fnmatchcase(name, rule + ".*") for rule in DROPPED_MODULES
    )


def keeps_file(name: str, system: str = "linux") -> bool:
    """Whether a file (its place in the frozen tree) is kept.

    Sources of modules follow their module's rule.
    system: sys.platform of the frozen program.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    text = str(path)
    if path.suffix in (".py", ".pyc"):
        parts = path.with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if parts[0] == "torch" and not any(fnmatchcase(text, rule) for rule in TORCH_SOURCES):
            return False
        return keeps_module(module)
    if text.startswith("torch/bin/"):
        return path.name == "torch_shm_manager"  # without it torch does not import on Linux
    if any(fnmatchcase(text, rule) for rule in DROPPED_FILES):
        return False
    if system == "linux" and len(path.parts) == 1:
        return not any(fnmatchcase(path.name, rule) for rule in SYSTEM_LIBRARIES)
    return _keeps_qt_file(path)


def _keeps_qt_file(path: PurePosixPath) -> bool:
    parts = path.parts
    if "PySide6" not in parts:
        return True
    if "translations" in parts:
        return path.name in QT_TRANSLATIONS
    if "plugins" in parts:
        folder = parts[parts.index("plugins") + 1]
        return any(fnmatchcase(path.name, rule) for rule in QT_PLUGINS.get(folder, ()))
    return True
