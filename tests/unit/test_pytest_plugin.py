"""The pytest plugin, run by pytest itself on small suites (``pytester``)."""

from __future__ import annotations

import importlib.util
import pkgutil
from pathlib import Path

import pytest

import aionix
import aionix_builtins

pytest_plugins = ["pytester"]

PLUGIN = "aionix.pytest_plugin"
ROOT = Path(__file__).resolve().parents[2]

TREE = r"""
{
  testPass = {
    expr = 1 + 1;
    expected = 2;
  };
  testFail = {
    expr = { x = 1; y = [ 1 { deep = "a"; } ]; };
    expected = { x = 1; y = [ 1 { deep = "b"; } ]; };
  };
  strings = {
    testLines = {
      expr = "a\nb\nc\n";
      expected = "a\nx\nc\n";
    };
    "test with space".expr = 1;
    "test with space".expected = 1;
    disabledTest = { expr = throw "never looked at"; expected = 1; };
  };
  testEval = {
    expr = throw "NO U";
    expected = 0;
  };
  drv = { type = "derivation"; testHidden = throw "derivations are not searched"; };
  number = 1;
}
"""


@pytest.fixture(scope="module", autouse=True)
def imported() -> None:
    """pytester forgets the modules that are imported while it runs: let there be none."""
    for package in (aionix, aionix_builtins):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not module.name.startswith(("aionix.cli", "aionix.__main__")):
                importlib.import_module(module.name)


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Where a suite is: with the plugin loaded, and without settings of others."""
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    monkeypatch.setenv("COLUMNS", "400")  # the summary is cut to the terminal's width…
    for name in ("CI", "BUILD_NUMBER"):  # … unless pytest takes the machine for a CI server
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("NIX_PATH", raising=False)
    return pytester


def run(suite: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return suite.runpytest_inprocess("-p", PLUGIN, *arguments)


def write(suite: pytest.Pytester, **files: str) -> None:
    for name, text in files.items():
        (suite.path / f"{name}.nix").write_text(text)


def messages(result: pytest.RunResult) -> dict[str, str]:
    """Failed test → its line in the summary."""
    found = {}
    for line in result.outlines:
        if line.startswith(("FAILED ", "ERROR ")):
            name, _, message = line.partition(" ")[2].partition(" - ")
            found[name.rpartition("::")[2]] = message
    return found


def test_nothing_without_the_option(suite: pytest.Pytester) -> None:
    write(suite, a_test="throw 1")
    suite.makepyfile("def test_python(): pass")
    run(suite).assert_outcomes(passed=1)


def test_tree(suite: pytest.Pytester) -> None:
    write(suite, a_test=TREE, other="throw ''no tests here''")
    result = run(suite, "--nix", "-rA")
    result.assert_outcomes(passed=2, failed=3)
    result.stdout.fnmatch_lines(
        [
            '"a" is not "b" at y.1.deep',
            "at */a_test.nix:7:3",
            "--- expected",
            "+++ actual",
            '-    { deep = "b"; }',
            '+    { deep = "a"; }',
            "the actual value comes from */a_test.nix:8:31",
            "the strings differ",
            " a",
            "-x",
            "+b",
            "error: NO U",
            "  at */a_test.nix:21:12",
            '   21 |     expr = throw "NO U";',
            "      |            ^^^^^^^^^^^^",
            'PASSED a_test.nix::strings."test with space"',
        ]
    )
    assert "Traceback" not in result.stdout.str()
    assert messages(result) == {
        "testFail": '"a" is not "b" at y.1.deep',
        "strings.testLines": "the strings differ",
        "testEval": "error: NO U",
    }


def test_order_is_that_of_the_file(suite: pytest.Pytester) -> None:
    write(suite, a_test=TREE)
    result = run(suite, "--nix", "--collect-only", "-q")
    names = [line.partition("::")[2] for line in result.outlines if "::" in line]
    assert names == [
        "testPass",
        "testFail",
        "strings.testLines",
        'strings."test with space"',
        "testEval",
    ]


ERRORS = r"""
{
  testType = {
    expr = throw "10 instead of 5";
    expectedError = { type = "ThrownError"; msg = "\\d+ instead of 5"; };
  };
  testInside = { expr = [ { a = abort "x"; } ]; expectedError.type = "Abort"; };
  testBase = { expr = throw "x"; expectedError.type = "EvalError"; };
  testAssert = { expr = assert false; 1; expectedError.type = "AssertionError"; };
  testTypeError = { expr = builtins.length 1; expectedError.type = "TypeError"; };
  testParse = { expr = import ./bad.nix; expectedError.type = "ParseError"; };
  testUndefined = { expr = import ./undefined.nix; expectedError.type = "UndefinedVarError"; };
  testWrongType = { expr = abort "x"; expectedError.type = "ThrownError"; };
  testWrongMessage = { expr = throw "x"; expectedError.msg = "^y"; };
  testNone = { expr = { a = 1; }; expectedError = { }; };
  testUnknownType = { expr = throw "x"; expectedError.type = "NoSuch"; };
  testBadPattern = { expr = throw "x"; expectedError.msg = "("; };
  testBadField = { expr = throw "x"; expectedError.message = "x"; };
}
"""


def test_expected_errors(suite: pytest.Pytester) -> None:
    write(suite, errors_test=ERRORS, bad="1 +", undefined="nothing")
    result = run(suite, "--nix")
    assert messages(result) == {
        "testWrongType": "the error's type is Abort, not ThrownError",
        "testWrongMessage": "the error's message doesn't match '^y'",
        "testNone": "no error, but { a = 1; }",
        "testUnknownType": "error: no error has the type 'NoSuch'; there are: RestrictedPathError,"
        " UndefinedVarError, TypeError, MissingArgumentError, Abort, ThrownError,"
        " AssertionError, …",
        "testBadPattern": "error: '(' is no regular expression: missing ), unterminated subpattern"
        " at position 0",
        "testBadField": "error: 'expectedError' has 'type' and 'msg', not: message",
    }
    result.assert_outcomes(passed=7, failed=6)


def test_what_is_no_test(suite: pytest.Pytester) -> None:
    write(
        suite,
        a_test="""{
          testNumber = 1;
          testNoExpr.expected = 1;
          testNoExpected.expr = 1;
          testFunctions = { expr = x: x; expected = x: x; };
          testNames = { expr = { a = 1; c = 2; }; expected = { a = 1; b = 2; }; };
          broken = throw "on the way";
        }""",
    )
    result = run(suite, "--nix")
    assert messages(result) == {
        "testNumber": "error: expected a set with 'expr' and 'expected' but found an integer: 1",
        "testNoExpr": "error: the test has no attribute 'expr'",
        "testNoExpected": "error: the test has neither 'expected' nor 'expectedError'",
        "testFunctions": "functions are never equal",
        "testNames": "missing: b; unexpected: c",
        "broken": "error: on the way",
    }


def test_result_lists(suite: pytest.Pytester) -> None:
    write(
        suite,
        a_test='[ { name = "testA"; expected = 1; result = 2; } { expr = 1; expected = 1; } ]',
        b_test="[ ]",
        c_test="{ old = [ ]; other = [ 1 2 ]; strings = [ { expr = 1; expected = 2; } ]; }",
    )
    result = run(suite, "--nix", "-rA")
    result.assert_outcomes(passed=3, failed=2)
    assert messages(result) == {"testA": "2 is not 1", "strings.0": "1 is not 2"}
    result.stdout.fnmatch_lines_random(
        ["PASSED a_test.nix::1", "PASSED b_test.nix::runTests", "PASSED c_test.nix::old"]
    )


def test_sets_without_end(suite: pytest.Pytester) -> None:
    write(
        suite,
        a_test="""
          let deeper = n: { next = deeper (n + 1); };
              cycle = { testOne = { expr = 1; expected = 1; }; again = cycle; };
          in { inherit cycle; endless = deeper 0; }
        """,
    )
    result = run(suite, "--nix")
    result.assert_outcomes(passed=1, failed=1)
    [message] = messages(result).values()
    assert message == "error: more than 50 sets of tests in each other"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 +", "syntax error, unexpected end of file"),
        ("throw ''no''", "no"),
        ("x: 1", "expected a set or a list of tests but found a function*"),
        ("[ 1 ]", "element 0 of the list is no test: it has neither 'expr' nor 'result'"),
    ],
)
def test_files_that_cannot_be_collected(suite: pytest.Pytester, text: str, message: str) -> None:
    write(suite, a_test=text)
    result = run(suite, "--nix")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR collecting a_test.nix*", f"error: {message}"])
    assert "Traceback" not in result.stdout.str()


def test_selection(suite: pytest.Pytester) -> None:
    write(suite, a_test=TREE, named=TREE)
    run(suite, "--nix", "-k", "strings").assert_outcomes(passed=1, failed=1, deselected=3)
    run(suite, "--nix", "a_test.nix::strings.testLines").assert_outcomes(failed=1)
    run(suite, "--nix", "named.nix").assert_outcomes(passed=2, failed=3)
    run(suite, "--nix", "-x", "--cache-clear").assert_outcomes(passed=1, failed=1)
    run(suite, "--nix", "--lf", "a_test.nix").assert_outcomes(failed=1)
    fixed = TREE.replace('"a"', '"b"')
    write(suite, a_test=fixed)
    run(suite, "--nix", "--lf", "a_test.nix").assert_outcomes(passed=1)


def test_settings(suite: pytest.Pytester) -> None:
    suite.makeini(
        "[pytest]\nnix = true\nnix_files = check-*.nix\nnix_path =\n    lib=lib\n"
        "asyncio_default_fixture_loop_scope = function\n"
    )
    (suite.path / "lib").mkdir()
    (suite.path / "lib/default.nix").write_text("{ one = 1; }")
    (suite.path / "check-this.nix").write_text(
        "{ testPath = { expr = (import <lib>).one; expected = 1; }; }"
    )
    write(suite, a_test="throw 1")
    run(suite).assert_outcomes(passed=1)


def test_search_path_and_arguments(suite: pytest.Pytester) -> None:
    write(
        suite,
        a_test="""
          { n, text, other ? 3 }: {
            testPath = { expr = import <lib/one.nix>; expected = 1; };
            testAnother = { expr = import <two.nix>; expected = 2; };
            testArguments = { expr = [ n text other ]; expected = [ 4 "x" 3 ]; };
          }
        """,
        one="1",
        two="2",
    )
    options = ["-I", f"lib={suite.path}", "--nix-path", str(suite.path)]
    options += ["--nix-arg", "n", "2 + 2", "--nix-argstr", "text", "x"]
    run(suite, "--nix", *options).assert_outcomes(passed=3)


def test_pure(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIONIX_TEST", "seen")
    (suite.path.parent / "outside.nix").write_text("1")
    write(
        suite,
        a_test="""{
          testInside = { expr = import ./one.nix; expected = 1; };
          testOutside.expr = import ../outside.nix;
          testOutside.expectedError.type = "RestrictedPathError";
          testEnvironment = { expr = builtins.getEnv "AIONIX_TEST"; expected = ""; };
        }""",
        one="1",
    )
    run(suite, "--nix", "--nix-pure").assert_outcomes(passed=3)
    result = run(suite, "--nix")
    assert set(messages(result)) == {"testOutside", "testEnvironment"}


def test_time_limit(suite: pytest.Pytester) -> None:
    write(
        suite,
        a_test="""
          let loop = n: loop (n + 1); in {
            testEndless = { expr = loop 0; expected = 1; };
            testCaught = { expr = loop 0; expectedError = { }; };
            testQuick = { expr = 1; expected = 1; };
          }
        """,
    )
    result = run(suite, "--nix", "--nix-time-limit", "0.2")
    result.assert_outcomes(passed=1, failed=2)
    late = "error: evaluation used more than 0.2 seconds of processor time"
    assert messages(result) == {"testEndless": late, "testCaught": late}
    refused = run(suite, "--nix", "--nix-time-limit", "-1")
    refused.stderr.fnmatch_lines(["ERROR: *is no number of seconds: -1.0"])


def test_messages(suite: pytest.Pytester) -> None:
    """What a test traces is shown with that test."""
    write(
        suite,
        a_test="""{
          testOne = { expr = builtins.trace "one" 1; expected = 2; };
          testTwo = { expr = builtins.trace "two" 1; expected = 1; };
        }""",
    )
    result = run(suite, "--nix")
    result.stdout.fnmatch_lines(["*Captured nix call*", "trace: one"])
    assert "trace: two" not in result.stdout.str()


def test_show_trace(suite: pytest.Pytester) -> None:
    write(suite, a_test="{ testA = { expr = (x: throw x) ''no''; expected = 1; }; }")
    short = run(suite, "--nix").stdout.str()
    long = run(suite, "--nix", "--nix-show-trace").stdout.str()
    assert "from call site" not in short
    assert "from call site" in long


def test_side_by_side(suite: pytest.Pytester) -> None:
    """What several tests need is evaluated once, and each test is an evaluation of its own."""
    write(
        suite,
        a_test="""{
          testOne = { expr = import ./shared.nix; expected = 2; };
          testTwo = { expr = import ./shared.nix; expected = 2; };
        }""",
        shared='builtins.trace "evaluated" 1',
    )
    result = run(suite, "--nix")
    result.assert_outcomes(failed=2)
    assert result.stdout.str().count("trace: evaluated") == 1


def test_markers_and_report_files(suite: pytest.Pytester) -> None:
    suite.makeconftest(
        """
        import pytest
        def pytest_collection_modifyitems(items):
            items[0].add_marker(pytest.mark.skip)
            items[1].add_marker(pytest.mark.xfail(strict=True))
        """
    )
    write(suite, a_test=TREE)
    result = run(suite, "--nix", "--junit-xml", "out.xml")
    result.assert_outcomes(passed=1, failed=2, skipped=1, xfailed=1)
    xml = (suite.path / "out.xml").read_text()
    assert 'message="error: NO U"' in xml
    assert "a_test.nix:20:3" in xml


@pytest.mark.skipif(importlib.util.find_spec("xdist") is None, reason="needs pytest-xdist")
def test_xdist(suite: pytest.Pytester) -> None:
    write(suite, a_test=TREE, b_test=TREE)
    result = run(suite, "--nix", "-n", "2")
    result.assert_outcomes(passed=4, failed=6)
    assert messages(result)["testEval"].startswith("error: NO U")
    assert "Traceback" not in result.stdout.str()


def test_with_tests_in_python(suite: pytest.Pytester) -> None:
    """Tests in Nix are evaluated in a thread of their own, tests in Python where they are."""
    write(suite, a_test=TREE)
    suite.makepyfile(
        test_python="""
        import aionix

        def test_sync():
            assert aionix.run("1 + 1") == 2

        def test_fixture(nix_evaluator):
            import anyio
            assert anyio.run(nix_evaluator.evaluate, "3") == 3
        """
    )
    run(suite, "--nix").assert_outcomes(passed=4, failed=3)


def test_fixture(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """``nix_evaluator`` on asyncio and trio."""
    monkeypatch.setenv("AIONIX_TEST", "seen")
    write(suite, one="1")
    suite.makepyfile(
        """
        import asyncio
        import pytest, sniffio

        @pytest.fixture(params=["asyncio", "trio"])
        def anyio_backend(request):
            return request.param

        @pytest.mark.anyio
        async def test_both(nix_evaluator, anyio_backend):
            assert sniffio.current_async_library() == anyio_backend
            assert await nix_evaluator.evaluate("import <lib/one.nix> + 1") == 2

        @pytest.mark.asyncio
        async def test_asyncio(nix_evaluator):
            one, two = await asyncio.gather(
                nix_evaluator.evaluate("1"), nix_evaluator.evaluate("2")
            )
            assert (one, two) == (1, 2)

        @pytest.mark.anyio
        @pytest.mark.nix_evaluator(builtins={"twice": lambda n: 2 * n}, pure_eval=True)
        async def test_options(nix_evaluator):
            value = await nix_evaluator.value("[ (twice 4) (builtins.getEnv ''AIONIX_TEST'') ]")
            assert await value.python() == [8, ""]
        """
    )
    result = run(suite, "-I", f"lib={suite.path}", "--strict-markers")
    result.assert_outcomes(passed=5)


def test_declared() -> None:
    """The plugin is pytest's without being asked for, under the name that ``-p`` takes."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {PLUGIN: PLUGIN}


def test_loading_is_quick(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it isn't used it costs nothing: no module of the evaluator is imported."""
    suite.makepyfile(
        """
        import sys
        def test_modules():
            names = {name for name in sys.modules if name.startswith("aionix")}
            assert names == {"aionix", "aionix.pytest_plugin"}
        """
    )
    [package] = aionix.__path__
    monkeypatch.setenv("PYTHONPATH", str(Path(package).parent))
    suite.runpytest_subprocess("-p", PLUGIN).assert_outcomes(passed=1)
