def run_completion(argv: list[str]) -> int:
    return 0
