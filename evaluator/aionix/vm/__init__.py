"""The scheduler of coroutine frames."""
