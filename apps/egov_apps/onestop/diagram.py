"""The states of a dossier as a diagram, drawn from the table (Mermaid)."""

from egov_apps.onestop.workflow import MOVES, TERMINAL, State, national


def diagram() -> str:
    """All states with their national codes, and who moves a dossier from one to the other."""
    return "\n".join(["stateDiagram-v2", *_states(), *_arrows(), *_ends()])


def _states() -> list[str]:
    return [f'    state "{state} · {national(state).value}" as {state}' for state in State]


def _arrows() -> list[str]:
    return [
        f"    {move.source} --> {move.target}: {move.action} ({', '.join(sorted(move.roles))})"
        for move in MOVES
    ]


def _ends() -> list[str]:
    return [f"    {state} --> [*]" for state in State if state in TERMINAL]
