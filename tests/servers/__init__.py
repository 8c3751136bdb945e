"""The real servers that tests run against, each on a loopback port of its own, and the proxy that breaks what goes between."""
