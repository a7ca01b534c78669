"""Builds the Python package with CMake: `pip install .`, or without the network `pip install . --no-build-isolation`.

CMake is given CMAKE_ARGS and CMAKE_BUILD_PARALLEL_LEVEL of the environment. The version is that of project() in
CMakeLists.txt.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).resolve().parent


def version():
    return re.search(r"project\(crowdvote VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)


class CMakeBuild(build_ext):
    def build_extension(self, extension):
        target = Path(self.get_ext_fullpath(extension.name)).resolve().parent
        build = Path(self.build_temp).resolve()
        generator = [] if "CMAKE_GENERATOR" in os.environ else self.ninja()
        subprocess.run(
            ["cmake", "-S", str(ROOT), "-B", str(build), *generator, "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_UNITY_BUILD=ON",
             "-DCROWDVOTE_BUILD_CLI=OFF", "-DCROWDVOTE_BUILD_PYTHON=ON", "-DCROWDVOTE_PYTHON_MODULE_ONLY=ON",
             f"-DPython_EXECUTABLE={sys.executable}", f"-DCROWDVOTE_PYTHON_DIR={target}",
             *os.environ.get("CMAKE_ARGS", "").split()],
            check=True,
        )
        jobs = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count() or 1))
        subprocess.run(["cmake", "--build", str(build), "--target", "crowdvote_python", "-j", jobs], check=True)

    @staticmethod
    def ninja():
        try:
            subprocess.run(["ninja", "--version"], check=True, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError):
            return []
        return ["-G", "Ninja"]


setup(
    name="crowdvote",
    version=version(),
    description="Turns the votes of a crowd into labels that people can trust",
    license="MIT",
    python_requires=">=3.11",
    install_requires=["numpy"],
    extras_require={"pandas": ["pandas"], "charts": ["altair"], "progress": ["tqdm"]},
    packages=find_packages("python", include=["crowdvote", "crowdvote.*"]),
    package_dir={"": "python"},
    package_data={"crowdvote": ["py.typed", "*.pyi"]},
    ext_modules=[Extension("crowdvote._core", sources=[])],
    cmdclass={"build_ext": CMakeBuild},
    zip_safe=False,
)
