"""Contract tests for customer-registration APIs: specs, rules, a reference and the suites that use them."""
