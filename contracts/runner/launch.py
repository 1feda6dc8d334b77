"""Finds pytest's configuration again once the options of contract suites are known.

pytest looks for its configuration before it has loaded the plugins that declare options.
Of `--profile /etc/brand.yaml` it then takes the path for tests, searches for a
configuration there, and runs without `testpaths` or with somebody else's.
"""

from __future__ import annotations

import copy

import pytest
from _pytest.config.findpaths import determine_setup

from contracts.runner.guests import others


def find_configuration(config: pytest.Config, parser: pytest.Parser, args: list[str]) -> None:
    """Point `config` at the configuration that belongs to the paths which really name tests.

    `args` are the words of the command line; the `addopts` of the configuration are put
    before them. Nothing happens where pytest was right, or was told with -c or --rootdir.
    """
    given = parser.parse_known_args(others(parser, args), copy.copy(config.option))
    config.known_args_namespace.file_or_dir = given.file_or_dir
    if given.inifilename or given.rootdir:
        return
    root, ini, values, ignored = determine_setup(
        inifile=None,
        override_ini=given.override_ini,
        args=given.file_or_dir,
        rootdir_cmd_arg=None,
        invocation_dir=config.invocation_params.dir,
    )
    if ini == config.inipath:
        return
    config._rootpath, config._inipath, config._inicfg = root, ini, values
    config._ignored_config_files = ignored
    config._inicache.clear()
    args[:] = [*config.getini("addopts"), *args]
