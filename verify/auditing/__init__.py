"""The paper on a user's own regression data: `verify audit` and `verify.audit`."""
