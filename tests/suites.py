"""The contract suites as an installed package: `pytest --pyargs contracts.suites --base-url URL`."""
