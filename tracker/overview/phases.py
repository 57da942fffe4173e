"""The steps of the ladder in five phases: few enough to be told apart by shape and colour in a drawing."""

PHASES: dict[str, tuple[str, ...]] = {
    "here": ("open", "active", "expanded"),
    "coming": ("rumoured", "planned", "announced", "agreed", "under_way"),
    "paused": ("paused",),
    "over": ("closed", "ended", "cancelled", "denied"),
    "unsaid": (),
}
PHASE_WORDS = {
    "here": "open or active",
    "coming": "to come",
    "paused": "paused",
    "over": "over or off",
    "unsaid": "without a status",
}


def phase_of(status: str | None) -> str:
    """The phase that a status belongs to; "unsaid" for none."""
    return next((phase for phase, steps in PHASES.items() if status in steps), "unsaid")
